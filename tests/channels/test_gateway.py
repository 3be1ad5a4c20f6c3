"""The gateway with real content, rules and records, and an engine that can be disturbed."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers.reply import Kind, Reply
from bot.channels.gateway import Gateway, Incoming, Outcome, Parts
from bot.channels.sessions import Sessions
from bot.channels.turns import CRISIS_TEXT
from bot.errors import ServiceError, StateError
from bot.privacy.records import Records
from tests.channels.parts import ENTRY, OTHER, QUESTION, QUESTION_AR, Engine

ME = "web:" + "1" * 32
DANGER, DANGER_AR = "min mand slår mig", "زوجي يضربني"


def says(text: str, **more: object) -> Incoming:
    return replace(Incoming(ME, "web", text), **more)  # type: ignore[arg-type]


def kinds(outcome: Outcome) -> list[tuple[str, str | None, str]]:
    return [(reply.kind.value, reply.faq_id, reply.lang) for reply in outcome.replies]


def button(outcome: Outcome, action: str) -> str:
    payloads = [b.payload for r in outcome.replies for b in r.buttons]
    return next(p for p in payloads if p.startswith(f"btn:{action}:"))


# --- once ----------------------------------------------------------------------------------


async def test_the_same_id_gets_the_same_replies_and_one_turn(
    gateway: Gateway, engine: Engine
) -> None:
    first = await gateway.handle(says(QUESTION, id="m1"))
    again = await gateway.handle(says(QUESTION, id="m1"))
    assert kinds(first) == [("answer", ENTRY, "da")]
    assert again.replies == first.replies
    assert (first.repeated, again.repeated) == (False, True)
    assert engine.texts(ME) == [QUESTION]
    await gateway.handle(says(QUESTION, id="m2"))
    assert engine.texts(ME) == [QUESTION, QUESTION]


async def test_at_once_too(gateway: Gateway, engine: Engine) -> None:
    engine.delay = 0.02
    outcomes = await asyncio.gather(*(gateway.handle(says(QUESTION, id="m1")) for _ in range(5)))
    assert len({outcome.replies for outcome in outcomes}) == 1
    assert engine.texts(ME) == [QUESTION]


async def test_after_a_restart_too(
    gateway: Gateway, shared_parts: Parts, engine: Engine, tmp_path: Path
) -> None:
    first = await gateway.handle(says(QUESTION, id="m1"))
    sessions = Sessions(Records(tmp_path))
    after = Gateway(replace(shared_parts, turns=engine, sessions=sessions))
    assert (await after.handle(says("noget andet", id="m1"))).replies == first.replies
    await sessions.close()


async def test_a_crash_between_the_turn_and_storing_doubles_nothing(
    gateway: Gateway, engine: Engine, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: object) -> None:
        raise StateError("The power went.")

    with monkeypatch.context() as broken:
        broken.setattr(sessions, "keep", crash)
        first = await gateway.handle(says(QUESTION, id="m1"))
    again = await gateway.handle(says(QUESTION, id="m1"))
    assert again.replies == first.replies
    assert engine.texts(ME) == [QUESTION]


async def test_another_sender_never_gets_the_stored_replies(
    gateway: Gateway, engine: Engine
) -> None:
    first = await gateway.handle(says(QUESTION, id="m1"))
    other = await gateway.handle(says(QUESTION, id="m1", sender="web:" + "2" * 32))
    assert other.replies[0].id != first.replies[0].id


async def test_messages_of_one_sender_keep_their_order(gateway: Gateway, engine: Engine) -> None:
    engine.delay = 0.01
    texts = [f"{QUESTION} {n}" for n in range(6)]
    await asyncio.gather(*(gateway.handle(says(text)) for text in texts))
    assert engine.texts(ME) == texts


async def test_the_work_goes_on_when_the_caller_goes_away(gateway: Gateway, engine: Engine) -> None:
    engine.delay = 0.05
    caller = asyncio.create_task(gateway.handle(says(QUESTION, id="m1")))
    await asyncio.sleep(0.02)
    caller.cancel()
    await gateway.close()
    assert engine.texts(ME) == [QUESTION]
    assert (await gateway.handle(says(QUESTION, id="m1"))).repeated


# --- faults --------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [ServiceError("No action answered."), RuntimeError(QUESTION)])
async def test_a_fault_is_a_clear_sentence_and_the_repeat_is_handled(
    gateway: Gateway, engine: Engine, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    engine.fault = fault
    emitted: list[Reply] = []

    async def emit(reply: Reply) -> None:
        emitted.append(reply)

    with caplog.at_level(logging.DEBUG):
        outcome = await gateway.handle(says(QUESTION_AR, id="m1"), emit)
    assert outcome.failed
    assert kinds(outcome) == [("notice", None, "ar")]
    assert "112" in outcome.replies[0].text
    assert emitted == []
    assert QUESTION not in caplog.text
    assert engine.texts(ME) == []
    engine.fault = None
    outcome = await gateway.handle(says(QUESTION_AR, id="m1"))
    assert kinds(outcome) == [("answer", ENTRY, "ar")]
    assert engine.texts(ME) == [QUESTION_AR]


async def test_an_engine_that_never_answers_is_a_fault(gateway: Gateway, engine: Engine) -> None:
    engine.delay = 5
    assert (await gateway.handle(says(QUESTION))).failed


async def test_without_a_database_there_is_an_answer(
    gateway: Gateway, engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "conversations.sqlite").mkdir()
    outcome = await gateway.handle(says(QUESTION, id="m1"))
    assert kinds(outcome) == [("answer", ENTRY, "da")]
    assert kinds(await gateway.handle(says(DANGER)))[0][0] == "crisis"
    assert kinds(await gateway.handle(says(QUESTION, id="m1"))) == [("answer", ENTRY, "da")]
    assert engine.texts(ME) == [QUESTION, CRISIS_TEXT]


async def test_the_language_survives_a_fault(gateway: Gateway, engine: Engine) -> None:
    engine.fault = ServiceError("No action answered.")
    assert kinds(await gateway.handle(says(QUESTION_AR)))[0][2] == "ar"
    assert kinds(await gateway.handle(says("123?")))[0][2] == "ar"


# --- danger --------------------------------------------------------------------------------


async def test_danger_is_answered_without_the_engine_and_its_words_are_not_kept(
    gateway: Gateway, engine: Engine, tmp_path: Path
) -> None:
    engine.fault = RuntimeError("The engine must not be asked.")
    outcome = await gateway.handle(says(DANGER, id="m1"))
    assert kinds(outcome) == [("crisis", "crisis_violence", "da")]
    assert "112" in outcome.replies[0].text
    assert engine.texts(ME) == [CRISIS_TEXT]
    assert (await gateway.handle(says(DANGER, id="m1"))).replies == outcome.replies
    for path in tmp_path.iterdir():
        assert DANGER.encode() not in path.read_bytes()


async def test_danger_is_answered_when_it_cannot_be_noted(gateway: Gateway, engine: Engine) -> None:
    engine.note_fault = RuntimeError("no lock")
    outcome = await gateway.handle(says(DANGER_AR))
    assert kinds(outcome) == [("crisis", "crisis_violence", "ar")]
    assert not outcome.failed


async def test_danger_comes_before_everything(gateway: Gateway) -> None:
    outcome = await gateway.handle(says(f"{DANGER}, mit cpr er 310299-0000"))
    assert [kind for kind, _, _ in kinds(outcome)] == ["crisis", "notice"]
    outcome = await gateway.handle(says(DANGER + "." + " " * 5000))
    assert [kind for kind, _, _ in kinds(outcome)] == ["crisis", "notice"]


# --- private data --------------------------------------------------------------------------


async def test_private_data_reaches_nobody(
    gateway: Gateway, engine: Engine, tmp_path: Path
) -> None:
    outcome = await gateway.handle(says(f"{QUESTION} Mit CPR er ٣١٠٢٩٩-٠٠٠٠"))
    assert kinds(outcome) == [("notice", "personal_data", "da"), ("answer", ENTRY, "da")]
    assert engine.texts(ME) == [f"{QUESTION} Mit CPR er [cpr]"]
    outcome = await gateway.handle(says("310299-0000"))
    assert kinds(outcome) == [("notice", "personal_data", "da")]
    assert len(engine.texts(ME)) == 1
    for path in tmp_path.iterdir():
        held = path.read_bytes()
        assert b"310299" not in held
        assert "٣١٠٢٩٩".encode() not in held


# --- language ------------------------------------------------------------------------------


async def test_the_reply_follows_the_message_until_a_language_is_chosen(
    gateway: Gateway, engine: Engine
) -> None:
    assert kinds(await gateway.handle(says(QUESTION_AR)))[0][2] == "ar"
    assert kinds(await gateway.handle(says("123?")))[0][2] == "ar"
    assert kinds(await gateway.handle(says(QUESTION)))[0][2] == "da"
    outcome = await gateway.handle(says(QUESTION, lang="ti"))
    assert kinds(outcome)[0][2] == "ti"
    outcome = await gateway.handle(says(QUESTION_AR))
    assert kinds(outcome)[0][2] == "ti"
    assert outcome.replies[-1].buttons[-1].payload.startswith("btn:lang:ar:")
    meta = [turn.metadata for turn, _ in engine.conversations[ME]]
    assert meta[0] == {"lang": "ar", "detected": "ar", "chosen": False, "subject": None}
    assert meta[-1] == {"lang": "ti", "detected": "ar", "chosen": True, "subject": ENTRY}


async def test_the_button_to_switch_stands_on_the_last_answer(gateway: Gateway) -> None:
    await gateway.handle(says("", lang="ar"))
    outcome = await gateway.handle(says("Hvad koster dansk og hvordan får jeg boligstøtte?"))
    assert kinds(outcome) == [("answer", ENTRY, "ar"), ("answer", OTHER, "ar")]
    switches = [
        sum(b.payload.startswith("btn:lang:da:") for b in r.buttons) for r in outcome.replies
    ]
    assert switches == [0, 1]


async def test_a_pressed_language_stays_and_repeats_the_answer(
    gateway: Gateway, engine: Engine
) -> None:
    await gateway.handle(says("", lang="ar"))
    outcome = await gateway.handle(says(QUESTION))
    outcome = await gateway.handle(says(button(outcome, "lang")))
    assert kinds(outcome) == [("dialogue", "change_language", "da"), ("answer", ENTRY, "da")]
    assert kinds(await gateway.handle(says(QUESTION_AR)))[0][2] == "da"
    greeting = await gateway.handle(says("", first=True))
    outcome = await gateway.handle(says(button(greeting, "lang:ti")))
    assert kinds(outcome) == [("dialogue", "change_language", "ti")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Hvilket sprog? Svar på arabisk", "ar"), ("Hvilke sprog taler du?", None)],
)
async def test_a_language_asked_for_in_words(
    gateway: Gateway, words: str, expected: str | None
) -> None:
    outcome = await gateway.handle(says(words))
    assert outcome.replies[0].lang == expected or expected is None
    after = await gateway.handle(says(QUESTION))
    assert after.replies[0].lang == (expected or "da")


# --- buttons, commands, notices --------------------------------------------------------------


async def test_buttons_reach_the_engine_as_intents_of_the_server(
    gateway: Gateway, engine: Engine
) -> None:
    greeting = await gateway.handle(says("", first=True))
    assert kinds(greeting) == [("dialogue", "greet", "da")]
    topic = await gateway.handle(says(button(greeting, "topic:housing")))
    assert kinds(topic) == [("dialogue", "menu", "da")]
    answer = await gateway.handle(says(button(topic, f"faq:{ENTRY}")))
    assert kinds(answer) == [("answer", ENTRY, "da")]
    assert engine.texts(ME) == ["/menu", f"/{ENTRY}"]
    assert engine.conversations[ME][1][0].metadata["pressed"] is True


async def test_an_entry_newer_than_the_model_answers_all_the_same(
    gateway: Gateway, engine: Engine
) -> None:
    topic = await gateway.handle(says(gateway.composer().signer.sign("faq", ENTRY)))
    engine.unknown = frozenset({ENTRY})
    engine.fault = RuntimeError("Unknown intent.")
    again = await gateway.handle(says(gateway.composer().signer.sign("faq", ENTRY)))
    assert kinds(again) == kinds(topic)
    assert engine.texts(ME) == [f"/{ENTRY}"] * 2


@pytest.mark.parametrize(
    "text",
    [f"/{ENTRY}", "//restart?", f"btn:faq:{ENTRY}:aaaaaaaaaa", "/btn:/x?", "\u200e/greet"],
)
async def test_nothing_a_client_writes_is_a_command(
    gateway: Gateway, engine: Engine, text: str
) -> None:
    await gateway.handle(says(text))
    assert len(engine.texts(ME)) == 1
    assert not engine.texts(ME)[0].startswith(("/", "btn:"))
    assert "pressed" not in engine.conversations[ME][0][0].metadata


async def test_a_button_of_a_deleted_entry_shows_the_menu(gateway: Gateway, engine: Engine) -> None:
    outcome = await gateway.handle(says(gateway.composer().signer.sign("faq", "gone_entry")))
    assert kinds(outcome) == [("dialogue", "menu", "da")]


async def test_empty_and_too_long_messages_get_a_notice(gateway: Gateway, engine: Engine) -> None:
    await gateway.handle(says(QUESTION_AR))
    for text in ("", "  \n", "\x00\u200b", "/", "btn:"):
        assert kinds(await gateway.handle(says(text))) == [("notice", None, "ar")]
    assert kinds(await gateway.handle(says("ا" * 5001))) == [("notice", None, "ar")]
    assert engine.texts(ME) == [QUESTION_AR]
    assert kinds(await gateway.handle(says("؟" * 5000)))[0][0] != "notice"


# --- the inbox, marks, deletion ----------------------------------------------------------------


async def test_what_stays_unanswered_goes_masked_to_the_inbox(
    gateway: Gateway, tmp_path: Path
) -> None:
    await gateway.handle(says("noget helt andet, ring 20 12 34 56", id="m1"))
    await gateway.handle(says("noget helt andet, ring 20 12 34 56", id="m1"))
    await gateway.handle(says("😀"))
    asked_back = await gateway.handle(says("Hvordan får jeg det??"))
    assert asked_back.replies[0].kind is Kind.CLARIFY
    await gateway.handle(says(button(asked_back, "none")))
    rows = [(row.text, row.lang, row.kind, row.count) for row in Records(tmp_path).inbox()]
    assert sorted(rows) == [
        ("Hvordan får jeg det??", "da", "fallback", 1),
        ("noget helt andet, ring [phone]", "da", "fallback", 1),
    ]


async def test_marks_and_deletion(gateway: Gateway, engine: Engine, tmp_path: Path) -> None:
    outcome = await gateway.handle(says(QUESTION, id="m1", lang="ar"))
    await gateway.handle(says("noget helt andet"))
    assert await gateway.mark(ME, outcome.replies[0].id, True)
    assert not await gateway.mark("web:other", outcome.replies[0].id, True)
    assert await gateway.knows(ME)
    await gateway.forget(ME)
    assert not await gateway.knows(ME)
    assert engine.texts(ME) == []
    assert Records(tmp_path).inbox() == ()
    assert not await gateway.mark(ME, outcome.replies[0].id, True)
    assert kinds(await gateway.handle(says(QUESTION, id="m1"))) == [("answer", ENTRY, "da")]


async def test_what_cannot_be_deleted_is_not_said_to_be(
    gateway: Gateway, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: str) -> None:
        raise StateError("The conversations cannot be deleted.")

    await gateway.handle(says(QUESTION))
    monkeypatch.setattr(engine, "forget", fail)
    with pytest.raises(StateError):
        await gateway.forget(ME)
    assert await gateway.knows(ME)


# --- anything at all -----------------------------------------------------------------------


@given(
    st.lists(
        st.tuples(
            st.text(alphabet=st.one_of(st.characters(), st.sampled_from("/btn:310299- ?؟")))
            | st.sampled_from([QUESTION, QUESTION_AR, DANGER, "310299-0000", "??", ""]),
            st.sampled_from([None, "da", "ar", "ti", "zz"]),
            st.booleans(),
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_message_gets_a_whole_reply(
    shared_parts: Parts,
    tmp_path_factory: pytest.TempPathFactory,
    messages: list[tuple[str, str | None, bool]],
) -> None:
    async def talk() -> None:
        sessions = Sessions(Records(tmp_path_factory.mktemp("any")))
        engine = Engine(lambda: gateway.composer())
        gateway = Gateway(replace(shared_parts, turns=engine, sessions=sessions))
        chosen = None
        for text, lang, first in messages:
            outcome = await gateway.handle(says(text, lang=lang, first=first))
            assert outcome.replies
            assert not outcome.failed
            chosen = lang if lang in ("da", "ar", "ti") else chosen
            for reply in outcome.replies:
                assert reply.text.strip()
                assert reply == Reply.from_json(reply.as_json())
                if reply.faq_id == "unsupported_language":
                    continue  # said in the language that is not spoken
                assert reply.lang in ("da", "ar", "ti")
                assert chosen is None or reply.lang == chosen
        assert not any(text.startswith("/") for text in engine.texts(ME))
        await sessions.close()

    asyncio.run(talk())


# --- languages that are not spoken -----------------------------------------------------------


async def test_a_language_that_is_not_spoken_is_answered_in_itself(
    gateway: Gateway, engine: Engine
) -> None:
    question = "Waxaan rabaa guri, caruurtayda meel ma haystaan"
    outcome = await gateway.handle(says(question))
    assert kinds(outcome) == [("dialogue", "unsupported_language", "so")]
    assert engine.texts(ME) == [question]  # it is part of the conversation
    assert {b.payload.split(":")[1] for b in outcome.replies[0].buttons} == {"lang"}


async def test_one_that_is_understood_is_asked_all_the_same(
    gateway: Gateway, engine: Engine
) -> None:
    question = "How can I find a school for my children?"
    outcome = await gateway.handle(says(question))
    assert kinds(outcome)[0] == ("dialogue", "unsupported_language", "en")
    assert len(outcome.replies) == 2
    assert outcome.replies[1].lang == "da"
    assert engine.texts(ME) == [question]
