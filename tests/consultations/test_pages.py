"""A question's way through the pages, for the company and for the service."""

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
from portal.consultations.models import ConsultationRequest, Message, TeamNote
from portal.consultations.service.lists import PAGE
from portal.documents.models import Document, Item
from portal.documents.rules import Kind
from tests import build
from tests.consultations.desk import NOON, Watch
from tests.statements import count_queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.companies.models import Company
    from tests.client import PortalClient

AsUser = Callable[["User"], "PortalClient"]
SECRET = "Diese Worte liest nur das Team."


@pytest.fixture
def company(rows: Session) -> Company:
    return build.company(rows, "Muster Maschinenbau GmbH")


@pytest.fixture
def anna(rows: Session, company: Company, as_user: AsUser) -> PortalClient:
    return as_user(build.member(rows, company, name="Anna Beispiel"))


@pytest.fixture
def jana(rows: Session, as_user: AsUser) -> PortalClient:
    return as_user(build.user(rows, Role.CONSULTANT, name="Jana Muster"))


def only_request(rows: Session) -> ConsultationRequest:
    return rows.scalars(select(ConsultationRequest)).one()


def ask(client: PortalClient, **fields: str) -> str:
    """Ask, and return the address of the request's page."""
    response = client.post("/consultations/new", data={"message": "Darf sie im Dezember arbeiten?", **fields})
    assert response.status_code == 303, response.text
    return response.location


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)
    assert found is not None, name
    return found[1]


# The company.


def test_a_message_alone_leads_to_the_requests_page(anna: PortalClient, rows: Session) -> None:
    address = ask(anna)
    html = anna.get(address).text
    assert address == f"/consultations/{only_request(rows).id}"
    assert "Darf sie im Dezember arbeiten?" in html
    assert "Eingegangen" in html
    assert "Ihre Frage ist gesendet." in html
    assert "das Team des Welcome Service" in html
    assert "in der Regel innerhalb von 2 Arbeitstagen" in html


def test_the_page_names_the_companys_own_consultant(
    rows: Session, company: Company, anna: PortalClient, jana: PortalClient
) -> None:
    company.consultant_id = rows.scalars(select(User.id).where(User.is_consultant)).one()
    assert "Jana Muster" in anna.get("/consultations/new").text
    assert "Jana Muster" in anna.get(ask(anna)).text


def test_the_same_form_sent_twice_is_one_request(anna: PortalClient, rows: Session) -> None:
    once = hidden(anna.get("/consultations/new").text, "once")
    assert ask(anna, once=once) == ask(anna, once=once)
    assert rows.scalar(select(func.count()).select_from(ConsultationRequest)) == 1


def test_a_message_alone_sent_twice_within_a_minute_is_one_request(
    anna: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(monkeypatch, clock.now().replace(second=1))
    first = ask(anna)
    watch.later(seconds=20)
    assert ask(anna) == first
    watch.later(seconds=60)
    assert ask(anna) != first


def test_from_an_item_the_form_shows_it_and_the_request_keeps_it(anna: PortalClient, rows: Session) -> None:
    text = build.checklist(rows, "Titel prüfen #pruefen", slug="liste", field="aufenthalt")
    form = anna.get(f"/consultations/new?item={text.items[0].id}").text
    assert "Titel prüfen" in form
    assert re.search(r'<option selected value="aufenthalt"', form)
    address = ask(anna, item=hidden(form, "item"))
    source = '---\nid: liste\ntitle: "Neu"\naudience: company\nfield: aufenthalt\n---\n\n## Alles\n\n'
    build.publish(rows, Kind.CHECKLIST, "liste", "de", source + "- [ ] Ganz anders {: #pruefen }\n")
    html = anna.get(address).text
    assert "Titel prüfen" in html
    assert "Darum." in html
    assert "Ganz anders" not in html
    assert "/checklists/liste?company=" in html
    assert "#item-pruefen" in html


@pytest.mark.parametrize("item", ["4711", "x", "99999999999999999999", "-1", ""])
def test_an_item_that_is_none_does_not_stop_a_question(anna: PortalClient, item: str) -> None:
    assert anna.get(f"/consultations/new?item={item}").status_code == 200
    ask(anna, item=item)


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("", "Bitte schreiben Sie Ihre Frage."),
        ("x" * 5001, "Dieser Text hat 5001 Zeichen"),
        ("Mit \x00 darin", "Einige Zeichen waren nicht lesbar"),
    ],
)
def test_what_cannot_be_sent_comes_back_whole(anna: PortalClient, rows: Session, message: str, sentence: str) -> None:
    typed = {"message": message, "subject": "Mein Betreff", "topic": "sprache", "language": "en"}
    response = anna.post("/consultations/new", data=typed)
    assert response.status_code == 422
    assert sentence in response.text
    assert message.replace("\x00", "\ufffd") in response.text
    assert 'value="Mein Betreff"' in response.text
    assert '<option selected value="sprache"' in response.text
    assert '<option selected value="en"' in response.text
    assert rows.scalars(select(ConsultationRequest)).all() == []


def test_bytes_that_are_no_text_are_said_and_not_stored(anna: PortalClient, rows: Session) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="message"\r\n\r\nGr\xfc\xdfe\r\n--x--\r\n'
    response = anna.post("/consultations/new", data=body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 422
    assert rows.scalars(select(Message)).all() == []
    assert "Einige Zeichen waren nicht lesbar" in response.text


@pytest.mark.parametrize(("field", "value"), [("topic", "erfunden"), ("language", "fr")])
def test_a_choice_that_was_not_offered_is_refused(anna: PortalClient, field: str, value: str) -> None:
    response = anna.post("/consultations/new", data={"message": "Frage bleibt", field: value})
    assert response.status_code == 422
    assert "Frage bleibt" in response.text


def test_the_list_says_what_is_new_until_it_was_read(anna: PortalClient, jana: PortalClient, rows: Session) -> None:
    assert "Noch keine Anfrage." in anna.get("/consultations").text
    address = ask(anna, subject="Stunden erhöhen")
    jana.post(f"{address}/answer", data={"message": "Ja, das geht."})
    listed = anna.get("/consultations").text
    assert "Stunden erhöhen" in listed
    assert "In Bearbeitung" in listed
    assert "Jana Muster" in listed
    assert "kern-badge" in listed
    page = anna.get(address).text
    assert "Ja, das geht." in page
    assert 'hx-trigger="load"' in page
    seen = hidden(page, "seen")
    part = anna.post(f"{address}/read", data={"seen": seen}, headers={"HX-Request": "true"})
    assert (part.status_code, part.text) == (200, "")
    assert "kern-badge" not in anna.get("/consultations").text
    assert "hx-trigger" not in anna.get(address).text


def test_marking_as_read_works_without_a_script_and_with_nonsense(
    anna: PortalClient, jana: PortalClient, rows: Session
) -> None:
    address = ask(anna)
    jana.post(f"{address}/answer", data={"message": "Ja."})
    assert anna.post(f"{address}/read", data={"seen": "gestern"}).location == "/consultations"
    assert "kern-badge" not in anna.get("/consultations").text


def test_opening_a_page_writes_nothing(anna: PortalClient, jana: PortalClient, rows: Session) -> None:
    address = ask(anna)
    jana.post(f"{address}/answer", data={"message": "Ja."})
    before = only_request(rows).company_read_at
    anna.get(address)
    assert only_request(rows).company_read_at == before


def test_reply_withdraw_and_reopen(anna: PortalClient, rows: Session) -> None:
    address = ask(anna)
    assert anna.post(f"{address}/withdraw").status_code == 303
    withdrawn = anna.get(address).text
    assert "Abgeschlossen" in withdrawn
    assert "zurückgezogen" in withdrawn
    assert anna.post(f"{address}/reply", data={"message": "Doch noch."}).location == address
    assert only_request(rows).state == "open"
    assert "Doch noch." in anna.get(address).text


def test_after_thirty_days_a_new_request_names_the_old_one(
    anna: PortalClient, rows: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(monkeypatch, clock.now())
    address = ask(anna, subject="Alte Frage")
    anna.post(f"{address}/withdraw")
    watch.later(days=31)
    anna.log_in(rows.scalars(select(User)).one())
    html = anna.get(address).text
    assert "Neue Anfrage zu diesem Thema" in html
    assert f'action="{address}/reply"' not in html
    form = anna.get(f"/consultations/new?earlier={only_request(rows).id}").text
    assert "Alte Frage" in form
    fresh = ask(anna, earlier=hidden(form, "earlier"))
    assert f'href="{address}"' in anna.get(fresh).text
    late = anna.post(f"{address}/reply", data={"message": "Und noch eine."}).location
    assert late not in {address, fresh}


def test_a_reply_that_is_too_long_comes_back_whole(anna: PortalClient) -> None:
    address = ask(anna)
    response = anna.post(f"{address}/reply", data={"message": "y" * 5001})
    assert response.status_code == 422
    assert "y" * 5001 in response.text
    assert "Darf sie im Dezember arbeiten?" in response.text


def test_another_companys_request_is_nowhere(anna: PortalClient, rows: Session, as_user: AsUser) -> None:
    address = ask(anna)
    stranger = as_user(build.member(rows, build.company(rows)))
    assert stranger.get(address).status_code == 404
    for act in ("reply", "withdraw", "read"):
        assert stranger.post(f"{address}/{act}", data={"message": "Hallo"}).status_code == 404
    for act in ("take", "answer", "note", "close", "wait", "open", "hand-over"):
        assert stranger.post(f"{address}/{act}", data={"message": "Hallo"}).status_code in {403, 404}
    assert stranger.get(f"/consultations/{10**30}").status_code == 404
    assert rows.scalar(select(func.count()).select_from(Message)) == 1


def test_people_of_a_company_do_not_see_the_inbox(anna: PortalClient) -> None:
    assert anna.get("/inbox").status_code == 403


def test_staff_cannot_act_for_a_company(anna: PortalClient, jana: PortalClient) -> None:
    address = ask(anna)
    assert jana.get("/consultations").status_code == 403
    assert jana.get("/consultations/new").status_code == 403
    assert jana.post(f"{address}/reply", data={"message": "Als Betrieb"}).status_code == 403


def test_who_works_for_two_companies_writes_in_the_one_of_the_page(rows: Session, as_user: AsUser) -> None:
    first, second = build.company(rows, "A GmbH"), build.company(rows, "B GmbH")
    person = build.member(rows, first)
    build.membership(rows, second, person)
    client = as_user(person)
    ask(client, company=str(second.id))
    request = only_request(rows)
    assert request.company_id == second.id
    page = client.get(f"/consultations/{request.id}").text
    assert f'name="company" type="hidden" value="{second.id}"' in page
    assert "B GmbH" in page
    wrong = client.post(f"/consultations/{request.id}/reply", data={"message": "x", "company": str(first.id)})
    assert wrong.status_code == 404


# The service.


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
