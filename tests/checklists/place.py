"""A person at work on a company's only checklist, in a browser without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.checklists.models import Answer
from tests import build
from tests.checklists.html import Part, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from tests.client import PortalClient

HTMX = {"HX-Request": "true"}
LINES = (
    "## Vor dem Start",
    "Erstens #eins kind=duty",
    "Zweitens #zwei",
    "  Darunter #darunter",
    "## Danach",
    "Drittens #drei",
)


class Place:
    """A company with one person at work in its only checklist."""

    def __init__(self, rows: Session, as_user: Callable[..., PortalClient]) -> None:
        self.rows = rows
        self.company = build.company(rows, "Alpha GmbH")
        self.person = build.member(rows, self.company, name="Anna Alt")
        self.text = build.checklist(rows, *LINES, slug="probe")
        self.client = as_user(self.person)
        self.as_user = as_user

    def colleague(self) -> PortalClient:
        return self.as_user(build.member(self.rows, self.company, name="Ben Bach"))

    def send(
        self, key: str, what: str = "state", client: PortalClient | None = None, *, htmx: bool = False, **data: Any
    ) -> TestResponse:
        form = {"company": self.company.id, "version": 0, **data}
        address = f"/checklists/probe/items/{key}/{what}"
        return (client or self.client).post(address, data=form, headers=HTMX if htmx else {})

    def act(self, what: str) -> TestResponse:
        return self.client.post(f"/checklists/probe/{what}", data={"company": self.company.id})

    def page(self, query: str = "") -> Part:
        response = self.client.get(f"/checklists/probe{query}")
        assert response.status_code == 200
        return read(response)

    def answers(self) -> list[tuple[str, str]]:
        return [(one.state, one.note) for one in self.rows.scalars(select(Answer).order_by(Answer.id))]


def words(part: Part) -> str:
    return part.words


def own_form(item: Part) -> Part:
    return item.one("form")
