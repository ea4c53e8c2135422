"""The terms of use with the processing agreement: which version a company has accepted, and who did it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from portal import clock
from portal.accounts import service as accounts
from portal.audit import service as audit
from portal.audit.rules import Action
from portal.companies import queries
from portal.companies.models import TermsAcceptance
from portal.companies.service.errors import NoSuchCompany, OtherTerms

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Terms:
    """The text as it is live. `version` is its number; the language is that of the title."""

    version: int
    title: str
    slug: str


class LiveTerms(Protocol):
    """Finds the live terms in a language; None while none are published. Given by app.py: texts lie beside us."""

    def __call__(self, session: Session, language: str, /) -> Terms | None: ...


@dataclass(frozen=True)
class Acceptance:
    """That somebody accepted a version for the company; `name` None: the account is gone."""

    version: int
    accepted_at: dt.datetime
    name: str | None


def acceptances(session: Session, company_id: int) -> tuple[Acceptance, ...]:
    """What the company has accepted, the newest version first."""
    rows = queries.acceptances(session, company_id)
    names = accounts.names(session, {row.accepted_by for row in rows if row.accepted_by is not None})
    return tuple(Acceptance(row.version, row.accepted_at, names.get(row.accepted_by or 0)) for row in rows)


def accept_terms(session: Session, actor_id: int, company_id: int, version: int, live: Terms | None) -> None:
    """Accept the version that was shown. Raises OtherTerms where another one is live, NoSuchCompany."""
    if live is None or live.version != version:
        raise OtherTerms
    if queries.locked_row(session, company_id) is None:
        raise NoSuchCompany
    if version in {row.version for row in queries.acceptances(session, company_id)}:
        return
    row = TermsAcceptance(company_id=company_id, version=version, accepted_by=actor_id, accepted_at=clock.now())
    session.add(row)
    audit.record(
        session,
        Action.TERMS_ACCEPTED,
        actor_id=actor_id,
        subject_id=company_id,
        company_id=company_id,
        version=version,
    )
