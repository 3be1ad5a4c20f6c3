from __future__ import annotations

from pathlib import Path

import pytest
from rasa.core.lock_store import RedisLockStore
from rasa.core.utils import AvailableEndpoints

from bot.serving.endpoints import ALONE, SEVERAL, endpoints_file, redis_parts
from bot.settings import Settings


def test_a_database_decides_which_file_is_used() -> None:
    assert endpoints_file(Settings()) == ALONE
    assert endpoints_file(Settings(database_url="postgresql://host/name")) == SEVERAL
    assert redis_parts("") == {}


@pytest.mark.parametrize(
    ("url", "tls", "database"),
    [("redis://:a%40b@host:7000/3", False, "3"), ("rediss://host", True, "0")],
)
def test_rasa_reads_the_addresses(
    monkeypatch: pytest.MonkeyPatch, url: str, tls: bool, database: str
) -> None:
    values = redis_parts(url) | {
        "BOT_DATABASE_URL": "postgresql://u:p@host/name",
        "BOT_ACTIONS_URL": "http://127.0.0.1:5055/webhook",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    found = AvailableEndpoints.read_endpoints(str(Path(SEVERAL)))
    assert found.tracker_store is not None
    assert found.tracker_store.url == "postgresql://u:p@host/name"
    lock = found.lock_store
    assert lock is not None
    assert bool(lock.kwargs["use_ssl"]) is tls
    assert str(lock.kwargs["db"]) == database
    store = RedisLockStore(host=lock.url, **lock.kwargs)
    options = store.red.connection_pool.connection_kwargs
    assert options["host"] == "host"
    assert (options["password"] or "") == ("a@b" if "a%40b" in url else "")
    store.red.close()
