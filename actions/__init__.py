"""Thin rasa-sdk actions: what they say is decided in bot.answers."""
