"""Addresses of our own, and when an item is still the same."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents import rules
from portal.documents.rules import Change, ItemState, Renamed, Vanished
from portal.documents.words import CHANGE_LABELS, FIELD_LABELS, KIND_LABELS
from portal.text import FIELDS as FIELDS_OF_FILES


@pytest.mark.parametrize(
    "path", ["/", "/checklists/einarbeitung#item-c06-01", "/directory?county=esslingen", "/guides/x?from=%2Fa%23b"]
)
def test_own_paths_lead_back(path: str) -> None:
    assert rules.local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "guides",
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/a\nb",
        "/a b",
        "/a\x00b",
        "/a\\b",
        " /a",
        "/\u00a0/evil",
        "/" + "a" * 700,
    ],
)
def test_nothing_else_does(path: str | None) -> None:
    assert rules.local_path(path) is None


@given(st.text(max_size=40))
def test_an_accepted_path_is_one_place_of_ours(path: str) -> None:
    if (found := rules.local_path(path)) is not None:
        assert found.startswith("/")
        assert found[1:2] not in {"/", "\\"}
        assert not any(char <= " " or char == "\\" for char in found)


def test_links_carry_where_the_reader_is() -> None:
    html = '<a href="/directory/ihk#h-x">a</a> <a href="https://x.example/guides/y">b</a> <a href="#h-z">c</a>'
    got = rules.with_query(html, {"from": "/guides/ankommen?a=1", "lang": "en"})
    assert 'href="/directory/ihk?from=%2Fguides%2Fankommen%3Fa%3D1&amp;lang=en#h-x"' in got
    assert 'href="https://x.example/guides/y"' in got
    assert 'href="#h-z"' in got
    assert rules.with_query(html, {"from": None}) == html


def test_every_word_has_a_label() -> None:
    assert rules.FIELDS == FIELDS_OF_FILES == tuple(FIELD_LABELS)
    assert set(KIND_LABELS) == set(rules.Kind)
    assert set(CHANGE_LABELS) == set(Change)


def state(key: str, caption: str | None = None, **values: object) -> ItemState:
    words = caption or f"Punkt {key}"
    return ItemState(**{"key": key, "parent": None, "caption": words, "fingerprint": words, **values})  # type: ignore[arg-type]


def test_a_vanished_item_says_where_it_stood() -> None:
    before = [state("a"), state("b"), state("c")]
    assert rules.broken_identities(before, [state("a", line=7), state("c", line=9)]) == [
        Vanished("b", "Punkt b", "a", 7)
    ]


def test_a_retired_item_may_leave_the_text() -> None:
    assert rules.broken_identities([state("a"), state("b", retired=True)], [state("a")]) == []


def test_a_new_id_under_the_same_words_names_the_old_one() -> None:
    before = [state("a"), state("b")]
    after = [state("a", line=3), state("x", "punkt  B", line=5)]
    assert rules.broken_identities(before, after) == [Renamed("b", "x", "punkt  B", 5)]


def test_exchanged_ids_are_seen() -> None:
    before = [state("a", "Eins"), state("b", "Zwei")]
    after = [state("a", "Zwei", line=1), state("b", "Eins", line=2)]
    assert {(one.key, one.new_key) for one in rules.broken_identities(before, after) if isinstance(one, Renamed)} == {
        ("b", "a"),
        ("a", "b"),
    }


def test_equal_words_in_two_items_accuse_nobody() -> None:
    before = [state("a", "Termin"), state("b", "Termin")]
    assert rules.broken_identities(before, [*before, state("c", "Termin")]) == []


def test_changes_say_what_happened_to_each() -> None:
    before = [state("a"), state("b"), state("c"), state("d"), state("e", retired=True)]
    after = [
        state("neu"),
        state("b", "Anders"),
        state("c", "Ganz anders", rev=2),
        state("d", retired=True),
        state("e"),
        state("a"),
    ]
    found = {(one.key, one.change) for one in rules.changes(before, after)}
    assert found == {
        ("neu", Change.ADDED),
        ("b", Change.REWORDED),
        ("c", Change.MEANING),
        ("d", Change.RETIRED),
        ("e", Change.RETURNED),
        ("a", Change.MOVED),
    }


def test_a_new_neighbour_moves_nobody() -> None:
    before = [state("a"), state("b"), state("c")]
    assert {one.change for one in rules.changes(before, [state("n"), *before])} == {Change.ADDED}


# How long a text is trusted -----------------------------------------------------------

DAY = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("today", "as_of", "review_by", "following"),
    [
        ("2027-06-01", "2026-11-22", "2027-05-22", "2027-12-01"),
        ("2027-08-31", "2026-11-22", "2027-05-22", "2028-02-29"),
        ("2027-03-01", "2026-11-22", "2027-02-15", "2027-05-25"),
        ("2027-03-01", "2026-11-22", "2026-11-29", "2027-04-01"),
        ("2027-03-01", "2026-11-22", "9999-12-31", "2029-03-01"),
        ("2027-03-01", "2027-02-01", "2027-01-01", "2027-09-01"),
        ("2027-03-01", None, "2027-01-01", "2027-09-01"),
        ("2027-03-01", "2026-11-22", None, "2027-09-01"),
    ],
)
def test_a_text_is_trusted_for_as_long_as_before(
    today: str, as_of: str | None, review_by: str | None, following: str
) -> None:
    dates = (as_of and DAY(as_of)) or None, (review_by and DAY(review_by)) or None
    assert rules.next_review(DAY(today), *dates, yearly=False) == DAY(following)


def test_figures_are_looked_at_in_january() -> None:
    """The tenth is when new figures are there; from then on the text is trusted for half a year again."""
    before = DAY("2026-11-22"), DAY("2027-01-10")
    assert rules.next_review(DAY("2026-12-20"), *before, yearly=True) == DAY("2027-01-10")
    assert rules.next_review(DAY("2027-01-08"), *before, yearly=True) == DAY("2027-07-08")


DAYS = st.dates(DAY("2020-01-01"), DAY("2040-12-31"))


@given(DAYS, st.none() | DAYS, st.none() | DAYS, st.booleans())
def test_to_say_it_twice_on_a_day_says_nothing_new(
    today: dt.date, as_of: dt.date | None, review_by: dt.date | None, yearly: bool
) -> None:
    once = rules.next_review(today, as_of, review_by, yearly=yearly)
    assert once > today
    assert rules.next_review(today, today, once, yearly=yearly) == once


def test_answers_hold_where_the_item_means_what_it_means_now() -> None:
    """Changed and taken back twice; a version that was published before that was noted counts as a change."""
    steps: list[rules.Step] = [(1, None, None), (2, {"eins": 1}, None), (3, {"eins": 2}, 2), (4, {"eins": 1}, None)]
    assert rules.holdings(steps[:1]) == {}
    assert rules.holdings(steps[:2]) == {"eins": rules.Holding(2, ())}
    assert rules.holdings(steps[:3]) == {"eins": rules.Holding(1, (2,))}
    assert rules.holdings(steps) == {"eins": rules.Holding(4, ())}
    assert rules.holdings([*steps, (5, {"eins": 4}, 4)]) == {"eins": rules.Holding(1, (2, 4))}
    assert rules.holdings([*steps, (5, {"eins": 4}, 4), (6, {"eins": 1}, 5)]) == {"eins": rules.Holding(4, (5,))}
    assert rules.holdings([(1, None, None), (2, None, None), (3, {"eins": 2}, 2)]) == {"eins": rules.Holding(3, ())}
