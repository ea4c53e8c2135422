"""Companies: making, changing, switching off and on, and finding them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING

from portal import clock
from portal.accounts import service as accounts
from portal.audit import service as audit
from portal.audit.rules import Action
from portal.companies import queries, rules
from portal.companies.models import Company
from portal.companies.queries import CompanyData
from portal.companies.rules import Chamber, District, Profile, Sector, SizeClass
from portal.companies.service.errors import MayBeTheSame, NoSuchCompany, UnknownConsultant
from portal.text import sort_key
from portal.web.pagination import Cursor, Page

if TYPE_CHECKING:
    from sqlalchemy import Subquery
    from sqlalchemy.orm import Session

COMPANIES_A_PAGE = 50
MOST_SIMILAR = 5


def company(session: Session, company_id: int) -> CompanyData | None:
    """The company with this number."""
    found = queries.row(session, company_id)
    return None if found is None else queries.as_data(found)


def sizes() -> Subquery:
    """Every company's `id` and `size_class`, for the figures of other areas. Sends no query."""
    return queries.sizes()


def companies_page(session: Session, search: str, cursor: Cursor | None) -> Page[CompanyData]:
    """A page of companies by name; every word of `search` is in the name."""
    words = tuple(sort_key(search.replace("\x00", "")).split())
    after = (cursor.value, cursor.row_id) if cursor and isinstance(cursor.value, str) else None
    found = queries.companies(session, words, after, COMPANIES_A_PAGE + 1)
    last = found[COMPANIES_A_PAGE - 1] if len(found) > COMPANIES_A_PAGE else None
    return Page(found[:COMPANIES_A_PAGE], Cursor(last.sort_key, last.id).word() if last else None)


def active_names(session: Session) -> tuple[tuple[int, str], ...]:
    """Number and name of every active company, by name."""
    return queries.active_names(session)


def names(session: Session, company_ids: Iterable[int]) -> dict[int, str]:
    """The names of these companies, switched-off ones too; one query."""
    return queries.names(session, company_ids)


def create_company(
    session: Session, actor_id: int | None, profile: Profile, *, confirmed: bool = False, is_demo: bool = False
) -> int:
    """Make a company and return its number.

    Raises UnknownConsultant; MayBeTheSame unless somebody `confirmed` that it is another one.
    """
    _check(session, profile, confirmed=confirmed)
    row = Company(is_demo=is_demo, created_at=clock.now())
    _write(row, profile)
    session.add(row)
    session.flush()
    audit.record(session, Action.COMPANY_CREATED, actor_id=actor_id, subject_id=row.id, company_id=row.id)
    return row.id


def change_company(
    session: Session, actor_id: int, company_id: int, profile: Profile, *, confirmed: bool = False
) -> None:
    """Change what describes a company. Raises NoSuchCompany, and as `create_company` does."""
    row = _row(session, company_id)
    before = queries.as_data(row).profile
    fields = sorted(name for name, value in dataclasses.asdict(profile).items() if getattr(before, name) != value)
    if not fields:
        return
    # What was the same before is known to be two; only a new name or domain asks again.
    known = confirmed or not {"name", "mail_domain"} & set(fields)
    consultant_stays = "consultant_id" not in fields
    _check(session, profile, confirmed=known, but=company_id, consultant_known=consultant_stays)
    _write(row, profile)
    audit.record(
        session, Action.COMPANY_CHANGED, actor_id=actor_id, subject_id=company_id, company_id=company_id, fields=fields
    )


def change_own_profile(
    session: Session,
    actor_id: int,
    company_id: int,
    *,
    place: str | None,
    district: District,
    size_class: SizeClass,
    sector: Sector,
    chamber: Chamber,
) -> None:
    """Change what a company may say about itself: all but name, mail domain and consultant. Raises NoSuchCompany."""
    present = queries.as_data(_row(session, company_id)).profile
    profile = dataclasses.replace(
        present, place=place, district=district, size_class=size_class, sector=sector, chamber=chamber
    )
    change_company(session, actor_id, company_id, profile)


def deactivate_company(session: Session, actor_id: int, company_id: int) -> None:
    """Switch the company off: it disappears from its members at their next click. Raises NoSuchCompany."""
    row = _row(session, company_id)
    if row.deactivated_at is None:
        row.deactivated_at = clock.now()
        _record(session, Action.COMPANY_DEACTIVATED, actor_id, company_id)


def reactivate_company(session: Session, actor_id: int, company_id: int) -> None:
    """Switch the company on again, with everything it had. Raises NoSuchCompany."""
    row = _row(session, company_id)
    if row.deactivated_at is not None:
        row.deactivated_at = None
        _record(session, Action.COMPANY_REACTIVATED, actor_id, company_id)


def _record(session: Session, action: Action, actor_id: int, company_id: int) -> None:
    audit.record(session, action, actor_id=actor_id, subject_id=company_id, company_id=company_id)


def _row(session: Session, company_id: int) -> Company:
    row = queries.row(session, company_id)
    if row is None:
        raise NoSuchCompany
    return row


def _check(
    session: Session,
    profile: Profile,
    *,
    confirmed: bool,
    but: int | None = None,
    consultant_known: bool = False,
) -> None:
    named = profile.consultant_id
    if named is not None and not consultant_known and named not in {one.id for one in accounts.consultants(session)}:
        raise UnknownConsultant
    if confirmed:
        return
    key = rules.name_key(profile.name)
    if similar := queries.similar(session, key, profile.mail_domain, but, MOST_SIMILAR):
        raise MayBeTheSame(similar)


def _write(row: Company, profile: Profile) -> None:
    for name, value in dataclasses.asdict(profile).items():
        setattr(row, name, value)
    row.sort_key = sort_key(profile.name)[: rules.LONGEST_KEY]
    row.name_key = rules.name_key(profile.name)
