"""Rows of a table in Markdown."""

from __future__ import annotations


def row(*cells: object) -> str:
    """One row."""
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def ruler(columns: int) -> str:
    """The line below the first row."""
    return row(*["---"] * columns)
