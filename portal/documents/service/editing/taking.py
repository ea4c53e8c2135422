"""Two people may want one address at the same moment: the second finds it taken."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from portal.documents.service import addresses
from portal.documents.service.editing.faults import NameTaken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from portal.documents.rules import Kind


@contextmanager
def taking(session: Session, kind: Kind, slug: str) -> Iterator[None]:
    """Where a document gets its address, and nothing else is written. Raises NameTaken if somebody was faster than the
    look whether it is free; the session can still be used.
    """
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        holder = addresses.holder_id(session, kind, slug)
        if holder is None:
            raise
        raise NameTaken(holder) from None
