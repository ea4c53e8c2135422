"""Taking feedback on a guide, and listing it for the editors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock
from portal.accounts import service as accounts
from portal.documents import service as documents
from portal.documents.rules import Kind
from portal.feedback import queries
from portal.feedback.models import Feedback
from portal.feedback.rules import COUNTED_AS, ON_A_PAGE, Side, side_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from portal.access import Actor
    from portal.documents.service import TextSummary, TextView


@dataclass(frozen=True, slots=True)
class Count:
    """How often a guide helped."""

    slug: str
    title: str
    language: str
    yes: int
    no: int
    comments: int


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said. `title` None: of a guide that is not kept up any more; `language`: of the guide's title."""

    id: int
    title: str | None
    slug: str
    language: str
    revision: int
    helpful: bool
    words: str
    side: Side
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """All counts, and one page of comments; `following`: where the next page begins."""

    counts: tuple[Count, ...]
    comments: tuple[Comment, ...]
    following: int | None


def guide(session: Session, slug: str, language: str) -> TextView | None:
    """The guide that feedback is about."""
    return documents.text(session, Kind.GUIDE, slug, language)


def give(
    session: Session, actor: Actor | None, about: TextView, *, helpful: bool, comment: str, network_address: str
) -> None:
    """Keep what somebody says. Raises accounts' TooManyAttempts, and then the caller keeps nothing."""
    accounts.count_guess(session, COUNTED_AS, network_address)
    said = Feedback(
        document_id=about.document_id,
        language=about.language,
        revision=about.revision,
        helpful=helpful,
        comment=comment,
        side=side_of(logged_in=actor is not None, of_the_service=actor is not None and actor.is_staff),
        at=clock.now(),
    )
    session.add(said)


def overview(session: Session, language: str, slug: str = "", before: int | None = None) -> Overview:
    """What readers say of the guides, those that helped least first; comments of one guide if it is named."""
    guides = {one.document_id: one for one in documents.texts(session, Kind.GUIDE, language)}
    chosen = next((one.document_id for one in guides.values() if one.slug == slug), None)
    found = queries.comments(session, chosen, before, ON_A_PAGE + 1)
    shown = found[:ON_A_PAGE]
    return Overview(
        counts=_counts(session, guides),
        comments=tuple(_comment(one, guides.get(one.document_id)) for one in shown),
        following=shown[-1].id if len(found) > ON_A_PAGE else None,
    )


def _counts(session: Session, guides: Mapping[int, TextSummary]) -> tuple[Count, ...]:
    found = (
        Count(about.slug, about.title, about.language, int(row.yes), int(row.no), int(row.comments))
        for row in queries.counts(session)
        if (about := guides.get(row.document_id)) is not None
    )
    return tuple(sorted(found, key=lambda one: (-one.no, -one.comments, -one.yes, one.slug)))


def _comment(said: Feedback, about: TextSummary | None) -> Comment:
    return Comment(
        id=said.id,
        title=about.title if about else None,
        slug=about.slug if about else "",
        language=about.language if about else said.language,
        revision=said.revision,
        helpful=said.helpful,
        words=said.comment,
        side=Side(said.side),
        at=said.at,
    )


def forget(session: Session, feedback_id: int) -> bool:
    """Take the words of a comment away, as where it names a person; whether it helped is still counted."""
    said = queries.one(session, feedback_id)
    if said is None:
        return False
    said.comment = ""
    return True
