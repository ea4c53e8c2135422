"""Keyset paging: the next page begins after the last row shown, so it costs the same however far one goes.

A cursor is the sort value and the id of that row, written into the link. It is not secret; a forged one only
begins somewhere else.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
SortValue = str | int | float | None
LONGEST_CURSOR = 1000


@dataclass(frozen=True)
class Cursor:
    """Where the page begins: after the row with this sort value and id."""

    value: SortValue
    row_id: int

    def word(self) -> str:
        """Write it for a link."""
        return urlsafe_b64encode(json.dumps([self.value, self.row_id]).encode()).decode().rstrip("=")

    @classmethod
    def read(cls, word: str | None) -> Cursor | None:
        """Read it from a link; None for none, and for anything that is not one."""
        if not word or len(word) > LONGEST_CURSOR:
            return None
        try:
            value, row_id = json.loads(urlsafe_b64decode(word + "=" * (-len(word) % 4)))
        except (ValueError, TypeError):
            return None
        known = value is None or (isinstance(value, (str, int, float)) and not isinstance(value, bool))
        if not known or isinstance(row_id, bool) or not isinstance(row_id, int) or abs(row_id) >= 2**63:
            return None
        if isinstance(value, (int, float)) and not -(2**63) < value < 2**63:
            return None
        return cls(value, row_id) if not isinstance(value, str) or _is_text(value) else None


def _is_text(value: str) -> bool:
    """Whether a database can compare it: no NUL, no half characters."""
    return "\x00" not in value and not any(0xD800 <= ord(sign) <= 0xDFFF for sign in value)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the cursor of the next page if there is one."""

    rows: tuple[Row, ...]
    following: str | None
