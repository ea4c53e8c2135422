"""A company's HR person at work on hires, in a browser without a screen."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from portal import clock
from tests import build
from tests.checklists.html import Part, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from tests.client import PortalClient

HTMX = {"HX-Request": "true"}


class Office:
    """A company's HR person, and two checklists for hires."""

    def __init__(self, rows: Session, as_user: Callable[..., PortalClient]) -> None:
        self.rows, self.as_user = rows, as_user
        self.company = build.company(rows, "Alpha GmbH")
        self.person = build.member(rows, self.company, name="Anna Alt")
        build.checklist(rows, "Visum prüfen #visum due=-30d", slug="vorher", audience="hire", groups="other_abroad")
        build.checklist(
            rows,
            "Empfangen #empfang due=+0d",
            "Hinweis geben #hinweis due=+0d law=yes kind=duty groups=other_abroad",
            "An Anmeldung erinnern #anmeldung due=+14d anchor=move_in law=yes kind=employee_duty groups=moving",
            "Gespräch führen #gespraech due=+28d",
            "Ende mitteilen #ende due=+28d anchor=end_known law=yes kind=duty groups=other_here,other_abroad",
            slug="nachher",
            audience="hire",
        )
        self.client = as_user(self.person)

    def new(self, **data: Any) -> TestResponse:
        group = data.get("group", "other_abroad")
        asked = [group, *(word for word in ("moving", "training") if word in data)]
        form = {
            "company": self.company.id,
            "label": "Fall 3",
            "group": group,
            "lists_for": " ".join(asked),
            "lists": ["vorher", "nachher"],
            "once": "einmal",
            **data,
        }
        return self.client.post("/hires/new", data=form)

    def make(self, **data: Any) -> int:
        response = self.new(**data)
        assert response.status_code == 303, response.text
        return int(response.headers["Location"].rpartition("/")[2].partition("?")[0])

    def page(self, hire_id: int, query: str = "", client: PortalClient | None = None) -> Part:
        response = (client or self.client).get(f"/hires/{hire_id}{query}")
        assert response.status_code == 200, response.status
        return read(response)

    def post(self, hire_id: int, what: str, *, htmx: bool = False, **data: Any) -> TestResponse:
        form = {"company": self.company.id, **data}
        return self.client.post(f"/hires/{hire_id}/{what}", data=form, headers=HTMX if htmx else {})

    def count(self, model: type[Any]) -> int:
        return self.rows.scalar(select(func.count()).select_from(model)) or 0


def typed(day: dt.date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def ids(page: Part) -> set[str]:
    return {item["id"] for item in page.all("li.p-item")}


def in_days(number: int) -> dt.date:
    return clock.today() + dt.timedelta(days=number)
