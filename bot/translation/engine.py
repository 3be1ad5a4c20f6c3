"""Translate texts: sentence by sentence, people's translations first, a model behind the gate."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from threading import Lock

from bot.answers.bidi import plain
from bot.content.model import Language, State
from bot.translation.errors import SlowWorkerError, TranslationError, WorkerError
from bot.translation.gate import Gate
from bot.translation.glossary import folded
from bot.translation.installed import Installed
from bot.translation.kept import Kept
from bot.translation.memory import Memory, Recall
from bot.translation.protection import only_pieces, protect, restore
from bot.translation.result import Note, Segment, Translation, joined, nothing
from bot.translation.routes import Route, find_route
from bot.translation.sentences import split
from bot.translation.worker import Worker

LONGEST = 5_000  # characters of one text
SHORT_WORDS, SHORT_LETTERS = 2, 10  # so little is looked up, never given to a model
IN_TARGET = 0.9  # share of letters
KEPT = 500  # sentences
# Digits of Arabic and Persian writing, the comma of their decimals, the point of their thousands.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789,.")


class Translator:
    """Translates between the languages of an installation. Safe for use by several threads."""

    def __init__(
        self,
        languages: Mapping[str, Language],
        memory: Memory,
        kept: Kept,
        gate: Gate,
        packages: Callable[[], tuple[Installed, ...]],
        worker: Worker,
    ) -> None:
        self._languages = languages
        self._memory = memory
        self._glossary = kept.glossary
        self._kept_terms = kept
        self._gate = gate
        self._packages = packages
        self._worker = worker
        self._cache: OrderedDict[tuple[object, ...], Segment] = OrderedDict()
        self._lock = Lock()

    def has_model(self, source: str, target: str) -> bool:
        """Whether a model is installed for this direction; memory and glossary always serve."""
        return self._route(source, target) is not None

    def words(self, text: str, source: str, target: str) -> tuple[tuple[str, str], ...]:
        """The words of a text that the glossary knows, with their translation."""
        return self._glossary.words(text, source, target)

    def translate(self, text: str, source: str, target: str) -> Translation:
        """The translation of a text of at most LONGEST characters.

        Raises TranslationError for a language that the installation does not have.
        """
        refused = self._refused(text, source, target)
        if refused is not None:
            return refused
        lead, _ = split(_cleaned(text))
        return joined(tuple(self.segments(text, source, target)), lead)

    def segments(self, text: str, source: str, target: str) -> Iterator[Segment]:
        """The sentences of a text one by one, each as soon as it is there; see `translate`."""
        if self._refused(text, source, target) is not None:
            return
        route = self._route(source, target)
        for sentence, gap in split(_cleaned(text))[1]:
            found = self._kept(sentence, source, target, route)
            yield Segment(
                sentence, found.text, found.shown, found.state, found.score, found.notes, gap
            )

    def by_model_alone(self, text: str, source: str, target: str) -> str:
        """The model's translation of a sentence with nothing around it, to compare with.

        Raises WorkerError; "" where there is no model.
        """
        route = self._route(source, target)
        return self._worker.translate(route.steps, text).text if route else ""

    def close(self) -> None:
        """End the process of the models."""
        self._worker.close()

    def _refused(self, text: str, source: str, target: str) -> Translation | None:
        for code in (source, target):
            if code not in self._languages:
                known = ", ".join(self._languages)
                raise TranslationError(f"There is no language {code!r} here, only {known}.")
        if not _cleaned(text).strip():
            return nothing(Note.EMPTY)
        if len(text) > LONGEST:
            return nothing(Note.TOO_LONG)
        if source == target:
            return nothing(Note.SAME_LANGUAGE)
        return None

    def _route(self, source: str, target: str) -> Route | None:
        return find_route(self._packages(), source, target, self._languages)

    def _kept(self, text: str, source: str, target: str, route: Route | None) -> Segment:
        """The sentence from the cache, or translated now. What failed is tried again."""
        steps = tuple((step.name, step.version) for step in route.steps) if route else ()
        key = (text, source, target, steps)
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
        found = self._translated(text, source, target, route)
        if not {Note.TIMEOUT, Note.FAILED} & set(found.notes):
            with self._lock:
                self._cache[key] = found
                while len(self._cache) > KEPT:
                    self._cache.popitem(last=False)
        return found

    def _translated(self, text: str, source: str, target: str, route: Route | None) -> Segment:
        if only_pieces(text) or self._is_already(text, source, target):
            return Segment(text, text, True, None, 1.0, (Note.COPIED,))
        spoken = self._kept_terms.spoken(text, source)
        recall = self._memory.find(spoken, source, target)
        if recall is not None and recall.same:
            return _remembered(text, recall)
        short = _is_short(text)
        if short or route is None:
            term = self._glossary.lookup(spoken, source, target)
            if term is not None:
                return Segment(text, term, True, State.DRAFT, 1.0, (Note.GLOSSARY,))
        if self._kept_terms.only_names(spoken, source):
            return Segment(text, text, True, None, 1.0, (Note.COPIED,))
        hint = _remembered(text, recall) if recall is not None else None
        if route is None:
            return hint or Segment(text, "", False, None, 0.0, (Note.UNAVAILABLE,))
        if short:
            return Segment(text, "", False, None, 0.0, (Note.SHORT,))
        found = self._by_model(text, spoken, source, target, route)
        return hint if hint is not None and not found.shown else found

    def _is_already(self, text: str, source: str, target: str) -> bool:
        """Whether a sentence in a mixed text is in the writing of the target already."""
        own, other = self._languages[target].script, self._languages[source].script
        return own != other and self._gate.identifier.share(text, own) > IN_TARGET

    def _by_model(self, text: str, spoken: str, source: str, target: str, route: Route) -> Segment:
        try:
            protected = protect(spoken, self._kept_terms.find(spoken, source, target))
            raw = self._worker.translate(route.steps, protected.text)
        except SlowWorkerError:
            return Segment(text, "", False, None, 0.0, (Note.TIMEOUT,))
        except (WorkerError, ValueError):
            return Segment(text, "", False, None, 0.0, (Note.FAILED,))
        restored = restore(raw.text, protected)
        verdict = self._gate.judge(
            text,
            restored.text,
            self._languages[source],
            self._languages[target],
            restored.whole,
            (protected.bare, restored.bare),
            raw.back,
        )
        notes = (*verdict.notes, Note.PIVOT) if route.pivot else verdict.notes
        score = round(verdict.score, 3)
        return Segment(text, restored.text, verdict.passed, State.MACHINE, score, notes)


def _is_short(text: str) -> bool:
    """Whether a text is a word or little more. Two long ones are a sentence in some languages:
    "መዓስ ክድውለልኩም?" (when may I ring you?).
    """
    words = folded(text).split()
    few = len(words) <= SHORT_WORDS and sum(map(len, words)) < SHORT_LETTERS
    return len(words) <= 1 or few


def _remembered(text: str, recall: Recall) -> Segment:
    score = round(recall.score, 3)
    return Segment(text, recall.text, recall.same, recall.state, score, (recall.note,))


def _cleaned(text: str) -> str:
    """`text` without marks that turn the direction of writing and without NUL, its digits those
    that every reader of a translation knows.
    """
    return plain(text).replace("\0", "").translate(_DIGITS)
