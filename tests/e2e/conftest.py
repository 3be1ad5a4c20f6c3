"""The browser of the widget's tests, for conversations with the whole bot."""

from tests.web.conftest import browser, chromium

__all__ = ["browser", "chromium"]
