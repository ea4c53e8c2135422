"""Recording deeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal import clock
from portal.audit.models import AuditEvent
from portal.audit.rules import DETAILS, Action

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def record(
    session: Session,
    action: Action,
    *,
    actor_id: int | None,
    subject_id: int | None = None,
    company_id: int | None = None,
    **details: Any,
) -> None:
    """Note a deed in the transaction that does it. `actor_id` None: the command line.

    Raises ValueError if the details are not the ones that the action is known by.
    """
    if set(details) != DETAILS[action]:
        message = f"{action} is recorded with {sorted(DETAILS[action])}, not {sorted(details)}."
        raise ValueError(message)
    event = AuditEvent(
        at=clock.now(), actor_id=actor_id, company_id=company_id, action=action, subject_id=subject_id, details=details
    )
    session.add(event)
