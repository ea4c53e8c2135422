"""How a letter moves, how long it waits after a failure, and what may stand in its head."""

from __future__ import annotations

import datetime as dt
import secrets
import unicodedata
from enum import StrEnum

LONGEST_LINE = 300
LONGEST_ADDRESS = 254

# After the first failure, the second, and so on; after the last one the letter is stuck.
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 3, 10, 30, 60, 120, 240, 480, 720, 1440))
# How long a worker may keep the letters it took, and how much of it must be left to begin another.
CLAIM_LIVES = dt.timedelta(minutes=15)
CLAIM_RESERVE = dt.timedelta(minutes=5)


class State(StrEnum):
    """Where a letter stands. The words are stored."""

    WAITING = "waiting"
    SENT = "sent"
    STUCK = "stuck"
    DROPPED = "dropped"


class NotAMailbox(ValueError):
    """What was given as an address cannot stand in a letter's head."""


def pause_after(failures: int) -> dt.timedelta | None:
    """How long to wait after so many failures; None: long enough, somebody must look at it."""
    return PAUSES[failures - 1] if failures <= len(PAUSES) else None


def header_line(text: str) -> str:
    """The text as one line without control characters: nothing that a reader typed begins a header of its own."""
    plain = "".join(" " if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp", "Cs"} else char for char in text)
    line = " ".join(plain.split())
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def mailbox(address: str) -> str:
    """The address, if it is one and nothing else. Raises NotAMailbox, without naming it."""
    local, at, domain = address.strip().rpartition("@")
    clean = header_line(address) == address.strip() and not set(address.strip()) & set(' <>()[]\\,;:"')
    if not (local and at and domain and clean) or "@" in local or len(address) > LONGEST_ADDRESS:
        raise NotAMailbox
    return address.strip()


def new_message_id(host: str) -> str:
    """A name for the letter that no other has."""
    return f"<{secrets.token_hex(16)}@{host}>"
