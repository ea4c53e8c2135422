"""What an author writes never becomes active at a reader's."""

from __future__ import annotations

import pytest

from portal.text import plain_text, safe_html
from tests.text.build import parsed


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>*{display:none}</style>",
        "<input type=password name=p>",
        "<form action=/logout><button>x</button></form>",
        "<iframe src=https://evil.example></iframe>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        '<p onclick="alert(1)" style="color:red" class="x" data-hx-get="/x" hx-get="/x" id="csrf">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="java\nscript:alert(1)">x</a>',
        '<a href="&#106;avascript:alert(1)">x</a>',
        '<a href=" data:text/html,x">x</a>',
        '<a href="vbscript:x">x</a>',
        '<a href="//evil.example">x</a>',
        '<a href="/\\evil.example">x</a>',
        '<a href="\\\\evil.example">x</a>',
        '<a href="/\t/evil.example">x</a>',
        '<a href="https://portal.example@evil.example/">x</a>',
        '<a href="/logout">x</a>',
        '<a href="relative">x</a>',
        '<img src="https://evil.example/p.png" alt="a>b">',
        '<img src="/static/../x.png">',
        "<img src=x onerror=alert(1)>",
        '<h2 id="login">x</h2>',
    ],
)
def test_nothing_active_survives(html: str) -> None:
    cleaned = safe_html(html).lower()
    for word in ("script:", "<script", "<style", "<input", "<form", "<iframe", "<svg", "<img", "onclick", "style=", "class=",
                 "hx-", "data", "evil", "href", "src=", "id=", "vbscript"):  # fmt: skip
        assert word not in cleaned, cleaned


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a?b=c", "mailto:a@example.org", "tel:+49711", "/guides/wohnen", "/checklists/x#item-a",
     "/directory", "/pages/leichte-sprache", "#h-kontakt", "/consultations/new"],
)  # fmt: skip
def test_good_links_stay(address: str) -> None:
    assert f'href="{address}"' in safe_html(f'<a href="{address}">x</a>')


def test_external_links_do_not_hand_over_the_window() -> None:
    assert 'rel="noopener"' in safe_html('<a href="https://example.org">x</a>')


def test_tables_keep_their_alignment() -> None:
    html = parsed("| a |\n|:-:|\n| 1 |\n\n- [ ] a {: #a }\n").intro_html
    assert '<td align="center">1</td>' in html


def test_plain_text_is_what_is_read() -> None:
    assert plain_text("<p>Lohn &amp; <em>Gehalt</em></p><p>x</p>") == "Lohn & Gehalt x"


@pytest.mark.parametrize("part", ["caption", "why", "more"])
def test_script_in_an_item_never_reaches_a_reader(part: str) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1))"
    item = parsed(f"- [ ] a {evil} {{: #a }}\n\n  b {evil}\n\n  **Warum:** c {evil}\n").items[0]
    html = {"caption": item.caption_html, "why": item.parts["why"], "more": item.more_html}[part]
    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in html
