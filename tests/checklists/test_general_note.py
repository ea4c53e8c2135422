"""Under a checklist that names a paragraph stands that it is no advice on a case; under others it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.access import Role
from portal.documents.models import Document
from tests import build
from tests.documents.texts import Point, checklist, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.client import PortalClient

NOTE = "Allgemeine Informationen, keine Beratung im Einzelfall."


@pytest.mark.parametrize(("why", "times"), [("Weil § 4a AufenthG es sagt.", 1), ("Weil es hilft.", 0)])
def test_a_checklist_with_a_paragraph_is_no_advice_on_a_case(
    rows: Session, as_user: Callable[..., PortalClient], why: str, times: int
) -> None:
    put(rows, checklist([Point("a-1", "Titel prüfen", why=why)]))
    for person in (build.member(rows, build.company(rows)), build.user(rows, Role.CONSULTANT)):
        assert as_user(person).get("/checklists/liste").text.count(NOTE) == times


def test_so_says_the_page_of_a_hire(rows: Session, as_user: Callable[..., PortalClient]) -> None:
    text = checklist([Point("a-1", "Titel prüfen", why="Weil § 4a AufenthG es sagt.")])
    done = put(rows, text.replace("audience: company", "audience: hire"))
    company = build.company(rows)
    hire = build.hire(rows, company)
    build.hire_run(rows, hire, rows.get_one(Document, done.document_id))
    assert as_user(build.member(rows, company)).get(f"/hires/{hire.id}").text.count(NOTE) == 1
