"""Addresses, tokens, windows of time, and paths that lead nowhere else."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts import rules

FIRST = dt.datetime(2020, 1, 1)  # noqa: DTZ001 - Hypothesis adds the zone
MOMENTS = st.datetimes(min_value=FIRST, max_value=FIRST.replace(year=2100), timezones=st.just(dt.UTC))


@pytest.mark.parametrize("text", ["a@b.example", "first.last+tag@sub.firma.example", "ä@müller.example"])
def test_addresses(text: str) -> None:
    assert rules.is_email(text)


@pytest.mark.parametrize(
    "text", ["", "a", "a@b", "@b.example", "a@", "a b@c.example", "a@b@c.example", "<a@b.example>", "a@.example"]
)
def test_no_addresses(text: str) -> None:
    assert not rules.is_email(text)


def test_an_address_may_have_254_characters() -> None:
    assert rules.is_email("a" * 242 + "@firma.example"[:12])
    assert not rules.is_email("a" * 250 + "@b.example")


def test_addresses_are_compared_without_case_and_blanks() -> None:
    assert rules.email_key(" Hr@Firma.Example ") == rules.email_key("hr@firma.example")


@given(MOMENTS)
def test_a_moment_lies_in_its_window(now: dt.datetime) -> None:
    start = rules.window_start(now)
    assert start <= now < start + rules.ATTEMPTS_WINDOW
    assert rules.window_start(start) == start


@given(MOMENTS)
def test_after_the_wait_the_window_is_another(now: dt.datetime) -> None:
    later = now + dt.timedelta(minutes=rules.minutes_to_wait(now))
    assert 1 <= rules.minutes_to_wait(now) <= 15
    assert rules.window_start(later) > rules.window_start(now)


def test_counters_tell_addresses_and_networks_apart() -> None:
    here, elsewhere = "192.0.2.1", "192.0.2.2"
    slots = {
        slot.key
        for email in ("a@b.example", "c@b.example")
        for place in (here, elsewhere)
        for slot in rules.attempt_slots(email, place)
    }
    assert len(slots) == 2 + 4
    assert rules.attempt_slots("A@b.example ", here) == rules.attempt_slots("a@b.example", here)


def test_changing_the_last_half_of_an_ipv6_address_changes_nothing() -> None:
    first, second = (rules.attempt_slots("a@b.example", f"2001:db8:1:2::{end}") for end in ("1", "ffff"))
    assert first == second
    assert first != rules.attempt_slots("a@b.example", "2001:db8:1:3::1")
    assert rules.attempt_slots("a@b.example", "::ffff:192.0.2.1") == rules.attempt_slots("a@b.example", "192.0.2.1")


def test_a_counter_shows_neither_address() -> None:
    slots = rules.attempt_slots("a@b.example", "192.0.2.1")
    assert all("a@b" not in slot.key and "192" not in slot.key and len(slot.key) == 64 for slot in slots)


@pytest.mark.parametrize("path", ["/", "/checklists/ankommen?x=1", "/guides?lang=en"])
def test_paths_of_the_portal(path: str) -> None:
    assert rules.local_path(path) == path


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "guides",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
        "/\n/x",
        " /x",
    ],
)
def test_paths_that_lead_elsewhere(text: str | None) -> None:
    assert rules.local_path(text) is None


@given(st.text(alphabet="/\\.:@ehtpsvil\t\n ?#", max_size=12))
def test_no_accepted_path_leaves_the_portal(text: str) -> None:
    path = rules.local_path(text)
    if path is not None:
        browsers = path.replace("\\", "/").replace("\t", "").replace("\n", "")
        assert urlsplit(urljoin("https://portal.example/login", browsers)).netloc == "portal.example"
