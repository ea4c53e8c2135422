"""What the portal says of its operator, as an admin types it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal import text
from portal.registers.service.versions import Held, save

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from portal.text import Site, SiteValue


def site_of(base: Held) -> Site:
    """The operator's data as they hold."""
    return text.load_site(base.source)[0]


def change_site(session: Session, actor_id: int, base: Held, values: Mapping[str, SiteValue]) -> bool:
    """Save the operator's data; returns whether anything changed. Raises ChangedMeanwhile, Unreadable."""
    source = text.with_site(base.source, values)
    if source == base.source:
        return False
    return save(session, actor_id, base, source) is not None
