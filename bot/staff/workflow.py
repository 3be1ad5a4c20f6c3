"""How a text comes from a first draft to an approved one. The rule in words:

- The source text is written by an editor. A changed source text is a `draft`, whatever it was.
- A translation carries the hash (`of`) of the source text that it translates. It is outdated
  when that is not the hash of today's source text: computed, never stored. So every change of
  the source text makes the translations outdated, by itself.
- A *minor correction* (a spelling mistake) of the source text takes along the translations that
  were current: their `of` becomes the new hash. Those that were outdated stay outdated.
- A translation is written by a translator of its language. It is then a `draft`. It belongs to
  the source text that she saw, if she says that it fits; else its `of` stays as it was.
- A machine's proposal is `machine` and belongs to the source text that was given to the machine.
- A translation becomes `reviewed` when a translator of its language says so, and only then: a
  machine's text never does by itself. It then belongs to the source text that she saw.
- Publishing is done by a publisher; where four eyes are asked for, by one who wrote none of the
  changes. The source text and the translations that are reviewed and current become
  `published`; the others go out as what they are, and the replies say so.
- Nothing is done to a text that does not change: writing the same text again keeps its state.

All functions are pure: texts by language in, texts by language out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.content.model import State, Text
from bot.content.texthash import text_hash
from bot.staff.roles import NotAllowedError, Permission, Person

Texts = Mapping[str, Text]


def outdated(texts: Texts, source: str, lang: str) -> bool:
    """True when the translation into `lang` belongs to another source text than today's."""
    if lang == source or lang not in texts or source not in texts:
        return False
    return texts[lang].of != text_hash(texts[source].text)


def write_source(person: Person, texts: Texts, source: str, text: str, minor: bool) -> Texts:
    """The source text is changed; a `minor` correction keeps current translations current."""
    _require(person.writes(source, source))
    before = texts.get(source)
    if before is not None and before.text == text:
        return texts
    found = dict(texts) | {source: Text(text, State.DRAFT)}
    if minor and before is not None:
        new = text_hash(text)
        for lang, translation in texts.items():
            if lang != source and not outdated(texts, source, lang):
                found[lang] = replace(translation, of=new)
    return found


def write_translation(
    person: Person, texts: Texts, source: str, lang: str, text: str, fits: str | None
) -> Texts:
    """A translation is written; `fits` is the hash of the source text it fits, if it does."""
    _require(lang != source and person.translates(lang))
    return _draft(texts, lang, text, fits)


def bring_translation(person: Person, texts: Texts, lang: str, text: str, of: str | None) -> Texts:
    """A translation comes from outside: a file of a translator. It is a draft of hash `of`."""
    _require(person.may(Permission.IMPORT))
    return _draft(texts, lang, text, of)


def propose(person: Person, texts: Texts, source: str, lang: str, text: str) -> Texts:
    """A machine's translation of today's source text takes the place of the text in `lang`."""
    _require(lang != source and (person.may(Permission.EDIT) or person.translates(lang)))
    return dict(texts) | {lang: Text(text, State.MACHINE, text_hash(texts[source].text))}


def review(person: Person, texts: Texts, source: str, lang: str, seen: str) -> Texts:
    """A translator says that the translation is right for the source text with hash `seen`."""
    _require(lang != source and person.may(Permission.REVIEW) and lang in person.languages)
    return dict(texts) | {lang: replace(texts[lang], state=State.REVIEWED, of=seen)}


def publish(
    person: Person, texts: Texts, source: str, authors: Collection[str], four_eyes: bool
) -> Texts:
    """The texts as they go out; `authors` wrote what has not been published yet."""
    _require(person.may(Permission.PUBLISH))
    if four_eyes and person.name in authors:
        raise NotAllowedError("four_eyes")
    found = dict(texts)
    for lang, text in texts.items():
        ready = text.state is State.REVIEWED and not outdated(texts, source, lang)
        if lang == source or ready:
            found[lang] = replace(text, state=State.PUBLISHED)
    return found


def _draft(texts: Texts, lang: str, text: str, of: str | None) -> Texts:
    before = texts.get(lang)
    kept = before.of if before is not None else None
    if before is not None and before.text == text:
        # The words are the same; to say that they fit today's source is a change of `of` only.
        return dict(texts) | {lang: replace(before, of=of or kept)}
    return dict(texts) | {lang: Text(text, State.DRAFT, of or kept)}


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowedError()
