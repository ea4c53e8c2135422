"""Letters of this area: about an item that somebody shall take care of, and the last reminder of a legal date.

A link names its item twice: what stands after the # does not come through a log-in, `at` does.
"""

from __future__ import annotations

import datetime as dt
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from portal.mail import service as mail

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from portal.accounts.service import Person, Reader
    from portal.checklists.models import Run
    from portal.checklists.service.legal_days import LegalDay
    from portal.documents.service import ItemName

LONGEST_CAPTION = 200
LEGAL = "checklists/legal/"


def item_path(company_id: int, slug: str, key: str) -> str:
    """Where a link to an item of a company's checklist leads."""
    return f"/checklists/{slug}?company={company_id}&at=item-{key}#item-{key}"


def hire_path(hire_id: int, key: str) -> str:
    """Where a link to an item of a hire leads."""
    return f"/hires/{hire_id}?at=item-{key}#item-{key}"


def measure_path(measure_id: int) -> str:
    """Where a link to a measure leads."""
    return f"/measures/{measure_id}"


def delegated(session: Session, reader: Person, run: Run, item: ItemName, cause: str, **who: Any) -> None:
    """To a colleague: an item is theirs. `cause` says which handing over it was; `who` names person and company."""
    # A subject is one line, and a caption may be long.
    caption = shorten(item.caption, LONGEST_CAPTION, placeholder=" …")
    path = hire_path(run.hire_id, item.key) if run.hire_id else item_path(run.company_id, item.slug, item.key)
    key = f"checklists/owner/{cause}/{reader.id}"
    mail.write(session, "checklists/delegated", reader, key=key, path=path, caption=caption, **who)


def legal_day(session: Session, reader: Reader, legal: LegalDay, caption: str) -> None:
    """A legal date ends: at most once for this item and this day. The hire's label stands in the letter alone, whose
    text is forgotten, not in its subject, which the outbox keeps.
    """
    mail.write(
        session,
        "checklists/legal_day",
        reader.person,
        key=f"{LEGAL}{legal.run_id}/{legal.item_id}/{legal.day}/{reader.person.id}",
        at_most_once=True,
        off_path=reader.off_path,
        legal=legal,
        caption=shorten(caption, LONGEST_CAPTION, placeholder=" …"),
    )


def take_legal_days_out(
    session: Session, since: dt.datetime, languages: Collection[str]
) -> frozenset[tuple[int, int, dt.date]]:
    """Take the reminders back that were written since then and have not left; returns of which run, item and day."""
    found = (key.removeprefix(LEGAL).split("/") for key in mail.take_out(session, LEGAL, since, languages))
    return frozenset((int(run), int(item), dt.date.fromisoformat(day)) for run, item, day, _person in found)
