"""Which office is shown where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from portal.directory import rules
from portal.directory.words import CONCERN_LABELS, COUNTY_LABELS
from portal.text import COUNTIES


@dataclass
class Office:
    name: str
    meta: dict[str, Any] = field(default_factory=dict)


HERE, THERE = Office("here", {"counties": ["esslingen"]}), Office("there", {"counties": ["stuttgart"]})
EVERYWHERE = Office("everywhere")


def test_an_office_serves_the_counties_that_it_names_or_all() -> None:
    assert rules.serving([HERE, THERE, EVERYWHERE], "esslingen") == [HERE, EVERYWHERE]
    assert rules.serving([HERE, THERE, EVERYWHERE], None) == [HERE, THERE, EVERYWHERE]


def test_an_office_stands_under_each_concern_and_never_nowhere() -> None:
    both = Office("both", {"concerns": ["familie", "anerkennung"]})
    odd = Office("odd", {"concerns": ["unbekannt"]})
    found = rules.by_concern([both, odd, EVERYWHERE])
    assert found == [("anerkennung", [both]), ("familie", [both]), (rules.OTHER, [odd, EVERYWHERE])]


@pytest.mark.parametrize(("url", "host"), [("https://www.lzf-bw.de/x", "lzf-bw.de"), ("http://a.example", "a.example")])
def test_a_link_shows_its_host(url: str, host: str) -> None:
    assert rules.external_link(url) == rules.ExternalLink(url, host)


@pytest.mark.parametrize("url", [None, "", "/guides/x", "mailto:a@b.example", "javascript:alert(1)", "https://"])
def test_what_is_no_web_address_is_no_link(url: str | None) -> None:
    assert rules.external_link(url) is None


def test_every_word_has_a_label() -> None:
    assert set(CONCERN_LABELS) == {*rules.CONCERNS, rules.OTHER}
    assert rules.COUNTIES == COUNTIES == tuple(COUNTY_LABELS)
