"""An id is never given to another item, and an item that demands something else asks for its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.checklists import service as checklists
from portal.documents.models import Document, Item
from portal.documents.rules import Change
from portal.documents.service import editing
from portal.documents.service.editing import Plan, Typed
from tests import build
from tests.documents.texts import Point, checklist, put

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ONE, TWO = Point("eins", "Erster Punkt"), Point("zwei", "Zweiter Punkt")
LONG = "Termin zur Verlängerung des befristeten Aufenthaltstitels vereinbaren, für "


class Written:
    """A checklist that its two editors write."""

    def __init__(self, session: Session) -> None:
        self.session = session
        put(session, checklist([ONE, TWO]))
        self.id = session.scalars(select(Document)).one().id
        self.writer, self.other = (build.user(session, Role.EDITOR).id for _one in range(2))

    def publish(self, source: str, **meanings: bool) -> int:
        self.save(source)
        stamp = editing.desk(self.session, self.writer, self.id, "de").stamp
        return editing.publish_draft(self.session, self.other, self.id, "de", stamp, Plan(meanings=meanings)).number

    def save(self, source: str) -> None:
        typed = Typed(source, editing.desk(self.session, self.writer, self.id, "de").stamp, "page")
        tidy = editing.tidied(self.session, self.id, "de", source)
        editing.save(self.session, self.writer, self.id, "de", typed, tidy)

    def effects(self, source: str) -> dict[str, tuple[tuple[Change, ...], bool]]:
        document = self.session.get_one(Document, self.id)
        found = editing.effect(self.session, document, "de", source, checklists.answer_counts)
        return {one.key: (one.changes, one.asks) for one in found.items}

    @property
    def keys(self) -> list[str]:
        return list(self.session.scalars(select(Item.key).order_by(Item.id)))


@pytest.fixture
def written(db_session: Session) -> Written:
    return Written(db_session)


def test_an_id_of_an_item_that_has_gone_is_not_given_again(written: Written) -> None:
    start = checklist([ONE, TWO])
    number = written.publish(f"{start}\n- [ ] {LONG}den Ehemann\n\n- [ ] Kopie {{: #zwei-2 }}\n")
    editing.withdraw(written.session, written.writer, written.id, "de", number, editing.no_letters)
    written.publish(f"{start}\n- [ ] {LONG}die Kinder\n")
    husband, children = written.keys[2], written.keys[-1]
    assert children == f"{husband[:62].rstrip('-')}-2"
    # The button for a copy knows what has gone, too.
    document = written.session.get_one(Document, written.id)
    copied = f"{start}\n- [ ] Noch eine {{: #zwei }}\n"
    fault = editing.read(written.session, document, "de", copied).errors[0]
    mended = editing.mend(written.session, document, copied, editing.mends(fault)[0], clock.today())
    assert "- [ ] Noch eine {: #zwei-3 }" in mended


def test_an_id_that_somebody_writes_again_is_compared_with_what_it_said(written: Written) -> None:
    start = checklist([ONE, TWO])
    number = written.publish(f"{start}\n- [ ] Ein Zimmer suchen {{: #drei }}\n")
    editing.withdraw(written.session, written.writer, written.id, "de", number, editing.no_letters)
    assert written.effects(f"{start}\n- [ ] Ein Zimmer suchen {{: #drei }}\n")["drei"] == ((Change.RETURNED,), False)
    again = f"{start}\n- [ ] Kindergeld beantragen {{: #drei }}\n"
    assert written.effects(again)["drei"] == ((Change.RETURNED, Change.REWORDED), True)
    with pytest.raises(editing.Unanswered):
        written.publish(again)
    assert written.publish(again, drei=True) == number + 2
    assert written.session.scalars(select(Item).where(Item.key == "drei")).one().meaning_revision == number + 2


@pytest.mark.parametrize("braces", ["kind=duty", "due=+3d", "kind=duty due=+3d law=yes"])
def test_what_becomes_binding_or_due_asks_like_other_words(written: Written, braces: str) -> None:
    found = written.effects(checklist([ONE, Point("zwei", "Zweiter Punkt", braces)]))
    assert found["zwei"] == ((Change.SETTINGS,), True)
    found = written.effects(checklist([ONE, Point("zwei", "Zweiter Punkt", "src=F1.4-40")]))
    assert found["zwei"] == ((Change.SETTINGS,), False)
