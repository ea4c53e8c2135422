"""Which German version a translation says the same as when it is published: asked where that is not certain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.documents import queries
from portal.documents.queries import editing
from portal.documents.rules import SOURCE_LANGUAGE
from portal.documents.service.editing.faults import Behind, GermanUnanswered
from portal.documents.service.editing.languages import Fit, translation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.models import Draft


@dataclass(frozen=True)
class German:
    """What readers of German see: its `number`, and the one that the live translation `follows`. `asks`: whoever
    publishes the draft has to say whether it says the same, for the German text changed after the translation was written.
    """

    number: int
    follows: int
    asks: bool


NOT_YET = 0


def german(session: Session, document_id: int, language: str) -> German | None:
    """For the page that publishes a draft; None where there is no draft of a translation."""
    draft = editing.draft(session, document_id, language)
    return _german(session, draft) if draft else None


def _german(session: Session, draft: Draft) -> German | None:
    live = queries.live_revision(session, draft.document_id, SOURCE_LANGUAGE)
    if draft.language == SOURCE_LANGUAGE or live is None:
        return None
    issue = editing.live_issue(session, draft.document_id, draft.language)
    stands = translation(
        editing.german_history(session, [draft.document_id]),
        issue.revision.number if issue else None,
        issue.follows if issue else None,
        issue.revision.created_at if issue else None,
    )
    asks = stands.fit is Fit.OUTDATED or (stands.fit is Fit.MISSING and live.created_at > draft.saved_at)
    return German(live.number, stands.follows, asks)


def answered(session: Session, draft: Draft, said: int | None) -> int | None:
    """The German version that the draft says the same as, of which this was `said`: its number, NOT_YET, or nothing.
    None for a German draft. Raises GermanUnanswered, Behind (readers see another German version by now).
    """
    found = _german(session, draft)
    if found is None:
        return None
    if said is None and found.asks:
        raise GermanUnanswered
    if said not in {None, NOT_YET, found.number}:
        raise Behind(0)
    return found.number if said is None else said


def follows(session: Session, draft: Draft, said: int | None) -> int | None:
    """What is noted with the translation: None for the newest German version."""
    found = _german(session, draft)
    if found is None or said in {None, found.number}:
        return None
    return found.follows if said == NOT_YET else said
