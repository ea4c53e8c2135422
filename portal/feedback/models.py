"""The table of feedback. It holds no person: neither who said it nor from where."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.model import Model
from portal.db.types import Id, LongText, Moment, Ref, Word


class Feedback(Model):
    """One answer to "Was this guide helpful?". `revision`: the German text that was live, `side`: feedback/rules.py."""

    __tablename__ = "feedback"

    id: Mapped[Id]
    document_id: Mapped[Ref] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    revision: Mapped[int]
    helpful: Mapped[bool]
    comment: Mapped[LongText] = mapped_column(default="")
    side: Mapped[Word]
    at: Mapped[Moment]
