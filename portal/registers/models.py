"""Tables of registers: each version whole, as its file would be."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.model import Model
from portal.db.types import Id, LongText, Moment, Ref, Word


class RegisterVersion(Model):
    """An immutable, numbered state of a register; the highest number holds."""

    __tablename__ = "register_versions"

    id: Mapped[Id]
    register: Mapped[Word]
    number: Mapped[int]
    source: Mapped[LongText]
    source_hash: Mapped[Word]
    # The key of the figure that it is about; empty: the whole.
    about: Mapped[Word] = mapped_column(default="")
    # Whether the file in `content/` says the same, as far as the portal knows.
    in_files: Mapped[bool]
    created_at: Mapped[Moment]
    author_id: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    __table_args__ = (UniqueConstraint("register", "number"),)


class KeptRegister(Model):
    """What a file says that was changed while the portal's version was, too; it waits for somebody to choose."""

    __tablename__ = "kept_registers"

    register: Mapped[Word] = mapped_column(primary_key=True)
    source: Mapped[LongText]
    source_hash: Mapped[Word]
    kept_at: Mapped[Moment]
