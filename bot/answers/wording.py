"""Words of the interface in one language, and the label that says what a text is."""

from __future__ import annotations

from bot.answers.bidi import isolate
from bot.answers.placeholders import fill
from bot.content.model import Content, Entry


class Wording:
    """The interface strings and text rendering of one language of one content version."""

    def __init__(self, content: Content, lang: str) -> None:
        self.content = content
        self.lang = lang
        self.direction = content.languages[lang].direction

    def string(self, key: str, **values: object) -> str:
        """The interface string `key`, filled in and ready to show."""
        ui = self.content.ui
        text = ui.get(self.lang, {}).get(key) or ui[self.content.source_lang][key]
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return self.rendered(text)

    def rendered(self, text: str) -> str:
        """`text` with its contacts filled in and its left-to-right runs isolated."""
        return isolate(fill(text, self.lang, self.content), self.direction)

    def label(self, entry: Entry) -> str | None:
        """One calm sentence about the state of the text that is shown in this language."""
        text = entry.answers.get(self.lang)
        if text is None:
            return None
        label = self.string(f"label_{text.state.value}")
        if entry.outdated(self.lang, self.content.source_lang):
            label = f"{label} {self.string('label_outdated')}"
        return label
