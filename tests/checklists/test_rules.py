"""What counts, what needs a reason, and when two people stand against each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.checklists import rules
from portal.checklists.rules import Counted, Figures, Reason, Said, State, Step

KINDS = ("duty", "employee_duty", "recommendation", "if_applicable")
ITEMS = st.lists(
    st.builds(
        Counted,
        kind=st.sampled_from(KINDS),
        state=st.sampled_from(State),
        confirmed=st.booleans(),
        due_for_confirmation=st.booleans(),
    ),
    max_size=30,
)


@given(ITEMS)
def test_the_parts_make_the_whole(items: list[Counted]) -> None:
    figures = rules.count(items)
    assert figures.items == len(items)
    assert figures.done + figures.in_progress + figures.not_applicable + figures.open == len(items)
    assert figures.answered == figures.items - figures.open
    assert 0 <= figures.done <= figures.countable <= figures.items
    assert 0 <= figures.duties_done <= figures.duties_countable <= figures.duties <= figures.items
    assert figures.to_confirm <= figures.answered
    assert figures.unconfirmed <= figures.open


@given(ITEMS)
def test_each_item_counts_once_as_what_was_said(items: list[Counted]) -> None:
    figures = rules.count(items)
    certain = [item for item in items if item.confirmed]
    assert figures.done == [item.state for item in certain].count(State.DONE)
    assert figures.in_progress == [item.state for item in certain].count(State.IN_PROGRESS)
    assert figures.countable == len(items) - [item.state for item in certain].count(State.NOT_APPLICABLE)
    duties = [item.state for item in certain if item.kind == "duty"]
    assert (figures.duties_done, figures.duties_not_applicable) == (
        duties.count(State.DONE),
        duties.count(State.NOT_APPLICABLE),
    )
    asked = [item for item in certain if item.due_for_confirmation and item.state is not State.OPEN]
    assert figures.to_confirm == len(asked)


@given(ITEMS)
def test_an_unconfirmed_answer_is_named_and_not_counted(items: list[Counted]) -> None:
    open_instead = [item if item.confirmed else Counted(item.kind) for item in items]
    with_them, without = rules.count(items), rules.count(open_instead)
    assert with_them.answered == without.answered
    assert without.unconfirmed == 0
    said = [item for item in items if not item.confirmed and item.state is not State.OPEN]
    assert with_them.unconfirmed == len(said)


@given(ITEMS, ITEMS)
def test_figures_of_two_checklists_add_up(one: list[Counted], other: list[Counted]) -> None:
    assert rules.count([*one, *other]) == rules.count(one) + rules.count(other)


@given(ITEMS)
def test_a_change_of_meaning_takes_no_answer_away(items: list[Counted]) -> None:
    changed = [Counted(item.kind, item.state, item.confirmed, due_for_confirmation=True) for item in items]
    before, after = rules.count(items), rules.count(changed)
    assert (before.answered, before.done, before.countable) == (after.answered, after.done, after.countable)
    assert after.to_confirm == after.answered


def test_nothing_counts_as_nothing() -> None:
    assert rules.count([]) == Figures()
    assert not Figures().begun


@pytest.mark.parametrize(("answer", "meaning", "due"), [(1, 1, False), (2, 1, False), (1, 2, True)])
def test_an_answer_to_an_older_meaning_is_due(answer: int, meaning: int, *, due: bool) -> None:
    assert rules.is_due_for_confirmation(answer, meaning) is due


def test_an_answer_to_a_text_that_was_taken_back_is_due() -> None:
    assert rules.is_due_for_confirmation(2, 1, (2, 4))
    assert not rules.is_due_for_confirmation(3, 1, (2, 4))


@pytest.mark.parametrize(
    ("kind", "sizes", "left_out"),
    [
        ("recommendation", (), False),
        ("recommendation", ("10-49",), False),
        ("recommendation", ("250+",), True),
        ("duty", ("250+",), False),
    ],
)
def test_a_duty_is_never_left_out_by_size(kind: str, sizes: tuple[str, ...], *, left_out: bool) -> None:
    assert rules.is_left_out(kind, sizes, "10-49") is left_out


def test_only_what_does_not_apply_has_a_reason() -> None:
    assert rules.said(State.DONE, Reason.ARRANGED, "Lohnbüro", "duty") == Said(State.DONE)
    kept = rules.said(State.NOT_APPLICABLE, Reason.ARRANGED, "", "recommendation")
    assert kept == Said(State.NOT_APPLICABLE, "arranged", "")


@pytest.mark.parametrize(
    ("reason", "text", "kind", "fault"),
    [
        (None, "Text allein genügt nicht", "recommendation", rules.ReasonNeeded),
        (Reason.NOT_HERE, " ", "duty", rules.ReasonTextNeeded),
    ],
)
def test_what_does_not_apply_needs_its_reason(
    reason: Reason | None, text: str, kind: str, fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        rules.said(State.NOT_APPLICABLE, reason, text, kind)


ME, SHE = 1, 2
DONE, AWAY, GOING = Said(State.DONE), Said(State.NOT_APPLICABLE, "arranged"), Said(State.IN_PROGRESS)


def steps(*made: tuple[int, Said, str]) -> list[Step]:
    return [Step(number, by, said, note) for number, (by, said, note) in enumerate(made, start=1)]


@pytest.mark.parametrize(
    ("history", "seen", "wanted", "conflict"),
    [
        (steps((SHE, DONE, "")), 0, GOING, True),
        (steps((SHE, DONE, "")), 1, GOING, False),
        (steps((SHE, DONE, "")), 0, DONE, False),
        (steps((ME, DONE, "")), 0, GOING, False),
        (steps((ME, DONE, ""), (SHE, DONE, "Notiz")), 1, GOING, False),
        (steps((SHE, DONE, ""), (ME, AWAY, "")), 0, GOING, False),
        (steps((ME, AWAY, ""), (SHE, Said(State.NOT_APPLICABLE, "not_here"), "")), 1, AWAY, True),
        (steps((SHE, DONE, "")), 0, None, True),
    ],
)
def test_only_another_person_who_says_otherwise_stands_against_it(
    history: list[Step], seen: int, wanted: Said | None, *, conflict: bool
) -> None:
    assert (rules.changed_by_another(history, seen, ME, wanted) is not None) is conflict


@pytest.mark.parametrize(
    ("history", "seen", "wanted", "conflict"),
    [
        (steps((SHE, DONE, "Ihre")), 0, "Meine", True),
        (steps((SHE, DONE, "Ihre")), 0, "Ihre", False),
        (steps((SHE, DONE, "Ihre")), 1, "Meine", False),
        (steps((ME, DONE, "Alte"), (SHE, GOING, "Alte")), 1, "Meine", False),
        (steps((SHE, DONE, "Ihre"), (ME, DONE, "Beide")), 0, "Meine", False),
    ],
)
def test_a_note_stands_against_another_only_where_its_text_changed(
    history: list[Step], seen: int, wanted: str, *, conflict: bool
) -> None:
    assert (rules.note_by_another(history, seen, ME, wanted) is not None) is conflict
