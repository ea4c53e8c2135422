"""Where the links of the texts lead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from portal.access import Role
from portal.documents.rules import Kind
from portal.search import service
from tests import build
from tests.documents.texts import prose, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.client import PortalClient


def guide(session: Session, slug: str, body: str, extra: str = "", language: str = "de") -> None:
    put(
        session, prose(f"## A\n\n{body}", slug, f"Text {slug}", f"field: ankommen\n{extra}"), Kind.GUIDE, slug, language
    )


def dead(session: Session) -> list[str]:
    return [one.address for one in service.link_report(session, "de").dead]


@pytest.mark.parametrize(
    "address",
    [
        *("/guides/nichts", "/guides/nichts#h-a", "/directory/eins", "/pages/eins", "/checklists/nichts"),
        *("/checklists/liste#item-fort", "/guides/eins/mehr"),
    ],
)
def test_a_link_to_nothing_is_dead(db_session: Session, address: str) -> None:
    build.checklist(db_session, "Ein Punkt #p-1", slug="liste")
    guide(db_session, "ankommen", "Ein Satz.")
    guide(db_session, "eins", f"Siehe [dort]({address}).")
    assert dead(db_session) == [address]


@pytest.mark.parametrize(
    "address",
    [
        *("/guides/ankommen", "/guides/ankommen#h-a", "/guides/ankommen?x=1", "/checklists/liste", "/impressum"),
        *("/checklists/liste#item-p-1", "/consultations/new", "/guides", "https://example.org/guides/nichts"),
    ],
)
def test_a_link_that_leads_somewhere_is_not(db_session: Session, address: str) -> None:
    build.checklist(db_session, "Ein Punkt #p-1", slug="liste")
    guide(db_session, "ankommen", "Ein Satz.")
    guide(db_session, "eins", f"Siehe [dort]({address}).")
    assert dead(db_session) == []


def test_a_text_knows_what_links_to_it(db_session: Session) -> None:
    guide(db_session, "ankommen", "Siehe [dort](/guides/eins) und [noch einmal](/guides/eins#h-a).")
    guide(db_session, "eins", "Ein Satz.")
    build.checklist(db_session, "Ein Punkt #p-1", slug="liste")
    guide(db_session, "drei", "Früher.", "retired: 2026-01-01\nsuccessor: ankommen\n")
    found = service.used_by(db_session, "guide", "ankommen", "de")
    assert {(one.where.slug, one.where.item) for one in found} == {("liste", "p-1"), ("drei", "")}
    assert [one.where.slug for one in service.used_by(db_session, "guide", "eins", "de")] == ["ankommen"]


def test_a_link_to_a_text_that_is_not_kept_up_is_named(db_session: Session) -> None:
    guide(db_session, "alt", "Früher.", "retired: 2026-01-01\n")
    guide(db_session, "eins", "Siehe [dort](/guides/alt).")
    report = service.link_report(db_session, "de")
    assert (report.dead, [one.where.slug for one in report.outdated]) == ((), ["eins"])


def test_a_link_mended_in_the_text_is_mended_in_the_report(db_session: Session) -> None:
    guide(db_session, "eins", "Siehe [dort](/guides/nichts).")
    assert dead(db_session)
    guide(db_session, "eins", "Siehe [dort](/guides/eins).")
    assert not dead(db_session)


def test_editors_see_the_report(rows: Session, as_user: Callable[[Any], PortalClient]) -> None:
    editor = as_user(build.user(rows, Role.EDITOR))
    assert "Jeder Link zwischen den Texten" in editor.get("/editor/links").text
    guide(rows, "ankommen", "Siehe [dort](/guides/nichts).")
    build.checklist(rows, "Ein Punkt #p-1", "Noch einer #p-2", slug="liste")
    page = editor.get("/editor/links").text
    assert "1 Link nennt einen Text" in page
    assert "<code>/guides/nichts</code>" in page
    assert "2 Fundstellen" in page
    assert re.search(r'href="/checklists/liste#item-p-1">Ein Punkt</a> <span class="p-muted">\(Liste liste\)', page)
