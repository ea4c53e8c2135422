"""The items of a checklist: found again by their key, never by place or words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from portal import clock
from portal.documents import queries, rules
from portal.documents.models import Item, ItemText
from portal.documents.queries import editing
from portal.documents.rules import ItemState, Renamed, Terms, Vanished
from portal.text import N_, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from portal import text


VANISHED = N_(
    "The item #%(key)s (“%(caption)s”) is missing, and companies may have answered it. Put its line back after "
    "#%(after)s; if it no longer applies, keep the line and add retired=YYYY-MM-DD to its braces."
)
VANISHED_AT_THE_START = N_(
    "The item #%(key)s (“%(caption)s”) is missing, and companies may have answered it. Put its line back at the "
    "start; if it no longer applies, keep the line and add retired=YYYY-MM-DD to its braces."
)
RENAMED = N_(
    "“%(caption)s” had the id #%(key)s and now has #%(new_key)s: write #%(key)s again, or the companies' answers "
    "would be lost. If it really is another item, word it differently."
)


def states(session: Session, document_id: int, german_id: int | None) -> list[ItemState]:
    """Every item that the checklist ever had, with its words in the live German revision; one that has left the text
    with the last words that it had.
    """
    known = queries.items(session, document_id)
    live, last = words(session, known, german_id)
    return [stored_state(item, live.get(item.id) or last.get(item.id), left=item.id in last) for item in known]


def words(
    session: Session, known: Sequence[Item], german_id: int | None
) -> tuple[Mapping[int, ItemText], Mapping[int, ItemText]]:
    """The words of items in the live German revision; of those that have left the text, the last; by their numbers."""
    live = queries.wordings(session, german_id) if german_id else {}
    left = [item.id for item in known if item.id not in live]
    return live, queries.last_wordings(session, known[0].document_id, left) if left else {}


def keys(session: Session, document_id: int) -> frozenset[str]:
    """The ids that nobody may give to another item."""
    return frozenset(item.key for item in queries.items(session, document_id))


def stored_state(item: Item, words: ItemText | None, *, left: bool = False) -> ItemState:
    return ItemState(
        key=item.key,
        parent=item.parent_key,
        caption=words.caption if words else "",
        fingerprint=words.fingerprint if words else "",
        rev=item.rev,
        retired=item.retired_at is not None,
        left=left,
        settings=_settings(item.kind, item.sizes, item.attributes),
        demand=_demand(item.kind, item.attributes),
    )


def read_states(items: Iterable[text.Item]) -> list[ItemState]:
    """The items as a file has them."""
    return [
        ItemState(
            key=item.id,
            parent=item.parent,
            caption=item.caption,
            fingerprint=item.fingerprint,
            rev=item.rev,
            retired=item.retired is not None,
            settings=_settings(item.kind, _sizes(item), _attributes(item)),
            demand=_demand(item.kind, _attributes(item)),
            line=item.line,
        )
        for item in items
    ]


def _settings(kind: str, sizes: str, attributes: dict[str, Any]) -> str:
    return json.dumps([kind, sizes, attributes], sort_keys=True)


def terms(item: Item) -> Terms:
    """As the live text has them."""
    due = item.attributes.get("due")
    anchor = str(item.attributes.get("anchor") or "first_working_day")
    return Terms(item.kind, (due[0], due[1]) if due else None, anchor, bool(item.attributes.get("law")))


def _demand(kind: str, attributes: dict[str, Any]) -> str:
    return json.dumps([kind, *(attributes.get(name) for name in ("due", "anchor", "law"))])


def identity_problems(before: Sequence[ItemState], after: Sequence[ItemState]) -> list[Problem]:
    """Sentences for what would cost companies their answers."""
    faults = rules.broken_identities(before, after)
    return sorted(map(_identity_problem, faults), key=lambda problem: problem.line)


def _identity_problem(fault: Vanished | Renamed) -> Problem:
    params = {"key": fault.key, "caption": fault.caption}
    if isinstance(fault, Renamed):
        return Problem(fault.line, "error", RENAMED, params | {"new_key": fault.new_key})
    if not fault.after:
        return Problem(fault.line, "error", VANISHED_AT_THE_START, params)
    return Problem(fault.line, "error", VANISHED, params | {"after": fault.after})


def meanings_since(session: Session, document_id: int, number: int) -> frozenset[str]:
    """The items that mean something else by now than they did in this German revision."""
    return rules.meanings_between([tuple(row) for row in editing.meanings(session, document_id)], number)


def follow(
    session: Session,
    document_id: int,
    number: int,
    read: Sequence[text.Item],
    *,
    restoring: Collection[str] | None = None,
) -> dict[str, int]:
    """Bring the rows of the items to the state of German revision `number`. No row ever goes.

    An older text says what it said before. `restoring`: the items whose meaning has changed since that older text, for
    two texts may mean different things under the same rev. Returns from when each changed meaning dated, to be noted
    with the revision; `settle` then says which answers hold.
    """
    meanings: dict[str, int] = {}
    known = {item.key: item for item in queries.items(session, document_id)}
    for one in read:
        item = known.pop(one.id, None)
        if item is None:
            item = Item(
                document_id=document_id, key=one.id, first_revision=number, meaning_revision=number, rev=one.rev
            )
            session.add(item)
        elif one.rev > item.rev or means_another(one, item.rev, restoring):
            meanings[one.id] = item.meaning_revision
            item.rev = one.rev
        describe(item, one)
    # What is left was retired before and has now left the text too, or is unknown to an older text; it goes to the end
    # of the list.
    for item in known.values():
        item.position = len(read)
        item.retired_at = item.retired_at or clock.today()
    session.flush()
    return meanings


def means_another(one: text.Item, rev: int, restoring: Collection[str] | None) -> bool:
    """Whether an item of an older text that is brought back means something else than it does now."""
    return restoring is not None and (one.rev != rev or one.id in restoring)


def settle(session: Session, document_id: int) -> None:
    """Write down which answers hold, by the history of the German text: those on words that mean what the item means
    now. Where a version was taken back, that is what was answered before it.
    """
    held = rules.holdings([tuple(row) for row in editing.meanings(session, document_id)])
    for item in queries.items(session, document_id):
        if found := held.get(item.key):
            item.meaning_revision = found.since
            item.strayed = f"|{'|'.join(map(str, found.strayed))}|" if found.strayed else ""
    session.flush()


def describe(item: Item, read: text.Item) -> None:
    """Everything about an item but its identity and its history."""
    item.parent_key = read.parent
    item.section = read.section
    item.position = read.position
    item.depth = read.depth
    item.kind = read.kind
    item.sizes = _sizes(read)
    item.attributes = _attributes(read)
    item.retired_at = read.retired


def _sizes(item: text.Item) -> str:
    return f"|{'|'.join(item.sizes)}|" if item.sizes else ""


def _attributes(item: text.Item) -> dict[str, Any]:
    return {
        "due": list(item.due) if item.due else None,
        "anchor": item.anchor,
        "law": item.law,
        "groups": list(item.groups),
        "sources": list(item.sources),
        "repeat": list(item.repeat) if item.repeat else None,
        "was": item.was,
    }


def add_words(session: Session, document_id: int, revision_id: int, read: Sequence[text.Item]) -> None:
    """Keep the words of a revision, in either language."""
    ids = {item.key: item.id for item in queries.items(session, document_id)}
    for one in read:
        parts = {**one.parts, "more": one.more_html} if one.more_html else dict(one.parts)
        session.add(
            ItemText(
                revision_id=revision_id,
                item_id=ids[one.id],
                caption=one.caption,
                caption_html=one.caption_html,
                parts=parts,
                fingerprint=one.fingerprint,
            )
        )
