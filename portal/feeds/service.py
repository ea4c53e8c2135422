"""Making, ending and reading a person's calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts import rules as accounts_rules
from portal.accounts import service as accounts
from portal.checklists import service as checklists
from portal.companies import service as companies
from portal.db.tenancy import company_scope
from portal.feeds import queries, rules
from portal.feeds.models import Feed
from portal.feeds.rules import Calendar, DueDate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from portal.checklists.service import DueItem, MeasureView


@dataclass(frozen=True)
class Address:
    """A person's address: since when it holds, and its token, which is unknown once the portal's secret has changed."""

    made_at: dt.datetime
    token: str | None


def address(session: Session, user_id: int, secret: str) -> Address | None:
    """The person's address; None: has none."""
    feed = queries.made(session, user_id)
    if feed is None:
        return None
    token = rules.token(secret, feed.nonce)
    return Address(feed.created_at, token if accounts_rules.token_hash(token) == feed.token_hash else None)


def make(session: Session, user_id: int, secret: str) -> None:
    """Make an address; one from before ends."""
    try:
        with session.begin_nested():
            _keep(session, user_id, secret)
    except IntegrityError:
        # The other click of a double one was faster.
        _keep(session, user_id, secret)


def _keep(session: Session, user_id: int, secret: str) -> None:
    feed = queries.of_user(session, user_id) or Feed(user_id=user_id)
    feed.nonce, feed.created_at = accounts_rules.new_token(), clock.now()
    feed.token_hash = accounts_rules.token_hash(rules.token(secret, feed.nonce))
    session.add(feed)
    session.flush()


def revoke(session: Session, user_id: int) -> None:
    """End the person's address. Doing it twice changes nothing."""
    session.execute(delete(Feed).where(Feed.user_id == user_id))


def calendar(session: Session, token: str) -> Calendar | None:
    """What is due in the companies of the address's owner; None: there is no such address any more."""
    user_id = queries.owner(session, accounts_rules.token_hash(token))
    person = None if user_id is None else accounts.person(session, user_id)
    if person is None or not person.active:
        return None
    places = companies.belongings(session, person.id)
    dates = [due for one in places for due in _due_dates(session, one.company_id, one.company_name, person.language)]
    return Calendar(person.language, tuple(sorted(dates, key=lambda due: (due.day, due.key))), len(places) > 1)


def _due_dates(session: Session, company_id: int, company: str, language: str) -> Iterator[DueDate]:
    with company_scope(session, company_id):
        measures = checklists.open_measures(session, company_id, language)
        items = checklists.with_owners(session, checklists.due_items(session, company_id, language))
    for measure in measures:
        if measure.plan.due_on is not None:
            yield _of_measure(measure, measure.plan.due_on, company_id, company)

    for item in items:
        yield _of_hire(item, company_id, company)


def _of_hire(item: DueItem, company_id: int, company: str) -> DueDate:
    return DueDate(
        key=f"run-{item.run_id}-item-{item.item_id}",
        day=item.day,
        # A hire closed long ago has no label any more.
        what=": ".join(filter(None, (item.label, item.caption))),
        company_id=company_id,
        company=company,
        owner=item.owner,
        changed_at=item.changed_at,
        hire_id=item.hire_id,
        law=item.law,
        suggested=not item.law and not item.by_hand,
    )


def _of_measure(measure: MeasureView, day: dt.date, company_id: int, company: str) -> DueDate:
    return DueDate(
        key=f"measure-{measure.id}",
        day=day,
        what=measure.plan.what,
        company_id=company_id,
        company=company,
        owner=measure.owner,
        changed_at=measure.changed_at,
        measure_id=measure.id,
    )


def count_wrong_address(session: Session, network_address: str) -> None:
    """Count a guess. Raises TooManyAttempts, and then keep nothing."""
    accounts.count_guess(session, rules.ATTEMPTS_COUNTED_AS, network_address)
