"""A text gets another address. What links to it says the new one, what leads to the old one is led on: in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock, text
from portal.audit import service as audit
from portal.audit.rules import Action
from portal.documents import parsing, queries
from portal.documents.models import FormerAddress
from portal.documents.parsing import Task
from portal.documents.queries import addresses as rows
from portal.documents.queries import editing
from portal.documents.rules import SLUG, SOURCE_LANGUAGE, Kind, address_of, is_fixed
from portal.documents.service import addresses, findable
from portal.documents.service.editing.faults import (
    AddressMoved,
    BadAddress,
    FixedAddress,
    NameTaken,
    NotRepublished,
    SameAddress,
)
from portal.documents.service.editing.following import followed
from portal.documents.service.editing.saving import demand_document
from portal.documents.service.editing.taking import taking
from portal.documents.service.editing.titles import title_of
from portal.documents.service.publishing import Deed, Refused, publish_reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from portal.documents.models import Document, Revision
    from portal.documents.service.addresses import Moves


@dataclass(frozen=True)
class Follower:
    """A text that says the address and is changed along. `live`: in these languages readers see it so; `unpublished`:
    drafts and kept texts that say it.
    """

    document_id: int
    kind: Kind
    title: str
    live: tuple[str, ...]
    unpublished: int

    @property
    def opened(self) -> str:
        """The language in which the editor finds the link."""
        return SOURCE_LANGUAGE if SOURCE_LANGUAGE in self.live or not self.live else self.live[0]


@dataclass(frozen=True)
class Moving:
    """What is known before an address is changed. `former`: the addresses that lead to the text already."""

    kind: Kind
    slug: str
    title: str
    fixed: bool
    former: tuple[str, ...]
    followers: tuple[Follower, ...]

    @property
    def address(self) -> str:
        return address_of(self.kind, self.slug)


@dataclass(frozen=True)
class Notes:
    """What the versions say that the change makes: of the text itself, and of those that link to it."""

    own: str
    others: str


@dataclass(frozen=True)
class _Change:
    """How one text is rewritten: everything that led to it leads to `slug`."""

    document_id: int
    moves: Moves
    slug: str

    def of(self, document: Document, source: str) -> str:
        """The source as it reads after the change."""
        own = addresses.named(source, self.slug) if document.id == self.document_id else source
        return addresses.readdressed(Kind(document.kind), own, self.moves)


# Before --------------------------------------------------------------------------------


def moving(session: Session, document_id: int) -> Moving:
    """What changing the address would reach: seven queries, however many texts link to it. Raises NoSuchText."""
    document = demand_document(session, document_id)
    kind, former = Kind(document.kind), rows.former_slugs(session, document_id)
    live = queries.live_revision(session, document_id, SOURCE_LANGUAGE)
    draft = None if live else editing.draft(session, document_id, SOURCE_LANGUAGE)
    return Moving(
        kind=kind,
        slug=document.slug,
        title=live.title if live else title_of(draft.source if draft else "", document.slug),
        fixed=is_fixed(kind, document.slug),
        former=tuple(address_of(kind, one) for one in former),
        followers=_followers(session, document, former),
    )


def _followers(session: Session, document: Document, former: Sequence[str]) -> tuple[Follower, ...]:
    """The texts that link to this one by any of its addresses; its own links to itself are not told."""
    # What no address is shows which texts would change.
    change = _change(document, former, "-")
    numbers = rows.naming(session, document.id, _words(document, former)) - {document.id}
    live: dict[int, list[str]] = {}
    unpublished: dict[int, int] = {}
    found: dict[int, tuple[Kind, str]] = {}
    for other, revision in rows.live_of(session, numbers):
        if change.of(other, revision.source) != revision.source:
            live.setdefault(other.id, []).append(revision.language)
            found.setdefault(other.id, (Kind(other.kind), revision.title))
    for other, one in rows.unpublished_of(session, numbers):
        if change.of(other, one.source) != one.source:
            unpublished[other.id] = unpublished.get(other.id, 0) + 1
            found.setdefault(other.id, (Kind(other.kind), title_of(one.source, other.slug)))
    followers = [
        Follower(number, kind, title, tuple(live.get(number, ())), unpublished.get(number, 0))
        for number, (kind, title) in found.items()
    ]
    order = list(Kind)
    return tuple(sorted(followers, key=lambda one: (order.index(one.kind), text.sort_key(one.title), one.document_id)))


def _change(document: Document, former: Sequence[str], slug: str) -> _Change:
    kind = Kind(document.kind)
    return _Change(document.id, {(kind, old): slug for old in (document.slug, *former) if old != slug}, slug)


def _words(document: Document, former: Sequence[str]) -> list[str]:
    """A file that leads to the text has one of these in it, whatever else."""
    slugs = (document.slug, *former)
    successors = [f"successor: {sign}{slug}" for slug in slugs for sign in ("", '"', "'")]
    return [*(address_of(Kind(document.kind), slug) for slug in slugs), *successors]


# The change ----------------------------------------------------------------------------


def rename(session: Session, actor_id: int, document_id: int, present: str, slug: str, notes: Notes) -> int:
    """Give a text another address; returns how many other texts follow. `present`: the slug that the page showed.

    Nobody has to look at it a second time: no word changes that readers see. Raises NoSuchText, FixedAddress,
    AddressMoved, SameAddress, BadAddress, NameTaken, NotRepublished; nothing is changed then.
    """
    document = demand_document(session, document_id)
    former = rows.former_slugs(session, document_id)
    numbers = rows.naming(session, document_id, _words(document, former))
    # All at once and in one order; what was read before may have changed until here.
    queries.lock(session, numbers)
    session.expire_all()
    _demand_free(session, document, present, slug)
    with session.begin_nested():
        change = _change(document, rows.former_slugs(session, document_id), slug)
        changed = _follow(session, actor_id, document, change, numbers, notes)
        audit.record(
            session,
            Action.DOCUMENT_MOVED,
            actor_id=actor_id,
            subject_id=document_id,
            kind=document.kind,
            old=present,
            new=slug,
        )
    return len(changed - {document_id})


def _demand_free(session: Session, document: Document, present: str, slug: str) -> None:
    kind = Kind(document.kind)
    if is_fixed(kind, document.slug):
        raise FixedAddress
    if document.slug != present:
        raise AddressMoved
    if slug == document.slug:
        raise SameAddress
    if not SLUG.fullmatch(slug):
        raise BadAddress(text.slugify(slug, fallback=""))
    holder = addresses.holder_id(session, kind, slug)
    if holder is not None and holder != document.id:
        raise NameTaken(holder)


def _follow(
    session: Session, actor_id: int, document: Document, change: _Change, numbers: set[int], notes: Notes
) -> set[int]:
    """The address changes, and all that leads to it: returns the numbers of the texts that were changed."""
    live = rows.live_of(session, numbers)
    before = {(other.id, one.language): one.number for other, one in live}
    _move(session, document, change.slug, seen=any(other.id == document.id for other, _one in live))
    changed = _republish(session, actor_id, change, live, notes)
    for number in sorted({other.id for other, _one in live} - changed):
        findable.follow(session, number)
    return changed | _rewrite_unpublished(session, change, numbers, before)


def _move(session: Session, document: Document, slug: str, *, seen: bool) -> None:
    """The old address leads on if anybody can know it; the new one is no former one any more."""
    kind = Kind(document.kind)
    rows.forget(session, kind, slug)
    if seen:
        session.add(FormerAddress(kind=kind, slug=document.slug, document_id=document.id, left_at=clock.now()))
    with taking(session, kind, slug):
        document.slug = slug


def _republish(
    session: Session, actor_id: int, change: _Change, live: Sequence[tuple[Document, Revision]], notes: Notes
) -> set[int]:
    """Publish what reads otherwise now as small, editorial versions, German before its translations; all or none."""
    new = {(other.id, one.language): change.of(other, one.source) for other, one in live}
    wanted = [(other, one) for other, one in live if new[other.id, one.language] != one.source]
    tasks = [_task(other, one.language, new) for other, one in wanted]
    for (other, old), reading in zip(wanted, parsing.read_safely(tasks), strict=True):
        note = notes.own if other.id == change.document_id else notes.others
        deed = Deed(note=note, minor=True, in_files=False, follows=followed(session, old), said=True)
        try:
            publish_reading(session, reading, actor_id, deed=deed)
        except Refused as fault:
            raise NotRepublished(other.id, old.language, old.title, fault.problems) from None
    return {other.id for other, _old in wanted}


def _task(document: Document, language: str, new: Mapping[tuple[int, str], str]) -> Task:
    follows = document.kind == Kind.CHECKLIST and language != SOURCE_LANGUAGE
    german = new.get((document.id, SOURCE_LANGUAGE)) if follows else None
    return Task(Kind(document.kind), document.slug, language, new[document.id, language], german)


def _rewrite_unpublished(
    session: Session, change: _Change, numbers: set[int], before: Mapping[tuple[int, str], int]
) -> set[int]:
    """Drafts and kept texts say the new address, too. Their stamps stay: nobody who has one open is behind for that."""
    changed = set()
    for other, one in rows.unpublished_of(session, numbers):
        source = change.of(other, one.source)
        if source != one.source:
            one.source = source
            changed.add(other.id)
        # What stood on the words that readers saw stands on those that they see now.
        if one.base is not None and one.base == before.get((other.id, one.language)):
            one.base = queries.last_number(session, other.id, one.language)
    session.flush()
    return changed
