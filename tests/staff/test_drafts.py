"""Nothing typed is lost: drafts of several languages, and texts that nobody touched."""

from __future__ import annotations

from bot.staff.office import Office

from .client import Staff

ID = "housing_benefit"
PATH = f"/entries/{ID}"


def test_what_is_typed_in_one_language_outlives_another(staff: Staff, office: Office) -> None:
    alma = staff("alma")
    arabic = alma.form(f"{PATH}?lang=ar") | {"answers.ar": "نص جديد", "answers.da": "Ny tekst."}
    alma.post(f"{PATH}/draft", arabic)
    tigrinya = alma.form(f"{PATH}?lang=ti")
    assert tigrinya["answers.da"] == "Ny tekst."  # the Danish text is on both pages
    alma.post(f"{PATH}/draft", tigrinya | {"answers.ti": "ሓድሽ ጽሑፍ"})
    assert alma.form(f"{PATH}?lang=ar")["answers.ar"] == "نص جديد"
    form = alma.form(f"{PATH}?lang=ti")
    assert form["answers.ti"] == "ሓድሽ ጽሑፍ"
    assert alma.save(f"{PATH}?lang=ti", form).status_code == 303
    assert office.shelf.copy(ID).entry.answers["ti"].text == "ሓድሽ ጽሑፍ"
    assert alma.form(f"{PATH}?lang=ar")["answers.ar"] == "نص جديد"
    assert alma.save(f"{PATH}?lang=ar", alma.form(f"{PATH}?lang=ar")).status_code == 303
    assert office.shelf.copy(ID).entry.answers["ar"].text == "نص جديد"
    assert office.drafts.of("alma") == frozenset()


def test_a_text_that_only_the_other_changed_is_no_conflict(staff: Staff, office: Office) -> None:
    alma, amina = staff("alma"), staff("amina")
    hers = alma.form(f"{PATH}?lang=ar")
    assert amina.save(PATH, amina.form(PATH) | {"answers.ar": "نص أمينة"}).status_code == 303
    answer = alma.save(PATH, hers | {"answers.da": "Almas danske tekst."})
    assert answer.status_code == 303, answer.text
    answers = office.shelf.copy(ID).entry.answers
    assert answers["da"].text == "Almas danske tekst."
    assert answers["ar"].text == "نص أمينة"


def test_a_draft_shows_what_others_saved_where_it_changed_nothing(
    staff: Staff, office: Office
) -> None:
    alma, amina = staff("alma"), staff("amina")
    alma.post(f"{PATH}/draft", alma.form(f"{PATH}?lang=ar") | {"answers.da": "Kladde."})
    amina.save(PATH, amina.form(PATH) | {"answers.ar": "نص أمينة"})
    form = alma.form(f"{PATH}?lang=ar")
    assert (form["answers.da"], form["answers.ar"]) == ("Kladde.", "نص أمينة")
