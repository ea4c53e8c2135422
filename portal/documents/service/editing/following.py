"""Which German version a translation says the same as when it is published: asked where that is not certain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.documents import queries
from portal.documents.queries import editing
from portal.documents.rules import SOURCE_LANGUAGE, Kind
from portal.documents.service.editing import checking
from portal.documents.service.editing.faults import Behind, GermanUnanswered
from portal.documents.service.editing.languages import Fit, of_issue, translation
from portal.documents.service.editing.saving import demand_document
from portal.documents.service.publishing import UNFINISHED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.models import Draft, Revision


@dataclass(frozen=True)
class German:
    """What readers of German see: its `number`, and the one that the live translation `follows`. `changed`: it is another
    than the draft was written to; `unfinished`: words of the draft seem to be German still.
    """

    number: int
    follows: int
    changed: bool
    unfinished: bool

    @property
    def asks(self) -> bool:
        """Whether whoever publishes the draft has to say whether it says the same."""
        return self.changed or self.unfinished


@dataclass(frozen=True)
class Answer:
    """The German version that a translation says the same as. `said`: by a person who was asked."""

    number: int
    said: bool


NOT_YET = 0


def german(session: Session, document_id: int, language: str) -> German | None:
    """For the page that publishes a draft; None where there is no draft of a translation."""
    draft = editing.draft(session, document_id, language)
    return _german(session, draft) if draft else None


def _german(session: Session, draft: Draft) -> German | None:
    live = queries.live_revision(session, draft.document_id, SOURCE_LANGUAGE)
    if draft.language == SOURCE_LANGUAGE or live is None:
        return None
    history = editing.german_history(session, [draft.document_id])
    stands = of_issue(history, editing.live_issue(session, draft.document_id, draft.language))
    begun = translation(history, 1, draft.german, None)
    changed = stands.fit is Fit.OUTDATED or (stands.fit is Fit.MISSING and begun.fit is Fit.OUTDATED)
    return German(live.number, stands.follows, changed, _has_german_words(session, draft))


def _has_german_words(session: Session, draft: Draft) -> bool:
    """Whether some of its words seem to be German still. They may be names, so whoever publishes it is asked."""
    document = demand_document(session, draft.document_id)
    if document.kind != Kind.CHECKLIST:
        # Only items are held against their German words.
        return False
    found = checking.read(session, document, draft.language, draft.source)
    return any(problem.message in UNFINISHED for problem in found.problems)


def followed(session: Session, revision: Revision) -> int | None:
    """The German version that this version of a translation says the same as: of one that is published again with the
    same words it is the same. None for a German one.
    """
    if revision.language == SOURCE_LANGUAGE:
        return None
    issue = editing.issue(session, revision.document_id, revision.language, revision.number)
    return of_issue(editing.german_history(session, [revision.document_id]), issue).follows


def answered(session: Session, draft: Draft, said: int | None) -> Answer | None:
    """What was `said` of the German version that the draft says the same as: its number, NOT_YET, or nothing. None for a
    German draft. Raises GermanUnanswered, Behind (readers see another German version by now).
    """
    found = _german(session, draft)
    if found is None:
        return None
    if said is None and found.asks:
        raise GermanUnanswered
    if said not in {None, NOT_YET, found.number}:
        raise Behind(0)
    number = found.number if said is None else found.follows if said == NOT_YET else said
    return Answer(number, said=said is not None)
