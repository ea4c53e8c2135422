"""Drafts lose nothing: whoever saves at the same time, discards, or chooses on a page that is older than the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from portal import text
from portal.documents import service
from portal.documents.models import Document, Draft, KeptText
from portal.documents.rules import Kind
from portal.documents.service import editing
from portal.documents.service.editing import Behind
from portal.documents.service.editing.dates import dates_of, with_dates
from portal.mail.models import OutgoingMail
from tests.documents.desks import REWORDED, SHORT, START, Desk, Editing, published
from tests.documents.texts import Point, checklist, prose, put

# Saving --------------------------------------------------------------------------------


def test_a_draft_is_not_what_readers_see(desk: Desk) -> None:
    desk.save(REWORDED)
    shown = service.checklist(desk.session, "liste", "de")
    assert shown is not None
    assert [item.caption for item in shown.items] == ["Erster Punkt", "Zweiter Punkt", "Dritter Punkt"]
    assert editing.desk(desk.session, desk.writer, desk.document.id, "de").source == REWORDED


def test_what_is_published_already_makes_no_draft(desk: Desk) -> None:
    assert desk.save(START) is None


def test_a_save_on_an_older_state_is_refused_and_kept(desk: Desk) -> None:
    old = desk.stamp
    desk.save(REWORDED, desk.other)
    with pytest.raises(Behind) as fault:
        desk.save(SHORT, stamp=old)
    kept = desk.session.get_one(KeptText, fault.value.kept_id)
    assert (kept.source, kept.kept_by) == (SHORT, desk.writer)
    assert desk.session.scalars(select(Draft)).one().source == REWORDED


def test_a_page_is_not_behind_what_it_saved_itself_though_the_answer_was_lost(desk: Desk) -> None:
    old = desk.stamp
    desk.save(REWORDED, stamp=old)
    desk.save(SHORT, stamp=old)
    assert desk.session.scalars(select(Draft)).one().source == SHORT
    with pytest.raises(Behind):
        desk.save(REWORDED, stamp=old, typing="another page")
    with pytest.raises(Behind):
        desk.save(REWORDED, desk.other, stamp=old)


def test_typing_on_after_a_conflict_stays_one_kept_text(desk: Desk) -> None:
    old = desk.stamp
    desk.save(REWORDED, desk.other)
    for words in ("Eins", "Eins und mehr"):
        with pytest.raises(Behind):
            desk.save(checklist([Point("eins", words)]), stamp=old)
    assert len(desk.session.scalars(select(KeptText)).all()) == 1
    assert "Eins und mehr" in desk.session.scalars(select(KeptText)).one().source


def test_nobody_writes_over_what_another_keeps(desk: Desk) -> None:
    kept = editing.keep(desk.session, desk.other, desk.document.id, "de", "theirs", typing="page")
    again = editing.keep(desk.session, desk.writer, desk.document.id, "de", "mine", typing="page")
    assert kept.id != again.id
    assert kept.source == "theirs"


def test_a_kept_text_changes_places_with_the_draft(desk: Desk) -> None:
    desk.save(REWORDED, desk.other)
    kept = editing.keep(desk.session, desk.writer, desk.document.id, "de", START)
    editing.put_in(desk.session, desk.writer, desk.document.id, "de", kept.id, editing.seal(START), desk.stamp)
    assert desk.session.scalars(select(Draft)).one().source == START
    assert desk.session.scalars(select(KeptText)).one().source == REWORDED


def test_a_discarded_draft_is_kept(desk: Desk) -> None:
    desk.save(REWORDED)
    editing.discard(desk.session, desk.writer, desk.document.id, "de", desk.stamp)
    assert desk.session.scalars(select(Draft)).all() == []
    assert desk.session.scalars(select(KeptText)).one().source == REWORDED


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)
STEPS = st.lists(st.tuples(st.booleans(), st.booleans(), WORDS), min_size=1, max_size=8)


@given(STEPS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_typed_is_ever_lost(desk: Desk, steps: list[tuple[bool, bool, str]]) -> None:
    """Two people save, on the state they see or on the first one: what they typed is the draft, or is kept."""
    for table in (Draft, KeptText):
        desk.session.execute(delete(table))
    first, kept, current = desk.stamp, set(), ""
    for number, (mine, fresh, words) in enumerate(steps):
        source = text.join(text.part(START).head, f"{words}\n\n- [ ] Punkt {{: #eins }}")
        try:
            desk.save(source, desk.writer if mine else desk.other, None if fresh else first, f"page-{number}")
            current = source
        except Behind:
            kept.add(source)
    assert kept <= set(desk.session.scalars(select(KeptText.source)))
    assert desk.session.scalars(select(Draft)).one().source == current


def test_dates_that_an_editor_sets_back_stay_and_an_older_page_gets_those_that_followed(desk: Desk) -> None:
    """“Still true” by mistake, and the old dates typed again: also when the page saves once more."""
    desk.save(REWORDED)
    opened = desk.stamp
    editing.still_true(desk.session, desk.other, desk.document.id, 1, "")
    new = editing.desk(desk.session, desk.writer, desk.document.id, "de").source
    assert dates_of(new) != dates_of(REWORDED)
    later = desk.save(REWORDED.replace("Erster", "Der erste"), stamp=opened)
    assert later is not None
    assert (dates_of(later.source), "Der erste" in later.source) == (dates_of(new), True)
    # The wrong click is taken back, and somebody wants its dates all the same; then the old ones again.
    editing.withdraw(desk.session, desk.other, desk.document.id, "de", 2)
    now = editing.desk(desk.session, desk.writer, desk.document.id, "de").source
    assert dates_of(now) == dates_of(REWORDED)
    draft = desk.save(with_dates(now, dates_of(new)))
    assert draft is not None
    assert dates_of(draft.source) == dates_of(new)
    for words in ("Der erste", "Der erste", "Ein erster"):
        draft = desk.save(REWORDED.replace("Erster", words))
        assert draft is not None
        assert (dates_of(draft.source), draft.source.count(words)) == (dates_of(REWORDED), 1)


def test_who_planned_a_text_is_told_when_a_word_of_it_is_changed(room: Editing) -> None:
    """Not by a page that is still open and sends the same words; and every page says so until it is planned again."""
    room.send(body=room.body("Erster", "Der erste"))
    planned = {"meaning-eins": "editorial", "when": "later", "day": "31.12.", "time": "9:17"}
    assert published(room, room.other, **planned).status_code == 303
    assert room.send("/autosave", body=room.body("Der erste", "Der  erste")).json["message"].startswith("saved")
    assert "Scheduled" in room.client.get(room.address, follow_redirects=True).text
    assert room.rows.scalars(select(OutgoingMail)).all() == []
    told = room.send("/autosave", body=room.body("Der", "Ein")).json["message"]
    assert ("no longer scheduled (" in told, "9:17" in told) == (True, True)
    letter = room.rows.scalars(select(OutgoingMail)).one()
    assert (letter.subject, "9:17" in letter.text) == ("No longer scheduled: Liste", True)
    assert "no longer scheduled" in room.send("/autosave", body=room.body("erste", "erster")).json["message"]
    assert len(room.rows.scalars(select(OutgoingMail)).all()) == 1
    assert "This text was scheduled (" in room.other.get(room.address, follow_redirects=True).text
    assert published(room, room.other, **planned).status_code == 303
    assert "This text was scheduled" not in room.client.get(room.address, follow_redirects=True).text


# Pages ---------------------------------------------------------------------------------


def test_two_editors_at_once_lose_nothing(room: Editing) -> None:
    mine = room.form(body=room.body("Erster", "Mein erster"))
    room.send(client=room.other, body=room.body("Erster", "Ihr erster"))
    answer = room.client.post(room.address, data=mine)
    assert answer.status_code == 303
    page = room.client.get(answer.location).text
    assert "<del>Ihr</del>" in page
    assert "<ins>Mein</ins>" in page
    shown = dict(re.findall(r'name="(seal|stamp)" value="([^"]*)"', page))
    room.client.post(f"{answer.location}/put-in", data=shown)
    assert "Mein erster" in room.draft
    assert "Ihr erster" in room.rows.scalars(select(KeptText)).one().source


def test_autosave_tells_the_script_what_happened(room: Editing) -> None:
    answer = room.send("/autosave", body=room.body("Erster", "Der erste"))
    assert answer.json["message"].startswith("saved ")
    old = room.form(stamp="older", body="## Anfang\n\n- [ ] Etwas {: #eins }")
    refused = room.client.post(f"{room.address}/autosave", data=old)
    assert refused.status_code == 409
    assert "/kept/" in refused.json["url"]
    assert "Etwas" in room.rows.scalars(select(KeptText)).one().source
    assert room.send("/autosave", body=room.body("Der erste", "Noch einmal")).json["stamp"] != answer.json["stamp"]


def test_what_was_typed_stays_when_the_draft_was_published_before_it_is_discarded(room: Editing) -> None:
    room.send(body=room.body("Erster", "Der erste"))
    mine = room.form(body=room.body("Der erste", "Getippter"))
    assert published(room, room.other, **{"meaning-eins": "editorial"}).status_code == 303
    answer = room.client.post(f"{room.address}/discard", data=mine)
    assert "Getippter" in room.client.get(answer.location).text
    # With nothing typed besides there is nothing to choose.
    del mine["body"]
    answer = room.client.post(f"{room.address}/discard", data=mine, follow_redirects=True)
    assert (answer.status_code, "That is settled already" in answer.text) == (200, True)


def test_nobody_discards_replaces_or_throws_away_what_they_have_not_seen(room: Editing) -> None:
    def seals(page: str) -> dict[str, str]:
        return dict(re.findall(r'name="(seal|stamp)" value="([^"]*)"', page))

    room.send(body=room.body("Erster", "Der erste"))
    old = room.form()
    room.send(client=room.other, body=room.body("Der erste", "Ungesehener"))
    just = {"stamp": old["stamp"]}
    for path in ("/discard", "/go-on"):
        answer = room.client.post(f"{room.address}{path}", data=just, follow_redirects=True)
        assert "Somebody changed the text in the meantime" in answer.text
    assert "Ungesehener" in room.draft
    mine = old | {"body": old["body"].replace("Der erste", "Kurzer")}
    place = room.client.post(f"{room.address}/discard", data=mine).location
    assert "/kept/" in place
    shown = seals(room.other.get(place).text)
    room.client.post(room.address, data=mine | {"body": mine["body"].replace("Kurzer", "Langer")})
    for path in ("drop", "put-in"):
        answer = room.other.post(f"{place}/{path}", data=shown, follow_redirects=True)
        assert "<ins>Langer</ins>" in answer.text
    shown = seals(room.other.get(place).text)
    room.send(client=room.other, body=room.body("Ungesehener", "Noch einer"))
    room.client.post(f"{place}/put-in", data=shown)
    assert "Noch einer" in room.draft
    shown = seals(room.other.get(place).text)
    for said in ("This is the draft now", "That is settled already"):
        assert said in room.other.post(f"{place}/put-in", data=shown, follow_redirects=True).text
    room.rows.expire_all()
    assert "Langer" in room.draft
    for said in ("The draft is discarded", "That is settled already"):
        just = {"stamp": room.form()["stamp"]} if "discarded" in said else just
        assert said in room.client.post(f"{room.address}/discard", data=just, follow_redirects=True).text
    kept = room.rows.scalars(select(KeptText.source)).all()
    assert sorted(word for one in kept for word in ("Langer", "Noch einer") if word in one) == ["Langer", "Noch einer"]


def test_an_older_version_comes_back_as_it_was_shown_or_not_at_all(room: Editing) -> None:
    """What readers saw, and which addresses it says."""
    put(room.rows, prose("Text"), Kind.GUIDE, "text")
    room.rows.commit()
    for old, new in (("Erster", "[Erster](/guides/text)"), ("[Erster](/guides/text)", "Anderer")):
        room.send(body=room.body(old, new))
        assert published(room, room.other, **{"meaning-eins": "editorial"}).status_code == 303
    guide = room.rows.scalars(select(Document.id).where(Document.kind == Kind.GUIDE)).one()
    moved = room.client.post(f"/editor/{guide}/address", data={"present": "text", "slug": "neu"})
    assert moved.status_code == 303
    back = f"{room.address}/versions/2/restore"
    page = room.client.get(back).text
    shown = {"live": re.findall(r'name="live" value="(\d+)"', page)[0]}
    room.send(body=room.body("Anderer", "Neuer"))
    assert published(room, room.other, **{"meaning-eins": "editorial"}).status_code == 303
    for said in (shown, {}):
        answer = room.client.post(back, data=said)
        assert (answer.status_code, "Another version was published" in answer.text) == (409, True)
    shown["live"] = re.findall(r'name="live" value="(\d+)"', answer.text)[0]
    assert room.client.post(back, data=shown).status_code == 303
    assert "[Erster](/guides/neu)" in room.client.get(f"{room.address}/versions/5.md").text
    assert "Readers see this very text already" in room.client.get(back).text
