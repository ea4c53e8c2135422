"""A translation is up to date when somebody says so who could know, not because it was published."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal import clock, text
from portal.access import Role
from portal.documents.models import Document, Draft
from portal.documents.rules import Kind
from portal.documents.service import editing
from portal.documents.service.editing import Behind, Fit, GermanUnanswered, Plan, Typed
from tests import build
from tests.documents.texts import Point, checklist, prose, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portal.accounts.models import User
    from tests.client import PortalClient


class Translated:
    """A guide in both languages, of which the German one has changed since."""

    def __init__(self, session: Session) -> None:
        self.session = session
        put(session, prose("Frist: zwei Wochen."), Kind.GUIDE, "text")
        put(session, prose("Deadline: two weaks.", extra=""), Kind.GUIDE, "text", "en")
        put(session, prose("Frist: eine Woche."), Kind.GUIDE, "text")
        self.id = session.scalars(select(Document)).one().id
        self.writer, self.other = (build.user(session, Role.EDITOR).id for _one in range(2))

    @property
    def stamp(self) -> str:
        return editing.desk(self.session, self.writer, self.id, "en").stamp

    @property
    def fit(self) -> Fit:
        found = editing.desk(self.session, self.writer, self.id, "en").languages[1].translation
        assert found is not None
        return found.fit

    def save(self, words: str) -> None:
        typed = Typed(prose(words, extra=""), self.stamp, "page")
        editing.save(self.session, self.writer, self.id, "en", typed)

    def publish(self, german: int | None) -> None:
        editing.publish_draft(self.session, self.other, self.id, "en", self.stamp, Plan(german=german))


@pytest.fixture
def translated(db_session: Session) -> Translated:
    return Translated(db_session)


def test_a_corrected_typo_does_not_bring_a_translation_up_to_date(translated: Translated) -> None:
    translated.save("Deadline: two weeks.")
    found = editing.german(translated.session, translated.id, "en")
    assert found
    assert (found.number, found.follows, found.asks) == (2, 1, True)
    with pytest.raises(GermanUnanswered):
        translated.publish(None)
    with pytest.raises(Behind):
        translated.publish(1)
    translated.publish(0)
    assert translated.fit is Fit.OUTDATED
    translated.save("Deadline: one week.")
    translated.publish(2)
    assert translated.fit is Fit.CURRENT
    # Nothing is asked where the German text is the one that was followed.
    translated.save("Deadline: 1 week.")
    translated.publish(None)
    assert translated.fit is Fit.CURRENT


def test_a_scheduled_translation_follows_what_it_was_checked_against(
    translated: Translated, monkeypatch: pytest.MonkeyPatch
) -> None:
    translated.save("Deadline: one week.")
    later = clock.now() + dt.timedelta(hours=1)
    plan, session = Plan(german=2), translated.session
    editing.schedule(session, translated.other, translated.id, "en", translated.stamp, plan, later)
    put(session, prose("Frist: drei Tage."), Kind.GUIDE, "text")
    monkeypatch.setattr(clock, "now", lambda: later + dt.timedelta(minutes=1))
    editing.publish_due(session)
    assert session.scalars(select(Draft)).all() == []
    assert translated.fit is Fit.OUTDATED


def test_a_first_translation_is_asked_when_the_german_text_changed_since_it_was_begun(db_session: Session) -> None:
    put(db_session, prose("Frist: zwei Wochen."), Kind.GUIDE, "text")
    number = db_session.scalars(select(Document)).one().id
    writer = build.user(db_session, Role.EDITOR).id

    def asked_after(words: str) -> bool:
        stamp = editing.desk(db_session, writer, number, "en").stamp
        editing.save(db_session, writer, number, "en", Typed(prose(words, extra=""), stamp, "page"))
        found = editing.german(db_session, number, "en")
        assert found
        return found.asks

    assert not asked_after("Deadline: two weeks.")
    put(db_session, prose("Frist: eine Woche."), Kind.GUIDE, "text")
    assert asked_after("Deadline: two weeks!")


def test_a_translation_with_german_words_says_so_and_is_not_up_to_date(db_session: Session) -> None:
    one, two = (
        Point("eins", "Ein Zimmer für den Anfang"),
        Point("zwei", "Den ersten Tag planen", why="Er bleibt im Kopf."),
    )
    put(db_session, checklist([one, two]))
    first = replace(one, caption="A room for the start")
    put(db_session, checklist([first], "en"), language="en")
    document = db_session.scalars(select(Document)).one()
    writer = build.user(db_session, Role.EDITOR).id

    def save(source: str) -> editing.Checked:
        stamp = editing.desk(db_session, writer, document.id, "en").stamp
        editing.save(db_session, writer, document.id, "en", Typed(source, stamp, "page"))
        return editing.read(db_session, document, "en", source)

    def publish(german: int | None) -> Fit:
        stamp = editing.desk(db_session, writer, document.id, "en").stamp
        plan = Plan(german=german, reason="Allein")
        editing.publish_draft(db_session, writer, document.id, "en", stamp, plan)
        found = editing.desk(db_session, writer, document.id, "en").languages[1].translation
        assert found is not None
        return found.fit

    live = editing.desk(db_session, writer, document.id, "en").source
    lacking = editing.read(db_session, document, "en", live).problems[0]
    filled = editing.mend(db_session, document, live, editing.mends(lacking)[0], clock.today())
    problems = save(filled).problems
    assert [(one.message, one.params["id"]) for one in problems] == [(text.STILL_GERMAN, "zwei")]
    with pytest.raises(GermanUnanswered):
        publish(None)
    assert publish(0) is Fit.OUTDATED
    half = filled.replace("Den ersten Tag planen", "Plan the first day")
    assert save(half).problems
    without = half.replace("\n  **Warum:** Er bleibt im Kopf.\n", "")
    assert [one.message for one in save(without).problems] == [text.PART_MISSING]
    # Whoever looks knows better than the rule: names are the same in both languages.
    save(half)
    assert publish(1) is Fit.CURRENT
    assert not save(half.replace("Er bleibt im Kopf.", "It stays in mind.")).problems


def test_a_day_without_later_is_asked_about_before_anything_is_published(
    rows: Session, as_user: Callable[[User], PortalClient]
) -> None:
    put(rows, prose("Eins."), Kind.GUIDE, "text")
    rows.commit()
    number = rows.scalars(select(Document)).one().id
    writer, other = (build.user(rows, Role.EDITOR) for _one in range(2))
    stamp = editing.desk(rows, writer.id, number, "de").stamp
    editing.save(rows, writer.id, number, "de", Typed(prose("Zwei."), stamp, "page"))
    rows.commit()
    said = {"stamp": editing.desk(rows, other.id, number, "de").stamp, "when": "now", "day": "1.12.", "time": ""}
    answer = as_user(other).post(f"/editor/{number}/de/publish", data=said)
    assert answer.status_code == 422
    assert "Später, am" in answer.text
    assert 'value="1.12."' in answer.text
    assert rows.scalars(select(Draft)).one().publish_at is None


def test_what_comes_back_follows_what_it_followed(translated: Translated) -> None:
    session = translated.session
    translated.save("Deadline: one week.")
    translated.publish(2)
    put(session, prose("Frist: drei Tage."), Kind.GUIDE, "text")
    translated.save("Deadline: three days.")
    translated.publish(3)
    assert translated.fit is Fit.CURRENT
    editing.withdraw(session, translated.writer, translated.id, "en", 3)
    assert translated.fit is Fit.OUTDATED
    editing.bring_back(session, translated.writer, translated.id, "en", 3, "wieder")
    assert translated.fit is Fit.CURRENT
    editing.bring_back(session, translated.writer, translated.id, "en", 1, "wieder")
    assert translated.fit is Fit.OUTDATED


def test_a_retired_item_has_not_to_be_translated(db_session: Session) -> None:
    put(db_session, checklist([Point("eins", "Ein Zimmer für den Anfang", "retired=2026-01-01")]))
    document = db_session.scalars(select(Document)).one()
    english = checklist([Point("eins", "Ein Zimmer für den Anfang")], "en")
    assert editing.read(db_session, document, "en", english).problems == ()


def test_a_scheduled_translation_that_lacks_an_item_is_not_whole_after_a_small_german_change(
    db_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = Point("eins", "Erster Punkt"), Point("zwei", "Zweiter Punkt")
    put(db_session, checklist([one, two]))
    document = db_session.scalars(select(Document)).one()
    writer, other = (build.user(db_session, Role.EDITOR).id for _one in range(2))

    def save(language: str, source: str) -> str:
        stamp = editing.desk(db_session, writer, document.id, language).stamp
        editing.save(db_session, writer, document.id, language, Typed(source, stamp, "page"))
        return editing.desk(db_session, writer, document.id, language).stamp

    later = clock.now() + dt.timedelta(hours=1)
    stamp = save("en", checklist([replace(one, caption="First item")], "en"))
    editing.schedule(db_session, other, document.id, "en", stamp, Plan(), later)
    stamp = save("de", checklist([one, replace(two, caption="Zweiter Punkt!")]))
    editing.publish_draft(db_session, other, document.id, "de", stamp, Plan(minor=True, meanings={"zwei": False}))
    monkeypatch.setattr(clock, "now", lambda: later + dt.timedelta(minutes=1))
    editing.publish_due(db_session)
    found = editing.desk(db_session, writer, document.id, "en").languages[1]
    assert found.number == 1
    assert found.translation
    assert found.translation.fit is Fit.OUTDATED
