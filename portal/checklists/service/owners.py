"""Who takes care of an item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock
from portal.accounts import service as accounts
from portal.checklists import mails, queries
from portal.checklists.models import ItemOwner
from portal.checklists.queries import rounds
from portal.checklists.rules import State
from portal.checklists.service import faults, measures, runs
from portal.documents import service as documents

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor
    from portal.documents.service import ItemName

MOST_OWNED = 50


@dataclass(frozen=True)
class OwnedItem:
    """An open item that a person takes care of."""

    name: ItemName
    state: State


def delegate(session: Session, actor: Actor, company_id: int, slug: str, item_key: str, user_id: int | None) -> str:
    """Let a colleague take care of an item, or nobody; return the colleague's name.

    Begins the checklist if need be. Raises NoChecklist, ChecklistRetired, RunFinished, NoMember.
    """
    text = runs.text(session, slug)
    item = next((one for one in text.items if one.key == item_key), None)
    if item is None:
        raise faults.NoChecklist
    names = dict(measures.possible_owners(session, company_id))
    if user_id is not None and user_id not in names:
        raise faults.NoMember
    run = runs.begun_run(session, actor, company_id, text)
    if run.finished_at is not None:
        raise faults.RunFinished
    row = rounds.owner(session, run, item.id)
    is_news = user_id is not None and user_id != actor.user_id and (row is None or row.user_id != user_id)
    _set(session, actor, row, (company_id, run.id, item.id), user_id)
    if is_news:
        _tell(session, actor, company_id, run.id, item.id, user_id or 0)
    return names.get(user_id or 0, "")


def _tell(session: Session, actor: Actor, company_id: int, run_id: int, item_id: int, user_id: int) -> None:
    """A letter on the first handing over of a day."""
    (reader,) = accounts.people(session, [user_id])
    place = actor.belonging(company_id)
    item = documents.item_names(session, [item_id], reader.language)[item_id]
    cause = f"{run_id}/{item_id}/{clock.today()}"
    mails.delegated(
        session, reader, company_id, item, cause, who=actor.name, company=place.company_name if place else ""
    )


def _set(
    session: Session, actor: Actor, row: ItemOwner | None, place: tuple[int, int, int], user_id: int | None
) -> None:
    company_id, run_id, item_id = place
    if row is None and user_id is not None:
        row = ItemOwner(company_id=company_id, run_id=run_id, item_id=item_id)
        session.add(row)
    if row is not None and user_id is None:
        session.delete(row)
    elif row is not None and user_id is not None:
        row.user_id, row.at, row.by = user_id, clock.now(), actor.user_id
    session.flush()


def owner_of(session: Session, company_id: int, slug: str, item_key: str, language: str) -> tuple[ItemName, int | None]:
    """The item and the number of who takes care of it. Raises NoChecklist."""
    text = runs.text(session, slug)
    ids = documents.item_ids(session, text.document_id, [item_key])
    name = documents.item_names(session, ids.values(), language).get(ids.get(item_key, 0))
    if name is None:
        raise faults.NoChecklist
    run = queries.current_run(session, company_id, text.document_id)
    owner = rounds.owner(session, run, name.id) if run is not None else None
    return name, owner.user_id if owner else None


def owned_items(session: Session, company_id: int, user_id: int, language: str) -> tuple[OwnedItem, ...]:
    """The open items that a person takes care of: two queries."""
    rows = rounds.owned(session, company_id, user_id, MOST_OWNED)
    names = documents.item_names(session, {row.item_id for row in rows}, language)
    return tuple(
        OwnedItem(names[row.item_id], State(row.state or State.OPEN))
        for row in rows
        if row.item_id in names and not names[row.item_id].retired
    )


def hand_over_items(session: Session, actor: Actor, company_id: int, leaver_id: int, heir_id: int | None) -> int:
    """Give a leaving person's items to another, or to nobody; return how many. Raises NoMember."""
    if heir_id is not None and heir_id not in dict(measures.possible_owners(session, company_id)):
        raise faults.NoMember
    rows = rounds.owner_rows(session, company_id, leaver_id)
    for row in rows:
        _set(session, actor, row, (company_id, row.run_id, row.item_id), heir_id)
    return len(rows)
