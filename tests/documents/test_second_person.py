"""Four eyes: no words reach readers that only who publishes them has seen."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.documents.models import Draft, KeptText
from portal.documents.service import editing
from portal.documents.service.editing import Behind, LiveMoved, Plan, SecondPersonNeeded
from portal.documents.service.editing.four_eyes import gone_through, unseen, wrote
from portal.mail.models import OutgoingMail
from tests import build
from tests.documents.desks import ONE, REWORDED, SHORT, START, THREE, Desk, Editing, published
from tests.documents.texts import Point, checklist, prose, put

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def may_publish(desk: Desk) -> tuple[bool, bool]:
    """Whether the writer may, and the other."""
    shown = [editing.desk(desk.session, who, desk.document.id, "de") for who in (desk.writer, desk.other)]
    return (not shown[0].unseen, not shown[1].unseen)


def test_nobody_publishes_their_own_text_alone(desk: Desk) -> None:
    desk.save(REWORDED)
    with pytest.raises(SecondPersonNeeded):
        desk.publish(who=desk.writer)
    assert desk.publish(who=desk.other).number == 2


def test_with_a_reason_it_stands_on_the_list_until_somebody_looked(desk: Desk) -> None:
    desk.save(REWORDED)
    desk.publish(Plan(reason="Frist ist falsch", meanings={"zwei": False}), who=desk.writer)
    notice = editing.notices(desk.session, desk.other)[0]
    assert (notice.reason, notice.mine, notice.number) == ("Frist ist falsch", False, 2)
    with pytest.raises(SecondPersonNeeded):
        editing.look_at(desk.session, desk.writer, desk.document.id, "de", 2)
    editing.look_at(desk.session, desk.other, desk.document.id, "de", 2)
    assert editing.notices(desk.session, desk.other) == ()


def test_four_eyes_follow_the_number_of_editors_unless_chosen(db_session: Session) -> None:
    assert not editing.four_eyes(db_session)
    build.user(db_session, Role.EDITOR)
    assert not editing.four_eyes(db_session)
    build.user(db_session, Role.ADMIN)
    assert editing.four_eyes(db_session)
    editing.choose_four_eyes(db_session, False)
    assert not editing.four_eyes(db_session)
    editing.choose_four_eyes(db_session, None)
    assert editing.four_eyes(db_session)


DEEDS = st.lists(st.tuples(st.sampled_from(["writes", "stands by it"]), st.integers(1, 3)), max_size=10)


@given(DEEDS)
def test_every_word_is_seen_by_two_whoever_may_publish(deeds: list[tuple[str, int]]) -> None:
    """Beside a model that remembers of every word who has seen it."""
    draft, words = Draft(writers=[]), list[set[int]]()
    for deed, who in deeds:
        if deed == "writes":
            wrote(draft, who)
            words.append({who})
        else:
            gone_through(draft, who)
            words = [seen | {who} for seen in words]
    for who in (1, 2, 3):
        seen_by_two = all(len(seen | {who}) > 1 for seen in words)
        assert unseen(draft, who) is not seen_by_two


def test_whose_words_nobody_else_has_gone_through_needs_a_second_person(desk: Desk) -> None:
    """A full stop of the checker's makes the other's words no more seen than they were, and is itself seen by nobody."""
    place = (desk.document.id, "de")
    desk.save(REWORDED)
    assert may_publish(desk) == (False, True)
    desk.save(REWORDED.replace("Erster Punkt", "Erster Punkt."), desk.other)
    assert may_publish(desk) == (False, False)
    with pytest.raises(SecondPersonNeeded):
        desk.publish(Plan(meanings={"eins": False, "zwei": False}), who=desk.writer)
    # Who gives it back does not stand by it; who hands it in does, for what the others wrote.
    editing.hand_back(desk.session, desk.other, *place, desk.stamp, "Noch nicht")
    assert may_publish(desk) == (False, False)
    editing.hand_in(desk.session, desk.other, *place, desk.stamp, "")
    assert may_publish(desk) == (True, False)
    desk.save(REWORDED.replace("Erster Punkt", "Erster  Punkt. "), desk.writer)
    assert may_publish(desk) == (True, False), "blanks are no words"
    assert editing.lines(desk.session)[0].waits
    desk.save(REWORDED.replace("Erster Punkt", "Erster Punkt!"), desk.writer)
    assert may_publish(desk) == (False, False)
    editing.hand_in(desk.session, desk.writer, *place, desk.stamp, "")
    assert desk.publish(Plan(meanings={"eins": False, "zwei": False}), who=desk.other).number == 2


def test_a_kept_text_stays_the_words_of_who_wrote_it(desk: Desk) -> None:
    """Whoever makes it the draft, or puts the draft aside and takes it back."""
    place, old = (desk.document.id, "de"), desk.stamp
    desk.save(START.replace("Erster", "Der erste"), desk.other)
    with pytest.raises(Behind) as fault:
        desk.save(REWORDED, stamp=old)
    seal = editing.seal(REWORDED)
    editing.put_in(desk.session, desk.other, *place, fault.value.kept_id, seal, desk.stamp)
    assert may_publish(desk) == (False, True)
    desk.save(REWORDED.replace("Erster Punkt", "Erster Punkt."), desk.other)
    shown = editing.desk(desk.session, desk.other, *place)
    editing.discard(desk.session, desk.other, *place, shown.stamp)
    kept = editing.desk(desk.session, desk.other, *place).kept[0]
    editing.put_in(desk.session, desk.other, *place, kept.id, editing.seal(shown.source), desk.stamp)
    assert may_publish(desk) == (False, False)


def test_a_text_that_was_typed_on_a_draft_keeps_its_writers_whatever_became_of_the_draft(desk: Desk) -> None:
    """Handed in and written on, discarded, and followed by another."""
    place, first = (desk.document.id, "de"), desk.stamp
    dotted = REWORDED.replace("Erster Punkt", "Erster Punkt.")

    def kept(stamp: str, typing: str) -> KeptText:
        with pytest.raises(Behind) as fault:
            desk.save(dotted, desk.other, stamp, typing)
        return desk.session.get_one(KeptText, fault.value.kept_id)

    desk.save(REWORDED)
    opened, both = desk.stamp, [desk.writer, desk.other]
    desk.save(SHORT)
    assert kept(opened, "early").writers == both
    editing.hand_in(desk.session, desk.other, *place, desk.stamp, "")
    assert (kept(opened, "early").writers, kept(opened, "late").writers) == (both, both)
    editing.discard(desk.session, desk.writer, *place, desk.stamp)
    assert kept(opened, "gone").writers == both
    desk.save(START.replace("Dritter", "Der dritte"), desk.other)
    assert kept(opened, "another").writers == both
    assert kept(first, "live").writers == [desk.other], "what readers saw is nobody's"
    editing.put_in(desk.session, desk.other, *place, kept(opened, "gone").id, editing.seal(dotted), desk.stamp)
    assert may_publish(desk) == (False, False)


def test_what_was_put_aside_goes_over_other_words_only_as_a_deed_that_a_second_person_sees(desk: Desk) -> None:
    """Also where others had gone through it, and where another draft stood on the other words."""
    place, plan = (desk.document.id, "de"), Plan(meanings={"zwei": False})

    def put_in(kept_id: int, source: str, who: int) -> editing.Desk:
        editing.put_in(desk.session, who, *place, kept_id, editing.seal(source), desk.stamp)
        return editing.desk(desk.session, desk.writer, *place)

    desk.save(REWORDED)
    editing.hand_in(desk.session, desk.other, *place, desk.stamp, "")
    put(desk.session, checklist([ONE, Point("zwei", "Ganz etwas Neues", "rev=2"), THREE]))
    for put_another in (False, True):
        editing.discard(desk.session, desk.writer, *place, desk.stamp)
        kept = editing.desk(desk.session, desk.writer, *place).kept[0]
        if put_another:
            desk.save(SHORT, desk.other)
        shown = put_in(kept.id, REWORDED, desk.writer)
        assert (shown.base, shown.live, shown.moved, shown.unseen) == (1, 2, True, False)
        with pytest.raises(LiveMoved):
            desk.publish(plan, who=desk.writer)
    shown = put_in(shown.kept[0].id, SHORT, desk.other)
    assert (shown.base, shown.moved) == (2, False), "the other draft stands where it stood"
    editing.go_on(desk.session, desk.writer, *place, desk.stamp)
    with pytest.raises(SecondPersonNeeded):
        desk.publish(plan, who=desk.writer)
    # Of what it is not known what it was begun from, whoever puts it in goes on with it.
    kept_id = editing.keep(desk.session, desk.other, *place, START).id
    shown = put_in(kept_id, START, desk.writer)
    assert (shown.base, shown.moved, may_publish(desk)) == (2, False, (False, False))


def test_what_was_scheduled_is_a_draft_when_it_goes_on_over_other_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has checked what it would replace."""
    at = clock.now() + dt.timedelta(hours=1)
    desk.save(REWORDED)
    plan = Plan(meanings={"zwei": False})
    editing.schedule(desk.session, desk.other, desk.document.id, "de", desk.stamp, plan, at)
    put(desk.session, checklist([ONE, Point("zwei", "Ganz etwas Neues", "rev=2"), THREE]))
    editing.go_on(desk.session, desk.writer, desk.document.id, "de", desk.stamp)
    letter = desk.session.scalars(select(OutgoingMail)).one()
    assert (letter.subject, "er wird dann nicht veröffentlicht" in letter.text) == ("Nicht mehr geplant: Liste", True)
    monkeypatch.setattr(clock, "now", lambda: at)
    editing.publish_due(desk.session)
    shown = editing.desk(desk.session, desk.writer, desk.document.id, "de")
    assert (shown.live, shown.draft, shown.publish_at, shown.unscheduled, shown.unseen) == (2, "draft", None, at, True)


def test_alone_one_needs_a_reason_and_stands_on_the_list(room: Editing) -> None:
    room.send(body=room.body("Erster Punkt", "Erster  Punkt, klarer"))
    assert published(room, room.client, **{"meaning-eins": "editorial"}).status_code == 422
    said = {"meaning-eins": "editorial", "reason": "Falsche Frist"}
    assert published(room, room.client, **said).status_code == 303
    assert "Falsche Frist" in room.other.get("/editor").text
    room.other.post(f"{room.address}/versions/2/looked")
    assert "Falsche Frist" not in room.other.get("/editor").text


def test_one_click_of_the_checker_changes_neither_who_wrote_nor_that_it_waits(room: Editing) -> None:
    """“Publish …” saves and puts in order: the new item gets its id, and nothing else is another."""
    assert room.send("/autosave", body=f"{room.body()}\n- [ ] Neuer Punkt\n").status_code == 200
    room.client.post(f"{room.address}/hand-in", data={"stamp": room.form()["stamp"], "comment": ""})
    assert room.send(client=room.other, then="publish").location.endswith("/publish")
    room.rows.expire_all()
    assert "{: #neuer-punkt }" in room.draft
    assert "Liste" in room.other.get("/editor?tab=review").text
    sentence = "nobody else has gone through it since"
    pages = [client.get(f"{room.address}/publish").text for client in (room.client, room.other)]
    assert [sentence in page for page in pages] == [True, False]
    assert published(room, room.client).status_code == 422
    assert published(room, room.other).status_code == 303


def test_who_hands_in_has_the_words_in_front_of_them(room: Editing) -> None:
    """Somebody saved before the page was opened, and while it was; of a text that nobody has published it is all of it."""

    def handed_in(stamp: str, address: str = room.address) -> Any:
        return room.other.post(f"{address}/hand-in", data={"stamp": stamp, "comment": ""})

    def stamp_in(page: str) -> str:
        return re.findall(r'name="stamp"[^>]* value="([^"]*)"', page)[0]

    opened = room.form(room.other)["stamp"]
    room.send(body=room.body("Erster", "Ungesehener"))
    page = room.other.get(f"{room.address}/hand-in").text
    assert ("<ins>Ungesehener</ins>" in page, stamp_in(page) != opened) == (True, True)
    room.send(body=room.body("Ungesehener", "Noch einer"))
    again = handed_in(stamp_in(page))
    assert (again.status_code, "<ins>Noch einer</ins>" in again.text) == (409, True)
    assert handed_in(stamp_in(again.text)).status_code == 303
    begun = f"{room.client.post('/editor/new', data={'kind': 'guide', 'title': 'Neu'}).location}/de"
    draft = room.rows.scalars(select(Draft).where(Draft.base == 0)).one()
    draft.source = prose("## Worum es geht", "neu")
    room.rows.commit()
    for path in ("hand-in", "publish"):
        page = room.other.get(f"{begun}/{path}").text
        assert (">Worum es geht</h2>" in page, "## Worum es geht" in page) == (True, True), path
    assert handed_in(stamp_in(room.other.get(f"{begun}/hand-in").text), begun).status_code == 303
