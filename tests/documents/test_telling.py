"""Editors hear by mail what others did with their texts: once, in their own language, and nothing of their own deeds."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.documents.models import Document, Draft
from portal.documents.rules import Kind
from portal.documents.service import editing
from portal.documents.service.editing import Behind, Notes, NothingToPublish, Plan, Typed, Withdrawn
from portal.documents.service.editing.dates import dates_of
from portal.mail.models import OutgoingMail
from tests import build
from tests.documents.texts import Point, checklist, prose, put

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ONE, TWO = Point("eins", "Erster Punkt"), Point("zwei", "Zweiter Punkt")
MORE = checklist([ONE, Point("zwei", "Etwas anderes"), Point("drei", "Dritter Punkt")])
COMMENT = "Stimmt die <Frist>?"


class Room:
    """A checklist and its editors: Wanda, who writes, Carl, who reads English, and an admin."""

    def __init__(self, session: Session) -> None:
        self.session = session
        put(session, checklist([ONE, TWO]))
        self.document = session.scalars(select(Document)).one()
        self.wanda = build.user(session, Role.EDITOR, name="Wanda Wort")
        self.carl = build.user(session, Role.EDITOR, name="Carl Cole", language="en")
        self.admin = build.user(session, Role.ADMIN)
        build.user(session, Role.EDITOR, deactivated_at=clock.now())
        build.user(session, Role.CONSULTANT)
        self._seen = 0

    def told(self) -> dict[str, OutgoingMail]:
        """The letters since this was asked last, by their readers' addresses."""
        found = list(self.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))[self._seen :]
        self._seen += len(found)
        assert len({one.to_email for one in found}) == len(found), "nobody is told a thing twice"
        return {one.to_email: one for one in found}

    @property
    def stamp(self) -> str:
        return editing.desk(self.session, self.wanda.id, self.document.id, "de").stamp

    def save(self, source: str = MORE) -> None:
        editing.save(self.session, self.wanda.id, self.document.id, "de", Typed(source, self.stamp, "page"))

    def hand_in(self, comment: str = COMMENT) -> None:
        editing.hand_in(self.session, self.wanda.id, self.document.id, "de", self.stamp, comment)

    def publish(self, who: int, at: dt.datetime | None = None) -> None:
        plan, place = Plan(meanings={"zwei": True}), (self.document.id, "de", self.stamp)
        if at is None:
            editing.publish_draft(self.session, who, *place, plan)
        else:
            editing.schedule(self.session, who, *place, plan, at)

    def withdraw(self, recall: editing.Recall = editing.no_letters, language: str = "de", number: int = 2) -> None:
        editing.withdraw(self.session, self.carl.id, self.document.id, language, number, recall)


@pytest.fixture
def room(db_session: Session) -> Room:
    return Room(db_session)


def test_from_handing_in_to_published(room: Room) -> None:
    room.save()
    for _again in range(2):
        room.hand_in()
    told = room.told()
    assert set(told) == {room.carl.email, room.admin.email}
    letter = told[room.carl.email]
    assert letter.subject == "Please check: Liste"
    assert "Wanda Wort has handed in a text" in letter.text
    assert COMMENT in letter.text
    assert "Stimmt die &lt;Frist&gt;?" in letter.html
    assert f"/editor/{room.document.id}/de" in letter.text
    editing.hand_back(room.session, room.carl.id, room.document.id, "de", room.stamp, "Nein:\nzwei Wochen")
    (told_back,) = room.told().items()
    assert told_back[0] == room.wanda.email
    assert told_back[1].subject == "Zurück an Sie: Liste"
    assert "Carl Cole hat Ihnen Ihren Text zurückgegeben" in told_back[1].text
    assert "Nein:\nzwei Wochen" in told_back[1].text
    assert "Nein:<br>zwei Wochen" in told_back[1].html
    room.hand_in()
    assert set(room.told()) == {room.carl.email, room.admin.email}, "the same words, another time"
    room.publish(room.carl.id)
    (published,) = room.told().values()
    assert published.to_email == room.wanda.email
    assert "Carl Cole hat „Liste“ veröffentlicht. Sie hatten den Text zur Prüfung gegeben." in published.text
    assert f"/editor/{room.document.id}/de/versions?old=1&new=2" in published.text


def test_who_corrects_something_first_still_gives_the_text_back_and_the_comment_stays_until_it_is_done(
    room: Room,
) -> None:
    def shown(who: int) -> editing.Desk:
        return editing.desk(room.session, who, room.document.id, "de")

    room.save()
    room.hand_in()
    room.told()
    assert (shown(room.carl.id).is_checked, shown(room.wanda.id).is_checked) == (True, False)
    corrected = Typed(MORE.replace("Dritter", "Der dritte"), room.stamp, "carl")
    editing.save(room.session, room.carl.id, room.document.id, "de", corrected)
    assert shown(room.carl.id).comment == COMMENT, "whoever checks reads on what is asked"
    assert (shown(room.carl.id).is_checked, shown(room.admin.id).is_checked) == (True, False)
    editing.hand_back(room.session, room.carl.id, room.document.id, "de", room.stamp, "Frist fehlt, Quelle auch")
    (letter,) = room.told().values()
    assert (letter.to_email, "Frist fehlt, Quelle auch" in letter.text) == (room.wanda.email, True)
    assert not shown(room.carl.id).is_checked
    room.save(MORE.replace("Dritter", "Ein dritter"))
    assert shown(room.wanda.id).comment == "Frist fehlt, Quelle auch"
    room.hand_in("")
    assert shown(room.carl.id).comment == ""


def test_who_does_it_alone_is_told_nothing(room: Room) -> None:
    room.save()
    room.hand_in()
    room.told()
    editing.hand_back(room.session, room.wanda.id, room.document.id, "de", room.stamp, "")
    editing.choose_four_eyes(room.session, False)
    room.publish(room.wanda.id)
    assert room.told() == {}


def test_a_writer_who_has_left_the_editors_is_told_nothing(room: Room) -> None:
    room.save()
    room.hand_in()
    room.told()
    room.wanda.is_editor = False
    room.publish(room.carl.id)
    assert room.told() == {}


def test_a_scheduled_text_is_told_when_it_is_published(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    at = clock.now() + dt.timedelta(hours=1)
    room.save()
    room.hand_in()
    room.publish(room.carl.id, at)
    room.told()
    monkeypatch.setattr(clock, "now", lambda: at)
    editing.publish_due(room.session)
    assert set(room.told()) == {room.wanda.email}


@pytest.mark.parametrize("planner_left", [False, True])
def test_a_draft_of_the_version_taken_back_is_not_published_and_its_planner_hears_so(
    room: Room, monkeypatch: pytest.MonkeyPatch, *, planner_left: bool
) -> None:
    at = clock.now() + dt.timedelta(hours=1)
    room.save()
    room.publish(room.carl.id)
    room.save(MORE.replace("Erster", "Der erste"))
    plan = Plan(meanings={"eins": False})
    editing.schedule(room.session, room.admin.id, room.document.id, "de", room.stamp, plan, at)
    room.withdraw()
    room.told()
    room.admin.is_admin = not planner_left
    monkeypatch.setattr(clock, "now", lambda: at)
    for _again in range(2):
        editing.publish_due(room.session)
    shown = editing.desk(room.session, room.wanda.id, room.document.id, "de")
    assert (shown.live, shown.failed, shown.moved) == (3, True, True)
    assert "Der erste" in room.session.scalars(select(Draft)).one().source
    told = room.told()
    assert set(told) == (set() if planner_left else {room.admin.email})
    for letter in told.values():
        assert letter.subject == "Nicht veröffentlicht: Liste"
        assert "Zu lesen ist inzwischen eine andere Version" in letter.text


def test_taking_back_is_told_to_the_others_with_what_it_did(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 11, 23, 16, 58, tzinfo=dt.UTC))
    room.save()
    room.publish(room.carl.id)
    recalled: list[Withdrawn] = []
    room.withdraw(lambda _session, withdrawn: recalled.append(withdrawn))
    told = room.told()
    assert set(told) == {room.wanda.email, room.admin.email}
    letter = told[room.wanda.email]
    assert letter.subject == "Version 2 zurückgenommen: Liste"
    assert (
        "am Montag, 23. November 2026 um 17:58 Uhr hat Carl Cole Version 2 eines Textes zurückgenommen" in letter.text
    )
    assert (
        "1 Punkt, den nur sie hatte, ist zurückgezogen, 1 Punkt bedeutet wieder, was er vorher bedeutete; alle "
        "Antworten bleiben, und wer schon auf die zurückgenommene Version geantwortet hat, wird noch einmal gefragt."
    ) in letter.text
    assert f"/editor/{room.document.id}/de/versions?old=2&new=3" in letter.text
    assert [one.languages for one in recalled] == [("de", "en")]
    assert recalled[0].since < clock.now()


def test_of_a_translation_only_its_readers_mails_are_taken_back_and_of_a_guide_none(room: Room) -> None:
    recalled: list[Withdrawn] = []
    for words in ("First item", "Item one"):
        put(room.session, checklist([Point("eins", words)], "en", "List"), language="en")
    room.withdraw(lambda _session, withdrawn: recalled.append(withdrawn), "en")
    assert [one.languages for one in recalled] == [("en",)]
    assert "Punkt" not in room.told()[room.wanda.email].text
    for words in ("Ein Satz.", "Ein anderer Satz."):
        put(room.session, prose(words), Kind.GUIDE, "text")
    room.document = room.session.scalars(select(Document).where(Document.kind == Kind.GUIDE)).one()
    room.withdraw(lambda _session, withdrawn: recalled.append(withdrawn))
    assert len(recalled) == 1
    assert "Punkt" not in room.told()[room.wanda.email].text


def test_a_translation_is_up_to_date_again_where_it_followed_the_version_before(room: Room) -> None:
    def fit() -> str:
        return str(editing.lines(room.session)[0].translation.fit)

    english = checklist([Point("eins", "First item"), Point("zwei", "Second item")], "en", "List")
    put(room.session, english, language="en")
    room.save()
    room.publish(room.carl.id)
    assert fit() == "outdated"
    room.withdraw()
    assert fit() == "current"
    room.withdraw(number=3)
    assert fit() == "outdated"
    editing.confirm_translation(room.session, room.document.id, "en", 4)
    room.withdraw(number=4)
    assert fit() == "outdated", "it says what was taken back"


def test_a_mistake_is_taken_back_with_what_followed_it_and_a_wrong_click_alone(room: Room) -> None:
    """Two buttons, each with the number of what goes: the dates of "still true", or the last version with other words."""

    def offered() -> list[int]:
        return [one.number for one in editing.versions(room.session, room.document.id, "de") if one.takeable]

    def shown() -> str:
        return editing.desk(room.session, room.carl.id, room.document.id, "de").source

    room.save()
    room.publish(room.carl.id)
    assert offered() == [2]
    editing.rename(room.session, room.carl.id, room.document.id, "liste", "neu", Notes("", ""))
    assert offered() == [2], "what only follows an address goes along"
    with pytest.raises(NothingToPublish):
        room.withdraw(number=3)
    dates = dates_of(shown())
    editing.still_true(room.session, room.carl.id, room.document.id, 3, "")
    assert (offered(), dates_of(shown()) == dates) == ([4, 2], False)
    room.withdraw(number=4)
    assert (dates_of(shown()), "Etwas anderes" in shown(), offered()) == (dates, True, [5, 2])
    room.told()
    recalled: list[Withdrawn] = []
    room.withdraw(lambda _session, withdrawn: recalled.append(withdrawn), number=2)
    assert ("id: neu\n" in shown(), "Zweiter Punkt" in shown(), "Dritter Punkt" in shown()) == (True, True, False)
    assert recalled[0].since < editing.versions(room.session, room.document.id, "de")[4].at
    letter = room.told()[room.wanda.email]
    assert letter.subject == "Version 2 zurückgenommen: Liste"
    assert f"/editor/{room.document.id}/de/versions?old=2&new=6" in letter.text
    newest = editing.versions(room.session, room.document.id, "de")[0]
    assert (newest.number, newest.withdraws) == (6, 2)
    with pytest.raises(Behind):
        room.withdraw(number=2)


# The list of all editors ----------------------------------------------------------------


def test_what_was_published_alone_waits_though_replaced_but_not_when_taken_back(room: Room) -> None:
    def waiting(reader: int) -> list[tuple[int, bool]]:
        return [(one.number, one.mine) for one in editing.notices(room.session, reader) if not one.withdraws]

    room.save()
    plan = Plan(note="Neue Frist", reason="Eilt", meanings={"zwei": True})
    editing.publish_draft(room.session, room.wanda.id, room.document.id, "de", room.stamp, plan)
    assert (waiting(room.wanda.id), waiting(room.carl.id)) == ([(2, True)], [(2, False)])
    (notice,) = editing.notices(room.session, room.carl.id)
    assert (notice.note, notice.before) == ("Neue Frist", 1)
    room.withdraw()
    assert waiting(room.wanda.id) == []
    assert [(one.withdraws, one.before) for one in editing.notices(room.session, room.wanda.id)] == [(2, 2)]
    room.withdraw(number=3)
    assert waiting(room.wanda.id) == [(2, True)], "readers see it again"
    room.save(MORE.replace("Erster", "Der erste"))
    editing.publish_draft(
        room.session, room.carl.id, room.document.id, "de", room.stamp, Plan(meanings={"eins": False})
    )
    assert waiting(room.carl.id) == [(2, False)], "its words are still read"
    editing.look_at(room.session, room.carl.id, room.document.id, "de", 2)
    assert waiting(room.wanda.id) == waiting(room.carl.id) == []


def test_what_nobody_has_looked_at_waits_again_when_it_is_brought_back(room: Room) -> None:
    """Also by way of a version that has its words with other dates, addresses, or took a withdrawal back."""

    def waiting() -> list[tuple[int, str]]:
        found = editing.notices(room.session, room.carl.id)
        return [(one.number, one.reason) for one in found if not one.withdraws]

    def bring_back(number: int) -> int:
        place = (room.wanda.id, room.document.id, "de")
        return editing.bring_back(room.session, *place, number, "noch einmal", "allein").number

    room.save()
    plan = Plan(reason="Eilt", meanings={"zwei": True})
    editing.publish_draft(room.session, room.wanda.id, room.document.id, "de", room.stamp, plan)
    editing.rename(room.session, room.wanda.id, room.document.id, "liste", "neu", Notes("", ""))
    room.withdraw(number=2)
    assert waiting() == []
    assert bring_back(3) == 5
    assert waiting() == [(5, "Eilt")]
    room.withdraw(number=5)
    room.withdraw(number=6)
    room.withdraw(number=7)
    assert (bring_back(7), waiting()) == (9, [(9, "Eilt")])
    editing.look_at(room.session, room.carl.id, room.document.id, "de", 9)
    room.withdraw(number=9)
    assert (bring_back(2), waiting()) == (11, []), "somebody has looked at these words"
    # Published while one person was enough: with four eyes its own publisher does not bring it back unseen.
    editing.choose_four_eyes(room.session, False)
    room.save(MORE.replace("Erster", "Der erste").replace("id: liste", "id: neu"))
    alone = Plan(meanings={"eins": False})
    editing.publish_draft(room.session, room.wanda.id, room.document.id, "de", room.stamp, alone)
    editing.choose_four_eyes(room.session, True)
    room.withdraw(number=12)
    assert (bring_back(12), waiting()) == (14, [(14, "allein")])
    room.withdraw(number=14)
    assert bring_back(1) == 16
    assert waiting() == [], "from a file"
