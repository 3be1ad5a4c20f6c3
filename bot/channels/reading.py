"""What a message is, before anything is done about it: nothing here waits or keeps anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.answers.payload import PayloadSigner, Press
from bot.channels.text import clean, with_short_runs
from bot.content.languages import load_other_languages
from bot.content.model import Content
from bot.crisis.rules import Crisis, CrisisRules
from bot.nlu.language import LanguageIdentifier
from bot.nlu.profiles import content_identifier
from bot.privacy.masking import Masker
from bot.privacy.spans import LABELS

LONGEST = 5_000  # characters of one message
MASKS = re.compile(r"\[(?:" + "|".join(LABELS) + r")\]")


@dataclass(frozen=True)
class Reading:
    """A message as it was understood so far.

    `text` is clean and masked; `private` are the kinds of private data that were removed,
    `only_private` says that nothing else was in it; `detected` is the language.
    """

    text: str = ""
    only_private: bool = False
    press: Press | None = None
    private: frozenset[str] = frozenset()
    crisis: Crisis | None = None
    detected: str | None = None
    too_long: bool = False

    @property
    def empty(self) -> bool:
        """True when the message held nothing at all."""
        return self.press is None and not self.text and not self.too_long


class MessageReader:
    """Reads messages: buttons, private data, danger, language."""

    def __init__(
        self,
        signer: PayloadSigner,
        rules: CrisisRules,
        identifier: LanguageIdentifier,
        folder: Path,
    ) -> None:
        self._signer = signer
        self._rules = rules
        self._identifier = identifier
        self._folder = folder
        self._masker: tuple[object, Masker] | None = None

    @classmethod
    def of(cls, folder: Path, content: Content, signer: PayloadSigner) -> MessageReader:
        """The reader of a content folder. Raises ContentError when its word lists are unusable."""
        others = load_other_languages(folder / "languages")
        identifier = content_identifier(content, others)
        return cls(signer, CrisisRules.load(folder / "crisis" / "lexicon"), identifier, folder)

    def read(self, message: str, content: Content) -> Reading:
        """What `message` is; `content` says which numbers are public."""
        press = self._signer.read(message.strip())
        if press is not None:
            return Reading(press=press)
        if len(message) > LONGEST:
            # Nothing is done with it, but danger must not be missed for its length.
            return Reading(crisis=self._rules.find(clean(message)), too_long=True)
        masked = self.masker(content).mask(clean(message))
        text = clean(masked.text)
        bare = " ".join(MASKS.sub(" ", text).split())
        return Reading(
            text=with_short_runs(text),
            only_private=bool(masked.found) and not any(char.isalnum() for char in bare),
            private=masked.found,
            crisis=self._rules.find(text),
            detected=self._identifier.identify(bare).code if bare else None,
        )

    def masker(self, content: Content) -> Masker:
        """The masker for today's contacts; made anew only when they changed."""
        if self._masker is None or self._masker[0] != content.contacts:
            masker = Masker.for_content(self._folder, content.contacts.values())
            self._masker = (content.contacts, masker)
        return self._masker[1]
