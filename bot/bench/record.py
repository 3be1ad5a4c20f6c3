"""docs/performance.json: the steps of the bot's own replies, and the newest run of each part.

{"steps": {"before": [run, …], …}, "parts": {"bare-diet": run, …}}
"""

from __future__ import annotations

import json
import os
import platform
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import ServiceError

REPLIES = "replies"


@dataclass(frozen=True)
class Record:
    """All figures: runs by step, and the other parts by name."""

    steps: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Record:
        """What a file holds; empty without one. Raises ServiceError when it cannot be read."""
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return cls(dict(found["steps"]), dict(found["parts"]))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ServiceError(f"The figures in {path} cannot be read: {error}.") from error

    def write(self, path: Path) -> None:
        """Write the file."""
        found = {"steps": self.steps, "parts": self.parts}
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")

    def add(self, part: str, step: str, figures: dict[str, Any]) -> None:
        """Add a run; of the parts but that of the replies only the newest run is kept."""
        if part == REPLIES:
            self.steps.setdefault(step, []).append(figures)
        else:
            self.parts[part] = figures


def stamped(figures: dict[str, Any], count: int) -> dict[str, Any]:
    """Figures with the day, the machine, its load, and the messages a case had."""
    return figures | {
        "on": time.strftime("%Y-%m-%d"),
        "machine": f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores",
        "load": round(os.getloadavg()[0], 1),
        "count": count,
    }
