"""Drafts lose nothing; publishing does what it said before; taking back undoes it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal import clock, text
from portal.access import Role
from portal.checklists.models import Answer
from portal.db.tenancy import every_company
from portal.documents import service
from portal.documents.models import Document, Draft
from portal.documents.rules import DraftState, Kind
from portal.documents.service import Refused, editing
from portal.documents.service.editing import Behind, LiveMoved, Mend, Plan, Unanswered
from tests import build
from tests.documents.desks import ONE, REWORDED, START, THREE, TWO, Desk
from tests.documents.texts import Point, checklist, prose, put

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


# Publishing ----------------------------------------------------------------------------


def test_the_effect_is_said_before_and_is_what_happens(desk: Desk) -> None:
    desk.save(REWORDED)
    effect = desk.effect()
    assert (effect.number, effect.counts.companies, effect.at_most, effect.to_confirm) == (2, 1, 1, 0)
    assert [(one.key, one.answers, one.asks) for one in effect.items] == [("zwei", 1, True)]
    assert ("insert", ", anders") in effect.items[0].pieces
    assert desk.publish(Plan(meanings={"zwei": True})).number == effect.number
    assert desk.flagged() == {"zwei"}
    assert desk.item("zwei").rev == 2


def test_an_editorial_change_asks_nobody(desk: Desk) -> None:
    desk.save(REWORDED)
    desk.publish()
    assert desk.flagged() == set()
    assert desk.session.scalars(select(Draft)).all() == []


def test_it_must_be_said_whether_the_meaning_changed(desk: Desk) -> None:
    desk.save(REWORDED)
    with pytest.raises(Unanswered) as fault:
        desk.publish(Plan())
    assert fault.value.keys == ("zwei",)


def test_a_draft_on_an_older_version_is_not_published(desk: Desk) -> None:
    desk.save(REWORDED)
    put(desk.session, checklist([ONE, TWO, THREE, Point("vier", "Vierter Punkt")]))
    assert editing.desk(desk.session, desk.writer, desk.document.id, "de").moved
    with pytest.raises(LiveMoved):
        desk.publish()
    editing.go_on(desk.session, desk.writer, desk.document.id, "de", desk.stamp)
    with pytest.raises(Refused):
        desk.publish()


def test_a_scheduled_text_is_published_at_its_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.save(REWORDED)
    at = clock.now() + dt.timedelta(hours=1)
    plan = Plan(note="Neu", meanings={"zwei": True})
    editing.schedule(desk.session, desk.other, desk.document.id, "de", desk.stamp, plan, at)
    editing.publish_due(desk.session)
    assert desk.flagged() == set()
    monkeypatch.setattr(clock, "now", lambda: at)
    editing.publish_due(desk.session)
    assert desk.flagged() == {"zwei"}
    assert editing.versions(desk.session, desk.document.id, "de")[0].note == "Neu"


def test_what_cannot_be_published_at_its_time_is_a_draft_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.save(REWORDED)
    at = clock.now() + dt.timedelta(hours=1)
    plan = Plan(meanings={"zwei": True})
    editing.schedule(desk.session, desk.other, desk.document.id, "de", desk.stamp, plan, at)
    put(desk.session, checklist([ONE, TWO, THREE, Point("vier", "Vierter Punkt")]))
    monkeypatch.setattr(clock, "now", lambda: at)
    editing.publish_due(desk.session)
    shown = editing.desk(desk.session, desk.writer, desk.document.id, "de")
    assert (shown.draft, shown.failed, shown.live) == (DraftState.DRAFT, True, 2)


def test_a_change_takes_a_text_out_of_review(desk: Desk) -> None:
    desk.save(REWORDED)
    editing.hand_in(desk.session, desk.writer, desk.document.id, "de", desk.stamp, "Bitte ansehen")
    assert editing.lines(desk.session)[0].waits
    desk.save(START.replace("Erster", "Der erste"))
    assert not editing.lines(desk.session)[0].waits


# Back ----------------------------------------------------------------------------------


def test_taking_back_undoes_flags_and_new_items(desk: Desk) -> None:
    desk.save(checklist([ONE, Point("zwei", "Etwas anderes"), THREE, Point("vier", "Vierter Punkt")]))
    desk.publish(Plan(meanings={"zwei": True}))
    assert desk.flagged() == {"zwei"}
    editing.withdraw(desk.session, desk.writer, desk.document.id, "de", 2)
    assert desk.flagged() == set()
    assert desk.item("vier").retired_at is not None
    shown = service.checklist(desk.session, "liste", "de")
    assert shown is not None
    assert [item.caption for item in shown.items] == ["Erster Punkt", "Zweiter Punkt", "Dritter Punkt"]
    assert editing.notices(desk.session, desk.other)[0].withdraws == 2


def test_what_was_answered_on_the_withdrawn_text_asks(desk: Desk) -> None:
    desk.save(REWORDED)
    desk.publish(Plan(meanings={"zwei": True}))
    with every_company(desk.session, "answer again"):
        answer = desk.session.scalars(select(Answer).where(Answer.item_id == desk.item("zwei").id)).one()
        answer.revision = 2
        desk.session.flush()
    assert desk.flagged() == set()
    assert desk.to_confirm() == 0
    editing.withdraw(desk.session, desk.writer, desk.document.id, "de", 2)
    assert desk.flagged() == {"zwei"}
    assert desk.to_confirm() == 1


def test_a_second_version_that_is_taken_back_asks_nobody_who_answered_the_first_text(desk: Desk) -> None:
    for number, words in ((2, "Etwas anderes"), (4, "Etwas Drittes")):
        desk.save(START.replace("Zweiter Punkt", words))
        assert desk.publish(Plan(meanings={"zwei": True})).number == number
        assert desk.flagged() == {"zwei"}
        editing.withdraw(desk.session, desk.writer, desk.document.id, "de", number)
        assert (desk.flagged(), desk.to_confirm()) == (set(), 0)
    for strayed in (2, 4):
        with every_company(desk.session, "answer again"):
            answer = desk.session.scalars(select(Answer).where(Answer.item_id == desk.item("zwei").id)).one()
            answer.revision = strayed
            desk.session.flush()
        assert (desk.flagged(), desk.to_confirm()) == ({"zwei"}, 1)


def test_only_the_version_that_was_seen_is_taken_back(desk: Desk) -> None:
    desk.save(REWORDED)
    desk.publish()
    put(desk.session, checklist([ONE, TWO, THREE, Point("vier", "Vierter Punkt")]))
    with pytest.raises(Behind):
        editing.withdraw(desk.session, desk.writer, desk.document.id, "de", 2)


def test_an_older_version_comes_back_as_a_new_one(desk: Desk) -> None:
    desk.save(REWORDED)
    desk.publish()
    assert editing.bring_back(desk.session, desk.writer, desk.document.id, "de", 1, "zurück").number == 3
    assert [one.number for one in editing.versions(desk.session, desk.document.id, "de")] == [3, 2, 1]
    compared = editing.compare(desk.session, desk.document.id, "de", 1, 2, str)
    assert any("anders" in words for passage in compared.rendered for kind, words in passage.pieces if kind == "insert")


# Mending -------------------------------------------------------------------------------

BROKEN = {
    "vanished, brought back": (checklist([ONE, THREE]), "put_back", {"eins", "zwei", "drei"}, set()),
    "vanished, retired": (checklist([ONE, THREE]), "retire", {"eins", "zwei", "drei"}, {"zwei"}),
    "copied": (
        checklist([ONE, TWO, THREE, Point("zwei", "Kopie")]),
        "new_id",
        {"eins", "zwei", "drei", "zwei-2"},
        set(),
    ),
    "renamed": (checklist([ONE, Point("neu", "Zweiter Punkt"), THREE]), "old_id", {"eins", "zwei", "drei"}, set()),
    "split": (
        checklist([ONE, Point("neu", "Zweiter Punkt"), THREE]),
        "split",
        {"eins", "zwei", "drei", "neu"},
        {"zwei"},
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_every_refusal_has_a_button_that_mends_it(desk: Desk, name: str) -> None:
    source, cure, keys, retired = BROKEN[name]
    checked = editing.read(desk.session, desk.document, "de", source)
    mends = [mend for problem in checked.errors for mend in editing.mends(problem)]
    chosen = Mend.read(next(mend.word for mend in mends if mend.cure == cure))
    assert chosen is not None
    mended = editing.mend(desk.session, desk.document, source, chosen, clock.today())
    if cure == "split":
        place = text.place(mended, key="neu")
        assert place is not None
        assert place.attributes.was == "zwei"
    else:
        assert editing.read(desk.session, desk.document, "de", mended).errors == ()
    assert {place.id for place in text.places(mended)} == keys
    assert {place.id for place in text.places(mended) if place.attributes.retired} == retired


def test_a_nested_item_comes_back_to_its_place(db_session: Session) -> None:
    whole = START.replace("- [ ] Dritter", "  - [ ] Dritter")
    put(db_session, whole)
    document = db_session.scalars(select(Document)).one()
    source = checklist([ONE, TWO])
    problem = editing.read(db_session, document, "de", source).errors[0]
    mended = editing.mend(db_session, document, source, editing.mends(problem)[0], clock.today())
    place = text.place(mended, key="drei")
    assert place is not None
    assert (place.parent, place.depth) == ("zwei", 1)


# Languages -----------------------------------------------------------------------------


def english(caption: str) -> str:
    return checklist([Point("eins", caption), Point("zwei", "Second"), Point("drei", "Third")], "en", "List")


def test_a_translation_is_outdated_by_a_change_that_matters(desk: Desk) -> None:
    put(desk.session, english("First item"), language="en")
    desk.save(REWORDED)
    desk.publish(Plan(minor=True, meanings={"zwei": False}))
    assert editing.lines(desk.session)[0].translation.fit == "current"
    desk.save(START.replace("Erster", "Der erste"))
    desk.publish(Plan(meanings={"eins": False, "zwei": False}))
    assert editing.lines(desk.session)[0].translation.fit == "outdated"
    with pytest.raises(Behind):
        editing.confirm_translation(desk.session, desk.document.id, "en", 2)
    assert editing.lines(desk.session)[0].translation.fit == "outdated", "nobody confirms what came after they read it"
    editing.confirm_translation(desk.session, desk.document.id, "en", 3)
    assert editing.lines(desk.session)[0].translation.fit == "current"


def test_a_translation_that_is_missing_begins_with_the_german_text(desk: Desk) -> None:
    source = editing.desk(desk.session, desk.writer, desk.document.id, "en").source
    assert [place.id for place in text.places(source)] == ["eins", "zwei", "drei"]
    assert editing.read(desk.session, desk.document, "en", source).errors == ()
    assert editing.lines(desk.session)[0].translation.fit == "missing"


def test_a_translation_that_lacks_items_is_filled_by_a_button_and_not_up_to_date(desk: Desk) -> None:
    put(desk.session, english("First item"), language="en")
    german = START.replace(
        "- [ ] Dritter",
        "## Neu\n\n- [ ] Vierter {: #vier kind=duty due=-2w }\n\n  - [ ] Unter {: #unter }\n\n- [ ] Dritter",
    )
    put(desk.session, german)
    put(desk.session, english("First item, better"), language="en")
    assert editing.lines(desk.session)[0].translation.fit == "outdated"
    source = english("First item") + "\n- [ ] Fresh words\n"
    problems = editing.read(desk.session, desk.document, "en", source).problems
    without_id = next(one for one in problems if one.message == text.WITHOUT_ID)
    take, drop = editing.mends(without_id, "vier")
    taken = editing.mend(desk.session, desk.document, source, take, clock.today())
    assert "- [ ] Fresh words {: #vier }" in taken
    dropped = editing.mend(desk.session, desk.document, source, drop, clock.today())
    assert dropped == english("First item")
    lacking = next(one for one in editing.read(desk.session, desk.document, "en", dropped).problems)
    fill = Mend.read(editing.mends(lacking, "vier")[0].word)
    assert fill is not None
    filled = editing.mend(desk.session, desk.document, dropped, fill, clock.today())
    assert [(one.id, one.parent) for one in text.places(filled)] == [
        ("eins", None),
        ("zwei", None),
        ("vier", None),
        ("unter", "vier"),
        ("drei", None),
    ]
    assert "## Neu\n\n- [ ] Vierter {: #vier }\n" in filled
    assert [
        one for one in editing.read(desk.session, desk.document, "en", filled).problems if one.severity == "error"
    ] == []
    put(desk.session, filled, language="en")
    assert editing.lines(desk.session)[0].translation.fit == "current"


def test_what_links_to_a_text_is_known(db_session: Session) -> None:
    put(db_session, START)
    put(db_session, prose("Siehe [Liste](/checklists/liste#item-eins)."), Kind.GUIDE, "text")
    document = db_session.scalars(select(Document).where(Document.kind == Kind.CHECKLIST)).one()
    assert [one.title for one in editing.used_by(db_session, document.id)] == ["Ein Text"]


def test_a_new_text_is_seen_by_nobody(db_session: Session) -> None:
    writer = build.user(db_session, Role.EDITOR)
    number = editing.begin(db_session, writer.id, Kind.GUIDE, "Über die Größe", "", "## Worum es geht\n")
    assert service.texts(db_session, Kind.GUIDE, "de") == ()
    shown = editing.desk(db_session, writer.id, number, "de")
    assert (shown.slug, shown.title, shown.live) == ("ueber-die-groesse", "Über die Größe", 0)
    with pytest.raises(editing.NameTaken):
        editing.begin(db_session, writer.id, Kind.GUIDE, "Über die Größe", "", "")


def test_a_version_that_was_taken_back_means_something_else_when_it_returns(desk: Desk) -> None:
    """Two versions with the same `rev` that mean different things: what was answered on one asks under the other."""
    desk.save(REWORDED)
    desk.publish(Plan(meanings={"zwei": True}))
    editing.withdraw(desk.session, desk.writer, desk.document.id, "de", 2)
    desk.save(START.replace("Zweiter Punkt", "Etwas Drittes"))
    desk.publish(Plan(meanings={"zwei": True}))
    with every_company(desk.session, "answer again"):
        answer = desk.session.scalars(select(Answer).where(Answer.item_id == desk.item("zwei").id)).one()
        answer.revision = 4
        desk.session.flush()
    assert desk.flagged() == set()
    editing.bring_back(desk.session, desk.writer, desk.document.id, "de", 2, "doch")
    assert desk.flagged() == {"zwei"}
