"""A small folder of public files, with the names and columns of the real ones."""

from __future__ import annotations

from pathlib import Path

from training.starter.sources import SOURCES

ROWS = 5
WORDS = {
    "en": "You must send paper {n} before the deadline, day {m}.",
    "da": "Du skal sende papir {n} inden fristen, dag {m}.",
    "ar": "عليكم إرسال الورقة {n} قبل انتهاء المهلة في اليوم {m}.",
    "ti": "ነቲ ወረቐት {n} ቅድሚ እቲ ግዜ ገደብ መዓልቲ {m} ክትሰዱ ኣለኩም።",
}


def public_files(folder: Path) -> Path:
    """Five rows in each file; NTREX has three more, behind the last that may be learned from."""
    folder.mkdir(parents=True)
    for number, source in enumerate(SOURCES):
        kept = source.last or ROWS
        lines = ["\t".join(source.languages)]
        for row in range(1, kept + 1 + (3 if source.last else 0)):
            known = row <= ROWS or row > kept
            texts = (
                WORDS[code].format(n=number, m=row) if known else "" for code in source.languages
            )
            lines.append("\t".join(texts))
        (folder / source.file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
