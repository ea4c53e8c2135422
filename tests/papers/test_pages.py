"""Papers as companies and the service get them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from portal import clock
from portal.access import Role
from portal.checklists.models import PutAside
from portal.documents.models import Document, Item
from portal.papers.views import sheet
from portal.web.typesetting import PaperFailed
from tests import build
from tests.papers.pdf import Paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.client import PortalClient

LINES = (
    "## Vor dem Start",
    "Titel prüfen #pruefen kind=duty",
    "Kopie aufbewahren #kopie kind=duty",
    "  Ort der Kopie festlegen #ort",
    "## Danach",
    "Gespräch führen #gespraech kind=if_applicable",
)
ENGLISH = (
    "## Before the start\n\n- [ ] Check the title {: #pruefen }\n- [ ] Keep a copy {: #kopie }\n"
    "    - [ ] Say where the copy is {: #ort }\n\n## Afterwards\n\n- [ ] Talk {: #gespraech }\n"
)
SOURCE = '#panic("nein") $x$ *fett*'


class Office:
    """A company that has answered a part of its checklist."""

    def __init__(self, rows: Session, as_user: Callable[..., PortalClient]) -> None:
        self.rows = rows
        self.as_user = as_user
        self.company = build.company(rows, "Alpha & Söhne GmbH")
        self.person = build.member(rows, self.company, name="Änne Łukasz")
        self.client = as_user(self.person)
        self.text = build.checklist(rows, *LINES, slug="probe")
        self.run: Any = None

    def item(self, key: str) -> Any:
        return next(one for one in self.text.items if one.key == key)

    def answer(self, key: str, state: str, **values: Any) -> None:
        document = self.rows.get_one(Document, self.text.document_id)
        self.run = self.run or build.run(self.rows, self.company, document)
        facts = {"answered_by": self.person.id, "revision": self.text.revision, **values}
        build.answer(self.rows, self.run, self.item(key), state, **facts)

    def speak(self, language: str) -> None:
        self.person.language = language
        self.rows.commit()

    def paper(self, address: str = "/checklists/probe/pdf", client: PortalClient | None = None) -> Paper:
        response = (client or self.client).get(address)
        assert response.status_code == 200, response.status
        assert response.mimetype == "application/pdf"
        return Paper(response.data)


@pytest.fixture
def office(rows: Session, as_user: Callable[..., PortalClient]) -> Office:
    return Office(rows, as_user)


# A checklist.


def test_it_says_what_the_company_said(office: Office) -> None:
    office.answer("pruefen", "done")
    office.answer("kopie", "in_progress", note="Liegt beim Lohnbüro.\nFehlt für die Gießerei.")
    office.answer("gespraech", "not_applicable", reason="arranged", reason_text="Macht der Meister.")
    words = office.paper().words
    for expected in (
        "Alpha & Söhne GmbH",
        "Liste probe",
        "Vor dem Start",
        "Titel prüfen Pflicht",
        "Erledigt",
        "Änne Łukasz",
        "Liegt beim Lohnbüro. Fehlt für die Gießerei.",
        "Gespräch führen Falls zutreffend",
        "Grund: Anders geregelt. Macht der Meister.",
        "Beantwortet",
        "3 von 4",
        "1 von 2",
        clock.today().strftime("%d. ").lstrip("0"),
        "Seite 1 von 1",
    ):
        assert expected in words, f"{expected} is missing in: {words}"


def test_it_speaks_the_readers_language(rows: Session, as_user: Callable[..., PortalClient]) -> None:
    office = Office(rows, as_user)
    office.text = build.checklist(rows, *LINES, slug="probe", english=ENGLISH)
    office.answer("pruefen", "not_applicable", reason="not_here", reason_text="Nein.")
    office.speak("en")
    found = office.paper()
    assert found.root["/Lang"] == "en"
    for expected in (
        "List probe",
        "Check the title Legal duty",
        "Not applicable",
        "Reason: Does not occur here. Nein.",
    ):
        assert expected in found.words
    assert "Page 1 of 1" in found.words
    office.speak("de")
    found = office.paper()
    assert found.root["/Lang"] == "de"
    assert "Titel prüfen Pflicht" in found.words


def test_text_without_english_is_marked_as_german(office: Office) -> None:
    office.speak("en")
    found = office.paper()
    assert "This checklist is so far in German only." in found.words
    assert "Titel prüfen Legal duty" in found.words


def test_one_that_is_not_begun_can_be_printed_too(office: Office) -> None:
    words = office.paper().words
    assert "0 von 4" in words
    assert words.count("Offen") == 5, "four items and the key"


@pytest.mark.parametrize(
    ("note", "times"),
    [(SOURCE, 1), ("\ufeff👩‍👩‍👧中文", 0), ("x" * 4000, 0), ("\n".join("Zeile" for _ in range(700)), 700)],
    ids=["source", "signs", "one word", "many lines"],
)
def test_no_note_is_an_error_and_none_is_cut_off(office: Office, note: str, times: int) -> None:
    office.answer("pruefen", "done", note=note)
    office.answer("kopie", "not_applicable", reason="arranged", reason_text=note[:1000])
    words = office.paper().words
    assert "Gespräch führen" in words, "what comes after the note is there"
    assert words.count(note.partition("\n")[0]) >= times


def test_it_is_tagged_with_headings_and_lists(office: Office) -> None:
    office.answer("pruefen", "done")
    tags = office.paper().tags
    assert tags.count("H1") == 1
    assert tags.count("H2") == 2
    assert tags.count("LI") == 4


def test_a_hundred_and_thirty_items_fit(office: Office) -> None:
    many = [f"Punkt mit einer Zeile Text, Nummer {number} #punkt-{number}" for number in range(130)]
    office.text = build.checklist(office.rows, *many, slug="lang")
    for number in range(130):
        office.answer(f"punkt-{number}", "in_progress", note="Eine Notiz dazu.")
    found = office.paper("/checklists/lang/pdf")
    assert "Nummer 129" in found.words
    assert f"Seite {len(found.pages)} von {len(found.pages)}" in found.words


def test_the_file_has_a_name_with_its_day(office: Office) -> None:
    header = office.client.get("/checklists/probe/pdf").headers["Content-Disposition"]
    assert header == f"attachment; filename=checkliste-probe-{clock.today().isoformat()}.pdf"


def test_a_checklist_that_is_not_there(office: Office) -> None:
    assert office.client.get("/checklists/nichts/pdf").status_code == 404


def test_the_page_leads_to_it(office: Office) -> None:
    assert "/checklists/probe/pdf" in office.client.get("/checklists/probe").text


def test_a_paper_that_cannot_be_made_is_a_clear_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: Any) -> bytes:
        raise PaperFailed("too many papers at once")

    monkeypatch.setattr(sheet, "typeset", fail)
    assert office.client.get("/checklists/probe/pdf").status_code == 503


# Who sees what.


def test_a_company_gets_its_own_answers_alone(office: Office) -> None:
    office.answer("pruefen", "done", note="Nur für Alpha.")
    other = office.as_user(build.member(office.rows, build.company(office.rows, "Beta GmbH")))
    assert "Nur für Alpha." not in office.paper(client=other).words
    assert other.get(f"/checklists/probe/pdf?company={office.company.id}").status_code == 404
    assert other.get(f"/companies/{office.company.id}/checklists/probe/pdf").status_code in {403, 404}


def test_the_service_gets_a_companys(office: Office) -> None:
    office.answer("pruefen", "done", note="Für die Beratung.")
    consultant = office.as_user(build.user(office.rows, Role.CONSULTANT))
    page = consultant.get(f"/companies/{office.company.id}/checklists/probe").text
    address = f"/companies/{office.company.id}/checklists/probe/pdf"
    assert address in page
    found = office.paper(address, consultant)
    assert "Für die Beratung." in found.words
    assert "Alpha & Söhne GmbH" in found.words
    assert consultant.get("/companies/999999/checklists/probe/pdf").status_code == 404


# Next steps.


def test_the_plan_holds_what_is_open_duties_first(office: Office) -> None:
    office.answer("pruefen", "done")
    office.answer("gespraech", "in_progress")
    words = office.paper("/plan.pdf").words
    order = ("Unsere nächsten Schritte", "Pflichten", "Kopie aufbewahren", "Weitere Schritte", "Gespräch", "Ort der")
    places = [words.find(one) for one in order]
    assert -1 not in places, words
    assert places == sorted(places)
    assert "Titel prüfen" not in words


def test_the_plan_leads_to_each_item(office: Office) -> None:
    office.answer("pruefen", "done")
    links = office.paper("/plan.pdf").links
    assert "http://127.0.0.1:8000/checklists/probe#item-kopie" in links
    assert not [one for one in links if "item-pruefen" in one]


def test_dates_of_hires_stand_in_the_plan_and_only_the_laws_are_deadlines(office: Office) -> None:
    text = build.checklist(
        office.rows,
        "Hinweis geben #hinweis due=+0d law=yes kind=duty",
        "Gespräch führen #gespraech-1 due=+5d",
        "Bilanz ziehen #bilanz due=+100d",
        audience="hire",
    )
    hire = build.hire(office.rows, office.company, label="Fall 3", first_working_day=clock.today())
    build.hire_run(office.rows, hire, office.rows.get_one(Document, text.document_id))
    found = office.paper("/plan.pdf")
    assert found.words.count("Gesetzliche Frist") == 1
    assert found.words.count("empfohlen") == 1
    assert "Neueinstellung „Fall 3“" in found.words
    assert "Bilanz ziehen" not in found.words
    assert "1 Termin einer Neueinstellung liegt mehr als vier Wochen entfernt" in found.words
    assert f"http://127.0.0.1:8000/hires/{hire.id}#item-hinweis" in found.links


def test_the_plan_says_who_takes_care_of_a_hires_item_and_whose_day_it_is(office: Office) -> None:
    text = build.checklist(office.rows, "Gespräch führen #gespraech-1 due=+5d", audience="hire")
    hire = build.hire(office.rows, office.company, first_working_day=clock.today())
    run = build.hire_run(office.rows, hire, office.rows.get_one(Document, text.document_id))
    item = office.rows.get_one(Item, text.items[0].id)
    build.item_owner(office.rows, run, item, office.person)
    build.item_date(office.rows, run, item, clock.today())
    found = office.paper("/plan.pdf")
    assert f"Neueinstellung „{hire.label}“ Änne Łukasz" in found.words
    assert "empfohlen" not in found.words, "the day is the company's own"


def test_measures_stand_in_the_plan_with_owner_and_day(office: Office) -> None:
    due = dt.date(2027, 3, 1)
    made = build.measure(office.rows, office.company, what="Tandem suchen", owner_words="Meister Halle 2", due_on=due)
    build.measure(office.rows, office.company, what="Schon fertig", state="done")
    build.measure(office.rows, build.company(office.rows), what="Fremd")
    found = office.paper("/plan.pdf")
    assert "Maßnahmen" in found.words
    assert "Tandem suchen Meister Halle 2 1. März 2027" in found.words
    assert f"http://127.0.0.1:8000/measures/{made.id}" in found.links
    assert "Schon fertig" not in found.words
    assert "Fremd" not in found.words


def test_a_measure_stands_at_its_item(office: Office) -> None:
    document_item = office.rows.get_one(Item, office.item("kopie").id)
    office.answer("kopie", "in_progress")
    build.measure(office.rows, office.company, document_item, what="Ordner anlegen", due_on=dt.date(2027, 3, 1))
    assert "Maßnahme: Ordner anlegen bis 1. März 2027" in office.paper().words


def test_the_plan_speaks_english_too(office: Office) -> None:
    office.answer("pruefen", "done")
    office.speak("en")
    words = office.paper("/plan.pdf").words
    assert "Our next steps" in words
    assert "By when" in words


def test_a_checklist_put_aside_asks_for_nothing(office: Office) -> None:
    office.answer("pruefen", "done")
    office.rows.add(PutAside(company_id=office.company.id, document_id=office.text.document_id, at=clock.now()))
    office.rows.commit()
    assert "ist nichts offen" in office.paper("/plan.pdf").words


def test_a_finished_checklist_asks_for_nothing(office: Office) -> None:
    office.answer("pruefen", "done")
    office.run.finished_at, office.run.finished_revision = clock.now(), 1
    office.rows.commit()
    assert "ist nichts offen" in office.paper("/plan.pdf").words


def test_the_plan_of_a_company_that_has_not_begun(office: Office) -> None:
    assert "ist nichts offen" in office.paper("/plan.pdf").words


def test_the_overview_leads_to_the_plan_once_something_is_begun(office: Office) -> None:
    assert "/plan.pdf" not in office.client.get("/checklists").text
    office.answer("pruefen", "done")
    assert "/plan.pdf" in office.client.get("/checklists").text
