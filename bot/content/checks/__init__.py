"""What a content must be beyond its form: complete, true to its sources, alike in all languages."""

from __future__ import annotations

from bot.content.checks.run import check_all

__all__ = ["check_all"]
