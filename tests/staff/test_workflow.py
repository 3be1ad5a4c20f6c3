"""The rule of bot/staff/workflow.py, held by a state machine."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.content.model import State, Text
from bot.content.texthash import text_hash
from bot.staff import workflow
from bot.staff.roles import NotAllowedError, Person, Role

EDITOR = Person("e", "E", frozenset({Role.EDITOR}))
PUBLISHER = Person("p", "P", frozenset({Role.PUBLISHER}))
TRANSLATORS = {
    lang: Person(lang, lang, frozenset({Role.TRANSLATOR}), frozenset({lang})) for lang in ("b", "c")
}
EVERYBODY = (EDITOR, PUBLISHER, *TRANSLATORS.values())
WORDS = st.sampled_from(["one", "two", "three", "four five"])
LANGS = st.sampled_from(["b", "c"])


class Workflow(RuleBasedStateMachine):
    """Source language "a"; what is expected is told apart from the code, in plain sets."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: workflow.Texts = {"a": Text("one", State.DRAFT)}
        self.fits: dict[str, str] = {}  # the source text that a translation was made for
        self.vouched: dict[str, str] = {}  # what a translator said is right
        self.approved: dict[str, str] = {}  # what a publisher let out

    @rule(text=WORDS, minor=st.booleans())
    def change_source(self, text: str, minor: bool) -> None:
        old = self.texts["a"].text
        self.texts = workflow.write_source(EDITOR, self.texts, "a", text, minor)
        if minor:
            for lang in self.fits:
                if self.fits[lang] == old:
                    self.fits[lang] = text
        if text != old:
            self.approved.pop("a", None)

    @rule(lang=LANGS, text=WORDS, fits=st.booleans())
    def translate(self, lang: str, text: str, fits: bool) -> None:
        before = self.texts.get(lang)
        of = text_hash(self.texts["a"].text) if fits else None
        self.texts = workflow.write_translation(TRANSLATORS[lang], self.texts, "a", lang, text, of)
        if fits:
            self.fits[lang] = self.texts["a"].text
        if before is None or before.text != text:
            self.vouched.pop(lang, None)
            self.approved.pop(lang, None)

    @rule(lang=LANGS, text=WORDS)
    def ask_the_machine(self, lang: str, text: str) -> None:
        self.texts = workflow.propose(EDITOR, self.texts, "a", lang, text)
        self.fits[lang] = self.texts["a"].text
        self.vouched.pop(lang, None)
        self.approved.pop(lang, None)

    @precondition(lambda self: len(self.texts) > 1)
    @rule(data=st.data())
    def review(self, data: st.DataObject) -> None:
        lang = data.draw(st.sampled_from(sorted(set(self.texts) - {"a"})))
        seen = text_hash(self.texts["a"].text)
        self.texts = workflow.review(TRANSLATORS[lang], self.texts, "a", lang, seen)
        self.vouched[lang] = self.texts[lang].text
        self.approved.pop(lang, None)
        self.fits[lang] = self.texts["a"].text

    @rule()
    def publish(self) -> None:
        before = self.texts
        self.texts = workflow.publish(PUBLISHER, self.texts, "a", (), four_eyes=True)
        self.approved["a"] = self.texts["a"].text
        for lang in self.texts:
            if self.texts[lang].state is State.PUBLISHED and lang != "a":
                assert before[lang].state in (State.REVIEWED, State.PUBLISHED)
                self.approved[lang] = self.texts[lang].text

    @invariant()
    def reviewed_means_that_a_translator_said_so(self) -> None:
        for lang, text in self.texts.items():
            if lang != "a" and text.state in (State.REVIEWED, State.PUBLISHED):
                assert self.vouched.get(lang) == text.text

    @invariant()
    def published_means_that_a_publisher_said_so(self) -> None:
        for lang, text in self.texts.items():
            if text.state is State.PUBLISHED:
                assert self.approved.get(lang) == text.text

    @invariant()
    def outdated_means_made_for_another_source_text(self) -> None:
        for lang in set(self.texts) - {"a"}:
            current = self.fits.get(lang) == self.texts["a"].text
            assert workflow.outdated(self.texts, "a", lang) is not current


TestWorkflow = Workflow.TestCase
TestWorkflow.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)

BOTH = {"a": Text("one", State.DRAFT), "b": Text("eins", State.DRAFT, text_hash("one"))}


@pytest.mark.parametrize("person", [p for p in EVERYBODY if p is not EDITOR])
def test_only_an_editor_writes_the_source(person: Person) -> None:
    with pytest.raises(NotAllowedError):
        workflow.write_source(person, BOTH, "a", "two", False)


@pytest.mark.parametrize("person", [p for p in EVERYBODY if p is not TRANSLATORS["b"]])
def test_only_a_translator_of_the_language_writes_and_reviews(person: Person) -> None:
    with pytest.raises(NotAllowedError):
        workflow.write_translation(person, BOTH, "a", "b", "zwei", None)
    with pytest.raises(NotAllowedError):
        workflow.review(person, BOTH, "a", "b", text_hash("one"))


@pytest.mark.parametrize("person", [p for p in EVERYBODY if p is not PUBLISHER])
def test_only_a_publisher_publishes(person: Person) -> None:
    with pytest.raises(NotAllowedError):
        workflow.publish(person, BOTH, "a", (), False)


def test_with_four_eyes_nobody_publishes_her_own_work() -> None:
    with pytest.raises(NotAllowedError):
        workflow.publish(PUBLISHER, BOTH, "a", {"p", "e"}, four_eyes=True)
    assert workflow.publish(PUBLISHER, BOTH, "a", {"p"}, four_eyes=False)
    assert workflow.publish(PUBLISHER, BOTH, "a", {"e"}, four_eyes=True)


def test_an_outdated_review_is_not_published() -> None:
    texts = workflow.review(TRANSLATORS["b"], BOTH, "a", "b", text_hash("older"))
    found = workflow.publish(PUBLISHER, texts, "a", (), False)
    assert found["a"].state is State.PUBLISHED
    assert found["b"].state is State.REVIEWED


def test_the_same_words_again_change_nothing() -> None:
    published = {"a": Text("one", State.PUBLISHED), "b": Text("eins", State.REVIEWED, "00000000")}
    assert workflow.write_source(EDITOR, published, "a", "one", False) == published
    found = workflow.write_translation(TRANSLATORS["b"], published, "a", "b", "eins", None)
    assert found == published
