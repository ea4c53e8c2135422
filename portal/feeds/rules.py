"""What a calendar of due dates holds."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
from dataclasses import dataclass

ATTEMPTS_COUNTED_AS = "calendar"


@dataclass(frozen=True)
class DueDate:
    """One thing due on one day. `key` is the same as long as the thing is: calendars know it again by that."""

    key: str
    day: dt.date
    what: str
    company_id: int
    company: str
    owner: str
    changed_at: dt.datetime
    # What it is of: a measure, or an item of a hire. The day is the law's, our suggestion, or the company's own.
    measure_id: int | None = None
    hire_id: int | None = None
    law: bool = False
    suggested: bool = False


@dataclass(frozen=True)
class Calendar:
    """A person's due dates; `several`: of more than one company."""

    language: str
    dates: tuple[DueDate, ...]
    several: bool


def token(secret: str, nonce: str) -> str:
    """The secret part of an address, the same as long as `nonce` and the portal's secret are."""
    digest = hmac.digest(secret.encode(), f"calendar:{nonce}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def uid(due: DueDate, host: str) -> str:
    """The name of the event for all time."""
    return f"{due.key}@{host}"
