"""Whether each translation still says what the German text says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.documents.queries.editing import Issue


class Fit(StrEnum):
    """How a translation stands to its source."""

    CURRENT = "current"
    OUTDATED = "outdated"
    MISSING = "missing"


@dataclass(frozen=True)
class Translation:
    """`follows`: the German revision it says the same as; `since`: when the source changed after that."""

    fit: Fit
    follows: int = 0
    since: dt.datetime | None = None


def translation(german: Sequence[Any], number: int | None, follows: int | None, at: dt.datetime | None) -> Translation:
    """How a translation stands. `german`: rows of number, created_at, minor and withdraws of all German revisions, oldest
    first; `number`, `follows` and `at` of the live translation: None where there is none, or nobody noted what it follows.
    """
    if number is None:
        return Translation(Fit.MISSING)
    if follows is None:
        follows = max((one.number for one in german if at is not None and one.created_at <= at), default=0)
    gone = _undone(german, follows)
    newer = [one for one in german if one.number > follows and not one.minor and one.number not in gone]
    if not newer:
        return Translation(Fit.CURRENT, follows)
    return Translation(Fit.OUTDATED, follows, newer[0].created_at)


def of_issue(german: Sequence[Any], issue: Issue | None) -> Translation:
    """The same of a version of the translation as it was published; None: there is none."""
    if issue is None:
        return translation(german, None, None, None)
    return translation(german, issue.revision.number, issue.follows, issue.revision.created_at)


def _undone(german: Sequence[Any], follows: int) -> set[int]:
    """The revisions after this one that were taken back, and those that took them back: nothing is new by them."""
    found: set[int] = set()
    for one in reversed(german):
        if one.withdraws is not None and one.withdraws > follows and one.number not in found:
            found |= {one.number, one.withdraws}
    return found
