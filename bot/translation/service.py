"""Translation in an installation: put together from its content, packages and settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock

from bot.content.model import Content, Language
from bot.content.store import ContentStore
from bot.nlu.embedding import Embedder, SentenceEncoder
from bot.nlu.profiles import Profiles, content_identifier
from bot.settings import Settings
from bot.translation.agreement import Agreement
from bot.translation.engine import Translator
from bot.translation.gate import Gate, Limits
from bot.translation.glossary import Glossary, Hit
from bot.translation.identify import TextIdentifier
from bot.translation.kept import Kept
from bot.translation.meaning import Meaning
from bot.translation.memory import Memory
from bot.translation.months import Months
from bot.translation.names import Names
from bot.translation.packages import Packages
from bot.translation.pairs import Pair, content_pairs, phrases
from bot.translation.shipped import SHIPPED, Use
from bot.translation.worker import Worker

FOLDER, GLOSSARY = "translation", "glossary.tsv"
PHRASES, GATE, MONTHS = "phrases.tsv", "gate.yml", "months.yml"
NAMES, AGREEMENT = "names.yml", "agreement.yml"


@dataclass(frozen=True)
class Kit:
    """What belongs to one version of the content."""

    translator: Translator
    identifier: TextIdentifier
    memory: Memory
    gate: Gate


class TranslationService:
    """Gives the translator of today's content. Nothing is read or started before it is needed.

    `without` are entries whose sentences the memory must not know: those held out for a test.
    `shipped` is the package that came with the bot, None for none; `use` says what of it is used
    whatever has been chosen.
    """

    def __init__(
        self,
        settings: Settings,
        store: ContentStore,
        embedder: Embedder | None = None,
        worker: Worker | None = None,
        without: frozenset[str] = frozenset(),
        shipped: Path | None = SHIPPED,
        use: Use | None = None,
    ) -> None:
        self._settings = settings
        self._store = store
        self._without = without
        self.packages = Packages(settings.state / FOLDER, shipped, use)
        self._worker = worker or Worker(settings.state / FOLDER)
        self._embedder: Embedder = embedder or SentenceEncoder()
        self._lock = Lock()
        self._made: tuple[str, Kit] | None = None

    def kit(self) -> Kit:
        """The parts for the content as it is now. Raises TranslationError or ContentError."""
        content = self._store.current()
        with self._lock:
            if self._made is None or self._made[0] != content.version:
                self._made = (content.version, self._kit(content))
            return self._made[1]

    def translator(self) -> Translator:
        """The translator for the content as it is now; raises as `kit` does."""
        return self.kit().translator

    def peak_megabytes(self) -> float | None:
        """The most memory that the process of the models used so far."""
        return self._worker.peak_megabytes()

    def close(self) -> None:
        """End the process of the models."""
        self._worker.close()

    def _kit(self, content: Content) -> Kit:
        folder = self._settings.content / FOLDER
        languages = content.languages
        known = [
            *content_pairs(content, self._without),
            *phrases(folder / PHRASES, languages),
        ]
        samples = _by_language(known[:: max(1, len(known) // 60)], languages)
        meaning = Meaning(self._embedder, samples)
        profiles = Profiles.load(self._settings.content)
        identifier = TextIdentifier(content_identifier(content, profiles.others))
        months = Months.load(folder / MONTHS)
        names = Names.load(folder / NAMES, _by_language(known, languages))
        memory = Memory(known, meaning, months, partial(_names, names, languages))
        glossary = Glossary.load(self._settings.content / GLOSSARY, languages, content.source_lang)
        agreement = Agreement.load(folder / AGREEMENT)
        gate = Gate(Limits.load(folder / GATE), identifier, meaning, agreement)
        kept = Kept(languages, glossary, months, names)
        translator = Translator(languages, memory, kept, gate, self.packages.list, self._worker)
        return Kit(translator, identifier, memory, gate)


def _names(
    names: Names, languages: Mapping[str, Language], text: str, code: str
) -> tuple[Hit, ...]:
    return names.sure(text, code, languages[code].script)


def _by_language(pairs: Iterable[Pair], languages: Iterable[str]) -> dict[str, list[str]]:
    whole = list(pairs)
    return {code: [one.texts[code] for one in whole if code in one.texts] for code in languages}
