"""What an editor finds at home: what waits, the most pressing first, and nothing that waits for others."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.documents.models import Document
from portal.documents.rules import Kind
from portal.documents.service import editing
from portal.documents.service.editing import Plan, Typed
from tests import build
from tests.documents.texts import prose, put

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from sqlalchemy.orm import Session

    from portal.accounts.models import User
    from tests.client import PortalClient


def guide(session: Session, slug: str, review_by: str = "2027-05-22") -> int:
    put(session, prose("Ein Satz.", slug, f"Text {slug}").replace("2027-05-22", review_by), Kind.GUIDE, slug)
    return session.scalars(select(Document.id).where(Document.slug == slug)).one()


def write(session: Session, who: User, number: int) -> str:
    """Change a text in the browser; returns the draft's stamp."""
    shown = editing.desk(session, who.id, number, "de")
    typed = Typed(shown.source.replace("Ein Satz.", "Ein anderer Satz."), shown.stamp, "")
    editing.save(session, who.id, number, "de", typed)
    return editing.desk(session, who.id, number, "de").stamp


def test_what_waits_stands_in_the_order_of_urgency(
    rows: Session, as_user: Callable[[User], PortalClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 11, 10))
    anna, ben = (build.user(rows, Role.EDITOR, name=name) for name in ("Anna", "Ben"))
    alone, handed, drafted, due, theirs = (
        guide(rows, "allein"),
        guide(rows, "abgegeben"),
        guide(rows, "entwurf"),
        guide(rows, "faellig", "2026-11-01"),
        guide(rows, "fremd", "2026-11-01"),
    )
    rows.get_one(Document, theirs).keeper_id = ben.id
    editing.publish_draft(rows, ben.id, alone, "de", write(rows, ben, alone), Plan(reason="Es eilt"))
    editing.hand_in(rows, ben.id, handed, "de", write(rows, ben, handed), "Bitte prüfen")
    write(rows, ben, drafted)
    rows.commit()
    page = as_user(anna).get("/").text
    found = [page.index(f"Text {slug}</a>") for slug in ("allein", "abgegeben", "faellig", "entwurf")]
    assert found == sorted(found)
    assert "Text fremd" not in page
    assert "4 Aufgaben warten" in page
    assert f"/editor/{alone}/de/versions?old=1&amp;new=2" in page
    assert page.count("kern-btn--primary") == 1
    assert f'href="/editor/{due}"' in page
    own = as_user(ben).get("/").text
    assert "Text fremd" in own
    assert "Text allein" not in own


def test_an_empty_home_says_what_comes_and_a_funder_reads_of_reports(
    rows: Session, as_user: Callable[[User], PortalClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 11, 10))
    page = as_user(build.user(rows, Role.EDITOR)).get("/").text
    assert "In der Redaktion wartet nichts" in page
    assert "Text beginnen" in page
    assert "Noch ist kein Bericht freigegeben" in as_user(build.user(rows, Role.FUNDER)).get("/").text
