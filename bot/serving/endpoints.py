"""Which of Rasa's endpoint files a bot uses, and what that file reads from the environment."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.settings import ROOT, Settings

ALONE, SEVERAL = ROOT / "endpoints.yml", ROOT / "deploy" / "endpoints.yml"


def endpoints_file(settings: Settings) -> Path:
    """The file for one machine, or that for several workers where a PostgreSQL is named."""
    return SEVERAL if settings.database_url else ALONE


def redis_parts(url: str) -> dict[str, str]:
    """The address of a Redis as the variables that the endpoint file has; none without one."""
    if not url:
        return {}
    parts = urlsplit(url)
    return {
        "BOT_REDIS_URL": url,
        "BOT_REDIS_HOST": parts.hostname or "localhost",
        "BOT_REDIS_PORT": str(parts.port or 6379),
        "BOT_REDIS_DB": parts.path.strip("/") or "0",
        "BOT_REDIS_USER": unquote(parts.username or ""),
        "BOT_REDIS_PASSWORD": unquote(parts.password or ""),
        # Rasa takes any word for yes, "false" too.
        "BOT_REDIS_TLS": "true" if parts.scheme == "rediss" else "",
    }
