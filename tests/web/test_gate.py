"""What the gate and its pages hold against: odd addresses, a lost database, forms of others, another company."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import User
from portal.consultations.models import ConsultationRequest
from tests import build
from tests.client import PortalClient

Log = Callable[[User], PortalClient]
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize(
    "query", ["endpoint=x", "_method=POST", "_external=1", "_scheme=javascript", "lang=en&_anchor=x"]
)
@pytest.mark.parametrize(("address", "status"), [("/guides", 200), ("/nix", 404), ("/", 200)])
def test_no_word_of_the_query_breaks_a_page(client: PortalClient, address: str, status: int, query: str) -> None:
    page = client.get(f"{address}?{query}")
    assert page.status_code == status
    assert "</html>" in page.text
    assert "javascript:" not in page.text


@pytest.mark.parametrize(
    "query", ["endpoint=x", "_method=POST", "after=WyJcXHVkODAwIiwxXQ", "sort=name&after=WyJcdWQ4MDAiLDFd"]
)
def test_no_word_of_the_query_breaks_the_portfolio(rows: Session, as_user: Log, query: str) -> None:
    build.company(rows)
    assert as_user(build.user(rows, Role.CONSULTANT)).get(f"/companies?{query}").status_code == 200


def test_a_lost_database_still_gives_pages(
    rows: Session, app: Flask, as_user: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_user(build.member(rows, build.company(rows)))

    def lost(*_: object) -> None:
        raise ConnectionError("gone")

    monkeypatch.setitem(app.extensions, "portal_actor_loader", lost)
    monkeypatch.setattr(app, "testing", False)
    assert client.get("/healthz").status_code == 200
    page = client.get("/checklists")
    assert page.status_code == 500
    assert "Hier ist etwas kaputtgegangen" in page.text


def late_form(client: PortalClient, **fields: str) -> str:
    """What the portal hands out for a form that came after the log-in ended: the sealed word."""
    page = client.post("/consultations/new", data={"message": "Darf sie anfangen?", **fields}, headers=OURS)
    assert page.status_code == 401
    return re.findall(r'name="held" value="([^"]+)"', page.text)[0]


def test_a_late_form_is_sent_after_logging_in_again(rows: Session, as_user: Log, client: PortalClient) -> None:
    person = build.member(rows, build.company(rows))
    word = late_form(client, typed_by=str(person.id))
    page = client.post("/login", data={"email": person.email, "password": build.PASSWORD, "held": word})
    assert page.status_code == 200
    assert "Jetzt senden" in page.text
    assert "Darf sie anfangen?" in page.text


def test_a_form_prepared_in_another_browser_is_not_taken(
    rows: Session, client: PortalClient, _clients: Callable[[], PortalClient]
) -> None:
    person = build.member(rows, build.company(rows))
    word = late_form(_clients(), typed_by=str(person.id))
    page = client.post("/login", data={"email": person.email, "password": build.PASSWORD, "held": word})
    assert page.status_code == 303
    placed = client.post("/login", data={"held": word}, headers={"Sec-Fetch-Site": "cross-site"}, csrf=False)
    assert "Jetzt senden" not in placed.text


def test_what_one_person_typed_is_not_sent_in_the_name_of_another(rows: Session, as_user: Log) -> None:
    company = build.company(rows)
    other, person = build.member(rows, company), build.member(rows, company)
    client = as_user(person)
    sent = client.post("/consultations/new", data={"message": "Frage", "typed_by": str(other.id)}, headers=OURS)
    assert sent.status_code == 400
    assert "Das hat eine andere Person geschrieben" in sent.text
    assert rows.query(ConsultationRequest).count() == 0


def test_every_link_of_a_page_stays_in_its_company(rows: Session, as_user: Log) -> None:
    first, second = build.company(rows, "A GmbH"), build.company(rows, "B GmbH")
    person = build.member(rows, first)
    build.membership(rows, second, person)
    text = build.checklist(rows, "Punkt #p-1")
    request = build.request(rows, second, service_wrote_at=clock.now())
    client = as_user(person)
    for address in (
        f"/checklists/{text.slug}?company={second.id}",
        f"/consultations/{request.id}",
        f"/?company={second.id}",
    ):
        page = client.get(address).text
        assert "B GmbH" in page
        links = [
            link
            for link in re.findall(r'href="([^"]+)"', page)
            if re.match(r"/(checklists|consultations|company)?($|[?/#])", link)
        ]
        own = [link for link in links if not re.match(r"/consultations/\d+", link)]
        assert own
        assert [link for link in own if f"company={second.id}" not in link] == []


def test_logging_out_without_a_cookie_is_being_logged_out(client: PortalClient) -> None:
    assert client.post("/logout", csrf=False).headers["Location"] == "/login"


def test_a_form_with_faults_keeps_its_page_when_the_language_changes(rows: Session, as_user: Log) -> None:
    request = build.request(rows, build.company(rows))
    person = build.member(rows, rows.get_one(build.Company, request.company_id))
    page = as_user(person).post(
        f"/consultations/{request.id}/reply",
        data={"message": ""},
        headers={"Referer": f"http://localhost/consultations/{request.id}"},
    )
    assert page.status_code == 422
    assert f'name="next" value="/consultations/{request.id}"' in page.text
