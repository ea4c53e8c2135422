"""Answering, beginning, finishing; and figures from the database against a count by hand."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal import clock
from portal.checklists import rules, service
from portal.checklists.rules import Figures, Reason, State
from portal.companies.models import Company
from portal.db.tenancy import company_scope
from portal.documents.models import Document
from tests import build
from tests.checklists.house import House


def test_the_first_answer_begins_the_checklist(house: House) -> None:
    assert house.page().run is None
    assert service.figures(house.session, house.company.id) == {}
    house.say(house.anna, "zwei", State.DONE)
    page = house.page()
    assert page.run is not None
    assert page.figures == Figures(items=4, done=1, duties=1)
    answer = house.point("zwei").answer
    assert answer is not None
    assert (answer.state, answer.by, answer.version) == (State.DONE, house.anna.name, 1)


def test_open_on_an_item_never_answered_begins_nothing(house: House) -> None:
    house.say(house.anna, "zwei", State.OPEN)
    house.note(house.anna, "zwei", "")
    assert house.page().run is None


def test_a_point_below_another_is_answered_by_itself(house: House) -> None:
    house.say(house.anna, "darunter", State.DONE)
    (section, _other) = house.page().sections
    assert [one.item.key for one in section.points] == ["eins", "zwei"]
    assert [one.item.key for one in section.points[1].below] == ["darunter"]
    assert section.points[1].state is State.OPEN
    assert section.figures.done == 1
    assert section.figures.items == 3


def test_history_is_kept_and_only_added_to(house: House) -> None:
    house.say(house.anna, "eins", State.IN_PROGRESS)
    house.say(house.ben, "eins", State.DONE, 1)
    house.say(house.ben, "eins", State.OPEN, 2)
    assert house.history() == [
        (1, "open", "in_progress", house.anna.user_id),
        (2, "in_progress", "done", house.ben.user_id),
        (3, "done", "open", house.ben.user_id),
    ]


def test_a_double_click_saves_once(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    house.say(house.anna, "eins", State.DONE)
    assert len(house.history()) == 1


def test_one_person_is_never_in_conflict_with_herself(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    house.say(house.anna, "eins", State.IN_PROGRESS)
    assert house.point("eins").state is State.IN_PROGRESS


def test_another_persons_other_answer_is_not_overwritten(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    with pytest.raises(service.StateConflict) as caught:
        house.say(house.ben, "eins", State.IN_PROGRESS)
    assert caught.value.theirs.by == house.anna.user_id
    assert caught.value.theirs.said.state is State.DONE
    assert house.point("eins").state is State.DONE
    house.say(house.ben, "eins", State.IN_PROGRESS, 1)
    assert house.point("eins").state is State.IN_PROGRESS


def test_another_person_who_said_the_same_is_no_conflict(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    house.say(house.ben, "eins", State.DONE)
    assert len(house.history()) == 1


def test_a_duty_is_put_away_only_in_own_words(house: House) -> None:
    with pytest.raises(rules.ReasonNeeded):
        house.say(house.anna, "zwei", State.NOT_APPLICABLE)
    with pytest.raises(rules.ReasonTextNeeded):
        house.say(house.anna, "eins", State.NOT_APPLICABLE, reason=Reason.ARRANGED)
    assert house.page().run is None
    house.say(house.anna, "eins", State.NOT_APPLICABLE, reason=Reason.ARRANGED, reason_text="Das Lohnbüro")
    house.say(house.anna, "zwei", State.NOT_APPLICABLE, reason=Reason.NOT_HERE)
    assert house.page().figures == Figures(items=4, not_applicable=2, duties=1, duties_not_applicable=1)
    house.say(house.anna, "eins", State.DONE, 1)
    answer = house.point("eins").answer
    assert answer is not None
    assert (answer.reason, answer.reason_text) == ("", "")


def test_a_note_has_its_own_conflict(house: House) -> None:
    house.note(house.anna, "eins", "Annas Notiz")
    house.say(house.anna, "eins", State.DONE, 1)
    with pytest.raises(service.NoteConflict) as caught:
        house.note(house.ben, "eins", "Bens Notiz")
    assert caught.value.theirs.note == "Annas Notiz"
    house.note(house.ben, "eins", "Bens Notiz", 1)
    house.note(house.anna, "zwei", "Erste")
    house.say(house.ben, "zwei", State.DONE, 1)
    house.note(house.anna, "zwei", "Zweite", 1)
    assert house.page().figures.done == 2
    answer = house.point("zwei").answer
    assert answer is not None
    assert (answer.note, answer.state, answer.by) == ("Zweite", State.DONE, house.ben.name)


def test_a_changed_meaning_asks_and_takes_nothing_away(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    house.say(house.anna, "zwei", State.DONE)
    house.publish_again(
        "## Eins",
        "Erstens, aber anders #eins kind=duty rev=2",
        "Zweitens anders #zwei",
        "  Darunter #darunter",
        "## Zwei",
        "Drittens #drei",
    )
    assert [point.item.key for point in house.page().to_confirm] == ["eins"]
    assert house.page().figures == Figures(items=4, done=2, duties=1, duties_done=1, to_confirm=1)
    assert service.figures(house.session, house.company.id)[house.text.document_id].to_confirm == 1
    service.confirm(house.session, house.ben, house.company.id, house.text.slug, "eins", version=1)
    assert house.page().figures.to_confirm == 0
    assert house.history()[-1] == (2, "done", "done", house.ben.user_id)


def test_choosing_the_same_state_again_confirms_too(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    house.publish_again(
        "## Eins",
        "Erstens neu #eins kind=duty rev=2",
        "Zweitens #zwei",
        "  Darunter #darunter",
        "## Zwei",
        "Drittens #drei",
    )
    house.say(house.anna, "eins", State.DONE, 1)
    assert not house.page().to_confirm


def test_finishing_needs_nothing_open_and_keeps_version_and_day(house: House) -> None:
    slug = house.text.slug
    with pytest.raises(service.NotBegun):
        service.finish(house.session, house.company.id, slug)
    for key in ("eins", "zwei", "darunter"):
        house.say(house.anna, key, State.DONE)
    with pytest.raises(service.StillOpen):
        service.finish(house.session, house.company.id, slug)
    house.say(house.anna, "drei", State.IN_PROGRESS)
    assert house.page().can_finish
    service.finish(house.session, house.company.id, slug)
    with pytest.raises(service.RunFinished):
        house.say(house.anna, "eins", State.OPEN, 1)
    house.publish_again(
        "## Eins",
        "Erstens #eins kind=duty",
        "Zweitens #zwei",
        "  Darunter #darunter",
        "## Zwei",
        "Drittens #drei",
        "Neu #neu",
    )
    page = house.page()
    assert page.run is not None
    assert (page.run.finished_revision, page.run.added, page.can_answer) == (1, 1, False)
    service.reopen(house.session, house.company.id, slug)
    house.say(house.anna, "neu", State.DONE)
    assert house.page().can_answer


def test_what_is_put_aside_counts_nowhere_and_comes_back(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    for _twice in range(2):
        service.put_aside(house.session, house.anna, house.company.id, house.text.slug)
    found = service.overview(house.session, house.company.id, "de")
    assert (found.begun, found.figures, found.lines) == (0, Figures(), ())
    assert [line.summary.slug for line in found.aside] == [house.text.slug]
    for _twice in range(2):
        service.take_up(house.session, house.company.id, house.text.slug)
    found = service.overview(house.session, house.company.id, "de")
    assert (found.begun, found.figures.done, found.aside) == (1, 1, ())


def test_a_retired_checklist_is_not_begun(house: House) -> None:
    house.session.scalars(select(Document)).one().retired_at = clock.now()
    house.session.flush()
    with pytest.raises(service.ChecklistRetired):
        house.say(house.anna, "eins", State.DONE)
    assert not house.page().can_answer


def test_there_is_no_item_of_another_checklist(house: House) -> None:
    build.checklist(house.session, "Fremdes #fremd")
    with pytest.raises(service.NoChecklist):
        house.say(house.anna, "fremd", State.DONE)


def test_the_last_activity_is_the_last_answer_or_note(house: House) -> None:
    assert service.latest_activity(house.session) == {}
    house.say(house.anna, "eins", State.DONE)
    before = service.latest_activity(house.session)[house.company.id]
    house.note(house.anna, "eins", "Notiz", 1)
    assert service.latest_activity(house.session)[house.company.id] >= before
    assert before.tzinfo is not None


def test_an_item_without_english_is_shown_in_german(house: House) -> None:
    text = build.checklist(house.session, "Eins #e1", "Zwei #e2", english="## All\n\n- [ ] One {: #e1 }\n")
    page = service.company_page(house.session, house.company.id, text.slug, "en")
    assert page is not None
    shown = [(point.item.caption, point.item.language) for point in page.points]
    assert shown == [("One", "en"), ("Zwei", "de")]
    assert page.figures.items == 2


@pytest.mark.parametrize("state", list(State))
def test_answers_beside_show_everything(house: House, state: State) -> None:
    reason = Reason.ARRANGED if state is State.NOT_APPLICABLE else None
    house.note(house.anna, "zwei", "Eine Notiz")
    house.say(house.anna, "zwei", state, 1, reason=reason)
    with company_scope(house.session, house.company.id, team=True):
        page = service.answers_beside(house.session, house.company.id, house.text.slug, "de")
    assert page is not None
    point = page.point("zwei")
    assert point is not None
    assert point.answer is not None
    assert (point.state, point.answer.note) == (state, "Eine Notiz")


def test_another_companys_run_is_nobodys(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    run = house.page().run
    other = build.company(house.session)
    assert run is not None
    with company_scope(house.session, other.id):
        assert service.company_of_run(house.session, run.id) is None
        assert service.figures(house.session, house.company.id) == {}


def test_without_a_company_there_are_no_answers(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    page = service.reading_page(house.session, house.text.slug, "de")
    assert page is not None
    assert [point.answer for point in page.points] == [None] * 4
    assert not page.can_answer


def test_other_companies_answers_do_not_mix(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    other: Company = build.company(house.session)
    with company_scope(house.session, other.id):
        page = service.company_page(house.session, other.id, house.text.slug, "de")
    assert page is not None
    assert page.run is None
    assert page.figures.answered == 0
