"""What becomes of a company's work when the text of a checklist changes: fourteen changes, nothing lost.

`pytest -s tests/checklists/test_content_changes.py` prints the table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.checklists import service
from portal.checklists.models import Answer, AnswerChange, Measure, MeasureChange
from portal.checklists.rules import Figures, Plan, Reason, State, Tab
from portal.documents import service as documents
from portal.documents.rules import Kind
from tests import build
from tests.checklists.house import House

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

EINS, ZWEI, DREI = "Erstens #eins kind=duty", "Zweitens #zwei", "Drittens #drei"
BEFORE = ("## Anfang", EINS, ZWEI, "## Ende", DREI, "Viertens #vier")
FIGURES = Figures(items=4, done=1, in_progress=1, not_applicable=1, duties=1, duties_done=1)
GONE = "retired=2026-11-01"


@dataclass(frozen=True)
class Change:
    """A change of the text, and what the company sees of it. `lines` empty: the whole checklist is retired."""

    name: str
    lines: tuple[str, ...] = ()
    figures: Figures = FIGURES
    refused: bool = False
    flagged: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    said: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


CHANGES = (
    Change("typo", ("## Anfang", "Erstens! #eins kind=duty", ZWEI, "## Ende", DREI, "Viertens #vier")),
    Change(
        "meaning",
        ("## Anfang", "Erstens, aber anders #eins kind=duty rev=2", ZWEI, "## Ende", DREI, "Viertens #vier"),
        Figures(items=4, done=1, in_progress=1, not_applicable=1, duties=1, duties_done=1, to_confirm=1),
        flagged=("eins",),
    ),
    Change(
        "add",
        (*BEFORE, "Neu #neu"),
        Figures(items=5, done=1, in_progress=1, not_applicable=1, duties=1, duties_done=1),
        added=("neu",),
    ),
    Change("move", ("## Anfang", ZWEI, DREI, "## Ende", "Viertens #vier", EINS)),
    Change("rename a section", ("## Der Beginn", EINS, ZWEI, "## Das Ende", DREI, "Viertens #vier")),
    Change(
        "retire",
        ("## Anfang", f"{EINS} {GONE}", ZWEI, "## Ende", DREI, "Viertens #vier"),
        Figures(items=3, in_progress=1, not_applicable=1),
        former=("eins",),
    ),
    Change("vanish", ("## Anfang", ZWEI, "## Ende", DREI, "Viertens #vier"), refused=True),
    Change("duplicate", (*BEFORE, EINS), refused=True),
    Change("change id", ("## Anfang", "Erstens #erstens kind=duty", *BEFORE[2:]), refused=True),
    Change(
        "split",
        ("## Anfang", f"{EINS} {GONE}", "Erst dies #dies kind=duty was=eins", "Dann das #das was=eins", *BEFORE[2:]),
        Figures(items=5, in_progress=1, not_applicable=1, duties=1),
        added=("dies", "das"),
        offered=("dies", "das"),
        former=("eins",),
    ),
    Change(
        "merge",
        ("## Anfang", f"{EINS} {GONE}", f"{ZWEI} {GONE}", "Beides #beides was=zwei", *BEFORE[3:]),
        Figures(items=3, not_applicable=1),
        added=("beides",),
        offered=("beides",),
        former=("eins", "zwei"),
    ),
    Change("reverse", ("## Ende", "Viertens #vier", DREI, "## Anfang", ZWEI, EINS)),
    Change("restore an older version"),
    Change("retire the checklist", figures=Figures(), said={"figures": "count nowhere, still shown on its page"}),
)


def everything(session: Session) -> set[str]:
    """Every answer, note, measure and each of their changes, as they are stored."""
    tables = (Answer, AnswerChange, Measure, MeasureChange)
    session.expire_all()
    return {
        model.__name__ + repr([(column.name, getattr(row, column.name)) for column in model.__table__.columns])
        for model in tables
        for row in session.scalars(select(model).order_by(model.id))
    }


def at_work(house: House) -> None:
    """The company has answered three of four items, with notes, and has a measure on each of two."""
    house.text = build.checklist(house.session, *BEFORE)
    for key, state, reason in (
        ("eins", State.DONE, None),
        ("zwei", State.IN_PROGRESS, None),
        ("drei", State.NOT_APPLICABLE, Reason.NOT_HERE),
    ):
        house.say(house.anna, key, state, reason=reason)
        house.note(house.anna, key, f"Notiz zu {key}", 1)
    for key in ("eins", "zwei"):
        item_id = house.point(key).item.id
        plan = Plan(f"Maßnahme zu {key}")
        service.add_measure(house.session, house.anna, house.company.id, plan, once=key, item_id=item_id)


def apply(house: House, change: Change) -> None:
    if change.name == "restore an older version":
        number = house.text.revision
        extra = ("## Anfang", f"{EINS} {GONE}", *BEFORE[2:], "Neu #neu")
        house.publish_again(*extra)
        house.say(house.ben, "neu", State.DONE)
        house.note(house.ben, "neu", "Notiz zu neu", 1)
        documents.restore(house.session, Kind.CHECKLIST, house.text.slug, "de", number)
    elif not change.lines:
        source = next(one.source for one in documents.live_sources(house.session) if one.slug == house.text.slug)
        retired = source.replace("field: strategie", "field: strategie\nretired: 2026-11-01\nsuccessor: nachfolge", 1)
        build.publish(house.session, Kind.CHECKLIST, house.text.slug, "de", retired)
    elif change.refused:
        with pytest.raises(documents.Refused):
            house.publish_again(*change.lines)
    else:
        house.publish_again(*change.lines)


def shown_notes(page: service.ChecklistPage) -> set[str]:
    points = {point.answer.note for point in page.points if point.answer}
    return (points | {one.answer.note for one in page.former}) - {""}


def shown_measures(house: House, page: service.ChecklistPage) -> set[str]:
    shown = [one for point in page.points for one in point.measures] + [
        one for former in page.former for one in former.measures
    ]
    listed = service.measure_list(house.session, house.company.id, 0, Tab.ALL, "de").page.rows
    assert {one.plan.what for one in shown} == {one.plan.what for one in listed}
    assert all(one.caption for one in listed)
    return {one.plan.what for one in shown}


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_nothing_that_a_company_did_is_lost(house: House, change: Change) -> None:
    build.checklist(house.session, "Nachfolger #n", slug="nachfolge")
    at_work(house)
    before = everything(house.session)
    apply(house, change)
    assert before <= everything(house.session)
    page = house.page()
    assert {"Notiz zu eins", "Notiz zu zwei", "Notiz zu drei"} <= shown_notes(page)
    assert shown_measures(house, page) == {"Maßnahme zu eins", "Maßnahme zu zwei"}
    for key in ("eins", "zwei", "drei"):
        found = service.item_history(house.session, house.company.id, house.text.slug, key, "de")
        assert [step.kind for step in found.rounds[0].steps] == ["noted", "said"]
    assert {point.item.key for point in page.to_confirm} == set(change.flagged)
    assert {point.item.key for point in page.added} == set(change.added)
    assert {point.item.key for point in page.points if point.offer} == set(change.offered)
    assert_figures(house, page, change)
    print_row(change, page)


def assert_figures(house: House, page: service.ChecklistPage, change: Change) -> None:
    stored = service.figures(house.session, house.company.id).get(house.text.document_id, Figures())
    assert stored == change.figures
    if change.lines:
        assert page.figures == change.figures
        assert {one.name.key for one in page.former} == set(change.former)
    elif change.name == "restore an older version":
        assert page.figures == change.figures
        assert [(one.name.key, one.answer.state, one.answer.note) for one in page.former] == [
            ("neu", State.DONE, "Notiz zu neu")
        ]
    else:
        assert page.figures == FIGURES
        assert page.can_answer
        assert page.successor is not None
        assert page.successor.slug == "nachfolge"
        overview = service.overview(house.session, house.company.id, "de")
        assert [one.slug for one in overview.retired] == [house.text.slug]


def print_row(change: Change, page: service.ChecklistPage) -> None:
    """One line of the table that this file is for."""
    answers = "kept"
    if change.refused:
        answers = "kept: publishing is refused"
    for words, keys in (
        ("asks again", change.flagged),
        ("offered", change.offered),
        ("gone from the list", change.former),
    ):
        answers += f"; {words}: {', '.join(keys)}" if keys else ""
    if change.name == "restore an older version":
        answers += "; back: eins, retired: neu"
    figures = change.said.get("figures", f"{page.figures.answered} of {page.figures.items} answered")
    cells = (change.name, answers, "3 kept, shown", "2 kept, shown", figures, "every change kept")
    print(" | ".join(["", *cells, ""]).strip())
