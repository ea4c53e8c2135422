"""What falls due, as an editor meets it: a list, one click, and who is responsible."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.documents.models import Document, Publication, Revision
from portal.documents.rules import Kind
from tests import build
from tests.documents.texts import Point, checklist, prose, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portal.accounts.models import User
    from tests.client import PortalClient

NOW = dt.datetime(2027, 3, 30, 9, 0, tzinfo=dt.UTC)
ROW = re.compile(r'<li><span class="kern-icon.*?</li>', re.DOTALL)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


class Editorial:
    """A checklist that is late, a guide that comes near, another that does not, and two editors."""

    def __init__(self, rows: Session, as_user: Callable[[Any], PortalClient]) -> None:
        self.rows = rows
        self.anna, self.ben = (
            build.user(rows, Role.EDITOR, name=one, language="en") for one in ("Anna Alt", "Ben Bach")
        )
        put(rows, checklist([Point("eins", "Erster Punkt")], title="Ankommen").replace("2027-11-01", "2027-03-18"))
        for slug, title, day in (("uebergang", "Der Übergang", "2027-04-08"), ("ruhe", "Die Ruhe", "2027-05-22")):
            source = prose("Mehr in [einem Text](/guides/gibt-es-nicht).", slug, title)
            put(rows, source.replace("2027-05-22", day), Kind.GUIDE, slug)
        rows.commit()
        self.client = as_user(self.anna)

    def document(self, slug: str = "liste") -> Document:
        return self.rows.scalars(select(Document).where(Document.slug == slug)).one()

    def keep(self, slug: str, person: User) -> str:
        data = {"keeper": str(person.id)}
        return self.client.post(f"/editor/{self.document(slug).id}/keeper", data=data, follow_redirects=True).text

    def due(self, query: str = "") -> list[str]:
        return ROW.findall(self.client.get(f"/editor?tab=due{query}").text)


@pytest.fixture
def house(rows: Session, as_user: Callable[[Any], PortalClient]) -> Editorial:
    return Editorial(rows, as_user)


def test_one_click_in_the_list_and_it_is_off_it(house: Editorial) -> None:
    late, soon = house.due()
    assert "Ankommen" in late
    assert "due for 12 days" in late
    assert "leads nowhere" not in late
    assert "due in 9 days" in soon
    assert "1 link leads nowhere: /guides/gibt-es-nicht" in soon
    action = re.search(r'action="([^"]+)"', late)
    assert action
    answer = house.client.post(action[1].replace("&amp;", "&"))
    assert answer.status_code == 303
    assert answer.location.endswith("/editor?tab=due")
    assert "“Ankommen” still holds, as of today. It is due again on 14 August 2027." in house.client.get("/editor").text
    assert [("Ankommen" in row) for row in house.due()] == [False]
    again = house.client.post(action[1].replace("&amp;", "&"), follow_redirects=True).text
    assert "Somebody looked at “Ankommen” today already." in again
    assert len(house.rows.scalars(select(Publication).where(Publication.confirms)).all()) == 1


def test_the_page_of_a_text_says_that_it_is_due_and_takes_the_click(house: Editorial) -> None:
    number = house.document("uebergang").id
    page = house.client.get(f"/editor/{number}").text
    assert "It is to be looked at again by 8 April 2027 (due in 9 days)." in page
    assert "1 link leads nowhere" in page
    assert "Is this text still true?" not in house.client.get(f"/editor/{house.document('ruhe').id}").text
    answer = house.client.post(f"/editor/{number}/de/versions/1/still-true", follow_redirects=True)
    assert answer.request.path == f"/editor/{number}"
    assert "Is this text still true?" not in answer.text
    stale = house.client.post(f"/editor/{number}/de/versions/7/still-true", follow_redirects=True).text
    assert "Another version was published in the meantime." in stale
    assert len(house.rows.scalars(select(Revision).where(Revision.document_id == number)).all()) == 2


def test_who_is_responsible_is_chosen_on_the_page_and_seen_in_the_list(house: Editorial) -> None:
    assert "Nobody chosen: all editors" in house.client.get(f"/editor/{house.document().id}").text
    assert "Anna Alt is responsible for this text." in house.keep("liste", house.anna)
    assert "Ben Bach is responsible for this text." in house.keep("ruhe", house.ben)
    assert "This person cannot edit texts any more." in house.keep("ruhe", build.user(house.rows))
    assert house.client.post(f"/editor/{house.document().id}/keeper", data={"keeper": "x"}).status_code == 400
    assert house.rows.scalars(select(Revision.number)).all() == [1, 1, 1], "it is no part of the text"
    page = house.client.get("/editor?mine=y").text
    assert "Ankommen" in page
    assert "Die Ruhe" not in page
    assert "Ben Bach" in house.client.get("/editor").text
    assert len(house.due("&mine=y")) == 1


def test_the_list_is_narrowed_by_title_and_kind(house: Editorial) -> None:
    for query, found in (("q=ÜBERG", {"uebergang"}), ("kind=guide", {"uebergang", "ruhe"}), ("q=ruhe+die", {"ruhe"})):
        page = house.client.get(f"/editor?{query}").text
        links = set(map(int, re.findall(r'class="p-strong" lang="de" href="/editor/(\d+)', page)))
        assert links == {house.document(slug).id for slug in found}, query
    assert "No text is like this" in house.client.get("/editor?q=Schiff&kind=page&tab=work").text
    assert house.client.get("/editor?tab=x&kind=y&mine=z&q=%00").status_code == 200
