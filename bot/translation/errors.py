"""What can go wrong with translation, each as one clear sentence."""

from __future__ import annotations

from bot.errors import BotError


class TranslationError(BotError):
    """Something about translation cannot be used: a language, a file of the content."""


class PackageError(TranslationError):
    """A package of a model cannot be read, installed or used."""


class WorkerError(TranslationError):
    """The process of the models ended, said nonsense or took too long."""


class SlowWorkerError(WorkerError):
    """A sentence took longer than it may."""
