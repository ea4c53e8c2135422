"""A company with two people and a checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.access import Actor, Belonging, Role
from portal.checklists import service
from portal.checklists.models import AnswerChange
from portal.checklists.rules import State
from portal.db.tenancy import open_scope
from tests import build

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class House:
    """A company with two people and a checklist, and short words for what they do."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.company = build.company(session)
        self.anna, self.ben = (self._actor(build.member(session, self.company)) for _ in range(2))
        self.text = build.checklist(
            session,
            "## Eins",
            "Erstens #eins kind=duty",
            "Zweitens #zwei",
            "  Darunter #darunter",
            "## Zwei",
            "Drittens #drei",
        )
        open_scope(session, self.company.id)

    def _actor(self, user: Any) -> Actor:
        place = Belonging(self.company.id, self.company.name, Role.COMPANY_MEMBER)
        return Actor(user.id, user.name, user.email, "de", frozenset(), (place,), 1, "token")

    def say(self, actor: Actor, key: str, state: State, version: int = 0, **more: Any) -> None:
        service.save_state(
            self.session, actor, self.company.id, self.text.slug, key, state=state, version=version, **more
        )

    def note(self, actor: Actor, key: str, note: str, version: int = 0) -> None:
        service.save_note(self.session, actor, self.company.id, self.text.slug, key, note=note, version=version)

    def page(self, language: str = "de") -> service.ChecklistPage:
        page = service.company_page(self.session, self.company.id, self.text.slug, language)
        assert page is not None
        return page

    def point(self, key: str) -> service.Point:
        point = self.page().point(key)
        assert point is not None
        return point

    def history(self) -> list[tuple[int, str, str, int | None]]:
        rows = self.session.scalars(select(AnswerChange).order_by(AnswerChange.id))
        return [(row.version, row.from_state, row.to_state, row.by) for row in rows]

    def publish_again(self, *lines: str) -> None:
        self.text = build.checklist(self.session, *lines, slug=self.text.slug)
