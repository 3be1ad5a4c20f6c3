from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.payload import PayloadSigner, Press

SIGNER = PayloadSigner(b"k" * 32)


def test_what_was_signed_is_read_back() -> None:
    assert SIGNER.read(SIGNER.sign("faq", "housing_benefit")) == Press("faq", "housing_benefit")
    assert SIGNER.read(SIGNER.sign("menu")) == Press("menu", "")


def test_the_longest_payload_fits_telegram() -> None:
    assert len(SIGNER.sign("faq", "x" * 40).encode()) <= 64


@pytest.mark.parametrize(
    "forged",
    [
        "btn:faq:housing_benefit:",
        "btn:faq:housing_benefit:aaaaaaaaaa",
        "btn:faq:housing_benefit",
        "btn:",
        "btn:::",
        "faq:housing_benefit:aaaaaaaaaa",
        "btn:faq:hæ:aaaaaaaaaa",
    ],
)
def test_a_forged_payload_is_nothing(forged: str) -> None:
    assert SIGNER.read(forged) is None


def test_another_key_does_not_sign_for_us() -> None:
    assert SIGNER.read(PayloadSigner(b"x" * 32).sign("faq", "doctor")) is None


def test_a_signature_is_for_one_action_only() -> None:
    good = SIGNER.sign("faq", "doctor")
    assert SIGNER.read(good.replace("faq", "lang")) is None


@given(st.text(max_size=80))
def test_no_text_is_taken_for_a_button(text: str) -> None:
    assert SIGNER.read(text) is None
    assert SIGNER.read(f"btn:{text}") is None
