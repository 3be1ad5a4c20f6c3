"""Every word that a page, an error or a notice asks for is in ui.yml, and none is there in vain."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from bot.content.model import State
from bot.privacy.records import NOT_HELPFUL
from bot.settings import ROOT
from bot.staff import retraining
from bot.staff.app import make_app
from bot.staff.history import Action
from bot.staff.listing import FROM_USAGE, OTHER, STATES
from bot.staff.navigation import LINKS
from bot.staff.office import Office
from bot.staff.roles import Role
from bot.staff.words import load_words

from .client import BASE

FOLDER = ROOT / "bot" / "staff"
TEMPLATES = "\n".join(p.read_text("utf-8") for p in FOLDER.glob("templates/*.html"))
CODE = "\n".join(p.read_text("utf-8") for p in FOLDER.rglob("*.py"))
OPEN = ("field_", "state_", "filter_", "did_", "role_", "family_", "xliff_", "source_", "notice_",
        "stat_")  # fmt: skip


def wanted() -> set[str]:
    found = set(re.findall(r"\bt\('([a-z_]+)'[,)]", TEMPLATES))
    found |= {f"error_{code}" for code in re.findall(r'Error\(\s*"([a-z_]+)"', CODE)}
    found |= {f"error_{code}" for code in re.findall(r'__init__\("([a-z_]+)"', CODE)}
    found |= {f"problem_{code}" for code in re.findall(r'_error\("([a-z_]+)"', CODE)}
    found |= {f"notice_{key}" for key in re.findall(r"notice=([a-z_]+)", CODE)}
    found |= set(re.findall(r'words\(\s*"([a-z_]+)"', CODE))
    found |= set(re.findall(r'"((?:error|login)_[a-z_]+)"', CODE))
    found |= {link.key for link in LINKS}
    found |= {f"state_{state.value}" for state in State} | {"state_missing", "state_outdated"}
    found |= {f"filter_{name}" for name in (*STATES, *OTHER, *FROM_USAGE)}
    found |= {f"training_state_{state.value}" for state in retraining.State}
    found |= {f"inbox_kind_{kind}" for kind in ("fallback", NOT_HELPFUL)}
    found |= {f"did_{action.value}" for action in Action}
    found |= {f"role_{role.value}{end}" for role in Role for end in ("", "_hint")}
    return found


def test_every_word_is_there_and_none_in_vain() -> None:
    known = set(load_words().by_key)
    assert wanted() - known == set()
    unused = known - wanted()
    assert {key for key in unused if not key.startswith(OPEN)} <= {
        "time_zone", "time_format", "date_format",
    }  # fmt: skip


def test_an_unexpected_fault_says_nothing_of_itself(office: Office) -> None:
    client = TestClient(make_app(office), base_url=BASE, raise_server_exceptions=False)
    with office.database.transaction() as db:
        db.execute("UPDATE people SET roles = 'no json'")
    answer = client.get("/login")
    assert answer.status_code == 500
    assert "Noget gik galt" not in answer.text or "Traceback" not in answer.text
    assert "json" not in answer.text.lower()
    assert "content-security-policy" in answer.headers
