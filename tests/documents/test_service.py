"""Publishing keeps every item and every answer, and refuses what would not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.audit.models import AuditEvent
from portal.checklists.models import Answer
from portal.db.tenancy import every_company
from portal.documents import service
from portal.documents.models import Document, Item, Revision
from portal.documents.rules import Change, Kind
from portal.documents.service import Outcome, Refused
from tests import build
from tests.documents.texts import Point, checklist, prose, put
from tests.statements import count_queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

ONE, TWO, THREE = Point("eins", "Erster Punkt"), Point("zwei", "Zweiter Punkt"), Point("drei", "Dritter Punkt")
START = [ONE, TWO, THREE]


def items(session: Session) -> dict[str, Item]:
    return {item.key: item for item in session.scalars(select(Item))}


def answered(session: Session) -> dict[str, tuple[int, str, int]]:
    """Publish the first text and answer every item; what is stored of the answers, by item."""
    put(session, checklist(START))
    company = build.company(session)
    document = session.scalars(select(Document)).one()
    run = build.run(session, company, document)
    for item in items(session).values():
        build.answer(session, run, item)
    return answers(session)


def answers(session: Session) -> dict[str, tuple[int, str, int]]:
    with every_company(session, "compare answers"):
        rows = session.execute(select(Item.key, Answer.id, Answer.state, Answer.revision).join(Answer))
        return {key: (number, state, revision) for key, number, state, revision in rows}


def shown(session: Session) -> list[str]:
    text = service.checklist(session, "liste", "de")
    assert text is not None
    return [item.key for item in text.items]


def changed(point: Point, **values: Any) -> Point:
    return Point(**{**{name: getattr(point, name) for name in ("id", "caption", "more", "why", "section")}, **values})


# What companies keep -----------------------------------------------------------------

KEPT: dict[str, tuple[Sequence[Point], Sequence[str], set[tuple[str, Change]], int]] = {
    # new points, what is shown, what is said, revision that the meaning of "zwei" dates from
    "reworded": (
        [ONE, changed(TWO, caption="Anders gesagt"), THREE],
        ["eins", "zwei", "drei"],
        {("zwei", Change.REWORDED)},
        1,
    ),
    "moved": ([TWO, THREE, ONE], ["zwei", "drei", "eins"], {("eins", Change.MOVED)}, 1),
    "added": (
        [ONE, Point("neu", "Neuer Punkt"), TWO, THREE],
        ["eins", "neu", "zwei", "drei"],
        {("neu", Change.ADDED)},
        1,
    ),
    "retired": (
        [ONE, changed(TWO, more="retired=2026-11-01"), THREE],
        ["eins", "drei"],
        {("zwei", Change.RETIRED)},
        1,
    ),
    "section renamed": ([changed(one, section="Neuer Name") for one in START], ["eins", "zwei", "drei"], set(), 1),
    "meaning changed": (
        [ONE, changed(TWO, caption="Etwas anderes tun", more="rev=2"), THREE],
        ["eins", "zwei", "drei"],
        {("zwei", Change.MEANING)},
        2,
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_answers_outlive_a_change(db_session: Session, name: str) -> None:
    before = answered(db_session)
    ids = {key: item.id for key, item in items(db_session).items()}
    points, order, said, meaning = KEPT[name]
    done = put(db_session, checklist(points))
    assert (done.outcome, done.number) == (Outcome.CHANGED, 2)
    assert {(one.key, one.change) for one in done.changes} == said
    assert answers(db_session) == before
    assert {key: items(db_session)[key].id for key in ids} == ids
    assert shown(db_session) == order
    assert items(db_session)["zwei"].meaning_revision == meaning
    assert items(db_session)["zwei"].first_revision == 1


REFUSED = {
    "vanished": ([ONE, THREE], "#zwei"),
    "duplicate": ([ONE, TWO, THREE, changed(THREE, id="zwei", caption="Vierter Punkt")], "#zwei"),
    "id changed": ([ONE, changed(TWO, id="neu"), THREE], "#zwei"),
    "ids exchanged": ([changed(ONE, id="zwei"), changed(TWO, id="eins"), THREE], "#zwei"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_change_that_would_cost_answers_is_refused(db_session: Session, name: str) -> None:
    before = answered(db_session)
    points, named = REFUSED[name]
    source = checklist(points)
    with pytest.raises(Refused) as refused:
        put(db_session, source)
    sentences = [str(problem) for problem in refused.value.problems]
    assert any(named in sentence for sentence in sentences), sentences
    for problem in refused.value.problems:
        assert 1 <= problem.line <= source.count("\n") + 1
    assert answers(db_session) == before
    assert shown(db_session) == ["eins", "zwei", "drei"]
    assert db_session.scalar(select(func.count()).select_from(Revision)) == 1


def test_a_vanished_point_is_reported_where_it_stood(db_session: Session) -> None:
    put(db_session, checklist(START))
    source = checklist([ONE, THREE])
    with pytest.raises(Refused) as refused:
        put(db_session, source)
    (problem,) = refused.value.problems
    assert "#eins" in source.split("\n")[problem.line - 1]


def test_a_retired_item_comes_back_with_its_answer(db_session: Session) -> None:
    before = answered(db_session)
    put(db_session, checklist([ONE, changed(TWO, more="retired=2026-11-01"), THREE]))
    assert items(db_session)["zwei"].retired_at == dt.date(2026, 11, 1)
    put(db_session, checklist([ONE, THREE]))
    done = put(db_session, checklist(START))
    assert ("zwei", Change.RETURNED) in {(one.key, one.change) for one in done.changes}
    assert items(db_session)["zwei"].retired_at is None
    assert shown(db_session) == ["eins", "zwei", "drei"]
    assert answers(db_session) == before


def test_a_raised_rev_that_is_lowered_and_raised_again_asks_once_more_only_above(db_session: Session) -> None:
    put(db_session, checklist([changed(ONE, more="rev=3")]))
    put(db_session, checklist([changed(ONE, more="rev=1", caption="Anders")]))
    put(db_session, checklist([changed(ONE, more="rev=3")]))
    assert items(db_session)["eins"].meaning_revision == 1
    put(db_session, checklist([changed(ONE, more="rev=4")]))
    assert items(db_session)["eins"].meaning_revision == 4


@st.composite
def histories(draw: st.DrawFn) -> list[list[Point]]:
    """Texts that follow each other by rewording, moving, adding, retiring and bringing back."""
    points, count, texts = list(START), 0, []
    for _ in range(draw(st.integers(1, 5))):
        for _ in range(draw(st.integers(1, 3))):
            place = draw(st.integers(0, len(points) - 1))
            count += 1
            kind = draw(st.sampled_from(["reword", "move", "add", "retire", "back", "raise"]))
            if kind == "reword":
                points[place] = changed(points[place], caption=f"Wortlaut {count}")
            elif kind == "move":
                points.insert(draw(st.integers(0, len(points) - 1)), points.pop(place))
            elif kind == "add":
                points.insert(place, Point(f"neu-{count}", f"Zusatz {count}"))
            elif kind == "raise":
                points[place] = changed(points[place], more=f"rev={count + 1}")
            else:
                points[place] = changed(points[place], more="retired=2026-11-01" if kind == "retire" else "")
        texts.append(list(points))
    return texts


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories())
def test_no_history_loses_an_item(db_session: Session, history: list[list[Point]]) -> None:
    with db_session.begin_nested() as everything:
        put(db_session, checklist(START))
        ids = {key: item.id for key, item in items(db_session).items()}
        for points in history:
            put(db_session, checklist(points))
            now = items(db_session)
            assert {key: now[key].id for key in ids} == ids
            ids |= {key: item.id for key, item in now.items()}
            assert shown(db_session) == [one.id for one in points if "retired" not in one.more]
        everything.rollback()
    db_session.expire_all()


# Revisions ---------------------------------------------------------------------------


def test_the_same_text_makes_no_revision(db_session: Session) -> None:
    first = put(db_session, checklist(START))
    again = put(db_session, checklist(START).replace("- [ ]", "* [ ]") + "\n\n")
    assert (first.outcome, again.outcome, again.number) == (Outcome.NEW, Outcome.UNCHANGED, 1)
    assert db_session.scalar(select(func.count()).select_from(Revision)) == 1
    assert db_session.scalar(select(func.count()).select_from(AuditEvent)) == 1


def test_an_old_revision_stays_as_it_was(db_session: Session) -> None:
    put(db_session, checklist(START))
    old = db_session.scalars(select(Revision)).one().source
    put(db_session, checklist([*START, Point("neu", "Neu")]))
    assert [one.source == old for one in db_session.scalars(select(Revision).order_by(Revision.number))] == [
        True,
        False,
    ]


def test_was_and_other_attributes_are_kept_for_later(db_session: Session) -> None:
    put(db_session, checklist(START))
    put(db_session, checklist([*START, Point("neu", "Neu", "kind=duty was=eins src=F1 due=+28d law=yes")]))
    item = items(db_session)["neu"]
    assert item.kind == "duty"
    assert item.attributes["was"] == "eins"
    assert (item.attributes["due"], item.attributes["law"]) == ([28, "d"], True)


@pytest.mark.in_a_child
def test_publishing_reads_in_a_child_and_refuses_a_broken_text(db_session: Session) -> None:
    with pytest.raises(Refused):
        service.publish(db_session, Kind.GUIDE, "text", "de", "---\ntitle: Eins: zwei\n---\n")
    assert db_session.scalars(select(Document)).all() == []
    done = service.publish(db_session, Kind.GUIDE, "text", "de", prose("## Worum\n\nSatz."))
    assert done.outcome is Outcome.NEW
    with pytest.raises(Refused):
        service.publish(db_session, Kind.GUIDE, "text", "de", prose("{{ figure:nichts }}"), figures=["mindestlohn"])


def test_a_file_that_calls_itself_by_another_name_is_refused(db_session: Session) -> None:
    with pytest.raises(Refused, match="anders"):
        put(db_session, prose("Satz.", slug="anders"), Kind.GUIDE, "text")


# Languages ---------------------------------------------------------------------------


def test_a_translation_needs_its_german_text(db_session: Session) -> None:
    with pytest.raises(Refused, match="German"):
        put(db_session, "---\nid: liste\ntitle: List\n---\n\n- [ ] One {: #eins }\n", language="en")


def test_missing_english_is_shown_in_german_and_says_so(db_session: Session) -> None:
    put(db_session, checklist([ONE, TWO, changed(THREE, section="Ende")]))
    english = [changed(ONE, caption="First point", section="Start")]
    put(db_session, checklist(english, "en", "List"), language="en")
    text = service.checklist(db_session, "liste", "en")
    assert text is not None
    assert (text.title, text.language, text.revision) == ("List", "en", 1)
    assert [(one.caption, one.language) for one in text.items] == [
        ("First point", "en"),
        ("Zweiter Punkt", "de"),
        ("Dritter Punkt", "de"),
    ]
    assert [(one.title, one.language) for one in text.sections] == [("Start", "en"), ("Ende", "de")]


def test_english_headings_follow_when_sections_move(db_session: Session) -> None:
    ende = changed(THREE, section="Ende")
    put(db_session, checklist([ONE, ende]))
    put(
        db_session,
        checklist(
            [changed(ONE, caption="First", section="Start"), changed(ende, caption="Third", section="End")], "en"
        ),
        language="en",
    )
    put(db_session, checklist([ende, ONE]))
    text = service.checklist(db_session, "liste", "en")
    assert text is not None
    assert [one.title for one in text.sections] == ["End", "Start"]
    assert [text.sections[one.section].title for one in text.items] == ["End", "Start"]


def test_an_item_that_only_english_has_is_refused(db_session: Session) -> None:
    put(db_session, checklist([ONE]))
    with pytest.raises(Refused, match="zwei"):
        put(db_session, checklist([ONE, TWO], "en"), language="en")


# Reading -----------------------------------------------------------------------------


def test_reading_costs_the_same_for_one_and_for_twenty(db_session: Session) -> None:
    costs = []
    for count in (1, 20):
        put(db_session, checklist([Point(f"p-{number}", f"Punkt {number}") for number in range(count)]))
        db_session.expire_all()
        with count_queries() as queries:
            service.checklist(db_session, "liste", "en")
            service.checklists(db_session, "en")
            service.item(db_session, 1, "en")
        costs.append(len(queries))
    assert costs == [4, 4]


def test_lists_are_for_an_audience_and_count_what_is_live(db_session: Session) -> None:
    put(db_session, checklist([ONE, changed(TWO, more="retired=2026-01-01")]))
    (found,) = service.checklists(db_session, "de")
    assert (found.slug, found.item_count, found.field) == ("liste", 1, "ankommen")
    assert service.checklists(db_session, "de", "hire") == ()


def test_an_item_by_its_number(db_session: Session) -> None:
    put(db_session, checklist([changed(ONE, why="Weil es hilft.")]))
    found = service.item(db_session, items(db_session)["eins"].id, "en")
    assert found is not None
    assert (found[0].slug, found[1].caption, found[1].language) == ("liste", "Erster Punkt", "de")
    assert found[1].parts == {"why": "<p>Weil es hilft.</p>"}
    assert service.item(db_session, 0, "de") is None


def test_a_retired_checklist_leaves_the_list_and_can_still_be_read(db_session: Session) -> None:
    put(db_session, checklist([ONE]))
    put(db_session, checklist([ONE], extra="retired: 2026-11-01\nsuccessor: neue-liste\n"))
    assert service.checklists(db_session, "de") == ()
    text = service.checklist(db_session, "liste", "de")
    assert text is not None
    assert (text.retired, text.successor) == (True, "neue-liste")


def test_rendering_again_changes_nothing(db_session: Session) -> None:
    put(db_session, checklist([changed(ONE, why="Weil."), TWO]))
    put(db_session, checklist([changed(ONE, caption="First")], "en"), language="en")
    put(db_session, prose("## Worum\n\nSatz."), Kind.GUIDE, "text")
    db_session.expire_all()
    before = service.checklist(db_session, "liste", "en"), service.text(db_session, Kind.GUIDE, "text", "de")
    assert service.render(db_session) == 3
    db_session.expire_all()
    assert (service.checklist(db_session, "liste", "en"), service.text(db_session, Kind.GUIDE, "text", "de")) == before
