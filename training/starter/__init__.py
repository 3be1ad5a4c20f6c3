"""The starter model: one small translation model between all languages of the bot.

It stands beside the bot, in an environment of its own (requirements-convert.txt); the bot only has
the package that comes out of it. `make starter-model MT=FOLDER` does everything.
"""
