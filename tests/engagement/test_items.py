"""The items that tell editors something: counts of companies and requests, and nothing that they wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.documents.models import Document, Item
from portal.engagement import service
from tests import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.client import PortalClient

SECRET = "Geheimwort"


class Ground:
    """A checklist with three items, and companies that answer it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        checklist = build.checklist(session, "Erster #p-1", "Zweiter #p-2", "Dritter #p-3", slug="liste")
        self.document = session.get_one(Document, checklist.document_id)
        found = session.scalars(select(Item).where(Item.document_id == self.document.id))
        self.items = {one.key: one for one in found}

    def says(self, **states: str) -> Any:
        """A company that gives these answers; `p_1="done"` is item p-1."""
        company = build.company(self.session, name=f"{SECRET} GmbH")
        run = build.run(self.session, company, self.document)
        for name, state in states.items():
            values = {"state": state, "note": SECRET, "reason": "not_here" if state == "not_applicable" else ""}
            build.answer(self.session, run, self.items[name.replace("_", "-")], **values)
        return company

    def asks(self, key: str) -> None:
        company = build.company(self.session, name=f"{SECRET} GmbH")
        build.request(self.session, company, item_id=self.items[key].id, title=SECRET)


@pytest.fixture
def ground(rows: Session) -> Ground:
    return Ground(rows)


def test_the_items_said_most_often_not_to_apply_come_first(ground: Ground) -> None:
    ground.says(p_1="done", p_2="not_applicable")
    ground.says(p_1="not_applicable", p_2="not_applicable", p_3="open")
    ground.asks("p-3")
    ground.asks("p-3")
    (found,) = service.telling_items(ground.session, "de")
    assert [(one.key, one.not_applicable, one.answered) for one in found.not_applicable] == [
        ("p-2", 2, 2),
        ("p-1", 1, 2),
    ]
    assert [(one.key, one.requests) for one in found.asked] == [("p-3", 2)]


def test_what_counts_nowhere_counts_not_here(ground: Ground) -> None:
    company = ground.says(p_1="not_applicable")
    build.put_aside(ground.session, company, ground.document)
    assert service.telling_items(ground.session, "de") == ()
    ground.says(p_2="not_applicable")
    ground.asks("p-2")
    ground.items["p-2"].retired_at = ground.document.created_at.date()
    ground.session.flush()
    assert service.telling_items(ground.session, "de") == ()


def test_editors_read_counts_and_no_words_of_companies(ground: Ground, as_user: Callable[[Any], PortalClient]) -> None:
    for _ in range(3):
        ground.says(p_1="not_applicable")
    ground.asks("p-2")
    page = as_user(build.user(ground.session, Role.EDITOR)).get("/editor/items").text
    assert "3 von 3, die geantwortet haben" in page
    assert 'href="/checklists/liste#item-p-2"' in page
    assert SECRET not in page


def test_an_empty_page_says_so(rows: Session, as_user: Callable[[Any], PortalClient]) -> None:
    assert "Noch hat kein Betrieb" in as_user(build.user(rows, Role.EDITOR)).get("/editor/items").text
