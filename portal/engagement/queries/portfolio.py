"""The portfolio: companies with progress, requests and contacts, in any order, page by page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, or_, select

from portal.accounts.models import User
from portal.checklists.models import AnswerChange
from portal.companies.models import Company
from portal.consultations.models import ConsultationRequest, Message
from portal.engagement.rules import DESCENDING, Filter, Sort

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, ScalarSelect, Select
    from sqlalchemy.orm import Session

CLOSED = "closed"
# Earlier than any contact: companies never heard from come first, and compare like the others.
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def companies(
    session: Session,
    chosen: Filter,
    sort: Sort,
    after: tuple[Any, int] | None,
    limit: int,
    overdue_since: dt.date,
) -> list[Any]:
    """One page of active companies with requests and contacts, ordered; `after` is the last row's value and id."""
    value = _sort_value(sort)
    statement = _rows(overdue_since).add_columns(value.label("sort_value")).where(*_conditions(chosen))
    return list(session.execute(_page(statement, value, sort, after).limit(limit)))


def companies_by_id(session: Session, ids: Collection[int], overdue_since: dt.date) -> dict[int, Any]:
    """The same rows for these companies, by id."""
    return {row.Company.id: row for row in session.execute(_rows(overdue_since).where(Company.id.in_(ids)))}


def matching_ids(session: Session, chosen: Filter) -> list[int]:
    """All companies that match, unordered: for an order that SQL does not know."""
    return list(session.scalars(select(Company.id).where(*_conditions(chosen))))


def folded(chosen: Filter, text: str) -> Filter:
    """The same filter with its text as sort keys are written."""
    return replace(chosen, text=text)


def known(moment: dt.datetime) -> dt.datetime | None:
    """A time of contact, or None where there never was one."""
    return None if moment == NEVER else moment


def _rows(overdue_since: dt.date) -> Select[Any]:
    statement = select(Company, User.name.label("consultant"), *_requests(overdue_since), *_contacts())
    return statement.outerjoin(User, User.id == Company.consultant_id)


def count_companies(session: Session, chosen: Filter, mine: int) -> tuple[int, int, int]:
    """How many companies match, how many of all are this consultant's, and how many there are."""
    matching = func.coalesce(func.sum(case((and_(*_conditions(chosen)), 1), else_=0)), 0)
    own = func.coalesce(func.sum(case((Company.consultant_id == mine, 1), else_=0)), 0)
    statement = select(matching, own, func.count()).select_from(Company).where(Company.deactivated_at.is_(None))
    row = session.execute(statement).one()
    return int(row[0]), int(row[1]), int(row[2])


def _page(statement: Select[Any], value: ColumnElement[Any], sort: Sort, after: tuple[Any, int] | None) -> Select[Any]:
    descending = sort in DESCENDING
    if after is not None:
        beyond = value < after[0] if descending else value > after[0]
        statement = statement.where(or_(beyond, and_(value == after[0], Company.id > after[1])))
    return statement.order_by(value.desc() if descending else value, Company.id)


def _conditions(chosen: Filter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [Company.deactivated_at.is_(None)]
    if chosen.text:
        wanted.append(Company.sort_key.contains(chosen.text, autoescape=True))
    for column, value in (
        (Company.district, chosen.district),
        (Company.size_class, chosen.size_class),
        (Company.sector, chosen.sector),
        (Company.consultant_id, chosen.consultant_id),
    ):
        if value:
            wanted.append(column == value)
    return wanted


def _sort_value(sort: Sort) -> Any:
    if sort is Sort.REQUESTS:
        return _open_requests()
    if sort is Sort.HEARD:
        return _heard()
    return _spoke() if sort is Sort.SPOKE else Company.sort_key


def _requests(overdue_since: dt.date) -> tuple[ColumnElement[Any], ...]:
    return (
        _count_requests(
            ConsultationRequest.state.in_(("new", "open")),
            ConsultationRequest.first_response_at.is_(None),
            ConsultationRequest.counted_from <= overdue_since,
        ).label("overdue_requests"),
        _open_requests().label("open_requests"),
        _count_requests(ConsultationRequest.state == "new").label("new_requests"),
        _count_requests(
            ConsultationRequest.state == "open",
            ConsultationRequest.company_wrote_at > ConsultationRequest.service_wrote_at,
        ).label("replied_requests"),
    )


def _contacts() -> tuple[ColumnElement[Any], ...]:
    return _heard().label("heard_at"), _spoke().label("spoke_at")


def _open_requests() -> ColumnElement[int]:
    return func.coalesce(_count_requests(ConsultationRequest.state != CLOSED), 0)


def _count_requests(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    statement = select(func.count()).where(ConsultationRequest.company_id == Company.id, *conditions)
    return statement.correlate(Company).scalar_subquery()


def _heard() -> ColumnElement[dt.datetime]:
    """When the company last did something: answered an item, asked, or replied."""
    answered = select(func.max(AnswerChange.at)).where(AnswerChange.company_id == Company.id)
    wrote = select(func.max(Message.at)).where(Message.company_id == Company.id, Message.side == "company")
    return _later(answered.correlate(Company).scalar_subquery(), wrote.correlate(Company).scalar_subquery())


def _spoke() -> ColumnElement[dt.datetime]:
    """When the service last wrote to the company."""
    wrote = select(func.max(Message.at)).where(Message.company_id == Company.id, Message.side == "service")
    return func.coalesce(wrote.correlate(Company).scalar_subquery(), NEVER, type_=Message.at.type)


def _later(one: ScalarSelect[Any], other: ScalarSelect[Any]) -> ColumnElement[dt.datetime]:
    kind = Message.at.type
    first, second = func.coalesce(one, NEVER, type_=kind), func.coalesce(other, NEVER, type_=kind)
    return case((first > second, first), else_=second)
