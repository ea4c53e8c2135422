"""A text still holds: said in one click, without a word changed and nobody disturbed. And who is told that it is due."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal import clock, text
from portal.access import Role
from portal.accounts.models import DigestChoice, User
from portal.checklists import service as checklists
from portal.db.tenancy import every_company
from portal.documents import service
from portal.documents.models import Document, Draft, Item, KeptText
from portal.documents.rules import Kind
from portal.documents.service import editing
from portal.documents.service.editing import Archived, Behind, NotAnEditor, Plan, Typed
from portal.mail.models import OutgoingMail
from portal.text import Figure, Localised
from tests import build
from tests.documents.texts import Point, checklist, prose, put

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ONE, TWO = Point("eins", "Erster Punkt", why="Darum."), Point("zwei", "Zweiter Punkt", "kind=duty")
# A Monday that is a holiday, so the week begins on Tuesday.
EASTER = dt.datetime(2027, 3, 29, 9, 0, tzinfo=dt.UTC)
TODAY = EASTER.date()


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    moment = [EASTER]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


class House:
    """An editorial team of two with a checklist that a company has answered."""

    def __init__(self, session: Session, moment: list[dt.datetime]) -> None:
        self.session, self.moment = session, moment
        moment[0] -= dt.timedelta(days=10)
        self.anna, self.ben = (self.editor(name) for name in ("Anna Alt", "Ben Bach"))
        self.document = self.add(checklist([ONE, TWO]).replace("2027-11-01", "2027-02-01"), Kind.CHECKLIST, "liste")
        english = [Point("eins", "First item", why="So."), Point("zwei", "Second item")]
        put(session, checklist(english, "en", "List"), language="en")
        self.run = build.run(session, build.company(session), self.document)
        for item in session.scalars(select(Item)):
            build.answer(session, self.run, item)
        moment[0] = EASTER

    def editor(self, name: str, *roles: Role, **values: Any) -> User:
        facts = {"last_login_at": EASTER - dt.timedelta(days=9), **values}
        return build.user(self.session, *(roles or (Role.EDITOR,)), name=name, **facts)

    def add(self, source: str, kind: Kind, slug: str) -> Document:
        put(self.session, text.normalise(source), kind, slug)
        return self.session.scalars(select(Document).where(Document.slug == slug)).one()

    def guide(self, slug: str, review_by: str, body: str = "Ein Satz.", keeper: User | None = None) -> Document:
        document = self.add(prose(body, slug, f"Text {slug}").replace("2027-05-22", review_by), Kind.GUIDE, slug)
        document.keeper_id = keeper.id if keeper else None
        self.session.commit()
        return document

    def confirm(self, who: User | None = None, number: int = 1, document: Document | None = None) -> editing.Confirmed:
        person, place = who or self.ben, document or self.document
        return editing.still_true(self.session, person.id, place.id, number, "Geprüft: stimmt noch")

    def desk(self) -> editing.Desk:
        return editing.desk(self.session, self.anna.id, self.document.id, "de")

    def save(self, source: str, stamp: str, typing: str = "page") -> Draft | None:
        return editing.save(self.session, self.anna.id, self.document.id, "de", Typed(source, stamp, typing))

    def publish(self, **meanings: bool) -> None:
        plan, stamp = Plan(meanings=meanings), self.desk().stamp
        editing.publish_draft(self.session, self.ben.id, self.document.id, "de", stamp, plan)

    def line(self, document: Document | None = None) -> editing.Line:
        wanted = (document or self.document).id
        return next(one for one in editing.lines(self.session) if one.document_id == wanted)

    def live(self) -> str:
        return next(one.source for one in service.live_sources(self.session) if one.language == "de")

    def mails(self, **later: float) -> list[OutgoingMail]:
        """Go on by so much, let the worker work, and say which letters there are now."""
        self.moment[0] += dt.timedelta(**later)
        service.remind_of_review(self.session)
        return list(self.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


@pytest.fixture
def house(db_session: Session, moment: list[dt.datetime]) -> House:
    return House(db_session, moment)


# Still true ----------------------------------------------------------------------------


def test_still_true_is_a_version_with_new_dates_that_disturbs_nobody(house: House) -> None:
    before = house.live()
    done = house.confirm()
    assert (done.review_by, done.again) == (dt.date(2027, 6, 29), False), "three months, as before"
    dates = before.replace("as_of: 2026-11-01", "as_of: 2027-03-29").replace("by: 2027-02-01", "by: 2027-06-29")
    assert house.live() == dates
    line = house.line()
    assert (line.number, line.translation.fit, line.review_by) == (2, "current", dt.date(2027, 6, 29))
    assert line.changed_at == EASTER - dt.timedelta(days=10), "no word was changed"
    with every_company(house.session, "compare"):
        assert checklists.figures(house.session, house.run.company_id)[house.document.id].to_confirm == 0
    version = editing.versions(house.session, house.document.id, "de")[0]
    assert (version.by, version.note, version.minor) == ("Ben Bach", "Geprüft: stimmt noch", True)
    assert editing.notices(house.session, house.anna.id) == (), "nobody has to look at it a second time"
    assert house.confirm(house.anna).again, "whoever clicks on an older list says nothing new"
    editing.withdraw(house.session, house.ben.id, house.document.id, "de", 2)
    assert house.live() == before


def test_nobody_confirms_other_words_than_they_read(house: House) -> None:
    house.save(house.live().replace("Erster", "Der erste"), house.desk().stamp)
    house.publish(eins=False)
    with pytest.raises(Behind):
        house.confirm(number=1)
    house.add(house.live().replace("review_by:", "retired: 2027-03-01\nreview_by:"), Kind.CHECKLIST, "liste")
    with pytest.raises(Archived):
        house.confirm(number=3)


def test_a_draft_goes_on_with_the_new_dates_and_keeps_those_that_it_set(house: House) -> None:
    mine = house.live().replace("Erster", "Der erste").replace("by: 2027-02-01", "by: 2028-01-31")
    house.save(mine, house.desk().stamp)
    opened = house.desk()
    house.confirm()
    desk = house.desk()
    assert (desk.moved, desk.saved_by) == (False, "Anna Alt")
    assert desk.source == mine.replace("as_of: 2026-11-01", "as_of: 2027-03-29")
    # The page that was opened before still says the old day, and knows nothing of the click.
    house.save(opened.source.replace("Zweiter", "Der zweite"), opened.stamp)
    assert house.desk().source == desk.source.replace("Zweiter", "Der zweite")
    editing.withdraw(house.session, house.ben.id, house.document.id, "de", 2)
    assert not house.desk().moved
    assert "as_of: 2026-11-01" in house.desk().source
    house.publish(eins=False, zwei=False)
    assert "Der zweite" in house.live()


def test_whoever_has_the_text_open_is_refused_nothing(house: House) -> None:
    opened = house.desk()
    house.confirm()
    draft = house.save(opened.source.replace("Erster", "Der erste"), opened.stamp)
    assert draft is not None
    assert draft.source == house.live().replace("Erster", "Der erste")
    assert draft.base == 2
    house.publish(eins=False)
    with pytest.raises(Behind):
        house.save(opened.source.replace("Erster", "Mein erster"), opened.stamp)
    assert "Mein erster" in house.session.scalars(select(KeptText)).one().source


# Who is responsible --------------------------------------------------------------------


def test_responsible_is_who_was_chosen_else_who_wrote_else_all(house: House) -> None:
    assert house.line().keeper.id is None, "the text came from a file"
    house.confirm(house.ben)
    assert house.line().keeper.id is None, "to find it true is not to write it"
    house.save(house.live().replace("Erster", "Der erste"), house.desk().stamp)
    house.publish(eins=False)
    assert (house.line().keeper.name, house.line().keeper.chosen) == ("Ben Bach", False)
    assert editing.choose_keeper(house.session, house.document.id, house.anna.id).name == "Anna Alt"
    assert house.line().keeper.chosen
    house.anna.deactivated_at = EASTER
    house.session.flush()
    assert house.line().keeper.name == "Ben Bach", "who has left is passed over"
    for wrong in (house.anna.id, build.user(house.session, Role.CONSULTANT).id, 987654321):
        with pytest.raises(NotAnEditor):
            editing.choose_keeper(house.session, house.document.id, wrong)
    house.ben.is_editor = False
    house.session.flush()
    assert house.line().keeper.id is None


def test_what_is_due_stands_by_its_day_with_what_speaks_against_it(house: House) -> None:
    gone = house.guide("weg", "2027-04-28", "Mehr in [einem Text](/guides/gibt-es-nicht), {{ figure:blue-card }}.")
    house.guide("spaeter", "2027-04-29")
    near = house.guide("zeitig", "2027-03-30")
    found = editing.due(editing.lines(house.session), TODAY)
    assert [(one.document_id, one.is_late(TODAY)) for one in found] == [
        (house.document.id, True),
        (near.id, False),
        (gone.id, False),
    ]
    ended = Figure("blue-card", Localised("50.700 €"), dt.date(2026, 1, 1), dt.date(2026, 12, 31), Localised("Grenze"))
    numbers = [one.document_id for one in found]
    doubts = editing.doubts(house.session, numbers, {"blue-card": [ended]}, TODAY, "de")
    assert (doubts[gone.id].links, doubts[gone.id].figures) == (("/guides/gibt-es-nicht",), ("Grenze",))
    assert not doubts[near.id]


# The letter ----------------------------------------------------------------------------


def test_on_the_first_working_day_whoever_is_responsible_gets_one_letter(house: House) -> None:
    house.guide("bald", "2027-04-12", keeper=house.anna)
    house.guide("heute", "2027-03-30", keeper=house.anna)
    house.guide("spaeter", "2027-04-14", keeper=house.anna)
    house.editor("Nie Da", last_login_at=None)
    house.editor("Weg Gegangen", deactivated_at=EASTER)
    house.editor("Ada Amt", Role.ADMIN)
    assert house.mails() == [], "Easter Monday"
    assert house.mails(hours=19) == [], "at night"
    anna, ben = house.mails(hours=2)
    assert (anna.to_email, ben.to_email) == (house.anna.email, house.ben.email)
    assert (anna.key, anna.at_most_once) == (f"upkeep/{house.anna.id}/2027-W13", True)
    assert anna.subject == "Stimmt noch? 3 Texte sind zu prüfen"
    mine, _heading, shared = anna.text.partition("Zuständig sind alle in der Redaktion:")
    assert "Zuständig sind Sie:\n- Text heute\n  heute fällig, Di., 30. März\n" in mine
    assert "- Text bald\n  in 13 Tagen fällig, Mo., 12. April\n" in mine
    assert "- Liste\n  seit 57 Tagen fällig, Mo., 1. Februar\n" in shared
    assert f"http://127.0.0.1:8000/editor/{house.document.id}\n" in shared
    assert "spaeter" not in anna.text
    assert "List-Unsubscribe" in anna.headers
    assert "Zuständig sind Sie" not in ben.text + ben.html
    assert len(house.mails(hours=1)) == len(house.mails(days=1)) == 2, "once a week"
    off = house.session.scalars(select(DigestChoice).where(DigestChoice.user_id == house.ben.id)).one()
    off.weekday = None
    house.confirm()
    assert [one.to_email for one in house.mails(days=5)[2:]] == [house.anna.email], "Ben has switched it off"
    for document in house.session.scalars(select(Document).where(Document.keeper_id == house.anna.id)):
        house.confirm(house.anna, document=document)
    assert len(house.mails(days=7)) == 3, "nothing is due"


def test_a_long_letter_says_how_many_more_there_are(house: House) -> None:
    house.anna.language = "en"
    for number in range(16):
        house.guide(f"nummer-{number}", f"2027-03-{number + 10}", keeper=house.anna)
    anna, ben = house.mails(days=1)
    assert anna.subject == "Still true? 17 texts are to be looked at"
    assert anna.text.count("\n- ") == 15
    assert "All editors are responsible" not in anna.text
    assert "and 2 more" in anna.text
    assert "due for 20 days, Wed, 10 March" in anna.text
    assert ben.subject == "Stimmt noch? 1 Text ist zu prüfen"


def test_all_editors_read_which_figures_end_also_where_no_text_is_due(house: House) -> None:
    house.confirm()
    card = service.EndingFigure(Localised("Blaue Karte: Gehalt", "Blue Card: salary"), dt.date(2027, 12, 31))
    house.moment[0] += dt.timedelta(days=1)
    service.remind_of_review(house.session, (card,))
    anna, ben = house.mails()
    assert anna.subject == "1 Kennzahl braucht ihren nächsten Wert"
    assert "- Blaue Karte: Gehalt\n  gilt bis Freitag, 31. Dezember 2027\n" in anna.text
    assert "Stimmt noch" not in anna.text + anna.html
    assert "/editor/figures" in anna.html
    assert ben.to_email == house.ben.email
