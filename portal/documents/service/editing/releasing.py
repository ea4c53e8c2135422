"""From a draft to what readers see: in review, scheduled, published; and an older version brought back."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from portal import clock, text
from portal.documents import parsing, queries
from portal.documents.models import Publication
from portal.documents.queries import editing
from portal.documents.rules import SOURCE_LANGUAGE, DraftState, Kind
from portal.documents.service import items
from portal.documents.service.editing import checking, following, telling
from portal.documents.service.editing.effect import Counts, effect
from portal.documents.service.editing.faults import (
    Behind,
    EditingFault,
    LiveMoved,
    NoSuchText,
    NothingToPublish,
    SecondPersonNeeded,
    Unanswered,
)
from portal.documents.service.editing.four_eyes import four_eyes, gone_through, needs_another
from portal.documents.service.editing.saving import demand_document, demand_words, reopen
from portal.documents.service.editing.wording import Wording, demand_read
from portal.documents.service.publishing import Deed, Outcome, Published, Refused, publish_reading, restore

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.models import Document, Draft
    from portal.documents.queries.editing import Issue


@dataclass(frozen=True)
class Plan:
    """What is said when publishing: a sentence about what is new, and of each changed item whether its meaning changed.

    `minor`: translations stay valid; `reason`: why it cannot wait for a second person; `german`: of a translation, the
    number of the German version that it says the same as, or NOT_YET; None: nothing was said. `asked`: it was said by
    a person.
    """

    note: str = ""
    minor: bool = False
    reason: str = ""
    meanings: dict[str, bool] = field(default_factory=dict)
    german: int | None = None
    asked: bool = False

    def stored(self) -> dict[str, Any]:
        return asdict(self)


# Review --------------------------------------------------------------------------------


def hand_in(session: Session, actor_id: int, document_id: int, language: str, stamp: str, comment: str) -> None:
    """Ask for a second person's look; those who may publish are told. Raises NoSuchText, Behind."""
    draft = _draft(session, document_id, language, stamp)
    if (draft.state, draft.comment, draft.handed_in_by) == (DraftState.REVIEW, comment, actor_id):
        return
    document = demand_document(session, document_id)
    reopen(session, actor_id, document, draft)
    draft.state, draft.comment, draft.handed_in_by = DraftState.REVIEW, comment, actor_id
    gone_through(draft, actor_id)
    session.flush()
    telling.handed_in(session, actor_id, document, draft)


def hand_back(session: Session, actor_id: int, document_id: int, language: str, stamp: str, comment: str) -> None:
    """Give a text back to be worked on, or take it out of the schedule; who handed it in is told, also if somebody has
    changed it since. Raises NoSuchText, Behind.
    """
    draft, document = _draft(session, document_id, language, stamp), demand_document(session, document_id)
    reopen(session, actor_id, document, draft)
    writer, draft.handed_in_by, draft.comment = draft.handed_in_by, None, comment
    session.flush()
    telling.handed_back(session, actor_id, document, draft, writer)


def _draft(session: Session, document_id: int, language: str, stamp: str) -> Draft:
    demand_document(session, document_id, locked=True)
    draft = editing.draft(session, document_id, language)
    if draft is None:
        raise NoSuchText
    demand_words(draft, None, stamp)
    return draft


# Publishing ----------------------------------------------------------------------------


def publish_draft(
    session: Session,
    actor_id: int,
    document_id: int,
    language: str,
    stamp: str,
    plan: Plan,
    figures: tuple[str, ...] | None = None,
) -> Published:
    """Let readers see the draft, in one transaction. Raises NoSuchText, Behind (it was changed since it was looked at),
    LiveMoved, SecondPersonNeeded, Unanswered, GermanUnanswered, NothingToPublish, Refused.
    """
    draft = _draft(session, document_id, language, stamp)
    if not plan.reason and needs_another(session, actor_id, draft):
        raise SecondPersonNeeded
    plan = _with_german(session, draft, plan)
    return _release(session, actor_id, draft, plan, figures)


def schedule(
    session: Session, actor_id: int, document_id: int, language: str, stamp: str, plan: Plan, at: dt.datetime
) -> None:
    """Let it be published at a time, with all that publishing refuses refused now. Raises the same."""
    draft = _draft(session, document_id, language, stamp)
    if not plan.reason and needs_another(session, actor_id, draft):
        raise SecondPersonNeeded
    plan = _with_german(session, draft, plan)
    document = demand_document(session, document_id)
    _demand_base(session, draft)
    errors = checking.read(session, document, language, _answered(session, document, draft, plan)).errors
    if errors:
        raise Refused(errors)
    draft.state, draft.publish_at, draft.plan = DraftState.SCHEDULED, at, plan.stored()
    draft.planned_by = actor_id
    gone_through(draft, actor_id)
    session.flush()


def publish_due(session: Session) -> None:
    """Publish what is scheduled for now or before. What cannot be is a draft again and says so.

    Each text is looked at again once its document is locked, as every deed in the browser locks it: meanwhile somebody
    may have changed it, or another worker published it. All go in the order of their numbers, as in `rename`, so two
    that lock several never wait for each other.
    """
    now = clock.now()
    for document_id, language in editing.drafts_due(session, now):
        document = demand_document(session, document_id, locked=True)
        draft = editing.draft(session, document_id, language)
        if draft is None or draft.plan is None or draft.publish_at is None or draft.publish_at > now:
            continue
        try:
            with session.begin_nested():
                _release(session, draft.planned_by, draft, Plan(**draft.plan), None)
        except (EditingFault, Refused) as fault:
            session.refresh(draft)
            telling.not_published(session, document, draft, fault)
            draft.state, draft.publish_at, draft.plan = DraftState.DRAFT, None, {"failed": True}
    session.flush()


def _release(
    session: Session, actor_id: int | None, draft: Draft, plan: Plan, figures: tuple[str, ...] | None
) -> Published:
    document = demand_document(session, draft.document_id)
    _demand_base(session, draft)
    source = _answered(session, document, draft, plan)
    language = draft.language
    source = parsing.mend_safely(language, Kind(document.kind), source, items.keys(session, document.id))
    reading = checking.read(session, document, language, source, figures).reading
    deed = Deed(
        note=plan.note, minor=plan.minor, reason=plan.reason, in_files=False, follows=plan.german, said=plan.asked
    )
    done = publish_reading(session, reading, actor_id, deed=deed)
    if done.outcome is Outcome.UNCHANGED:
        raise NothingToPublish
    telling.published(session, actor_id, document, draft, done.number)
    session.delete(draft)
    session.flush()
    return done


def _with_german(session: Session, draft: Draft, plan: Plan) -> Plan:
    """The plan with the German version that the translation follows; also if another one comes before it is published."""
    answer = following.answered(session, draft, plan.german)
    return replace(plan, german=answer.number, asked=answer.said) if answer else plan


def _demand_base(session: Session, draft: Draft) -> None:
    live = queries.live_revision(session, draft.document_id, draft.language)
    if draft.base != (live.number if live else 0):
        raise LiveMoved


def _answered(session: Session, document: Document, draft: Draft, plan: Plan) -> str:
    """The draft with `rev` raised wherever it was said that the meaning changed. Raises Unanswered."""
    if document.kind != Kind.CHECKLIST or draft.language != SOURCE_LANGUAGE:
        return draft.source
    found = effect(session, document, draft.language, draft.source, _nobody)
    missing = tuple(one.key for one in found.asked if one.key not in plan.meanings)
    if missing:
        raise Unanswered(missing)
    source = draft.source
    revs = {item.key: item.rev for item in queries.items(session, document.id)}
    for one in found.asked:
        place = text.place(source, key=one.key)
        if plan.meanings[one.key] and place is not None:
            source = text.with_attributes(source, place.line, {"rev": str(revs[one.key] + 1)})
    return source


def _nobody(_session: Session, _document_id: int) -> Counts:
    return Counts()


# Back ----------------------------------------------------------------------------------


def bring_back(
    session: Session,
    actor_id: int,
    document_id: int,
    language: str,
    number: int,
    note: str,
    alone: str = "",
    *,
    seen: int | None = None,
) -> Published:
    """Let readers see an older version again, as a new one. `seen`: the version that readers saw when it was shown what
    this does. Raises NoSuchText, Behind (they see another by now), NothingToPublish, Refused.

    What nobody has looked at stands on the editors' list again, with the reason it was published with; else, with four
    eyes, what its own publisher brings back, with `alone` as the reason.
    """
    document = demand_document(session, document_id, locked=True)
    wanted = editing.issue(session, document_id, language, number)
    if wanted is None:
        raise NoSuchText
    if seen is not None and seen != queries.last_number(session, document_id, language):
        raise Behind(0)
    reason = _unseen_reason(session, document, wanted, actor_id, alone or note)
    deed = Deed(
        note=note, reason=reason, in_files=False, follows=following.followed(session, wanted.revision), said=True
    )
    kind = Kind(document.kind)
    done = restore(session, kind, document.slug, language, number, author_id=actor_id, deed=deed)
    if done.outcome is Outcome.UNCHANGED:
        raise NothingToPublish
    return done


def _unseen_reason(session: Session, document: Document, wanted: Issue, actor_id: int, alone: str) -> str:
    """Why what comes back has to be looked at; "" where somebody has. The same words may have been published several
    times: by whoever took something back, or with other dates and addresses.
    """
    wording = Wording.of(session, document)
    with_reason = [
        (one.publication.reason, one.publication.looked_at)
        for one in editing.published_alone(session, document.id, wanted.revision.language)
        if one.publication is not None and wording.says_the_same(one.revision, wanted.revision)
    ]
    if any(looked_at for _reason, looked_at in with_reason):
        return ""
    if with_reason:
        return with_reason[0][0]
    return alone if wanted.revision.author_id == actor_id and four_eyes(session) else ""


def confirm_translation(session: Session, document_id: int, language: str, number: int) -> None:
    """Say that a translation still says what German version `number` says, which the page showed. Raises NoSuchText,
    Behind (readers see other German words by now).
    """
    demand_document(session, document_id, locked=True)
    issue = editing.live_issue(session, document_id, language)
    german = queries.live_revision(session, document_id, SOURCE_LANGUAGE)
    if issue is None or german is None or language == SOURCE_LANGUAGE:
        raise NoSuchText
    demand_read(session, german, number)
    if issue.publication is None:
        facts = {"note": "", "minor": False, "reason": "", "in_files": True, "meanings": {}}
        session.add(Publication(revision_id=issue.revision.id, follows=german.number, **facts))
    else:
        issue.publication.follows = german.number
    session.flush()
