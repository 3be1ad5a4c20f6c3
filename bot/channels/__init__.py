"""Telegram and web: where messages come in, and one gateway behind both."""
