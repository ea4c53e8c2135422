"""An item is translated in a form, beside what the German text says."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.documents.models import Document, Draft
from tests import build
from tests.documents.texts import Point, checklist, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.client import PortalClient

ONE = Point("eins", "Ein Zimmer suchen", "kind=duty", why="Am Anfang zählt das Bett.")
TWO = Point("zwei", "Den ersten Tag planen", why="Er bleibt im Kopf.")
THREE = Point("drei", "Alt und vorbei jetzt", "retired=2026-01-01")


class Translating:
    """A checklist of which one item is translated, and its translator."""

    def __init__(self, rows: Session, as_user: Callable[[Any], PortalClient]) -> None:
        self.rows = rows
        put(rows, checklist([ONE, TWO, THREE]))
        put(rows, checklist([replace(ONE, caption="Look for a room", more="", why="")], "en"), language="en")
        rows.commit()
        self.client = as_user(build.user(rows, Role.EDITOR, language="en"))
        self.address = f"/editor/{rows.scalars(select(Document)).one().id}/en"

    def fields(self, key: str) -> dict[str, str]:
        page = self.client.get(f"{self.address}/items/{key}").text
        found = dict(re.findall(r'name="(stamp)" type="hidden" value="([^"]*)"', page))
        areas = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\r?\n(.*?)</textarea>', page, re.DOTALL)
        return found | {name: html.unescape(value) for name, value in areas}

    @property
    def draft(self) -> str:
        return self.rows.scalars(select(Draft)).one().source


@pytest.fixture
def translating(rows: Session, as_user: Callable[[Any], PortalClient]) -> Translating:
    return Translating(rows, as_user)


def test_what_is_translated_is_filled_in_and_the_rest_is_to_be_written(translating: Translating) -> None:
    page = translating.client.get(f"{translating.address}/items/eins").text
    assert '<p class="p-typed p-quote" lang="de">Am Anfang zählt das Bett.</p>' in page
    fields = translating.fields("eins")
    assert (fields["caption"], fields["why"]) == ("Look for a room", "")
    fields = translating.fields("zwei")
    assert (fields["caption"], fields["why"], "how" in fields) == ("", "", False)
    for other in ("drei", "vier"):
        assert translating.client.get(f"{translating.address}/items/{other}").status_code == 404


def test_an_item_that_the_translation_lacks_comes_to_its_place(translating: Translating) -> None:
    said = translating.fields("zwei") | {"caption": "Plan the first day", "why": "It stays in mind."}
    assert translating.client.post(f"{translating.address}/items/zwei", data=said).status_code == 303
    end = "- [ ] Look for a room {: #eins }\n\n- [ ] Plan the first day {: #zwei }\n\n  **Warum:** It stays in mind.\n"
    assert translating.draft.endswith(end)
    # Readers get the label in their own language, whichever was written.
    said = translating.fields("eins") | {"why": "At first the bed counts."}
    answer = translating.client.post(f"{translating.address}/items/eins", data=said | {"then": "next"})
    assert answer.location.endswith("/items/zwei")
    assert "#eins }\n\n  **Why:** At first the bed counts.\n" in translating.draft
    page = translating.client.get(translating.address).text
    assert "still has German words" not in page
    assert f'href="{translating.address}/items/zwei"' in page


def test_what_is_left_empty_stays_to_be_done(translating: Translating) -> None:
    said = translating.fields("zwei") | {"caption": "Plan the first day"}
    assert translating.client.post(f"{translating.address}/items/zwei", data=said).status_code == 303
    assert "Er bleibt im Kopf." in translating.draft
    assert "still has German words" in translating.client.get(translating.address).text


def test_what_does_not_go_keeps_what_was_typed(translating: Translating) -> None:
    said = translating.fields("eins")
    for changes, sentence in (
        ({"caption": ""}, "Please say what is to be done."),
        ({"caption": "Look {: #zwei }"}, "without braces"),
        ({"why": "- [ ] A box"}, "would change the items around it"),
    ):
        answer = translating.client.post(f"{translating.address}/items/eins", data=said | changes)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert all(value in html.unescape(answer.text) for value in changes.values())
    assert translating.rows.scalars(select(Draft)).all() == []
