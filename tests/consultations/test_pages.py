"""A question's way through the company's pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import User
from portal.consultations.models import ConsultationRequest, Message
from portal.documents.rules import Kind
from tests import build
from tests.consultations.desk import Watch, ask, hidden, only_request

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.companies.models import Company
    from tests.client import PortalClient

AsUser = Callable[[User], "PortalClient"]


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
