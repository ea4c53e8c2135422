"""The home of each role, and one company as the team sees it."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import User
from portal.checklists.models import Hire, Run
from portal.documents.models import Document, Item
from portal.documents.rules import Kind
from tests import build
from tests.client import PortalClient
from tests.documents.texts import prose, put

Log = Callable[[User], PortalClient]


def test_the_start_page_sets_no_cookie(client: PortalClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert "/login" in page.text


def test_an_empty_company_is_told_how_to_begin(rows: Session, as_user: Log) -> None:
    text = build.checklist(rows, "Ziel festhalten #c01-01", "Person benennen #c01-02")
    page = as_user(build.member(rows, build.company(rows))).get("/").text
    assert "Willkommen! Ihr Anfang in 15 Minuten" in page
    assert f"/checklists/{text.slug}" in page


def test_duties_come_next_and_an_unread_answer_before_them(rows: Session, as_user: Log) -> None:
    text = build.checklist(rows, "Zuerst empfohlen #a-1", "Dann Pflicht #a-2 kind=duty", "Erledigt #a-3")
    company = build.company(rows)
    run = build.run(rows, company, rows.get_one(Document, text.document_id))
    build.answer(rows, run, rows.get_one(Item, text.items[2].id), "done")
    person = build.member(rows, company)
    client = as_user(person)
    page = client.get("/").text
    assert page.index("Dann Pflicht") < page.index("Zuerst empfohlen")
    assert "Erledigt #" not in page
    assert "2 Dinge als Nächstes" in page
    request = build.request(rows, company, title="Unsere Frage", service_wrote_at=clock.now(), state="open")
    build.message(rows, request, "service", body="Unsere Antwort")
    page = client.get("/").text
    assert "3 Dinge als Nächstes" in page
    assert page.index("Unsere Frage") < page.index("Dann Pflicht")


def test_a_hires_legal_date_comes_first_and_only_it_is_overdue(rows: Session, as_user: Log) -> None:
    hired = build.checklist(
        rows,
        "Hinweis geben #hinweis due=+0d law=yes kind=duty",
        "Einweisen #einweisen due=+7d law=yes kind=duty",
        "Gespräch führen #gespraech due=+1d",
        "Erst in einem Monat #spaeter due=+30d",
        audience="hire",
    )
    text = build.checklist(rows, "Pflicht im Betrieb #p-1 kind=duty")
    company = build.company(rows)
    build.run(rows, company, rows.get_one(Document, text.document_id))
    begun = clock.now() - dt.timedelta(days=30)
    hire = build.hire(rows, company, label="Fall 7", first_working_day=clock.today() - dt.timedelta(days=3))
    build.hire_run(rows, hire, rows.get_one(Document, hired.document_id), started_at=begun)
    request = build.request(rows, company, title="Unsere Frage", service_wrote_at=clock.now(), state="open")
    build.message(rows, request, "service", body="Unsere Antwort")
    client = as_user(build.member(rows, company))
    page = client.get("/").text
    page = page[page.index("<ol") : page.index("</ol>")]
    places = [page.index(words) for words in ("Hinweis geben", "Unsere Frage", "Einweisen")]
    assert places == sorted(places)
    assert page.count("überfällig") == 1
    assert f"/hires/{hire.id}#item-hinweis" in page
    build.answer(rows, *_answered(rows, hire, hired.items[0].id))
    build.answer(rows, *_answered(rows, hire, hired.items[1].id))
    request.company_read_at = clock.now()
    rows.commit()
    page = client.get("/").text
    page = page[page.index("<ol") : page.index("</ol>")]
    assert page.index("Pflicht im Betrieb") < page.index("Gespräch führen")
    assert "Noch offen" in page
    assert "empfohlen bis" in page
    assert "überfällig" not in page
    assert "Erst in einem Monat" not in page


def _answered(rows: Session, hire: Hire, item_id: int) -> tuple[Run, Item, str]:
    run = rows.scalars(select(Run).where(Run.hire_id == hire.id)).one()
    return run, rows.get_one(Item, item_id), "done"


def test_hiring_soon_begins_with_a_new_hire(rows: Session, as_user: Log) -> None:
    build.checklist(rows, "Ziel festhalten #c01-01")
    assert "/hires/new" in as_user(build.member(rows, build.company(rows))).get("/").text


def test_items_put_aside_or_for_other_sizes_are_not_next(rows: Session, as_user: Log) -> None:
    text = build.checklist(rows, "Nur für Große #b-1 sizes=250+", "Für alle #b-2")
    company = build.company(rows, size_class="1-9")
    build.run(rows, company, rows.get_one(Document, text.document_id))
    page = as_user(build.member(rows, company)).get("/").text
    assert "Für alle" in page
    assert "Nur für Große" not in page


def test_a_consultant_sees_what_waits_most_urgent_first(rows: Session, as_user: Log) -> None:
    jana = build.user(rows, Role.CONSULTANT)
    company = build.company(rows, consultant_id=jana.id)
    long_ago = clock.now() - dt.timedelta(days=20)
    build.request(rows, company, title="Neue Frage")
    build.request(rows, company, title="Alte Frage", asked_at=long_ago, counted_from=long_ago.date())
    build.request(rows, company, title="Fertige Frage", state="closed", outcome="resolved", closed_at=clock.now())
    page = as_user(jana).get("/").text
    assert "2 Anliegen brauchen Sie heute, 1 davon dringend" in page
    assert page.index("Alte Frage") < page.index("Neue Frage")
    assert "Fertige Frage" not in page


def test_a_quiet_day_says_so(rows: Session, as_user: Log) -> None:
    assert "Nichts wartet auf Sie" in as_user(build.user(rows, Role.CONSULTANT)).get("/").text


def test_an_editor_is_told_how_many_texts_lack_english(rows: Session, as_user: Log) -> None:
    text = build.checklist(rows, "Punkt #e-1")
    editor = as_user(build.user(rows, Role.EDITOR))
    assert "1 englischer Text ist nachzuziehen" in editor.get("/").text
    assert text.title in editor.get("/editor?tab=translate").text


def test_without_a_company_one_is_told_whom_to_ask(rows: Session, as_user: Log) -> None:
    page = as_user(build.user(rows)).get("/")
    assert page.status_code == 403
    assert "Sie gehören noch zu keinem Betrieb" in page.text


@pytest.mark.parametrize("address", ["/companies", "/companies/{}", "/companies/{}/checklists/liste"])
def test_company_people_never_see_the_workspace(rows: Session, as_user: Log, address: str) -> None:
    company = build.company(rows)
    client = as_user(build.member(rows, company, Role.COMPANY_ADMIN))
    assert client.get(address.format(company.id)).status_code in {403, 404}


def test_the_teams_page_of_a_company_shows_everything_but_forms(rows: Session, as_user: Log) -> None:
    text = build.checklist(rows, "Ziel festhalten #z-1")
    company = build.company(rows, "Beispiel GmbH")
    build.member(rows, company, name="Ali Demir", email="ali@firma.example")
    run = build.run(rows, company, rows.get_one(Document, text.document_id))
    build.answer(rows, run, rows.get_one(Item, text.items[0].id), "in_progress", note="Bis Mai.")
    build.request(rows, company, title="Unsere Frage")
    client = as_user(build.user(rows, Role.CONSULTANT))
    page = client.get(f"/companies/{company.id}").text
    assert "ali@firma.example" in page
    assert "Unsere Frage" in page
    answers = client.get(f"/companies/{company.id}/checklists/{text.slug}").text
    assert "Bis Mai." in answers
    assert "data-state" not in answers
    assert client.get(f"/companies/{company.id}/checklists/none").status_code == 404
    assert client.get("/companies/999999").status_code == 404


def test_admins_are_told_what_the_public_pages_lack(rows: Session, as_user: Log) -> None:
    gap = "Anschrift: [vom Betreiber auszufüllen: Anschrift]. Register: [vom Betreiber auszufüllen]."
    put(rows, prose(gap, "impressum", "Impressum", ""), Kind.PAGE, "impressum")
    put(rows, prose("Alles da.", "datenschutz", "Datenschutz", ""), Kind.PAGE, "datenschutz")
    admin = as_user(build.user(rows, Role.ADMIN))
    page = admin.get("/").text
    assert '<a href="/pages/impressum">Impressum</a> (2 Lücken)' in page
    assert "/pages/datenschutz" not in page
    assert "auszufüllen" in as_user(build.user(rows, Role.ADMIN)).get("/impressum").text
    assert "Lücke" not in as_user(build.user(rows, Role.CONSULTANT)).get("/").text
    put(rows, prose("Anschrift: Musterstraße 1.", "impressum", "Impressum", ""), Kind.PAGE, "impressum")
    assert "Lücke" not in admin.get("/").text


@pytest.mark.parametrize("role", [Role.ADMIN, Role.EDITOR])
def test_who_answers_for_figures_is_told_before_they_end(
    role: Role, rows: Session, as_user: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = as_user(build.user(rows, role))
    for day, told in ((dt.date(2026, 11, 10), False), (dt.date(2026, 12, 1), True), (dt.date(2027, 1, 11), True)):
        monkeypatch.setattr(clock, "today", lambda day=day: day)
        assert ("Kennzahlen brauchen ihren nächsten Wert" in person.get("/").text) is told
