"""Every SELECT on what can be found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, bindparam, cast, column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY

from portal.search.models import SearchEntry, TextLink

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from portal.search.rules import Find
    from portal.text import Wanted

# SQLite's index: made by the migration, kept by triggers.
_index = table("search_index", column("rowid"), column("search_index", String))


def matches(
    session: Session, wanted: Sequence[Wanted], language: str, kinds: Collection[Find], most: int, *, every: bool
) -> list[Any]:
    """id, kind, title and spoken language of what has every, or any, word asked for; in the order of addresses."""
    statement = (
        select(SearchEntry.id, SearchEntry.kind, SearchEntry.title, SearchEntry.spoken)
        .where(SearchEntry.language == language, SearchEntry.kind.in_(kinds), SearchEntry.listed)
        .where(_has(session, wanted, every=every))
        .order_by(SearchEntry.kind, SearchEntry.slug, SearchEntry.item)
        .limit(most)
    )
    return list(session.execute(statement))


def _has(session: Session, wanted: Sequence[Wanted], *, every: bool) -> ColumnElement[bool]:
    """Each term stands in quotes and is made of letters and digits, so none is taken for an operator."""
    if session.get_bind().dialect.name == "postgresql":
        asked = (" & " if every else " | ").join(_alternatives(one, "'{}'", "'{}':*", " | ") for one in wanted)
        return SearchEntry.terms.op("@@")(cast(bindparam(None, asked), TSQUERY))
    asked = (" AND " if every else " OR ").join(_alternatives(one, '"{}"', '"{}"*', " OR ") for one in wanted)
    return SearchEntry.id.in_(select(_index.c.rowid).where(_index.c.search_index.op("MATCH")(asked)))


def _alternatives(one: Wanted, whole: str, beginning: str, between: str) -> str:
    said = [whole.format(term) for term in one.terms] + [beginning.format(term) for term in one.beginnings]
    return f"({between.join(said)})"


def entries(session: Session, ids: Collection[int]) -> list[Any]:
    """These entries, without their terms."""
    names = ("id", "kind", "slug", "item", "title", "context", "text", "spoken")
    statement = select(*(getattr(SearchEntry, name) for name in names)).where(SearchEntry.id.in_(ids))
    return list(session.execute(statement))


def known_documents(session: Session) -> set[int]:
    """The documents that can be found."""
    return set(session.scalars(select(SearchEntry.document_id).distinct()))


def places(session: Session, language: str) -> list[Any]:
    """document, kind, slug, item, title and whether it is listed, of everything a link may lead to."""
    names = ("document_id", "kind", "slug", "item", "title", "spoken", "listed")
    statement = select(*(getattr(SearchEntry, name) for name in names)).where(SearchEntry.language == language)
    return list(session.execute(statement.order_by(SearchEntry.kind, SearchEntry.slug, SearchEntry.id)))


def links(session: Session) -> list[TextLink]:
    """All links of live texts, text by text."""
    return list(session.scalars(select(TextLink).order_by(TextLink.document_id, TextLink.id)))


def links_to(session: Session, kind: str, slug: str) -> list[TextLink]:
    """The links of live texts to one of them, text by text."""
    statement = select(TextLink).where(TextLink.kind == kind, TextLink.slug == slug)
    return list(session.scalars(statement.order_by(TextLink.document_id, TextLink.id)))
