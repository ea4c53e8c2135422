"""A company, two of its people and two consultants, with short words for what they do; and what pages say."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal import clock
from portal.access import Actor, Belonging, Role
from portal.consultations import service
from portal.consultations.models import ConsultationRequest
from portal.consultations.rules import Move, Question, RequestState
from portal.db.tenancy import open_scope
from tests import build

if TYPE_CHECKING:
    import pytest
    from sqlalchemy.orm import Session

    from portal.accounts.models import User
    from portal.companies.models import Company
    from tests.client import PortalClient

NOON = dt.datetime(2026, 11, 23, 11, tzinfo=dt.UTC)  # a Monday, 12:00 in Stuttgart


def actor_of(user: User, company: Company | None = None, *roles: Role) -> Actor:
    """The person as a route would know them."""
    places = () if company is None else (Belonging(company.id, company.name, Role.COMPANY_MEMBER),)
    return Actor(user.id, user.name, user.email, "de", frozenset(roles), places, 1, "token")


class Watch:
    """The clock of a test: it stands until it is moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, moment: dt.datetime = NOON) -> None:
        self.moment = moment
        monkeypatch.setattr(clock, "now", lambda: self.moment)

    def later(self, **amount: int) -> None:
        self.moment += dt.timedelta(**amount)


class Desk:
    """Everybody around a request."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.company = build.company(session)
        self.anna, self.ben = (actor_of(build.member(session, self.company), self.company) for _ in range(2))
        self.jana, self.peter = (
            actor_of(build.user(session, Role.CONSULTANT), None, Role.CONSULTANT) for _ in range(2)
        )
        self.words = itertools.count(1)
        self.as_company()

    def as_company(self) -> None:
        open_scope(self.session, self.company.id)

    def as_team(self) -> None:
        open_scope(self.session, self.company.id, team=True)

    def word(self) -> str:
        return f"form-{next(self.words)}"

    def ask(
        self, message: str = "Darf sie arbeiten?", *, once: str | None = None, **values: Any
    ) -> ConsultationRequest:
        question = Question(message, **values)
        return service.ask(self.session, self.anna, self.company.id, question, once or self.word())

    def reply(
        self, request: ConsultationRequest, message: str = "Danke.", *, once: str | None = None
    ) -> ConsultationRequest:
        return service.reply(self.session, self.anna, self.company.id, request.id, message, once=once or self.word())

    def answer(self, request: ConsultationRequest, message: str = "Ja.", **values: Any) -> service.Answered:
        actor = values.pop("by", self.jana)
        once = values.pop("once", None) or self.word()
        return service.answer(self.session, actor, self.company.id, request.id, message, once=once, **values)

    def wait(self, request: ConsultationRequest, days: int = 7) -> None:
        day = clock.today() + dt.timedelta(days=days)
        service.wait(self.session, self.jana, self.company.id, request.id, Move(RequestState.WAITING_COMPANY, day))

    def close(self, request: ConsultationRequest, outcome: Any, **values: Any) -> None:
        service.close(self.session, self.jana, self.company.id, request.id, outcome, **values)

    def note(self, request: ConsultationRequest, body: str = "Nur unter uns.", once: str | None = None) -> None:
        service.note(self.session, self.jana, self.company.id, request.id, body, once=once or self.word())

    def seen(self, request: ConsultationRequest) -> service.RequestPage:
        return service.company_page(self.session, self.company.id, request.id, "de")

    def desk(self, request: ConsultationRequest) -> service.TeamPage:
        return service.team_page(self.session, self.company.id, request.id, "de", 2)


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
