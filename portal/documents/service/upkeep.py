"""Making derived data again from the stored files, and giving the stored files back."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import delete

from portal import text
from portal.documents import files, parsing, queries
from portal.documents.models import ItemText, Revision
from portal.documents.parsing import Task
from portal.documents.queries import addresses, editing
from portal.documents.rules import LANGUAGES, SOURCE_LANGUAGE, Kind
from portal.documents.service import findable, items

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from portal.documents.parsing import Reading
    from portal.documents.queries import LiveSource


class NotRendered(Exception):
    """Some stored texts cannot be read any more; nothing was changed. `readings` say which and why."""

    def __init__(self, readings: list[Reading]) -> None:
        self.readings = readings
        super().__init__(f"{len(readings)} stored texts cannot be read.")


def render(session: Session) -> int:
    """Make titles, HTML and items of all live revisions again, and search; returns how many. Raises NotRendered."""
    live = queries.live_sources(session)
    german = {(one.kind, one.slug): one.source for one in live if one.language == SOURCE_LANGUAGE}
    readings = parsing.read_safely([_task(one, german) for one in live])
    refused = [reading for reading in readings if reading.refused]
    if refused:
        raise NotRendered(refused)
    for one, reading in zip(live, readings, strict=True):
        _render(session, one, reading)
    session.flush()
    findable.rebuild(session)
    return len(live)


def _task(live: LiveSource, german: dict[tuple[Kind, str], str]) -> Task:
    follows = live.kind is Kind.CHECKLIST and live.language != SOURCE_LANGUAGE
    original = german.get((live.kind, live.slug)) if follows else None
    return Task(live.kind, live.slug, live.language, live.source, original, gone=live.gone)


def _render(session: Session, live: LiveSource, reading: Reading) -> None:
    revision = session.get_one(Revision, live.revision_id)
    revision.title, revision.summary = reading.title, reading.summary
    revision.meta, revision.body = dict(reading.meta), dict(reading.body)
    if live.kind is not Kind.CHECKLIST:
        return
    if live.language == SOURCE_LANGUAGE:
        rows = {item.key: item for item in queries.items(session, live.document_id)}
        for one in reading.items:
            items.describe(rows[one.id], one)
    session.execute(delete(ItemText).where(ItemText.revision_id == live.revision_id))
    items.add_words(session, live.document_id, live.revision_id, reading.items)


def export(session: Session, folder: Path, *, ours: bool = False) -> list[Path]:
    """Write every live text to where `content sync` would read it; returns what was written. Raises Unusable.

    `ours`: it is the folder that is synced, so from now on a file that changes may replace these texts.
    """
    root, live = folder.resolve(), queries.live_sources(session)
    written = [files.write(root, one.language, one.kind, one.slug, as_file(one)) for one in live]
    if ours:
        # Of these and no others: meanwhile somebody may have published.
        whole = {one.revision_id for one in live if as_file(one) == one.source}
        for publication in editing.publications(session, [one.revision_id for one in live]):
            publication.in_files = publication.revision_id in whole
        session.flush()
    return [path for path in written if path is not None]


def as_file(live: LiveSource) -> str:
    """What the file of a text says: a translation leaves out what the German text has not, or a portal that knows only
    the files would refuse it.
    """
    if live.language == SOURCE_LANGUAGE or not any(f"#{key}" in live.source for key in live.gone):
        return live.source
    return text.normalise(text.without_items(live.source, live.gone))


def clear_away(session: Session, folder: Path) -> list[Path]:
    """Remove the files at former addresses from the folder that is synced, now that their texts stand elsewhere in it;
    returns which. What says something that the portal has never published stays, for `content sync` to report.
    """
    removed = []
    for one in addresses.former(session):
        for language in LANGUAGES:
            path = files.path_of(folder.resolve(), language, Kind(one.kind), one.slug)
            if path.is_file() and _is_known(session, one.document_id, language, Kind(one.kind), path):
                path.unlink()
                removed.append(path)
    return removed


def _is_known(session: Session, document_id: int, language: str, kind: Kind, path: Path) -> bool:
    """Whether the portal has published what the file says, as it is written or put in order."""
    source = files.read_text(path)
    published = (source, parsing.read_safely([Task(kind, path.stem, language, source)])[0].source)
    return any(
        editing.has_hash(session, document_id, language, hashlib.sha256(one.encode()).hexdigest()) for one in published
    )
