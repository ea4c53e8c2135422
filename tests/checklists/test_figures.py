"""Figures from the database against a count by hand."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.checklists import rules, service
from portal.checklists.models import Run
from portal.checklists.rules import Counted, Figures, State
from portal.db.tenancy import company_scope, every_company
from portal.documents.models import Document
from tests import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

SOME_ITEMS = st.lists(
    st.tuples(
        st.sampled_from(("duty", "recommendation", "if_applicable")),
        st.sampled_from((*State, None)),
        st.booleans(),
        st.integers(1, 2),
        st.integers(1, 2),
        st.sampled_from(("", "|250+|", "|10-49|250+|")),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOME_ITEMS, SOME_ITEMS)
def test_the_database_counts_as_the_rules_do(db_session: Session, first: list[Any], second: list[Any]) -> None:
    """Against a count by hand, over two checklists, another company's answers and an earlier round beside them."""
    company, other = build.company(db_session), build.company(db_session)
    expected = {}
    for chosen in (first, second):
        document = build.document(db_session, "checklist")
        run = build.run(db_session, company, document)
        noise = build.run(db_session, other, document)
        expected[document.id] = rules.count(_fill(db_session, document, run, noise, chosen))
    with company_scope(db_session, company.id):
        found = service.figures(db_session, company.id)
    assert {key: found.get(key, Figures()) for key in expected} == expected
    with every_company(db_session, "the portfolio counts all"):
        assert service.figures_of_companies(db_session, [company.id]).get(company.id, {}) == found


def _fill(session: Session, document: Document, run: Run, noise: Run, chosen: list[Any]) -> Iterator[Counted]:
    for kind, state, confirmed, revision, meaning, sizes, retired in chosen:
        item = build.item(
            session,
            document,
            kind=kind,
            meaning_revision=meaning,
            strayed=f"|{meaning + 1}|{meaning + 12}|",
            sizes=sizes,
            retired_at=dt.date(2026, 1, 1) if retired else None,
        )
        if state is not None:
            build.answer(session, run, item, state, confirmed=confirmed, revision=revision)
        build.answer(session, noise, item, "done")
        left_out = sizes == "|250+|" and kind != "duty"
        if not retired and not left_out:
            due = state is not None and (revision < meaning or revision == meaning + 1)
            yield Counted(kind, state or State.OPEN, confirmed or state is None, due)
