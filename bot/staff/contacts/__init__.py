"""Editing data/contacts.yml: every office, number and address once."""
