"""Danger comes first: crisis messages found by word lists and rules, without a model."""

from bot.crisis.rules import Crisis, CrisisRules

__all__ = ["Crisis", "CrisisRules"]
