"""Trains the sentence model of `bot/nlu/encoder` (README.md there); not needed to run the bot."""
