"""All pages of the app. A new part adds its PAGES here, and its link in navigation.py."""

from __future__ import annotations

from bot.staff.page import Page
from bot.staff.pages import (
    contacts,
    content,
    entry,
    exchange,
    history,
    inbox,
    login,
    people,
    preview,
    publish,
    static,
    statistics,
    training,
    trial,
    widget,
)

ALL: tuple[Page, ...] = (
    *login.PAGES,
    *static.PAGES,
    *content.PAGES,
    *entry.PAGES,
    *contacts.PAGES,
    *publish.PAGES,
    *preview.PAGES,
    *history.PAGES,
    *exchange.PAGES,
    *inbox.PAGES,
    *people.PAGES,
    *training.PAGES,
    *trial.PAGES,
    *statistics.PAGES,
    *widget.PAGES,
)
