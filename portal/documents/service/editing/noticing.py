"""What all editors see until somebody has looked at it: published alone, or taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock
from portal.accounts import service as accounts
from portal.documents.queries import editing
from portal.documents.rules import Kind
from portal.documents.service.editing.faults import NoSuchText, SecondPersonNeeded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

WITHDRAWALS_SHOWN = dt.timedelta(days=14)


def look_at(session: Session, actor_id: int, document_id: int, language: str, number: int) -> None:
    """Note that a second person has looked at what was published alone. Raises NoSuchText, SecondPersonNeeded."""
    issue = editing.issue(session, document_id, language, number)
    if issue is None or issue.publication is None:
        raise NoSuchText
    if issue.revision.author_id == actor_id:
        raise SecondPersonNeeded
    issue.publication.looked_at, issue.publication.looked_by = clock.now(), actor_id
    session.flush()


@dataclass(frozen=True)
class Notice:
    """Something that the other editors should look at. `note`: what was new; `withdraws`: the version taken back."""

    document_id: int
    kind: Kind
    language: str
    number: int
    title: str
    by: str | None
    mine: bool
    at: dt.datetime
    note: str
    reason: str
    withdraws: int | None

    @property
    def mine_and_done(self) -> bool:
        """Whether it tells the reader of nothing but their own deed."""
        return self.mine and self.withdraws is not None

    @property
    def before(self) -> int:
        """The version to hold it against; 0: there is none."""
        return self.withdraws or self.number - 1


def notices(session: Session, actor_id: int) -> tuple[Notice, ...]:
    """What was published alone and not looked at since, and what was taken back in the last two weeks.

    A version that was taken back waits no more: nobody reads it, and that it was taken back stands here. One that was
    replaced waits on: its words live on in what follows, and who checked that saw only what changed after it.
    """
    rows = editing.unseen(session, clock.now() - WITHDRAWALS_SHOWN)
    gone = _withdrawn(editing.withdrawals(session))
    names = accounts.names(session, [row.Revision.author_id for row in rows if row.Revision.author_id])
    return tuple(
        Notice(
            document_id=row.Document.id,
            kind=Kind(row.Document.kind),
            language=row.Revision.language,
            number=row.Revision.number,
            title=row.Revision.title,
            by=names.get(row.Revision.author_id or 0),
            mine=row.Revision.author_id == actor_id,
            at=row.Revision.created_at,
            note=row.Publication.note,
            reason=row.Publication.reason,
            withdraws=row.Publication.withdraws,
        )
        for row in rows
        if row.Publication.withdraws or (row.Document.id, row.Revision.language, row.Revision.number) not in gone
    )


def _withdrawn(withdrawals: Iterable[tuple[int, str, int, int]]) -> set[tuple[int, str, int]]:
    """The versions that are taken back now: a withdrawal that was itself taken back counts no more."""
    found: set[tuple[int, str, int]] = set()
    for document_id, language, number, withdraws in withdrawals:
        if (document_id, language, number) not in found:
            found.add((document_id, language, withdraws))
    return found
