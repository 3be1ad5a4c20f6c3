"""The content as frozen values: what an entry, its texts and the things around it are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from bot.content.texthash import text_hash


class State(str, Enum):
    """How far a text has come on its way from a machine to an approved text."""

    MACHINE = "machine"
    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"


class Family(str, Enum):
    """What an entry is, by the folder that it lies in."""

    FAQ = "faq"
    DIALOGUE = "dialogue"
    CRISIS = "crisis"
    GUARD = "guard"


@dataclass(frozen=True)
class Text:
    """One answer in one language; `of` is the hash of the source text that it translates."""

    text: str
    state: State
    of: str | None = None


@dataclass(frozen=True)
class Source:
    """Where a fact was found, and the day (ISO 8601) on which it was seen there."""

    title: str
    seen: str
    url: str | None = None


@dataclass(frozen=True)
class Entry:
    """One row of the coverage list: its texts and the questions that lead to it.

    `answers` and `questions` are keyed by language code. The first question of a language is
    the entry's title in that language: it stands on buttons.
    """

    id: str
    topic: str
    family: Family
    checked: str
    sources: tuple[Source, ...]
    related: tuple[str, ...]
    answers: Mapping[str, Text]
    questions: Mapping[str, tuple[str, ...]]

    def title(self, lang: str) -> str | None:
        """The question that stands on a button in `lang`, or None where there is none."""
        questions = self.questions.get(lang)
        return questions[0] if questions else None

    def outdated(self, lang: str, source_lang: str) -> bool:
        """True when the text in `lang` translates another source text than today's."""
        text = self.answers.get(lang)
        source = self.answers.get(source_lang)
        if text is None or source is None or lang == source_lang:
            return False
        return text.of != text_hash(source.text)


@dataclass(frozen=True)
class Contact:
    """An office, its number and address: written once in contacts.yml."""

    id: str
    name: Mapping[str, str]
    source: Source
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    web: str | None = None
    check_first: bool = False


@dataclass(frozen=True)
class Language:
    """A language profile, data/languages/<code>.yml.

    `script` is a Unicode script name such as "Latin"; `direction` is "ltr" or "rtl";
    `spacy` the code for spacy.blank; `words` are frequent words that tell the language
    apart from others in the same script, `latin_words` the same for its romanised writing.
    `understood` marks a language that is not spoken but whose questions are still matched.
    `letters` are pairs (letter, what it is written as in the normal form, "" to drop it);
    `sounds` and `latin_sounds` pairs (letters, how they sound), see bot/nlu/sounds.py.
    """

    code: str
    name: str
    direction: str
    script: str
    spacy: str
    source: bool = False
    understood: bool = False
    words: frozenset[str] = frozenset()
    latin_words: frozenset[str] = frozenset()
    letters: tuple[tuple[str, str], ...] = ()
    sounds: tuple[tuple[str, str], ...] = ()
    latin_sounds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Fault:
    """One fault in the content: where it is, and a sentence in the editors' language."""

    file: str
    line: int
    key: str
    message: str
    code: str
    warning: bool = False

    def __str__(self) -> str:
        mark = "!" if self.warning else "x"
        return f"{mark} {self.file}:{self.line}: {self.key}: {self.message}"


@dataclass(frozen=True)
class Content:
    """Everything under the content folder that the bot needs, read at one moment.

    `version` is a short hash of all files; `ui` maps a language code to its strings.
    `others` are languages that are recognised and not spoken, `other_texts` what is said in them.
    """

    version: str
    entries: Mapping[str, Entry]
    topics: tuple[str, ...]
    languages: Mapping[str, Language]
    contacts: Mapping[str, Contact]
    ui: Mapping[str, Mapping[str, str]]
    others: Mapping[str, Language] = field(default_factory=dict)
    other_texts: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = field(default=())

    @property
    def source_lang(self) -> str:
        """The code of the language in which the facts are written and checked."""
        return next(code for code, language in self.languages.items() if language.source)

    def of_topic(self, topic: str) -> tuple[Entry, ...]:
        """The entries of one topic, in the order of topics.yml, then of their ids."""
        return tuple(e for e in self.entries.values() if e.topic == topic)
