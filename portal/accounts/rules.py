"""What holds for accounts: addresses, passwords, how long log-ins and links live, when to slow down."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import parse_qs, urlsplit

LONGEST_EMAIL = 254
LONGEST_NAME = 200
# What a column of keys holds; signs that stand for whole words make a key longer than its name.
LONGEST_KEY = 300
SHORTEST_PASSWORD = 12
# Argon2 takes any length, but nobody types this much.
LONGEST_PASSWORD = 1000

LOGIN_LIVES_UNSEEN = dt.timedelta(days=14)
SEEN_IS_NOTED_EVERY = dt.timedelta(minutes=5)
LINK_LIVES = dt.timedelta(days=7)
# A link that anybody can let be sent, with a mailbox as its only lock.
FORGOTTEN_LINK_LIVES = dt.timedelta(minutes=30)
MOST_FORGOTTEN_AN_HOUR = 5

ATTEMPTS_WINDOW = dt.timedelta(minutes=15)
# Failures in a window: one address typed on one network; all addresses typed on one network.
MOST_FAILURES_OF_ADDRESS = 10
MOST_FAILURES_OF_NETWORK = 50
MOST_FORGOTTEN_OF_ADDRESS = 5
MOST_FORGOTTEN_OF_NETWORK = 20
# Guesses of any other secret, on one network.
MOST_GUESSES = 20

# The weekly mail comes on a working day, Monday unless the person has chosen another.
DIGEST_WEEKDAYS = range(5)
DIGEST_WEEKDAY = 0
DIGEST_HOUR = 7
# Stands in the place of the week of the last mail: it was taken back before it left, so another is due at once.
DIGEST_AGAIN = "again"

_TOKEN_BYTES = 32
# Only what every mail server agrees on; whether the address exists, the first mail tells.
_PLACE = re.compile(r"[a-z][a-z0-9_-]*")
_EMAIL = re.compile(r"[^\s@<>()\[\]\\,;:\"]+@(?:[^\s@.<>()\[\]\\,;:\"]+\.)+[^\s@.<>()\[\]\\,;:\"]{2,}")


@dataclass(frozen=True)
class Slot:
    """Where failures are counted, and how many fit into a window."""

    key: str
    most: int


def email_key(email: str) -> str:
    """The address as it is compared: trimmed and case folded."""
    return email.strip().casefold()


def is_email(text: str) -> bool:
    """Whether it looks like one address."""
    return (
        max(len(text), len(email_key(text))) <= LONGEST_EMAIL
        and text.isprintable()
        and _EMAIL.fullmatch(text) is not None
    )


def new_token() -> str:
    """A word that nobody can guess, for a log-in or a link."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is stored of it: whoever reads the database cannot log in with that."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def link_path(token: str) -> str:
    """Where the link to set a password leads, without the portal's address."""
    return f"/set-password/{token}"


def attempt_slots(email: str, network_address: str) -> tuple[Slot, Slot]:
    """Return the two counters of an attempt, always in the same order, so that two attempts never wait crosswise."""
    network = _network(network_address)
    return (
        Slot(token_hash(f"network {network}"), MOST_FAILURES_OF_NETWORK),
        Slot(token_hash(f"address {network} {email_key(email)}"), MOST_FAILURES_OF_ADDRESS),
    )


def forgotten_slots(email: str, network_address: str) -> tuple[Slot, Slot]:
    """Return the counters of requests for a link, in the order of `attempt_slots`."""
    network = _network(network_address)
    return (
        Slot(token_hash(f"forgotten network {network}"), MOST_FORGOTTEN_OF_NETWORK),
        Slot(token_hash(f"forgotten address {network} {email_key(email)}"), MOST_FORGOTTEN_OF_ADDRESS),
    )


def guess_slot(what: str, network_address: str) -> Slot:
    """Where guesses of a secret are counted that is no password; `what` names the secret."""
    return Slot(token_hash(f"guess {what} {_network(network_address)}"), MOST_GUESSES)


def _network(address: str) -> str:
    """One line to the internet: an IPv4 address, or the /64 in which one household changes IPv6 addresses at will."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))


def window_start(now: dt.datetime) -> dt.datetime:
    """The beginning of the window that `now` lies in."""
    seconds = int(ATTEMPTS_WINDOW.total_seconds())
    return dt.datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, dt.UTC)


def week_of(day: dt.date) -> str:
    """The calendar week, as "2026-W48"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def minutes_to_wait(now: dt.datetime) -> int:
    """Whole minutes until the window has ended, at least one."""
    left = window_start(now) + ATTEMPTS_WINDOW - now
    return -(-left // dt.timedelta(minutes=1))


def local_path(text: str | None) -> str | None:
    """The text if it is a path on this portal; None if a browser could read it as another site.

    Browsers drop tabs and line ends and take a backslash for a slash, so all of these are refused.
    """
    if not text or not text.startswith("/") or text.startswith("//"):
        return None
    unsafe = "\\" in text or any(ord(char) <= 0x20 or ord(char) == 0x7F for char in text)
    return None if unsafe else text.rstrip("?")


def with_place(path: str) -> str:
    """The path, leading to the place on its page that `at` names: what stands after the # comes through no log-in."""
    (place, *_more) = parse_qs(urlsplit(path).query).get("at", [""])
    return f"{path}#{place}" if "#" not in path and _PLACE.fullmatch(place) else path
