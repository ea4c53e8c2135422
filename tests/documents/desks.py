"""A published checklist and its editors: as the use cases know them, and in front of the pages."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal import text
from portal.access import Role
from portal.checklists import service as checklists
from portal.checklists.models import Answer
from portal.db.tenancy import every_company
from portal.documents.models import Document, Draft, Item
from portal.documents.service import editing
from portal.documents.service.editing import Plan, Typed
from tests import build
from tests.documents.texts import Point, checklist, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.client import PortalClient

ONE, TWO, THREE = Point("eins", "Erster Punkt"), Point("zwei", "Zweiter Punkt"), Point("drei", "Dritter Punkt")
START = text.normalise(checklist([ONE, TWO, THREE]))
DUTY = Point("zwei", "Zweiter Punkt", "kind=duty due=+3d law=yes")
SHORT = text.normalise(checklist([ONE]))
REWORDED = text.normalise(checklist([ONE, Point("zwei", "Zweiter Punkt, anders"), THREE]))


class Desk:
    """A published checklist, answered by a company, and two editors."""

    def __init__(self, session: Session) -> None:
        self.session = session
        put(session, START)
        self.document = session.scalars(select(Document)).one()
        self.writer = build.user(session, Role.EDITOR).id
        self.other = build.user(session, Role.EDITOR).id
        self.run = build.run(session, build.company(session), self.document)
        for item in session.scalars(select(Item)):
            build.answer(session, self.run, item)

    @property
    def stamp(self) -> str:
        return editing.desk(self.session, self.writer, self.document.id, "de").stamp

    def save(self, source: str, who: int | None = None, stamp: str | None = None, typing: str = "page") -> Draft | None:
        typed = Typed(source, self.stamp if stamp is None else stamp, typing)
        return editing.save(self.session, who or self.writer, self.document.id, "de", typed)

    def publish(self, plan: Plan | None = None, who: int | None = None) -> Any:
        stamp = self.stamp
        return editing.publish_draft(
            self.session, who or self.other, self.document.id, "de", stamp, plan or Plan(meanings={"zwei": False})
        )

    def item(self, key: str) -> Item:
        return self.session.scalars(select(Item).where(Item.key == key)).one()

    def flagged(self) -> set[str]:
        with every_company(self.session, "compare"):
            rows = self.session.execute(select(Item, Answer).join(Answer, Answer.item_id == Item.id)).all()
        return {
            item.key
            for item, answer in rows
            if answer.revision < item.meaning_revision or f"|{answer.revision}|" in item.strayed
        }

    def to_confirm(self) -> int:
        """As companies read it."""
        company_id = self.run.company_id
        with every_company(self.session, "compare"):
            return checklists.figures(self.session, company_id)[self.document.id].to_confirm

    def effect(self) -> editing.Effect:
        source = editing.desk(self.session, self.writer, self.document.id, "de").source
        return editing.effect(self.session, self.document, "de", source, checklists.answer_counts)


class Editing:
    """A published checklist and an editor in front of it."""

    def __init__(self, rows: Session, as_user: Callable[[Any], PortalClient]) -> None:
        self.rows, self.as_user = rows, as_user
        put(rows, checklist([ONE, DUTY]))
        rows.commit()
        self.document = rows.scalars(select(Document)).one()
        self.client = as_user(build.user(rows, Role.EDITOR, language="en"))
        self.other = as_user(build.user(rows, Role.EDITOR, language="en"))
        self.address = f"/editor/{self.document.id}/de"

    def form(self, client: PortalClient | None = None, **changes: Any) -> dict[str, Any]:
        """What the page's form would send, with some of it changed."""
        page = (client or self.client).get(f"/editor/{self.document.id}").text
        hidden = dict(re.findall(r'name="(stamp|typing|typed_by)" type="hidden" value="([^"]*)"', page))
        body = re.search(r"<textarea id=\"body\"[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
        assert body
        said = {"title": "Liste", "field": "ankommen", "audience": "company"}
        said |= {"as_of": "1.11.2026", "review_by": "1.11.2027", "body": html.unescape(body[1])}
        return hidden | said | changes

    def send(self, path: str = "", client: PortalClient | None = None, **changes: Any) -> Any:
        client = client or self.client
        return client.post(f"{self.address}{path}", data=self.form(client, **changes))

    @property
    def draft(self) -> str:
        return self.rows.scalars(select(Draft)).one().source

    def body(self, old: str = "", new: str = "") -> str:
        return str(self.form()["body"]).replace(old, new)


def published(desk: Editing, client: PortalClient, **said: str) -> Any:
    page = client.get(f"{desk.address}/publish").text
    stamp = re.search(r'name="stamp" value="([^"]*)"', page)
    assert stamp
    return client.post(f"{desk.address}/publish", data={"stamp": stamp[1], "when": "now", **said})
