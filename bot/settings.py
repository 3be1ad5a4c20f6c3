"""Every setting of the project, typed, read from the environment in one place."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("actions", "bot", "staff")  # the processes, in the order in which they are needed
DATABASE, REDIS = r"postgresql://\S+/\S+", r"rediss?://[^/\s]+(/\d+)?"


@dataclass(frozen=True)
class Settings:
    """What an operator can set. README lists each variable with its meaning."""

    host: str = "127.0.0.1"
    port: int = 5005
    staff_host: str = "127.0.0.1"
    staff_port: int = 5006
    staff_url: str = ""
    staff_four_eyes: bool = False
    staff_sso_header: str = ""
    retrain_margin: int = 5
    actions_port: int = 5055
    state: Path = ROOT / "var"
    content: Path = ROOT / "data"
    rate_limit: int = 30
    new_sessions: int = 30
    trusted_proxies: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    session_days: int = 30
    inbox_days: int = 90
    parts: tuple[str, ...] = PARTS
    database_url: str = ""
    redis_url: str = ""
    metrics_token: str = ""
    telegram_token: str = ""
    telegram_mode: str = "polling"
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_url: str = ""
    telegram_webhook_secret: str = ""

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Settings from environment variables; those that are missing or empty keep their default.

        Raises SettingsError, naming the variable, when a value cannot be used.
        """
        env = os.environ if env is None else env
        default = cls()
        return cls(
            host=env.get("BOT_HOST") or default.host,
            port=_number(env, "BOT_PORT", default.port, 1, 65535),
            staff_host=env.get("BOT_STAFF_HOST") or default.staff_host,
            staff_port=_number(env, "BOT_STAFF_PORT", default.staff_port, 1, 65535),
            staff_url=_origin(env, "BOT_STAFF_URL"),
            staff_four_eyes=_choice(env, "BOT_STAFF_FOUR_EYES", ("off", "on")) == "on",
            staff_sso_header=env.get("BOT_STAFF_SSO_HEADER", "").strip().lower(),
            retrain_margin=_number(env, "BOT_RETRAIN_MARGIN", default.retrain_margin, 0, 100),
            actions_port=_number(env, "BOT_ACTIONS_PORT", default.actions_port, 1, 65535),
            state=_folder(env, "BOT_STATE", default.state),
            content=_folder(env, "BOT_CONTENT", default.content),
            rate_limit=_number(env, "BOT_RATE_LIMIT", default.rate_limit, 0, 100_000),
            new_sessions=_number(env, "BOT_NEW_SESSIONS", default.new_sessions, 0, 100_000),
            trusted_proxies=_words(env, "BOT_TRUSTED_PROXIES"),
            allowed_origins=_origins(env, "BOT_ALLOWED_ORIGINS"),
            session_days=_number(env, "BOT_SESSION_DAYS", default.session_days, 1, 365),
            inbox_days=_number(env, "BOT_INBOX_DAYS", default.inbox_days, 1, 365),
            parts=_parts(env, "BOT_PARTS"),
            database_url=_address(env, "BOT_DATABASE_URL", DATABASE, "postgresql://host/name"),
            redis_url=_address(env, "BOT_REDIS_URL", REDIS, "redis://host:6379/0"),
            metrics_token=env.get("BOT_METRICS_TOKEN", "").strip(),
            telegram_token=env.get("TELEGRAM_TOKEN", ""),
            telegram_mode=_choice(env, "TELEGRAM_MODE", ("polling", "webhook")),
            telegram_api_url=(env.get("TELEGRAM_API_URL") or default.telegram_api_url).rstrip("/"),
            telegram_webhook_url=env.get("TELEGRAM_WEBHOOK_URL", ""),
            telegram_webhook_secret=env.get("TELEGRAM_WEBHOOK_SECRET", ""),
        )


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise SettingsError(f"{name} must be a whole number from {low} to {high}.")
    return int(text)


def _folder(env: Mapping[str, str], name: str, default: Path) -> Path:
    text = env.get(name, "").strip()
    return Path(text).expanduser().resolve() if text else default


def _words(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(env.get(name, "").replace(",", " ").split())


def _origins(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    origins = _words(env, name)
    if "*" in origins:
        raise SettingsError(
            f"{name} must name the sites that may embed the chat; * is not allowed."
        )
    return tuple(origin.rstrip("/") for origin in origins)


def _origin(env: Mapping[str, str], name: str) -> str:
    text = env.get(name, "").strip().rstrip("/")
    if text and not re.fullmatch(r"https?://[^/\s]+", text):
        raise SettingsError(f"{name} must be an address such as https://staff.example.")
    return text


def _address(env: Mapping[str, str], name: str, pattern: str, example: str) -> str:
    text = env.get(name, "").strip()
    if text and not re.fullmatch(pattern, text):
        # The value is not shown: it may hold a password.
        raise SettingsError(f"{name} must be an address such as {example}.")
    return text


def _parts(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    wanted = _words(env, name) or PARTS
    if not set(wanted) <= set(PARTS):
        raise SettingsError(f"{name} must name some of: {', '.join(PARTS)}.")
    return tuple(part for part in PARTS if part in wanted)


def _choice(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    text = env.get(name, "").strip() or allowed[0]
    if text not in allowed:
        raise SettingsError(f"{name} must be one of: {', '.join(allowed)}.")
    return text
