"""Who gets the weekly mail, and when. What stands in it is said by the areas above."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import update

from portal import clock
from portal.accounts import queries, rules
from portal.accounts.models import DigestChoice
from portal.accounts.queries import Person
from portal.accounts.service.errors import LinkUnusable
from portal.db.inserting import insert

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor

READERS_A_ROUND = 200


@dataclass(frozen=True)
class Reader:
    """Somebody who gets mails of what is due; `off_path` leads to the page that switches these off."""

    person: Person
    off_path: str


@dataclass(frozen=True)
class DigestReader(Reader):
    """Somebody whose day has come."""

    week: str


def digest_weekday(session: Session, actor: Actor) -> int | None:
    """On which weekday (Monday is 0) the person gets the weekly mail; None: never."""
    choice = queries.digest_choice(session, actor.user_id)
    return choice.weekday if choice else rules.DIGEST_WEEKDAY


def choose_digest(session: Session, actor: Actor, weekday: int | None) -> None:
    """Get the weekly mail on this weekday; for a day that is past, from next week on."""
    _begin(session, [actor.user_id])
    choice = queries.digest_choice(session, actor.user_id)
    if choice is not None:
        choice.weekday = weekday
        choice.done_week = max(choice.done_week, _done_week(weekday))


def check_digest_token(session: Session, token: str) -> None:
    """Raise LinkUnusable for a token that nobody has."""
    if queries.digest_choice_of(session, token) is None:
        raise LinkUnusable


def stop_digest(session: Session, token: str) -> None:
    """Switch the weekly mail of the token's owner off. Raises LinkUnusable."""
    choice = queries.digest_choice_of(session, token)
    if choice is None:
        raise LinkUnusable
    choice.weekday = None


def due_digests(session: Session) -> tuple[DigestReader, ...]:
    """Who is to get the weekly mail now; they count as served for this week, in this transaction.

    Nobody before their first log-in, and nobody at night or at the weekend, save in place of a mail that was on its way.
    """
    now = clock.local(clock.now())
    at_work = now.hour >= rules.DIGEST_HOUR and now.weekday() in rules.DIGEST_WEEKDAYS
    if at_work:
        _begin(session, queries.without_digest_choice(session, READERS_A_ROUND))
    week = rules.week_of(now.date())
    found = queries.due_digests(session, now.weekday() if at_work else None, week, READERS_A_ROUND)
    for choice, _user in found:
        choice.done_week = week
    session.flush()
    return tuple(DigestReader(queries.as_person(user), _off_path(choice), week) for choice, user in found)


def make_due_again(session: Session, user_ids: Collection[int]) -> None:
    """Let these people get the weekly mail anew: what was written is taken back before it left."""
    again = update(DigestChoice).where(DigestChoice.user_id.in_(user_ids)).values(done_week=rules.DIGEST_AGAIN)
    session.execute(again)


def reachable(session: Session, user_ids: Iterable[int]) -> dict[int, Reader]:
    """Those of these people whom a mail of what is due may reach: not before their first log-in, and not who
    switched such mails off.
    """
    wanted = sorted(set(user_ids))
    if not wanted:
        return {}
    _begin(session, queries.without_digest_choice(session, len(wanted), wanted))
    found = queries.digest_readers(session, wanted)
    return {user.id: Reader(queries.as_person(user), _off_path(choice)) for choice, user in found}


def _off_path(choice: DigestChoice) -> str:
    return f"/digest/off/{choice.token}"


def _begin(session: Session, user_ids: list[int] | tuple[int, ...]) -> None:
    """Make the row of people who have none; another worker may be making it, too."""
    if not user_ids:
        return
    day, done = rules.DIGEST_WEEKDAY, _done_week(rules.DIGEST_WEEKDAY)
    rows = [{"user_id": one, "weekday": day, "token": rules.new_token(), "done_week": done} for one in user_ids]
    session.execute(insert(session, DigestChoice).on_conflict_do_nothing(index_elements=[DigestChoice.user_id]), rows)


def _done_week(weekday: int | None) -> str:
    """The present week, if that day of it is over."""
    today: dt.date = clock.today()
    past = weekday is not None and weekday < today.weekday()
    return rules.week_of(today) if past else ""
