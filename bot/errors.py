"""The one tree of errors: everything the project raises on purpose is a BotError."""


class BotError(Exception):
    """Something that the person in front of the program must be told, as one clear sentence."""


class SettingsError(BotError):
    """An environment variable has a value that cannot be used."""


class ContentError(BotError):
    """The content cannot be loaded at all, for example because the folder is missing."""


class StateError(BotError):
    """The state folder or a database in it cannot be used."""


class ModelError(BotError):
    """The trained model is missing or cannot be used."""


class ServiceError(BotError):
    """A process or an endpoint of the bot did not start or does not answer."""
