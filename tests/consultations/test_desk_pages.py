"""What the service does on its pages, and what of it the company sees."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.access import Role
from portal.accounts.models import User
from portal.consultations.models import Message, TeamNote
from portal.consultations.service.lists import PAGE
from portal.documents.models import Document, Item
from portal.documents.rules import Kind
from tests import build
from tests.consultations.desk import NOON, Watch, ask, hidden, only_request
from tests.statements import count_queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.companies.models import Company
    from tests.client import PortalClient

AsUser = Callable[[User], "PortalClient"]
SECRET = "Diese Worte liest nur das Team."


def test_the_inbox_leads_to_the_request_and_its_checklist(
    anna: PortalClient, jana: PortalClient, company: Company, rows: Session
) -> None:
    text = build.checklist(rows, "Titel prüfen #pruefen kind=duty", "Kalender führen #kalender")
    run = build.run(rows, company, rows.get_one(Document, text.document_id))
    build.answer(
        rows, run, rows.get_one(Item, text.items[1].id), "not_applicable", reason="not_here", note="Machen wir nie"
    )
    address = ask(anna, item=str(text.items[0].id))
    inbox = jana.get("/inbox?tab=new").text
    assert f'data-company="{company.id}"' in inbox
    assert f'href="{address}"' in inbox
    assert "Neu seit" in inbox
    assert "Muster Maschinenbau GmbH" in inbox
    html = jana.get(address).text
    assert "Kalender führen" in html
    assert "Trifft nicht zu" in html
    assert "Machen wir nie" in html
    assert "0 von 1 erledigt" in html
    assert 'data-state="' not in html.replace("data-request-state", "")


def test_without_an_item_the_begun_checklists_stand_beside(
    anna: PortalClient, jana: PortalClient, company: Company, rows: Session
) -> None:
    address = ask(anna)
    assert "Der Betrieb hat noch keine Checkliste begonnen." in jana.get(address).text
    text = build.checklist(rows, "Eins #eins", slug="begonnen")
    build.run(rows, company, rows.get_one(Document, text.document_id))
    html = jana.get(address).text
    assert "Liste begonnen" in html
    assert "0 von 1 erledigt" in html


def test_take_answer_note_wait_and_close(anna: PortalClient, jana: PortalClient, rows: Session) -> None:
    address = ask(anna)
    jana.post(f"{address}/take")
    assert only_request(rows).state == "open"
    jana.post(f"{address}/note", data={"note": SECRET})
    until = clock.today() + dt.timedelta(days=9)
    jana.post(
        f"{address}/answer",
        data={"message": "Bitte schicken Sie das Datum.", "after": "waiting_company", "until": f"{until:%d.%m.%Y}"},
    )
    assert (only_request(rows).state, only_request(rows).wake_up_on) == ("waiting_company", until)
    assert "Wir warten auf Sie" in anna.get(address).text
    assert "Wartet auf Betrieb bis" in jana.get(address).text
    jana.post(f"{address}/close", data={"outcome": "resolved", "text": "Schön, dass es geklappt hat."})
    assert only_request(rows).outcome == "resolved"
    closed = anna.get(address).text
    assert "Abgeschlossen" in closed
    assert "Schön, dass es geklappt hat." in closed
    assert "Abgeschlossen: Gelöst" in jana.get("/inbox?tab=closed").text
    jana.post(f"{address}/open")
    assert only_request(rows).state == "open"


def test_a_note_reaches_no_page_of_the_company(anna: PortalClient, jana: PortalClient, rows: Session) -> None:
    address = ask(anna)
    jana.post(f"{address}/note", data={"note": SECRET})
    assert rows.scalars(select(TeamNote)).one().body == SECRET
    assert SECRET in jana.get(address).text
    refused = anna.post(f"{address}/reply", data={"message": "z" * 6000})
    pages = [
        anna.get(one).text
        for one in (address, "/consultations", "/", f"/consultations/new?earlier={only_request(rows).id}")
    ]
    for html in (*pages, refused.text):
        assert SECRET not in html
        assert "Interne Notiz" not in html
    assert anna.post(f"{address}/note", data={"note": "Ich auch"}).status_code == 403


def test_a_declined_request_says_who_helps(anna: PortalClient, jana: PortalClient, rows: Session) -> None:
    build.publish(
        rows, Kind.OFFICE, "kammer", "de", '---\nid: kammer\ntitle: "Die Kammer"\nsummary: "Berät."\n---\n\nText.\n'
    )
    address = ask(anna)
    for typed, sentence in (
        ({"outcome": ""}, "Bitte wählen Sie, wie die Anfrage ausging."),
        ({"outcome": "declined", "office": "kammer"}, "braucht einen Grund"),
        ({"outcome": "declined", "text": "Steuern"}, "Bitte nennen Sie die Stelle"),
    ):
        response = jana.post(f"{address}/close", data=typed)
        assert response.status_code == 422
        assert sentence in response.text
    assert only_request(rows).state == "new"
    jana.post(f"{address}/close", data={"outcome": "declined", "text": "Steuern macht die Kammer.", "office": "kammer"})
    html = anna.get(address).text
    assert "Dafür sind wir nicht zuständig" in html
    assert "Steuern macht die Kammer." in html
    assert 'href="/directory/kammer' in html


def test_a_taken_request_says_who_has_it(
    anna: PortalClient, jana: PortalClient, rows: Session, as_user: AsUser
) -> None:
    address = ask(anna)
    jana.post(f"{address}/take")
    peter = as_user(build.user(rows, Role.CONSULTANT, name="Peter Muster"))
    assert (
        "Jana Muster hat diese Anfrage schon übernommen." in peter.post(f"{address}/take", follow_redirects=True).text
    )
    seen = hidden(peter.get(address).text, "seen")
    jana.post(f"{address}/answer", data={"message": "Von Jana"})
    both = peter.post(f"{address}/answer", data={"message": "Von Peter", "seen": seen}, follow_redirects=True).text
    assert "Jana Muster hat inzwischen auch geantwortet" in both
    assert "Von Jana" in both
    assert "Von Peter" in both


def test_an_answer_into_a_withdrawn_request_is_not_lost(anna: PortalClient, jana: PortalClient, rows: Session) -> None:
    address = ask(anna)
    anna.post(f"{address}/withdraw")
    response = jana.post(f"{address}/answer", data={"message": "Lange getippt"})
    assert response.status_code == 409
    assert "Lange getippt" in response.text
    assert "inzwischen abgeschlossen" in response.text
    assert rows.scalar(select(func.count()).select_from(Message)) == 1


@pytest.mark.parametrize("until", ["", "1.1.2020", "irgendwann"])
def test_waiting_without_a_day_to_come_keeps_the_answer(
    anna: PortalClient, jana: PortalClient, rows: Session, until: str
) -> None:
    address = ask(anna)
    response = jana.post(
        f"{address}/answer", data={"message": "Lange getippt", "after": "waiting_company", "until": until}
    )
    assert response.status_code == 422
    assert "Lange getippt" in response.text
    assert f'value="{until}"' in response.text
    assert only_request(rows).state == "new"


def test_a_request_is_handed_over(anna: PortalClient, jana: PortalClient, rows: Session) -> None:
    address, peter = ask(anna), build.user(rows, Role.CONSULTANT, name="Peter Muster")
    jana.post(f"{address}/hand-over", data={"consultant": str(peter.id)})
    assert only_request(rows).consultant_id == peter.id
    jana.post(f"{address}/hand-over", data={"consultant": "0"})
    assert only_request(rows).consultant_id == peter.id
    assert "Zuständig: Peter Muster" in jana.get(address).text


def test_an_overdue_request_comes_first_and_says_since_when(
    jana: PortalClient, rows: Session, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    Watch(monkeypatch, NOON)
    build.request(rows, company, title="Frisch", asked_at=NOON)
    build.request(rows, company, title="Liegt lange", asked_at=NOON - dt.timedelta(days=5))
    jana.log_in(rows.scalars(select(User)).one())
    html = jana.get("/inbox").text
    assert html.index("Liegt lange") < html.index("Frisch")
    assert "Erstantwort seit 1 Tag überfällig" in html


@pytest.mark.parametrize("tab", ["new", "mine", "waiting", "open", "closed", "erfunden"])
def test_an_empty_inbox_says_what_comes_here(jana: PortalClient, tab: str) -> None:
    html = jana.get(f"/inbox?tab={tab}&after=xyz").text
    assert "p-todo" not in html
    assert "kern-btn" in html


def test_long_lists_go_on_on_a_next_page(
    anna: PortalClient, jana: PortalClient, rows: Session, company: Company
) -> None:
    for number in range(PAGE + 2):
        build.request(rows, company, title=f"Frage {number:02}")
    for address, client in (("/consultations", anna), ("/inbox", jana)):
        first = client.get(address).text
        following = re.search(r'href="([^"]*after=[^"]*)"', first)
        assert following is not None
        second = client.get(following[1].replace("&amp;", "&")).text
        shown = [set(re.findall(r"Frage \d\d", html)) for html in (first, second)]
        assert [len(one) for one in shown] == [PAGE, 2]
        assert not shown[0] & shown[1]


@pytest.mark.parametrize("address", ["/consultations", "/inbox", "/inbox?tab=mine"])
def test_a_list_costs_the_same_for_one_row_and_for_twenty(
    address: str, anna: PortalClient, jana: PortalClient, rows: Session, company: Company
) -> None:
    client = anna if address == "/consultations" else jana
    consultant = rows.scalars(select(User.id).where(User.is_consultant)).one()
    costs = []
    for number in (1, 20):
        for _ in range(number):
            build.request(rows, build.company(rows) if client is jana else company, consultant_id=consultant)
        client.get(address)
        with count_queries() as queries:
            assert client.get(address).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert costs[0] <= 8


def test_english_readers_get_english(rows: Session, company: Company, as_user: AsUser) -> None:
    client = as_user(build.member(rows, company, language="en"))
    html = client.get(ask(client)).text
    assert "Received" in html
    assert "usually within 2 working days" in html
    assert "Eingegangen" not in html
