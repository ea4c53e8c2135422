"""Who takes care of an item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock
from portal.accounts import service as accounts
from portal.checklists import mails, queries
from portal.checklists.models import ItemOwner
from portal.checklists.queries import hires as stored
from portal.checklists.queries import rounds
from portal.checklists.rules import State, hires
from portal.checklists.service import faults, measures, runs
from portal.checklists.service.hire_items import case, items_of_hires
from portal.checklists.service.hire_names import HireName, label_of
from portal.db.tenancy import with_unreleased
from portal.documents import service as documents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from portal.access import Actor
    from portal.checklists.models import Hire, Run
    from portal.documents.service import ChecklistText, ItemName

MOST_OWNED = 50


@dataclass(frozen=True)
class OwnedItem:
    """An open item that a person takes care of, of the company or of one of its hires."""

    name: ItemName
    state: State
    hire: HireName | None = None


def delegate(
    session: Session,
    actor: Actor,
    company_id: int,
    slug: str,
    item_key: str,
    user_id: int | None,
    hire_id: int | None = None,
) -> str:
    """Let a colleague take care of an item, or nobody; return the colleague's name.

    Begins the company's checklist if need be. Raises NoChecklist, ChecklistRetired, RunFinished, NoMember.
    """
    text = runs.text(session, slug, audience=runs.audience(hire_id))
    item = next((one for one in text.items if one.key == item_key), None)
    if item is None:
        raise faults.NoChecklist
    names = dict(measures.possible_owners(session, company_id))
    if user_id is not None and user_id not in names:
        raise faults.NoMember
    run = _run(session, actor, company_id, text, hire_id)
    if run.finished_at is not None:
        raise faults.RunFinished
    row = rounds.owner(session, run, item.id)
    is_news = user_id is not None and user_id != actor.user_id and (row is None or row.user_id != user_id)
    _set(session, actor, row, (company_id, run.id, item.id), user_id)
    if is_news:
        _tell(session, actor, run, item.id, user_id or 0)
    return names.get(user_id or 0, "")


def _run(session: Session, actor: Actor, company_id: int, text: ChecklistText, hire_id: int | None) -> Run:
    if hire_id is None:
        return runs.begun_run(session, actor, company_id, text)
    found = queries.locked_run(session, company_id, text.document_id, hire_id)
    if found is None:
        raise faults.NoChecklist
    return found


def _tell(session: Session, actor: Actor, run: Run, item_id: int, user_id: int) -> None:
    """A letter on the first handing over of a day."""
    (reader,) = accounts.people(session, [user_id])
    place = actor.belonging(run.company_id)
    item = documents.item_names(session, [item_id], reader.language)[item_id]
    cause = f"{run.id}/{item_id}/{clock.today()}"
    company = place.company_name if place else ""
    mails.delegated(session, reader, run, item, cause, who=actor.name, company=company)


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


def owner_of(
    session: Session, company_id: int, slug: str, item_key: str, language: str, hire_id: int | None = None
) -> tuple[ItemName, int | None]:
    """The item and the number of who takes care of it. Raises NoChecklist."""
    text = runs.text(session, slug, audience=runs.audience(hire_id))
    ids = documents.item_ids(session, text.document_id, [item_key])
    name = documents.item_names(session, ids.values(), language).get(ids.get(item_key, 0))
    if name is None:
        raise faults.NoChecklist
    run = queries.current_run(session, company_id, text.document_id, hire_id)
    owner = rounds.owner(session, run, name.id) if run is not None else None
    return name, owner.user_id if owner else None


def owned_items(session: Session, company_id: int, user_id: int, language: str) -> tuple[OwnedItem, ...]:
    """The open items that a person takes care of: three queries, and some more where there are items of hires."""
    rows = rounds.owned(session, company_id, user_id, MOST_OWNED)
    names = documents.item_names(session, {row.item_id for row in rows}, language)
    whose = stored.hires_by_run(session, {row.run_id for row in rows})
    awaited = _awaited(session, company_id, whose.values(), language)
    return tuple(
        OwnedItem(names[row.item_id], State(row.state or State.OPEN), _hire_name(whose.get(row.run_id)))
        for row in rows
        if row.item_id in names and not names[row.item_id].retired
        if row.run_id not in whose or (row.run_id, row.item_id) in awaited
    )


def _awaited(session: Session, company_id: int, found: Iterable[Hire], language: str) -> set[tuple[int, int]]:
    """Run and item of all that hires still wait for."""
    several = {hire.id: hire for hire in found}
    items = items_of_hires(session, company_id, list(several.values()), language)
    return {
        (one.run.id, one.item.id)
        for hire_id, some in items.items()
        for one in some
        if hires.is_awaited(one.task, case(several[hire_id]))
    }


def _hire_name(hire: Hire | None) -> HireName | None:
    return None if hire is None else HireName(hire.id, label_of(hire))


def hand_over_items(session: Session, actor: Actor, company_id: int, leaver_id: int, heir_id: int | None) -> int:
    """Give a leaving person's items to another, or to nobody; return how many. Raises NoMember."""
    if heir_id is not None and heir_id not in dict(measures.possible_owners(session, company_id)):
        raise faults.NoMember
    with with_unreleased(session, "the service's team removes people, too"):
        rows = rounds.owner_rows(session, company_id, leaver_id)
        for row in rows:
            _set(session, actor, row, (company_id, row.run_id, row.item_id), heir_id)
    return len(rows)
