"""Who else has a text open."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from portal import clock
from portal.accounts import service as accounts
from portal.documents.queries import editing
from portal.documents.service.editing.desk import HERE
from portal.documents.service.editing.saving import demand_document

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FORGOTTEN = dt.timedelta(days=1)


def be_here(session: Session, actor_id: int, document_id: int, language: str) -> tuple[str, ...]:
    """Note that this person has the text open; returns the names of the others. Raises NoSuchText."""
    demand_document(session, document_id)
    now = clock.now()
    # In this order: who holds a row of today would wait for those of yesterday, and they for it.
    editing.forget_visits(session, now - FORGOTTEN)
    editing.note_visit(session, document_id, language, actor_id, now)
    others = [one for one in editing.visitors(session, document_id, language, now - HERE) if one != actor_id]
    return tuple(sorted(accounts.names(session, others).values()))
