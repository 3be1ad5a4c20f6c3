"""The starter model: one small translation model for all languages here, trained from nothing.

It stands beside the bot, in an environment of its own (requirements-models.txt); the bot only
gets its packages. `make starter-model MT=FOLDER` does everything.
"""
