"""/slet on Telegram leaves no row that names the chat, in any database."""

from __future__ import annotations

from tests.channels.telegram.conftest import Meet, StartBot
from tests.channels.telegram.test_conversation import ui, until
from tests.stored import rows_with


def test_a_deleted_chat_is_named_nowhere(start_bot: StartBot, meet: Meet, mode: str) -> None:
    bot = start_bot(mode)
    person = meet("da")
    answer = person.ask("boligstøtte")
    person.press(ui("da", "telegram_helpful_yes"), answer)
    person.ask("kvalmeprut uden svar")
    state, chat = bot.settings.state, str(person.id)
    before = rows_with(state, chat)
    assert "conversations.sqlite conversations.sender" in before
    assert "conversations.sqlite feedback.sender" in before
    assert "telegram.sqlite updates.chat" in before
    person.say("/slet")
    person.wait()
    until(lambda: rows_with(state, chat) == [])
    assert rows_with(state, "kvalmeprut") == []
    assert [turn for turn in bot.turns.turns() if chat in turn["sender"]] == []
