"""Taking the last change back: whatever was done before, nothing is lost and everything comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.checklists import rules, service
from portal.checklists.models import Answer, AnswerChange
from portal.checklists.rules import Reason, Said, State, Step
from tests.checklists.house import House

SAID = st.builds(Said, st.sampled_from(State))
HISTORIES = st.lists(
    st.builds(
        Step, st.just(0), st.integers(1, 3), SAID, st.sampled_from(["", "Notiz"]), st.integers(1, 4), st.booleans()
    ),
    min_size=1,
    max_size=8,
)


def undone(history: list[Step]) -> list[Step]:
    step = rules.before_the_last(history)
    return [*history, Step(len(history) + 1, 9, step.said, step.note, step.revision, step.confirmed)]


def content(step: Step) -> tuple[Said, str, int, bool]:
    return step.said, step.note, step.revision, step.confirmed


@given(HISTORIES)
def test_taking_back_brings_what_was_before_and_again_what_was_last(history: list[Step]) -> None:
    once = undone(history)
    if len(history) > 1:
        assert content(once[-1]) == content(history[-2])
    else:
        assert once[-1].said == Said()
    twice = undone(once)
    assert content(twice[-1]) == content(history[-1])
    assert twice[: len(history)] == history


def test_where_nothing_was_changed_nothing_is_taken_back() -> None:
    with pytest.raises(ValueError, match="nothing to undo"):
        rules.before_the_last([])


def undo(house: House, key: str, version: int) -> None:
    service.undo(house.session, house.ben, house.company.id, house.text.slug, key, version=version)


def present(house: House) -> tuple[str, str, str, str]:
    row = house.session.scalars(select(Answer)).one()
    return row.state, row.reason, row.reason_text, row.note


def test_a_colleague_takes_back_what_was_said(house: House) -> None:
    house.note(house.anna, "zwei", "Liegt beim Lohnbüro")
    house.say(house.anna, "zwei", State.NOT_APPLICABLE, 1, reason=Reason.ARRANGED, reason_text="Lohnbüro")
    house.say(house.anna, "zwei", State.DONE, 2)
    undo(house, "zwei", 3)
    assert present(house) == ("not_applicable", "arranged", "Lohnbüro", "Liegt beim Lohnbüro")
    assert house.history()[-1] == (4, "done", "not_applicable", house.ben.user_id)
    assert [row.kind for row in house.session.scalars(select(AnswerChange))] == ["noted", "said", "said", "undone"]


def test_the_first_answer_taken_back_leaves_the_item_open(house: House) -> None:
    house.say(house.anna, "zwei", State.DONE)
    undo(house, "zwei", 1)
    assert present(house)[0] == "open"
    assert house.page().figures.answered == 0
    undo(house, "zwei", 2)
    assert present(house)[0] == "done"


def test_a_confirmation_taken_back_asks_again(house: House) -> None:
    house.say(house.anna, "eins", State.DONE)
    house.publish_again("Erstens neu #eins kind=duty rev=2", "Zweitens #zwei", "  Darunter #darunter", "Drittens #drei")
    service.confirm(house.session, house.anna, house.company.id, house.text.slug, "eins", version=1)
    assert not house.page().to_confirm
    undo(house, "eins", 2)
    assert [point.item.key for point in house.page().to_confirm] == ["eins"]


def test_what_changed_in_the_meantime_is_not_taken_back(house: House) -> None:
    house.say(house.anna, "zwei", State.DONE)
    house.say(house.anna, "zwei", State.IN_PROGRESS, 1)
    with pytest.raises(service.StateConflict):
        undo(house, "zwei", 1)
    with pytest.raises(service.NothingToUndo):
        undo(house, "drei", 0)
    assert present(house)[0] == "in_progress"


def test_the_history_says_who_when_from_to_and_on_which_text(house: House) -> None:
    house.say(house.anna, "zwei", State.IN_PROGRESS)
    house.note(house.ben, "zwei", "Am Montag", 1)
    undo(house, "zwei", 2)
    found = service.item_history(house.session, house.company.id, house.text.slug, "zwei", "de")
    (round_one,) = found.rounds
    assert [(one.kind, one.by, one.before, one.said.state, one.note, one.revision) for one in round_one.steps] == [
        ("undone", house.ben.name, "in_progress", "in_progress", "", 1),
        ("noted", house.ben.name, "in_progress", "in_progress", "Am Montag", 1),
        ("said", house.anna.name, "open", "in_progress", None, 1),
    ]
    assert (found.version, found.can_undo) == (3, True)
    with pytest.raises(service.NoChecklist):
        service.item_history(house.session, house.company.id, house.text.slug, "nichts", "de")
