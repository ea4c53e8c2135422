"""Feedback on guides: from everybody, without a cookie, and nobody's name with it; read by editors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.documents.rules import Kind
from portal.feedback.models import Feedback
from tests import build
from tests.documents.texts import prose, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.client import PortalClient

GIVE = "/guides/text/feedback"


@pytest.fixture(autouse=True)
def guide(rows: Session) -> None:
    put(rows, prose("## A\n\nEin Satz."), Kind.GUIDE, "text")


def said(rows: Session) -> list[Feedback]:
    return list(rows.scalars(select(Feedback).order_by(Feedback.id)))


def test_a_visitor_says_it_helped_without_any_cookie(client: PortalClient, rows: Session) -> None:
    page = client.get("/guides/text?lang=de")
    assert "War dieser Leitfaden hilfreich?" in page.text
    assert f'action="{GIVE}?lang=de"' in page.text
    answer = client.post(GIVE, data={"helpful": "yes", "comment": "Gut\r\nerklärt."}, csrf=False)
    assert answer.status_code == 303
    thanks = client.get(answer.headers["Location"])
    assert "Danke" in thanks.text or "Thank you" in thanks.text
    assert [one for one in (page, answer, thanks) if "Set-Cookie" in one.headers] == []
    (kept,) = said(rows)
    facts = (kept.helpful, kept.comment, kept.side, kept.language, kept.revision)
    assert facts == (True, "Gut\nerklärt.", "visitor", "de", 1)


@pytest.mark.parametrize(("role", "side"), [(Role.COMPANY_MEMBER, "company"), (Role.CONSULTANT, "service")])
def test_somebody_logged_in_says_it_without_a_name(
    role: Role, side: str, rows: Session, as_user: Callable[[Any], PortalClient]
) -> None:
    person = build.member(rows, build.company(rows)) if side == "company" else build.user(rows, role)
    assert as_user(person).post(GIVE, data={"helpful": "no"}, csrf=False).status_code == 303
    (kept,) = said(rows)
    assert (kept.helpful, kept.side) == (False, side)
    assert set(Feedback.__table__.columns.keys()) == {
        *("id", "document_id", "language", "revision", "helpful", "comment", "side", "at")
    }


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"comment": "Ein Satz."}, "Bitte sagen Sie, ob"),
        ({"helpful": "perhaps", "comment": "Ein Satz."}, "alert"),
        ({"helpful": "yes", "comment": "Ein Satz." + "x" * 2000}, "höchstens 2000"),
        ({"helpful": "yes", "comment": "Ein Satz.\x00"}, "Zeichen"),
    ],
)
def test_what_cannot_be_kept_comes_back(
    client: PortalClient, rows: Session, data: dict[str, str], sentence: str
) -> None:
    answer = client.post(f"{GIVE}?lang=de", data=data, csrf=False)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Ein Satz." in re.findall(r"<textarea[^>]*>(.*?)</textarea>", answer.text, re.DOTALL)[0]
    assert said(rows) == []


def test_one_network_says_only_so_much_at_once(client: PortalClient, rows: Session) -> None:
    answers = [client.post(GIVE, data={"helpful": "yes", "comment": "Noch da."}, csrf=False) for _ in range(22)]
    assert [one.status_code for one in answers] == [303] * 20 + [429] * 2
    assert "Noch da." in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert len(said(rows)) == 20
    other = client.post(GIVE, data={"helpful": "yes"}, csrf=False, environ_base={"REMOTE_ADDR": "203.0.113.7"})
    assert other.status_code == 303


@pytest.mark.parametrize("slug", ["nothing", "%00", "abh"])
def test_only_guides_are_asked_about(client: PortalClient, rows: Session, slug: str) -> None:
    put(rows, prose("## A\n\nEin Satz.", "abh", extra=""), Kind.OFFICE, "abh")
    assert client.get(f"/guides/{slug}/feedback").status_code == 404
    assert client.post(f"/guides/{slug}/feedback", data={"helpful": "yes"}, csrf=False).status_code == 404
    assert "hilfreich" not in client.get("/directory/abh?lang=de").text


def test_editors_read_counts_and_comments(rows: Session, as_user: Callable[[Any], PortalClient]) -> None:
    put(rows, prose("## A\n\nEin Satz.", "zwei", "Ein zweiter"), Kind.GUIDE, "zwei")
    document = rows.scalars(select(build.Document).where(build.Document.slug == "text")).one()
    build.feedback(rows, document, comment="")
    build.feedback(rows, document, helpful=False, comment="Zu lang.\n<b>Viel</b> zu lang.", side="company")
    other = rows.scalars(select(build.Document).where(build.Document.slug == "zwei")).one()
    build.feedback(rows, other, comment="Prima.")
    editor = as_user(build.user(rows, Role.EDITOR))
    page = editor.get("/editor/feedback").text
    assert "1 von 2" in page
    assert "Zu lang." in page
    assert "&lt;b&gt;Viel&lt;/b&gt;" in page
    assert page.index("Prima.") < page.index("Zu lang.")
    assert "Zu lang." not in editor.get("/editor/feedback?guide=zwei").text
    assert editor.get("/editor/feedback?before=x&guide=%00").status_code == 200


def test_older_comments_stand_on_the_next_page(rows: Session, as_user: Callable[[Any], PortalClient]) -> None:
    document = rows.scalars(select(build.Document)).one()
    for number in range(40):
        build.feedback(rows, document, comment=f"Satz {number}.")
    editor = as_user(build.user(rows, Role.EDITOR))
    first = editor.get("/editor/feedback").text
    assert "Satz 39." in first
    assert "Satz 9." not in first
    following = re.search(r'href="(/editor/feedback\?before=\d+)"', first)
    assert following
    assert "Satz 9." in editor.get(following[1]).text


def test_a_comment_that_names_somebody_is_deleted(rows: Session, as_user: Callable[[Any], PortalClient]) -> None:
    kept = build.feedback(rows, rows.scalars(select(build.Document)).one(), comment="Frau Sowieso.")
    editor = as_user(build.user(rows, Role.EDITOR))
    assert editor.post(f"/editor/feedback/{kept.id}/forget").status_code == 303
    page = editor.get("/editor/feedback").text
    assert "Frau Sowieso." not in page
    assert "1 von 1" in page
    assert editor.post("/editor/feedback/99/forget").status_code == 404


@pytest.mark.parametrize("address", ["/editor/feedback", "/editor/items", "/editor/links"])
def test_companies_and_advisers_do_not_edit(
    address: str, rows: Session, client: PortalClient, as_user: Callable[[Any], PortalClient]
) -> None:
    for person in (build.member(rows, build.company(rows), Role.COMPANY_ADMIN), build.user(rows, Role.CONSULTANT)):
        assert as_user(person).get(address).status_code == 403
    assert client.get(address).status_code == 302
