"""Former addresses of texts, and texts that say the present ones instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from portal import text
from portal.documents.queries import addresses
from portal.documents.rules import SLUG, Kind, address_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# From a former address (kind and slug) to the slug that its text has now.
Moves = Mapping[tuple[Kind, str], str]


def moves(session: Session) -> dict[tuple[Kind, str], str]:
    """Where all former addresses lead: one query, and one step however often a text has moved."""
    return {(Kind(row.kind), row.slug): row.present for row in addresses.former(session)}


def present_slug(session: Session, kind: Kind, slug: str) -> str | None:
    """The slug of the text that had this one before; None if none did."""
    # Whatever stands in an address comes here; PostgreSQL would choke on a NUL.
    found = addresses.holder(session, kind, slug) if SLUG.fullmatch(slug) else None
    return found.slug if found else None


def holder_id(session: Session, kind: Kind, slug: str) -> int | None:
    """The text that has or had this address, so that no other may get it."""
    found = addresses.bearer(session, kind, slug) or addresses.holder(session, kind, slug)
    return found.id if found else None


def named(source: str, slug: str) -> str:
    """The source with the id that its text has now; one without an id stays without."""
    front = text.read_front_matter(source)
    if front.problems or front.values.get("id") in (None, "", slug):
        return source
    parted = text.part(source)
    return text.join(text.with_meta(parted.head, {"id": slug}), parted.body)


def readdressed(kind: Kind, source: str, new: Moves) -> str:
    """The source with present addresses wherever it links to a former one, or names a successor by it."""
    changes = {address_of(*old): address_of(old[0], slug) for old, slug in new.items()}
    front = text.read_front_matter(source)
    successor = front.values.get("successor")
    if not front.problems and isinstance(successor, str) and (kind, successor) in new:
        parted = text.part(source)
        source = text.join(text.with_meta(parted.head, {"successor": new[kind, successor]}), parted.body)
    return text.with_addresses(source, changes)
