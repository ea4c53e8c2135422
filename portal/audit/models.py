"""The table of audit events."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from portal.db.model import Model
from portal.db.types import Id, JsonData, Moment, Ref, Word


class AuditEvent(Model):
    """One deed. References are plain numbers: an event outlives what it speaks of."""

    __tablename__ = "audit_events"

    id: Mapped[Id]
    at: Mapped[Moment]
    actor_id: Mapped[Ref | None]
    company_id: Mapped[Ref | None]
    action: Mapped[Word]
    subject_id: Mapped[Ref | None]
    details: Mapped[JsonData]

    __table_args__ = (Index(None, "company_id", "at"), Index(None, "action", "at"))
