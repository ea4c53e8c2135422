"""What a text is, which addresses are our own, and when an item is still the same item."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Kind(StrEnum):
    """What a document is. The word is stored."""

    CHECKLIST = "checklist"
    GUIDE = "guide"
    PAGE = "page"
    OFFICE = "office"


class DraftState(StrEnum):
    """Where a text stands that is not published yet. The word is stored."""

    DRAFT = "draft"
    REVIEW = "review"
    SCHEDULED = "scheduled"


class Origin(StrEnum):
    """Why a text was kept beside the draft. The word is stored."""

    CONFLICT = "conflict"
    REPLACED = "replaced"
    FILES = "files"


# The fields of action, in the order in which they are always shown.
FIELDS: tuple[str, ...] = (
    *("strategie", "gewinnung", "anerkennung", "aufenthalt", "ankommen", "sprache"),
    *("wohnen-familie", "gefluechtete", "bindung", "vielfalt"),
)
SOURCE_LANGUAGE = "de"
# The language of the translations.
TRANSLATION = "en"
LANGUAGES = (SOURCE_LANGUAGE, TRANSLATION)
# Folder below content/<language>/, and the kind of its files.
FOLDERS: dict[str, Kind] = {
    "guides": Kind.GUIDE,
    "pages": Kind.PAGE,
    "offices": Kind.OFFICE,
    "checklists": Kind.CHECKLIST,
}
FOLDER_OF: dict[Kind, str] = {kind: folder for folder, kind in FOLDERS.items()}
# First part of the address of a page, and the kind of the text behind it.
ADDRESSES: dict[str, Kind] = {
    "guides": Kind.GUIDE,
    "pages": Kind.PAGE,
    "directory": Kind.OFFICE,
    "checklists": Kind.CHECKLIST,
}
FOLDER_OF_ADDRESS: dict[Kind, str] = {kind: folder for folder, kind in ADDRESSES.items()}
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
# Pages that the portal itself leads to: in its frame, before an account is used, by addresses of their own.
FIXED: frozenset[str] = frozenset(
    {
        *("impressum", "datenschutz", "barrierefreiheit", "nutzungsbedingungen"),
        *("leichte-sprache", "gebaerdensprache"),
    }
)


# Addresses ---------------------------------------------------------------------------

LONGEST_PATH = 600


def address_of(kind: Kind, slug: str) -> str:
    """The address of the page on which a text is read."""
    return f"/{FOLDER_OF_ADDRESS[kind]}/{slug}"


def is_fixed(kind: Kind, slug: str) -> bool:
    """Whether the portal itself names the address, so that it has to stay."""
    return kind is Kind.PAGE and slug in FIXED


_LOCAL_PATH = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f\x7f-\xa0]*")
_OWN_LINK = re.compile(r'href="(/(?:guides|pages|directory|checklists)/[a-z0-9-]+)(#[^"]*)?"')


def local_path(value: str | None) -> str | None:
    """`value` if it is an address inside the portal that a link may lead back to, else None."""
    if value is None or len(value) > LONGEST_PATH or not _LOCAL_PATH.fullmatch(value):
        return None
    parts = urlsplit(value)
    return None if parts.scheme or parts.netloc or parts.path.startswith("//") else value


def with_query(html: str, values: Mapping[str, str | None]) -> str:
    """Safe HTML whose links to our own texts carry `values`: where the reader comes from, the language."""
    query = urlencode({name: value for name, value in values.items() if value})
    if not query:
        return html
    # urlencode leaves nothing that HTML would have to escape, except the & between two values.
    return _OWN_LINK.sub(lambda link: f'href="{link[1]}?{query.replace("&", "&amp;")}{link[2] or ""}"', html)


def links_to(html: str, address: str) -> bool:
    """Whether safe HTML has a link to a page of ours, or to a place in it."""
    return re.search(rf'href="{re.escape(address)}["#?]', html) is not None


def linked_slugs(html: str, folder: str) -> tuple[str, ...]:
    """The texts of a folder of addresses (`directory`, `guides` …) that safe HTML links to, each once."""
    return tuple(dict.fromkeys(re.findall(rf'href="/{folder}/([a-z0-9-]+)["#?]', html)))


# What the operator still has to write into its pages, in square brackets, so that readers see it too.
GAPS = ("[vom Betreiber auszufüllen", "[to be completed by the operator")


def count_gaps(text: str) -> int:
    return sum(text.count(gap) for gap in GAPS)


# Law ---------------------------------------------------------------------------------

_LAW = re.compile(r"§|\b(?:Art\.|Artikel|Article|[Ss]ection) ?\d|\b(?:Anlage|Annex) \d")
_SAYS_SO = re.compile(r"im Einzelfall|individual cases?|advice on a case")


def names_law(html: str) -> bool:
    """Whether a text names a paragraph."""
    return _LAW.search(html) is not None


def says_general(html: str) -> bool:
    """Whether a text itself says that it is no advice on a case."""
    return _SAYS_SO.search(html) is not None


# How long a text is trusted -----------------------------------------------------------

MONTHS_OF_TRUST, MOST_MONTHS_OF_TRUST = 6, 24
# New figures hold from January: on this day, month and day, whoever checks a text with a yearly figure finds them.
YEARLY_REVIEW = (1, 10)
# How long before its day a text is shown to whoever is to look at it.
DUE_SOON = dt.timedelta(days=30)


def latest_review(as_of: dt.date, *, yearly: bool) -> dt.date:
    """Six months after the text was checked; with a yearly figure in it, not later than 10 January."""
    latest = _months_later(as_of, MONTHS_OF_TRUST)
    return min(latest, dt.date(as_of.year + 1, *YEARLY_REVIEW)) if yearly else latest


def next_review(today: dt.date, as_of: dt.date | None, review_by: dt.date | None, *, yearly: bool) -> dt.date:
    """Until when a text is trusted that was found right today: for as long as the last time, but at least a month and
    at most two years; six months where that cannot be said. With a yearly figure in it, not beyond 10 January.
    """
    days = _trusted_for(today, as_of, review_by, yearly=yearly)
    found = min(max(days, _months_later(today, 1)), _months_later(today, MOST_MONTHS_OF_TRUST))
    return min(found, dt.date(today.year + 1, *YEARLY_REVIEW)) if yearly else found


def _trusted_for(today: dt.date, as_of: dt.date | None, review_by: dt.date | None, *, yearly: bool) -> dt.date:
    half_a_year = _months_later(today, MONTHS_OF_TRUST)
    if as_of is None or review_by is None or review_by <= as_of:
        return half_a_year
    months = (review_by.year - as_of.year) * 12 + review_by.month - as_of.month
    if months > MOST_MONTHS_OF_TRUST:
        return _months_later(today, MOST_MONTHS_OF_TRUST)
    # Half a year is half a year, whatever the months in it.
    found = _months_later(today, months) if review_by.day == as_of.day else today + (review_by - as_of)
    # A tenth of January was set by the figures: it does not say that the text is to be looked at so soon again.
    by_figures = yearly and (review_by.month, review_by.day) == YEARLY_REVIEW
    return max(found, half_a_year) if by_figures else found


def _months_later(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last one."""
    years, month = divmod(day.month - 1 + months, 12)
    first = dt.date(day.year + years, month + 1, 1)
    following = (first + dt.timedelta(days=31)).replace(day=1)
    return min(first + dt.timedelta(days=day.day - 1), following - dt.timedelta(days=1))


# The same item? ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ItemState:
    """An item in one state of a checklist. `line` 0: it stands in no file. `settings`: all other attributes;
    `demand`: those of them that say how binding it is and until when;
    `left`: it is in the text no more, not even as a retired one, and these are its last words.
    """

    key: str
    parent: str | None
    caption: str
    fingerprint: str
    rev: int = 1
    retired: bool = False
    left: bool = False
    settings: str = ""
    demand: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """How binding an item is, and when it is due: `due` is a number and its unit, d, w or m."""

    kind: str
    due: tuple[int, str] | None
    anchor: str
    law: bool


@dataclass(frozen=True, slots=True)
class Vanished:
    """An item that companies may have answered is no longer in the text. `after`: the one it stood behind."""

    key: str
    caption: str
    after: str
    line: int


@dataclass(frozen=True, slots=True)
class Renamed:
    """The words of item `key` stand under another id."""

    key: str
    new_key: str
    caption: str
    line: int


class Change(StrEnum):
    """What became of an item from one revision to the next."""

    ADDED = "added"
    RETURNED = "returned"
    MEANING = "meaning"
    REWORDED = "reworded"
    SETTINGS = "settings"
    MOVED = "moved"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One line of the report that an editor reads."""

    change: Change
    key: str
    caption: str


def broken_identities(before: Sequence[ItemState], after: Sequence[ItemState]) -> list[Vanished | Renamed]:
    """Why the new text must be refused: answers would lose their item, or land on another one."""
    renamed = list(_renamed(before, after))
    explained = {fault.key for fault in renamed}
    return [*renamed, *(fault for fault in _vanished(before, after) if fault.key not in explained)]


def _renamed(before: Sequence[ItemState], after: Sequence[ItemState]) -> Iterator[Renamed]:
    old = {item.key: _folded(item.caption) for item in before if item.caption and not item.left}
    new = {item.key: _folded(item.caption) for item in after}
    holders = Counter(old.values())
    owner = {words: key for key, words in old.items() if holders[words] == 1}
    for item in after:
        words = new[item.key]
        key = owner.get(words)
        # Words that were one item's and have left it, to stand under an id that did not have them.
        if key is not None and key != item.key and new.get(key) != words and old.get(item.key) != words:
            yield Renamed(key, item.key, item.caption, item.line)


def _vanished(before: Sequence[ItemState], after: Sequence[ItemState]) -> Iterator[Vanished]:
    lines = {item.key: item.line for item in after}
    last = ""
    for item in before:
        if item.key in lines:
            last = item.key
        elif not item.retired:
            yield Vanished(item.key, item.caption, last, lines.get(last, 1))


def _folded(caption: str) -> str:
    return " ".join(caption.casefold().split())


def changes(before: Sequence[ItemState], after: Sequence[ItemState]) -> tuple[ItemChange, ...]:
    """What happened to each item, in the new order; an item can be both reworded and moved."""
    old = {item.key: item for item in before}
    moved = _moved(before, after)
    return tuple(
        ItemChange(change, item.key, item.caption)
        for item in after
        for change in _changes_of(old.get(item.key), item, moved=item.key in moved)
    )


def other_demands(before: Sequence[ItemState], after: Sequence[ItemState]) -> frozenset[str]:
    """The items that are as binding as before no more, or due on another day: what was answered may not hold."""
    old = {item.key: item.demand for item in before}
    return frozenset(item.key for item in after if item.key in old and item.demand != old[item.key])


def _changes_of(old: ItemState | None, new: ItemState, *, moved: bool) -> Iterator[Change]:
    if old is None:
        yield Change.ADDED
        return
    if old.retired != new.retired:
        yield Change.RETIRED if new.retired else Change.RETURNED
    if new.rev > old.rev:
        yield Change.MEANING
    elif old.caption and new.fingerprint != old.fingerprint:
        yield Change.REWORDED
    if old.settings != new.settings:
        yield Change.SETTINGS
    if moved:
        yield Change.MOVED


# A German revision: its number, the items whose meaning it changed with the revision from which each had meant what it
# did before (None: that was not noted then), and the revision that it took back, if any.
Step = tuple[int, Mapping[str, int] | None, int | None]


def _meanings(steps: Sequence[Step]) -> dict[int, dict[str, int]]:
    """After each step, since which step each item means what it does; without those that mean what they always did."""
    after: dict[int, dict[str, int]] = {}
    noted = {step for step, changed, _withdraws in steps if changed is not None}
    for step, changed, withdraws in steps:
        if withdraws in noted:
            after[step] = after.get(withdraws - 1, {})
        else:
            after[step] = {**after.get(step - 1, {}), **dict.fromkeys(changed or (), step)}
    return after


def meanings_between(steps: Sequence[Step], number: int) -> frozenset[str]:
    """The items that mean something else after the last step than after step `number`."""
    after = _meanings(steps)
    then, now = after.get(number, {}), after[max(after)] if after else {}
    return frozenset(key for key in then.keys() | now.keys() if then.get(key) != now.get(key))


@dataclass(frozen=True, slots=True)
class Holding:
    """Which answers to an item hold: those given on revision `since` or later, but not on a `strayed` one."""

    since: int
    strayed: tuple[int, ...]


def holdings(steps: Sequence[Step]) -> dict[str, Holding]:
    """Of each item whose meaning was ever changed, on which revisions it meant what it means after the last."""
    first: dict[str, int] = {}
    for _step, changed, _withdraws in steps:
        first = {**(changed or {}), **first}
    after = _meanings(steps)
    found = {}
    for key, origin in first.items():
        since = {step: meanings.get(key, origin) for step, meanings in after.items()}
        now = since[max(since)]
        found[key] = Holding(now, tuple(step for step, one in since.items() if step > now and one != now))
    return found


def _moved(before: Sequence[ItemState], after: Sequence[ItemState]) -> set[str]:
    """Items that stand elsewhere among those that were there before; new neighbours move nobody."""
    parents = {item.key: item.parent for item in before}
    both = parents.keys() & {item.key for item in after}
    old = [item.key for item in before if item.key in both]
    new = [item.key for item in after if item.key in both]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    stayed = {key for block in blocks for key in old[block.a : block.a + block.size]}
    elsewhere = {item.key for item in after if item.key in both and item.parent != parents[item.key]}
    return (both - stayed) | elsewhere
