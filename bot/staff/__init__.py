"""The editors' web app: people and roles, the content, its translations, their history."""
