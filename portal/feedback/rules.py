"""What feedback is made of, and from whose side it comes."""

from __future__ import annotations

from enum import StrEnum

LONGEST_COMMENT = 2000
ON_A_PAGE = 30
# What is counted of one line to the internet: one form sent.
COUNTED_AS = "feedback"


class Side(StrEnum):
    """Who said it; never which person."""

    VISITOR = "visitor"
    COMPANY = "company"
    SERVICE = "service"


def side_of(*, logged_in: bool, of_the_service: bool) -> Side:
    """From which side somebody speaks."""
    if not logged_in:
        return Side.VISITOR
    return Side.SERVICE if of_the_service else Side.COMPANY
