"""Model files: is one whole?"""

from __future__ import annotations

import gzip
import tarfile
import zlib
from pathlib import Path


def intact(model: Path) -> bool:
    """Whether the archive can be read to its end: a second for a model of ours.

    A server with a damaged model would start, and answer nothing but danger.
    """
    try:
        with gzip.open(model) as packed:  # its check sum stands at the end
            while packed.read(1024 * 1024):
                continue
        with tarfile.open(model, "r:gz") as archive:
            return bool(archive.getnames())
    except (OSError, tarfile.TarError, EOFError, zlib.error):
        return False
