"""Publishing one text: a new immutable revision, and items that keep their identity and their answers."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from portal import clock
from portal.audit import service as audit
from portal.audit.rules import Action
from portal.documents import parsing, queries, rules
from portal.documents.models import Document, LiveRevision, Publication, Revision
from portal.documents.parsing import Reading, Task
from portal.documents.queries import editing
from portal.documents.rules import SOURCE_LANGUAGE, ItemChange, Kind
from portal.documents.service import addresses, findable, items
from portal.text import N_, PART_MISSING, STILL_GERMAN, Problem, has_errors

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session


class Outcome(StrEnum):
    """What became of a text."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Refused(Exception):
    """The text stays as it was. `problems` say why, and how to mend it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


@dataclass(frozen=True)
class Deed:
    """What is said of a revision when it is published. The plain one: it came from a file.

    `minor`: translations stay valid; `reason`: why nobody else looked at it; `withdraws`: the revision it takes back;
    `confirms`: no word is another; `follows`: the German revision that a translation says the same as, if that is not
    the newest; `said`: by somebody who looked, so words that seem German do not speak against it.
    """

    note: str = ""
    minor: bool = False
    reason: str = ""
    in_files: bool = True
    withdraws: int | None = None
    confirms: bool = False
    follows: int | None = None
    said: bool = False


FROM_FILES = Deed()
# What speaks against it that a translation says what the German text says.
UNFINISHED = frozenset({STILL_GERMAN, PART_MISSING})


@dataclass(frozen=True)
class Published:
    """What publishing did. `number`: the live revision's, in its language."""

    outcome: Outcome
    document_id: int
    number: int
    changes: tuple[ItemChange, ...] = ()


def publish(
    session: Session,
    kind: Kind,
    slug: str,
    language: str,
    source: str,
    *,
    author_id: int | None = None,
    figures: Collection[str] | None = None,
) -> Published:
    """Read a text in a process of its own and make it live; raises Refused, and changes nothing then.

    `figures`: the yearly figures there are, if the text is to be checked against them.
    """
    known = None if figures is None else tuple(sorted(figures))
    task = Task(kind, slug, language, source, _german_source(session, kind, slug, language), known)
    return publish_reading(session, parsing.read_safely([task])[0], author_id)


def restore(
    session: Session,
    kind: Kind,
    slug: str,
    language: str,
    number: int,
    *,
    author_id: int | None = None,
    deed: Deed = FROM_FILES,
) -> Published:
    """Make an older revision live once more, as a new one. Its missing items come back with their answers, items that
    it does not have are retired; nothing has "vanished". Raises Refused.
    """
    document = queries.document(session, kind, slug)
    revision = queries.revision(session, document.id, language, number) if document else None
    if revision is None:
        raise Refused((_problem(N_("There is no such version of this text.")),))
    source = addresses.readdressed(kind, addresses.named(revision.source, slug), addresses.moves(session))
    task = Task(kind, slug, language, source, _german_source(session, kind, slug, language))
    return publish_reading(session, parsing.read_safely([task])[0], author_id, restoring=number, deed=deed)


def publish_reading(
    session: Session,
    reading: Reading,
    author_id: int | None = None,
    *,
    restoring: int | None = None,
    deed: Deed = FROM_FILES,
) -> Published:
    """Make a text live that was read before; raises Refused, and changes nothing then.

    `restoring`: the number of the revision that the text was, if it is an older one.
    """
    reading = _after_the_live_german(session, reading)
    if has_errors(reading.problems):
        raise Refused(tuple(problem for problem in reading.problems if problem.severity == "error"))
    task = reading.task
    document = queries.document(session, task.kind, task.slug)
    if document is None and task.language != SOURCE_LANGUAGE:
        raise Refused((_problem(N_("There is no German text to translate: publish it first, it is the source.")),))
    if document is None and addresses.present_slug(session, task.kind, task.slug) is not None:
        raise Refused(
            (_problem(N_("Another text had this address before, and it still leads there: choose another.")),)
        )
    live = queries.live_revision(session, document.id, task.language) if document else None
    if document and live and live.source == reading.source:
        return Published(Outcome.UNCHANGED, document.id, live.number)
    return _publish(session, document, live, reading, author_id, restoring=restoring, deed=deed)


def _german_source(session: Session, kind: Kind, slug: str, language: str) -> str | None:
    if kind is not Kind.CHECKLIST or language == SOURCE_LANGUAGE:
        return None
    document = queries.document(session, kind, slug)
    live = queries.live_revision(session, document.id, SOURCE_LANGUAGE) if document else None
    return live.source if live else None


def _after_the_live_german(session: Session, reading: Reading) -> Reading:
    """A translation follows the German text that readers see, whichever it was read with."""
    task = reading.task
    german = _german_source(session, task.kind, task.slug, task.language)
    if german is None:
        return reading
    gone = _gone(session, task)
    if german == reading.german and gone <= task.gone:
        return reading
    return parsing.read_safely([replace(task, german=german, gone=gone)])[0]


def _gone(session: Session, task: Task) -> frozenset[str]:
    document = queries.document(session, task.kind, task.slug)
    return queries.gone_keys(session, document.id).get(document.id, frozenset()) if document else frozenset()


def _publish(
    session: Session,
    document: Document | None,
    live: Revision | None,
    reading: Reading,
    author_id: int | None,
    *,
    restoring: int | None,
    deed: Deed,
) -> Published:
    task = reading.task
    is_list = task.kind is Kind.CHECKLIST
    german_list = is_list and task.language == SOURCE_LANGUAGE
    before = items.states(session, document.id, live.id if live else None) if document and german_list else []
    if german_list and restoring is None:
        _refuse_broken(before, items.read_states(reading.items))
    document = document or _new_document(session, task)
    followed = _followed(session, live)
    revision = _add_revision(session, document, reading, author_id)
    if task.language == SOURCE_LANGUAGE:
        _follow_front_matter(document, reading)
    changes = rules.changes(before, items.read_states(reading.items)) if german_list else ()
    meanings = {}
    if german_list:
        since = None if restoring is None else items.meanings_since(session, document.id, restoring)
        meanings = items.follow(session, document.id, revision.number, reading.items, restoring=since)
    if is_list:
        items.add_words(session, document.id, revision.id, reading.items)
    if is_list and not german_list and not _is_whole(session, document.id, reading, said=deed.said):
        deed = replace(deed, follows=followed if deed.follows is None else min(followed, deed.follows))
    session.add(_publication(session, revision, deed, meanings))
    session.flush()
    if german_list:
        items.settle(session, document.id)
    findable.follow(session, document.id)
    return Published(Outcome.CHANGED if live else Outcome.NEW, document.id, revision.number, changes)


def _followed(session: Session, live: Revision | None) -> int:
    """The German revision that the live text is known to follow; 0 for none."""
    issue = editing.live_issue(session, live.document_id, live.language) if live else None
    return (issue.follows or 0) if issue else 0


def _is_whole(session: Session, document_id: int, reading: Reading, *, said: bool) -> bool:
    """Whether a translation has every item of the live German text, in words of its own as far as one can see or somebody
    `said`. One that is not whole is not up to date by being published.
    """
    there = {item.id for item in reading.items}
    if any(item.retired_at is None and item.key not in there for item in queries.items(session, document_id)):
        return False
    return said or not any(problem.message in UNFINISHED for problem in reading.problems)


def _publication(session: Session, revision: Revision, deed: Deed, meanings: dict[str, int]) -> Publication:
    german = revision.language == SOURCE_LANGUAGE
    follows = deed.follows
    if german or follows is None:
        follows = revision.number if german else queries.last_number(session, revision.document_id, SOURCE_LANGUAGE)
    return Publication(
        revision_id=revision.id,
        note=deed.note,
        minor=deed.minor and german,
        follows=follows,
        in_files=deed.in_files,
        meanings=meanings,
        reason=deed.reason,
        withdraws=deed.withdraws,
        confirms=deed.confirms,
    )


def _refuse_broken(before: list[rules.ItemState], after: list[rules.ItemState]) -> None:
    broken = items.identity_problems(before, after)
    if broken:
        raise Refused(tuple(broken))


def _new_document(session: Session, task: Task) -> Document:
    document = Document(kind=task.kind, slug=task.slug, created_at=clock.now())
    session.add(document)
    session.flush()
    return document


def _add_revision(session: Session, document: Document, reading: Reading, author_id: int | None) -> Revision:
    language = reading.task.language
    revision = Revision(
        document_id=document.id,
        language=language,
        number=queries.last_number(session, document.id, language) + 1,
        source=reading.source,
        source_hash=hashlib.sha256(reading.source.encode()).hexdigest(),
        title=reading.title,
        summary=reading.summary,
        meta=dict(reading.meta),
        body=dict(reading.body),
        created_at=clock.now(),
        author_id=author_id,
    )
    session.add(revision)
    session.flush()
    session.merge(LiveRevision(document_id=document.id, language=language, revision_id=revision.id))
    audit.record(
        session,
        Action.DOCUMENT_PUBLISHED,
        actor_id=author_id,
        subject_id=document.id,
        kind=document.kind,
        slug=document.slug,
        language=language,
        number=revision.number,
    )
    return revision


def _follow_front_matter(document: Document, reading: Reading) -> None:
    field = reading.meta.get("field")
    # An office may belong to several fields; its groups are its concerns.
    document.field = field if isinstance(field, str) else ""
    document.audience = str(reading.meta.get("audience") or "")
    retired = reading.meta.get("retired")
    midnight = dt.time(tzinfo=clock.BERLIN)
    document.retired_at = dt.datetime.combine(dt.date.fromisoformat(retired), midnight) if retired else None


def _problem(message: str) -> Problem:
    return Problem(1, "error", message)
