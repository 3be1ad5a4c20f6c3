"""Whether somebody asks for a translation, of what, and into which language.

What is taken for a wish is not kept, and what is not is kept as a question. So a letter behind
words that ask is one, whatever else stands there; a question about translating is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.settings import ROOT
from bot.translation.errors import TranslationError
from bot.translation.wish_words import Message, Phrases, WordLists

FILE = "translation/words.yml"
SHIPPED = ROOT / "data" / FILE
HEAD = 300  # characters that may stand before the text
HEAD_WORDS = 15  # words from the beginning of the sentence that asks to the text
QUESTION_WORDS = 7  # a longer text that begins with "this …" is a text
THANKS_WORDS = 4  # what is not longer, below a wish, may be thanks and a name
EXPLANATION_WORDS = 25  # what is longer, below a question, does not explain it: it is a text
LANGUAGE_WORDS = 4  # of a message that only says which language
ENDING = 5  # letters around a name in the word for a language
# A colon between digits is a time; the Ethiopic one is a comma as well.
_SEPARATOR = re.compile(r"(?:(?<!\d)[:：]|[:：](?!\d)|፦)|\n|[፡፥]|[«“„\"](?=\S)|\s[-–—]\s")
_COLONS, _LINES = ":：፦", "\n፡፥"
_ASKS_BACK = re.compile(r"[?؟፧]\s*$")
_CLOSING = ' \t\n"»”'
_EDGE = " \t\n,،:;"


@dataclass(frozen=True)
class Wish:
    """A wish for a translation. `text` is "" where the text is still to come, `target` the
    language that was named, None where none was; `head` are the words that ask.
    """

    text: str
    target: str | None = None
    head: str = ""

    @property
    def bare(self) -> bool:
        """Whether the text is still to come."""
        return not self.text


@dataclass(frozen=True)
class _Asking:
    """Words that ask: the place of the first one behind them, the language that they name, and
    whether they speak of a text.
    """

    place: int
    target: str | None
    about: bool


class WishWords:
    """The words of data/translation/words.yml; `names` are parts of the names of languages."""

    def __init__(
        self, found: Mapping[str, list[str]], names: Mapping[str, tuple[str, ...]]
    ) -> None:
        self._lists = WordLists.of(found)
        self._names = names

    @classmethod
    def load(cls, content: Path, names: Mapping[str, tuple[str, ...]]) -> WishWords:
        """The words of a content folder; the shipped ones for each list that it has not.

        Raises TranslationError when the file cannot be used.
        """
        path = content / FILE
        try:
            own = _lists(path) if path.exists() else {}
            return cls({**_lists(SHIPPED), **own}, names)
        except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError) as error:
            raise TranslationError(f"{path} cannot be used.") from error

    def read(self, message: str, *, clear: bool = False) -> Wish | None:
        """The wish that a message is; None for any other message, and for a question about
        translating ("can you translate a text?").

        `clear`: only where nothing but asking comes before the text.
        """
        read = Message(message)
        wish = self._headed(message)
        if wish is None and not clear:
            wish = self._below_other_words(read) or self._above_asking(message)
        return wish or self._run_on(read)

    def named(self, message: str) -> str | None:
        """The language that a short message names ("to Arabic, please")."""
        words = Message(message).words
        named = [code for code in map(self._named, words) if code]
        return named[-1] if named and len(words) <= 3 else self.only_named(message)

    def only_named(self, message: str) -> str | None:
        """The language that a message of a few words names and says nothing else."""
        read = Message(message)
        if len(read) > LANGUAGE_WORDS:
            return None
        lists = self._lists
        known = self._all_known(read, (lists.opening, lists.polite, lists.thanks))
        return self._last_named(read) if known else None

    def _headed(self, message: str) -> Wish | None:
        """A message whose text stands behind a colon, a line break or a quotation mark, with
        nothing but asking before that.
        """
        for cut, head, text in _heads(message):
            read = Message(head)
            asks = self._holds(read, self._lists.ask)
            mentions = cut in _COLONS and self._holds(read, self._lists.mention)
            if (asks or mentions) and self._plain(read):
                return self._with_languages(text, self._last_named(read), head)
        return None

    def _below_other_words(self, read: Message) -> Wish | None:
        """A text behind a colon or a line break, with words that ask and others before that."""
        asking = self._asking(read)
        if asking is not None and not self._speaks_of_a_text(read, asking.place):
            return None  # the text begins before the colon
        for cut, head, text in _heads(read.text):
            if cut not in _COLONS + _LINES:
                continue
            sentence = self._sentence_that_asks(head)
            if not 0 < len(sentence) <= HEAD_WORDS:
                continue
            if len(Message(text)) > self._most_of_an_explanation(cut, sentence, text):
                return self._with_languages(text, self._toward(sentence), head)
        return None

    def _sentence_that_asks(self, head: str) -> Message:
        """The words from the beginning of the sentence that asks on; none where none does."""
        read = Message(head)
        begin = 0
        for place in range(len(read)):
            begin = read.start(place) if read.ends(place) or not place else begin
            if any(words.at(read.words, place) for words in (self._lists.ask, self._lists.mention)):
                return Message(head[begin:])
        return Message("")

    def _most_of_an_explanation(self, cut: str, sentence: Message, text: str) -> int:
        """How many words may stand behind a sentence that asks, and be no text."""
        asks = self._holds(sentence, self._lists.ask)
        if asks and self._plain(sentence):
            return 0 if cut in _COLONS else THANKS_WORDS
        short = Message(text)
        doubtful = (
            not asks
            or self._holds(sentence, self._lists.question)
            or (len(short) <= QUESTION_WORDS and self._holds(short, self._lists.question))
        )
        if cut in _COLONS:
            return QUESTION_WORDS if doubtful else 0
        doubtful = doubtful or _ASKS_BACK.search(sentence.text) is not None
        return EXPLANATION_WORDS if doubtful else QUESTION_WORDS

    def _above_asking(self, message: str) -> Wish | None:
        """A long text with nothing but asking in the line below it."""
        text, _, line = message.rpartition("\n")
        last = Message(line)
        asking = self._asking(last)
        if asking is None or asking.place < len(last):
            return None
        if len(Message(text)) <= EXPLANATION_WORDS:
            return None
        return Wish(text.strip(_CLOSING), asking.target, line)

    def _run_on(self, read: Message) -> Wish | None:
        """A message without a colon: the text begins where the asking ends."""
        asking = self._asking(read)
        if asking is None:
            return None
        place = asking.place
        count = len(read) - place
        if not count:
            return None if asking.about else Wish("", asking.target, read.text)
        if count < 2 or self._only_direction(read, place):
            return None
        if count <= QUESTION_WORDS and self._speaks_of_a_text(read, place):
            return None
        end = read.end(place)
        text = read.text[end:].lstrip(_EDGE + ".!?؟።፧፡፣፦").rstrip(_EDGE)
        return Wish(text, asking.target, read.text[:end])

    def _asking(self, read: Message) -> _Asking | None:
        """The words that ask, at the beginning of a message; None where it begins otherwise."""
        lists, place, target, about = self._lists, 0, None, False
        before = (lists.opening, lists.polite, lists.thanks, lists.about)
        while not lists.ask.at(read.words, place):
            count, code = self._language(read, place)
            target = code or target
            about = about or bool(lists.about.at(read.words, place))
            count = count or max(words.at(read.words, place) for words in before)
            if not count:
                return None
            place += count
        place += lists.ask.at(read.words, place)
        while (step := self._goes_on(read, place)) is not None:
            target = step.target or target
            about = about or step.about
            place = step.place
        return _Asking(place, target, about)

    def _goes_on(self, read: Message, place: int) -> _Asking | None:
        """The next words where they still belong to the asking.

        Words that a text can begin with do so only where it is clear that it does not begin yet.
        """
        count, code = self._language(read, place)
        if count:
            return _Asking(place + count, code, about=False)
        if read.capital(place) or read.ends(place):
            return self._bare_names(read, place)
        lists = self._lists
        count = max(words.at(read.words, place) for words in (lists.ask, lists.polite))
        if count:
            return _Asking(place + count, None, about=False)
        return self._closing(read, place) or self._bare_names(read, place)

    def _closing(self, read: Message, place: int) -> _Asking | None:
        """Thanks, and words for the text, where a sentence ends with them or a language follows."""
        lists, end, about = self._lists, place, False
        while not read.capital(end) and (end == place or not read.ends(end)):
            speaks = lists.about.at(read.words, end)
            count = max(speaks, *(w.at(read.words, end) for w in (lists.thanks, lists.polite)))
            if not count:
                break
            about = about or bool(speaks)
            end += count
        if end == place or (about and end == len(read)):
            return None
        closes = read.ends(end) or self._language(read, end)[0] or (about and read.capital(end))
        return _Asking(end, None, about) if closes else None

    def _bare_names(self, read: Message, place: int) -> _Asking | None:
        """Names of languages that stand by themselves before the end of a sentence or line."""
        end = place
        while (
            end < len(read)
            and self._named(read.words[end])
            and (end == place or not read.ends(end))
        ):
            end += 1
        if end == place or not read.ends(end):
            return None
        return _Asking(end, self._named(read.words[end - 1]), about=False)

    def _only_direction(self, read: Message, place: int) -> bool:
        """Whether there is nothing from `place` on but "to …", or "from … to …", with the name
        of a language that may be any.
        """
        steps, named = 0, False
        while count := self._lists.toward.at(read.words, place):
            named = named or self._language(read, place)[0] > 0
            place += count + 1
            steps += 1
        return place == len(read) and (steps == 1 or named)

    def _speaks_of_a_text(self, read: Message, place: int) -> bool:
        """Whether the word at `place` speaks of a text; a capital begins one."""
        return bool(self._lists.about.at(read.words, place)) and not read.capital(place)

    def _with_languages(self, text: str, target: str | None, head: str) -> Wish:
        """The wish for a text; what says only the language, in lines before it, is none of it."""
        for _, line, rest in _heads(text):
            if not self._toward(Message(line)) or not self.only_named(line):
                break
            text, target, head = rest, self._toward(Message(line)), f"{head}\n{line}"
        only = self._toward(Message(text)) if self.only_named(text) else None
        return Wish("", only, f"{head}\n{text}") if only else Wish(text, target, head)

    def _plain(self, read: Message) -> bool:
        """Whether all words are such as people ask with."""
        lists = self._lists
        known = (lists.ask, lists.mention, lists.opening, lists.toward, lists.polite, lists.thanks)
        return self._all_known(read, (*known, lists.about))

    def _all_known(self, read: Message, known: Iterable[Phrases]) -> bool:
        """Whether there are only such words, and names of languages."""
        lists, place = tuple(known), 0
        while place < len(read):
            count = self._language(read, place)[0] or bool(self._named(read.words[place]))
            count = max(count, *(words.at(read.words, place) for words in lists))
            if not count:
                return False
            place += count
        return True

    @staticmethod
    def _holds(read: Message, words: Phrases) -> bool:
        return any(words.at(read.words, place) for place in range(len(read)))

    def _language(self, read: Message, place: int) -> tuple[int, str | None]:
        """How many words from `place` on say "to …" with the name of a language, and which."""
        count = self._lists.toward.at(read.words, place)
        if count and place + count < len(read):
            code = self._named(read.words[place + count])
            if code:
                return count + 1, code
        if place < len(read):
            word = read.words[place]
            for prefix in self._lists.attached:
                code = self._named(word[len(prefix) :]) if word.startswith(prefix) else None
                if code:
                    return 1, code
        return 0, None

    def _named(self, word: str) -> str | None:
        """The language that a word names."""
        found = (
            code
            for code, parts in self._names.items()
            if any(part in word and len(word) <= len(part) + ENDING for part in parts)
        )
        return next(found, None)

    def _last_named(self, read: Message) -> str | None:
        """The language to write in: of two that are named ("from … to …") the last one."""
        named = [code for code in map(self._named, read.words) if code]
        return named[-1] if named else None

    def _toward(self, read: Message) -> str | None:
        """The last language before which a "to" stands."""
        codes = [self._language(read, place)[1] for place in range(len(read))]
        return next((code for code in reversed(codes) if code), None)


def _heads(message: str) -> Iterator[tuple[str, str, str]]:
    """Each sign behind which a text may begin, with what is before and behind it."""
    for cut in _SEPARATOR.finditer(message, 0, HEAD):
        text = message[cut.end() :].strip(_CLOSING)
        if text:
            yield cut.group(), message[: cut.start()], text


def _lists(path: Path) -> dict[str, list[str]]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))
