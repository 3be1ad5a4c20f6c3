"""The whole way of a text, with a real model that knows nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.model import State
from bot.content.store import ContentStore
from bot.settings import ROOT, Settings
from bot.translation.convert import NAMES_FILE, Order, convert, load_names
from bot.translation.engine import LONGEST, Translator
from bot.translation.errors import TranslationError, WorkerError
from bot.translation.installed import Installed
from bot.translation.packages import Packages
from bot.translation.result import Note
from bot.translation.routes import find_route
from bot.translation.service import FOLDER, TranslationService
from bot.translation.worker import Worker

NAMES = load_names(ROOT / "data" / FOLDER / NAMES_FILE)
NEW = "Vaskemaskinen i kælderen larmer meget, ring til 99 31 31 31 eller se www.borger.dk."


@pytest.fixture(scope="module")
def translator(service: TranslationService) -> Translator:
    return service.translator()


def test_people_come_before_models(translator: Translator) -> None:
    found = translator.translate("Læs hele brevet, før du skriver under.", "da", "ti")
    assert (found.shown, found.state, found.notes) == (True, State.DRAFT, (Note.MEMORY_EXACT,))


def test_the_gate_stops_a_bad_model(translator: Translator) -> None:
    found = translator.translate(NEW, "da", "ti")
    assert not found.shown
    assert not found.partly
    assert found.state is State.MACHINE
    assert found.text
    assert all(note.value.startswith("gate_") for note in found.notes)


def test_the_model_is_the_same_each_time(service: TranslationService) -> None:
    translator = service.translator()
    first = translator.by_model_alone("Hej med jer alle sammen", "da", "ti")
    assert first == translator.by_model_alone("Hej med jer alle sammen", "da", "ti")
    assert first
    assert "\u2581" not in first


def test_no_model_no_word(translator: Translator) -> None:
    found = translator.translate(NEW, "da", "ar")
    assert (found.shown, found.state, found.notes) == (False, None, (Note.UNAVAILABLE,))
    assert translator.has_model("da", "ti")
    assert not translator.has_model("ti", "da")


@pytest.mark.parametrize(
    ("text", "shown", "note"),
    [
        ("", False, Note.EMPTY),
        (" \n\t", False, Note.EMPTY),
        ("\u202e\0\u2066", False, Note.EMPTY),
        ("a" * 1_000_000, False, Note.TOO_LONG),
        ("a" * (LONGEST + 1), False, Note.TOO_LONG),
        ("https://www.borger.dk\nwww.aalborg.dk 99 31 31 31", True, Note.COPIED),
        ("Frist", True, Note.GLOSSARY),
        ("Vaskemaskine", False, Note.SHORT),
        ("ነቲ ወረቓቕቲ ክትሰዱ ኣለኩም።", True, Note.COPIED),
        ("<script>alert(1)</script>", False, Note.SHORT),
    ],
)
def test_bad_and_odd_input(translator: Translator, text: str, shown: bool, note: Note) -> None:
    found = translator.translate(text, "da", "ti")
    assert (found.shown, found.notes) == (shown, (note,))


def test_the_same_language(translator: Translator) -> None:
    assert translator.translate("Hej", "da", "da").notes == (Note.SAME_LANGUAGE,)


def test_a_language_that_is_not_there(translator: Translator) -> None:
    with pytest.raises(TranslationError, match="no language 'fr' here, only da, ar, ti"):
        translator.translate("Bonjour", "fr", "da")


def test_marks_of_direction_are_removed(translator: Translator) -> None:
    found = translator.translate(
        "\u202eLæs hele brevet, \u2066før\u2069 du skriver under.", "da", "ti"
    )
    assert found.shown
    assert not set(found.text) & set("\u202e\u2066\u2069")


def test_digits_of_arabic_writing_come_out_as_all_can_read_them(translator: Translator) -> None:
    found = translator.translate("استلمنا طلبكم بتاريخ ١٢ مارس.", "ar", "da")
    assert found.text == "Vi har modtaget din ansøgning den 12. marts."
    assert translator.translate("١٬٥٠٠٫٥", "ar", "da").text == "1.500,5"


def test_the_points_of_a_list_are_looked_up_without_their_signs(translator: Translator) -> None:
    found = translator.translate(
        "- Opholdskort\n• Læs hele brevet, før du skriver under.", "da", "ar"
    )
    assert found.shown
    assert found.text.startswith("- بطاقة الإقامة (opholdskort)\n• ")


def test_the_end_of_a_letter(translator: Translator) -> None:
    found = translator.translate("Med venlig hilsen\nHanne Jensen", "da", "ar")
    assert (found.shown, found.text) == (True, "مع أطيب التحيات\nHanne Jensen")


@pytest.mark.parametrize("heading", ["Vigtig Besked", "Hastende Meddelelse", "VIGTIG BESKED"])
def test_a_heading_is_no_name(translator: Translator, heading: str) -> None:
    """It would be shown as it is, to one who cannot read it, as if nothing were to translate."""
    assert not translator.translate(heading, "da", "ar").shown


def test_words_in_capitals_are_the_same_words(translator: Translator) -> None:
    found = translator.translate("LÆS HELE BREVET, FØR DU SKRIVER UNDER.", "da", "ti")
    assert (found.shown, found.notes) == (True, (Note.MEMORY_EXACT,))


def test_html_is_text(translator: Translator) -> None:
    """The tags around a known sentence go with it as they are; nothing is read as HTML."""
    html = "<p>Læs hele brevet, før du skriver under.</p> <script>alert('Hej med dig')</script>"
    found = translator.translate(html, "da", "ti")
    assert not found.shown
    assert found.segments
    assert "".join(segment.source for segment in found.segments).count("<") == html.count("<")
    for segment in found.segments:
        assert not segment.shown or segment.text.count("<") == segment.source.count("<")


def test_mixed_languages_and_paragraphs(translator: Translator) -> None:
    text = "\n Læs hele brevet, før du skriver under.\n\nነቲ ወረቓቕቲ ክትሰዱ ኣለኩም።\n"
    found = translator.translate(text, "da", "ti")
    assert found.shown
    assert found.text.startswith("\n ")
    assert found.text.endswith("\n\nነቲ ወረቓቕቲ ክትሰዱ ኣለኩም።\n")
    assert found.state is State.DRAFT


def test_partly(translator: Translator) -> None:
    found = translator.translate(f"Læs hele brevet, før du skriver under. {NEW}", "da", "ar")
    assert (found.shown, found.partly) == (False, True)
    assert Note.PARTLY in found.notes
    assert [segment.shown for segment in found.segments] == [True, False]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60))
def test_any_text_gets_an_answer(translator: Translator, text: str) -> None:
    found = translator.translate(text, "da", "ar")
    assert found.text or found.notes


@pytest.mark.usefixtures("_blocked_network")
def test_marks_of_the_model_are_set_and_removed(tmp_path: Path, content: ContentStore) -> None:
    """With marks as NLLB wants them: Argos leaves `tir_Ethi` in the text as "tir Ethi"."""
    from tests.translation.tiny import marian_checkpoint

    tagged = marian_checkpoint(tmp_path / "tagged", ("tir_Ethi", "dan_Latn", ">>tir<<"))
    made = convert(Order(tagged, "da", "ti", NAMES), tmp_path)
    metadata = json.loads((made.folder / "metadata.json").read_text())
    assert metadata["source_prefix"] == [">>tir<<"]
    metadata |= {"source_prefix": ["dan_Latn"], "target_prefix": "tir_Ethi"}
    (made.folder / "metadata.json").write_text(json.dumps(metadata))
    state = tmp_path / "state"
    Packages(state / FOLDER).add_folder(made.folder)
    service = TranslationService(Settings(state=state), content, shipped=None)
    found = service.translator().by_model_alone("Hej. Vi ses. Husk pas.", "da", "ti")
    service.close()
    assert found
    assert "tir" not in found
    assert "Ethi" not in found


# --- the process of the models ------------------------------------------------------------


def model_of(service: TranslationService) -> Installed:
    (package,) = service.packages.list()
    return package


def test_a_crash_takes_nothing_down(service: TranslationService, tmp_path: Path) -> None:
    worker = Worker(tmp_path)
    try:
        assert worker.translate([model_of(service)], "Hej").text
        assert worker.peak_megabytes() or 0 > 10
        assert worker._process is not None
        worker._process.kill()
        worker._process.wait()
        assert worker.translate([model_of(service)], "Hej").text
    finally:
        worker.close()
    assert not worker.running


def test_too_slow_is_ended(service: TranslationService, tmp_path: Path) -> None:
    worker = Worker(tmp_path, seconds=0.0)
    translator = service.translator()
    slow = Translator(
        translator._languages,
        translator._memory,
        translator._kept_terms,
        translator._gate,
        service.packages.list,
        worker,
    )
    assert worker.translate([model_of(service)], "Hej").text  # the first one has time to load
    found = slow.translate(NEW, "da", "ti")
    assert found.notes == (Note.TIMEOUT,)
    assert not worker.running


def test_too_little_memory(service: TranslationService, tmp_path: Path) -> None:
    worker = Worker(tmp_path, memory=150 << 20)
    with pytest.raises(WorkerError):
        worker.translate([model_of(service)], "Hej")
    worker.close()


def test_a_changed_model_is_not_used(argosmodel: Path, tmp_path: Path) -> None:
    package = Packages(tmp_path / "x").add(argosmodel)
    with (package.folder / "sentencepiece.model").open("ab") as file:
        file.write(b"x")
    worker = Worker(tmp_path)
    with pytest.raises(WorkerError, match=r"not as it was installed: sentencepiece\.model"):
        worker.translate([package], "Hej")
    worker.close()


def test_an_idle_process_ends(service: TranslationService, tmp_path: Path) -> None:
    import time

    worker = Worker(tmp_path, idle=0.2)
    worker.translate([model_of(service)], "Hej")
    for _ in range(50):
        time.sleep(0.1)
        if not worker.running:
            break
    assert not worker.running


def test_argos_writes_only_in_its_own_folder(
    service: TranslationService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    worker = Worker(tmp_path / "own")
    worker.translate([model_of(service)], "Hej")
    worker.close()
    assert list(home.iterdir()) == []
    assert (tmp_path / "own" / "argos").is_dir()


def test_pivots() -> None:
    def package(source: str, target: str, shipped: bool = False) -> Installed:
        return Installed(Path(f"{source}_{target}"), source, target, "1", None, shipped)

    all_of = [package(*p) for p in (("ar", "ti"), ("da", "ar"), ("da", "en"), ("en", "ti"))]
    spoken = ("da", "ar", "ti")
    for packages in (all_of, all_of[::-1]):
        route = find_route(packages, "da", "ti", spoken)
        assert route is not None
        assert [step.name for step in route.steps] == ["da_en", "en_ti"]
    direct = find_route([*all_of, package("da", "ti")], "da", "ti", spoken)
    assert direct is not None
    assert not direct.pivot
    assert find_route(all_of, "ti", "da", spoken) is None
    own = [package("da", "ti", shipped=True), package("ti", "da", shipped=True)]
    chosen = find_route([*own, *all_of], "da", "ti", spoken)  # what somebody installed comes first
    assert chosen is not None
    assert [step.name for step in chosen.steps] == ["da_en", "en_ti"]
    alone = find_route([*own, *all_of], "ti", "da", spoken)
    assert alone is not None
    assert alone.steps == (own[1],)
    assert replace(all_of[0], version="2").version == "2"
