"""Tables of what can be found. Everything here is derived and can be made again from the documents."""

from typing import Any

from sqlalchemy import Dialect, ForeignKey, Index, String, Text, TypeDecorator, cast
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.model import Model
from portal.db.types import Id, LongText, Ref, Word


class Terms(TypeDecorator[str]):
    """Terms of a text with blanks between them: on PostgreSQL a vector of just these, on SQLite words for FTS5."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())

    def bind_expression(self, bindvalue: Any) -> Any:
        return cast(bindvalue, self)


class SearchEntry(Model):
    """A text or an item, as readers of a language find it."""

    __tablename__ = "search_entries"

    id: Mapped[Id]
    document_id: Mapped[Ref] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    # Whose readers find it; `spoken` is the language of its words: German where there is no translation.
    language: Mapped[str] = mapped_column(String(2))
    spoken: Mapped[str] = mapped_column(String(2))
    kind: Mapped[Word]
    slug: Mapped[Word]
    item: Mapped[Word] = mapped_column(default="")
    title: Mapped[LongText]
    # Of an item: the title of its checklist.
    context: Mapped[LongText] = mapped_column(default="")
    text: Mapped[LongText]
    # Whether search offers it: texts that are not kept up any more can only be linked to.
    listed: Mapped[bool] = mapped_column(default=True)
    terms: Mapped[str] = mapped_column(Terms())

    __table_args__ = (
        Index("ix_search_entries_terms", "terms", postgresql_using="gin").ddl_if(dialect="postgresql"),
        Index(None, "kind", "slug"),
    )


class TextLink(Model):
    """A link of a live text to a place inside the portal."""

    __tablename__ = "text_links"

    id: Mapped[Id]
    document_id: Mapped[Ref] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    item: Mapped[Word] = mapped_column(default="")
    address: Mapped[LongText]
    # What it leads to, by the words of the address; empty where the address is none of a text.
    kind: Mapped[Word]
    slug: Mapped[LongText]
    anchor: Mapped[LongText] = mapped_column(default="")
