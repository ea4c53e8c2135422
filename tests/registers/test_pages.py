"""Figures and the operator's data as pages: what is saved is shown at once, everywhere, and nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from portal.access import Role
from portal.documents.rules import Kind
from portal.registers import service
from portal.registers.models import KeptRegister
from portal.web import site
from tests import build
from tests.documents.texts import prose, put
from tests.structure.sources import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from portal.accounts.models import User
    from tests.client import PortalClient


@pytest.fixture(autouse=True)
def _own_state(app: Flask, rows: Session) -> Iterator[None]:
    """The app is shared and remembers what it showed."""
    service.sync(rows, ROOT / "content")
    put(rows, prose("Mindestens {{ figure:blue-card }}.", "karte", "Die Karte"), Kind.GUIDE, "karte")
    rows.commit()
    with app.app_context():
        site.look_again()
    yield
    app.extensions["portal_registers"].looked_at = None


@pytest.fixture
def editor(rows: Session, as_user: Callable[[User], PortalClient]) -> PortalClient:
    return as_user(build.user(rows, Role.EDITOR))


@pytest.fixture
def admin(rows: Session, as_user: Callable[[User], PortalClient]) -> PortalClient:
    return as_user(build.user(rows, Role.ADMIN))


def fields(page: str) -> dict[str, str]:
    """What the form of a page would send, hidden fields among it."""
    found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page)
    return {
        **dict(found),
        **dict.fromkeys(re.findall(r'<textarea[^>]*name="([^"]+)"', page), ""),
    }


def test_the_next_value_is_entered_in_a_minute_and_shown_from_its_day_on(
    editor: PortalClient, client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = editor.get("/editor/figures/blue-card/next").text
    sent = fields(page)
    assert (sent["valid_from"], sent["valid_until"]) == ("1.1.2027", "31.12.2027")
    bad = editor.post("/editor/figures/blue-card/next", data={**sent, "value_de": "52.000 €", "valid_from": "1.6.2026"})
    assert bad.status_code == 422
    assert "52.000 €" in bad.text
    done = editor.post("/editor/figures/blue-card/next", data={**sent, "value_de": "52.000 €"})
    assert done.status_code == 303
    told = editor.get("/editor/figures/blue-card").text
    assert "ab 1.1.2027" in told
    assert "Einheit" not in told
    assert "50.700 € (2026)" in client.get("/guides/karte").text
    shown = editor.get("/editor/figures/blue-card").text
    assert "52.000 €" in shown
    assert "Die Karte" in shown
    monkeypatch.setattr("portal.clock.today", lambda: dt.date(2027, 1, 1))
    assert "52.000 € (2027)" in client.get("/guides/karte").text


def test_a_form_from_an_older_state_keeps_what_was_typed(editor: PortalClient) -> None:
    sent = fields(editor.get("/editor/figures/minimum-wage/2026-01-01").text)
    other = fields(editor.get("/editor/figures/minijob-limit/next").text)
    assert editor.post("/editor/figures/minijob-limit/next", data={**other, "value_de": "620 €"}).status_code == 303
    late = editor.post("/editor/figures/minimum-wage/2026-01-01", data={**sent, "value_de": "13,95 €"})
    assert late.status_code == 409
    assert "13,95 €" in late.text
    strange = editor.post("/editor/figures/minimum-wage/2026-01-01", data={**sent, "value_de": "13,\x7f95\x85 \u2028€"})
    assert (strange.status_code, "13,\ufffd95 €" in strange.text) == (422, True)
    again = {**sent, **fields(late.text), "value_de": "13,95"}
    bare = editor.post("/editor/figures/minimum-wage/2026-01-01", data=again, follow_redirects=True).text
    assert "eine Einheit: 13,90 €" in bare
    again = {**fields(editor.get("/editor/figures/minimum-wage/2026-01-01").text), "value_de": "13,95 €"}
    assert editor.post("/editor/figures/minimum-wage/2026-01-01", data=again).status_code == 303
    found = editor.get("/editor/figures").text
    assert "13,95 €" in found
    assert "620 €" in found


def test_a_new_figure_gets_a_name_of_its_own_and_what_texts_show_stays(editor: PortalClient) -> None:
    sent = fields(editor.get("/editor/figures/new").text)
    typed = {**sent, "label_de": "Gebühr für Straße & Öl", "value_de": "<b>1</b>", "valid_from": "1.1.2026"}
    done = editor.post("/editor/figures/new", data=typed)
    assert done.headers["Location"].endswith("/editor/figures/gebuehr-fuer-strasse-oel")
    assert "&lt;b&gt;1&lt;/b&gt;" in editor.get("/editor/figures").text
    kept = editor.post("/editor/figures/blue-card/2026-01-01/remove", data={}, follow_redirects=True)
    assert "noch" in kept.text
    assert "50.700 €" in kept.text
    assert editor.post("/editor/figures/gebuehr-fuer-strasse-oel/2026-01-01/remove").status_code == 303
    assert "Gebühr für Straße" not in editor.get("/editor/figures").text
    back = editor.get("/editor/figures/versions").text
    assert "gebuehr-fuer-strasse-oel" in back
    stamp = fields(back)["stamp"]
    assert editor.post("/editor/figures/versions/2/bring-back", data={"stamp": stamp}).status_code == 303
    assert "Gebühr für Straße" in editor.get("/editor/figures").text


def test_the_operator_is_changed_by_admins_and_seen_by_everybody(
    admin: PortalClient, editor: PortalClient, client: PortalClient
) -> None:
    assert editor.get("/admin/operator").status_code == 403
    page = admin.get("/admin/operator").text
    filled = {
        **fields(page),
        "operator_de": "Dienst <Nord>",
        "mail": "hallo",
        "funding_line_de": "Gefördert.",
        "hours_de": "Mo 9–12",
    }
    bad = admin.post("/admin/operator", data=filled)
    assert bad.status_code == 422
    assert "Dienst &lt;Nord&gt;" in bad.text
    assert admin.post("/admin/operator", data={**filled, "mail": "hallo@dienst.example"}).status_code == 303
    start = client.get("/").text
    for words in ("Dienst &lt;Nord&gt;", "mailto:hallo@dienst.example", "Gefördert.", "Mo 9–12"):
        assert words in start
    old = fields(admin.get("/admin/operator/versions").text)
    assert admin.post("/admin/operator/versions/1/bring-back", data=old).status_code == 303
    assert "Dienst &lt;Nord&gt;" not in client.get("/").text


def test_what_was_saved_since_the_page_was_read_stays(
    editor: PortalClient, rows: Session, tmp_path: Path, client: PortalClient
) -> None:
    """A state is brought back, a file taken and a value removed only on top of what the page showed."""
    versions = fields(editor.get("/editor/figures/versions").text)
    sent = fields(editor.get("/editor/figures/blue-card/2026-01-01").text)
    assert editor.post("/editor/figures/blue-card/2026-01-01", data={**sent, "value_de": "50.701 €"}).status_code == 303
    late = editor.post("/editor/figures/versions/1/bring-back", data=versions, follow_redirects=True)
    assert "inzwischen" in late.text
    for name in ("figures.yaml", "site.yaml"):
        words = (ROOT / "content" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(words.replace("603 €", "620 €"), encoding="utf-8")
    service.sync(rows, tmp_path)
    rows.commit()
    waiting = fields(editor.get("/editor/figures").text)
    sent = fields(editor.get("/editor/figures/blue-card/2026-01-01").text)
    assert editor.post("/editor/figures/blue-card/2026-01-01", data={**sent, "value_de": "50.702 €"}).status_code == 303
    assert "inzwischen" in editor.post("/editor/figures/file/take", data=waiting, follow_redirects=True).text
    assert "50.702 €" in client.get("/guides/karte").text
    kept = rows.get_one(KeptRegister, "figures", populate_existing=True)
    kept.source = "- key: [oops\n"
    rows.commit()
    now = fields(editor.get("/editor/figures").text)
    assert "kann nicht" in editor.post("/editor/figures/file/take", data=now, follow_redirects=True).text


def test_of_two_who_save_at_once_the_second_keeps_what_was_typed(
    editor: PortalClient, admin: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = fields(editor.get("/editor/figures/blue-card/2026-01-01").text)
    filled = {**fields(admin.get("/admin/operator").text), "operator_de": "Dienst Nord"}

    def save(*_args: object, **_options: object) -> None:
        raise service.ChangedMeanwhile

    monkeypatch.setattr("portal.registers.service.figures.save", save)
    monkeypatch.setattr("portal.registers.service.site.save", save)
    late = editor.post("/editor/figures/blue-card/2026-01-01", data={**sent, "value_de": "50.701 €"})
    assert (late.status_code, "50.701 €" in late.text) == (409, True)
    late = admin.post("/admin/operator", data=filled)
    assert (late.status_code, "Dienst Nord" in late.text) == (409, True)
    gone = editor.post("/editor/figures/minijob-limit/2026-01-01/remove", follow_redirects=True)
    assert "inzwischen" in gone.text


def test_it_is_looked_for_again_once_everybody_can_see_it(
    app: Flask, editor: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {**fields(editor.get("/editor/figures/blue-card/2026-01-01").text), "value_de": "50.701 €"}
    seen: list[bool] = []

    def look() -> None:
        with app.extensions["portal_database"].session(read_only=True) as session:
            seen.append("50.701 €" in service.newest_sources(session)["figures"][1])

    monkeypatch.setattr("portal.web.site.look_again", look)
    assert editor.post("/editor/figures/blue-card/2026-01-01", data={**sent, "valid_until": "x"}).status_code == 422
    assert editor.post("/editor/figures/blue-card/2026-01-01", data=sent).status_code == 303
    assert seen == [True]
