"""Who is asked about what: concerns, counties, and which office belongs to which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

# "I would like to …", in the order in which a company meets them. The words are in the front matter of offices.
CONCERNS: tuple[str, ...] = (
    *("erste-orientierung", "einstellen-aus-dem-ausland", "anerkennung", "titel-verlaengern", "gefluechtete"),
    *("foerderung", "deutsch-lernen", "anmelden-steuern-versicherung", "neu-in-deutschland", "wohnen-alltag"),
    *("familie", "rechte-im-job", "lebensphasen"),
)
COUNTIES: tuple[str, ...] = ("stuttgart", "boeblingen", "esslingen", "goeppingen", "ludwigsburg", "rems-murr")
# Who may ask.
GROUPS: tuple[str, ...] = ("company", "employee")
OTHER = "other"


class HasMeta(Protocol):
    """An office with its front matter."""

    @property
    def meta(self) -> Mapping[str, Any]: ...


Office = TypeVar("Office", bound=HasMeta)


@dataclass(frozen=True, slots=True)
class ExternalLink:
    """A link out of the portal; `host` is shown, so that nobody is surprised where it leads."""

    url: str
    host: str


def county_of(value: str | None) -> str | None:
    """The county that a reader picked, or None."""
    return value if value in COUNTIES else None


def serving(offices: Iterable[Office], county: str | None) -> list[Office]:
    """The offices for a county; one that names none serves all of them."""
    return [one for one in offices if not (named := one.meta.get("counties")) or county is None or county in named]


def group_of(value: str | None) -> str | None:
    """Who a reader says is asking, or None."""
    return value if value in GROUPS else None


def open_to(offices: Iterable[Office], group: str | None) -> list[Office]:
    """The offices that these people may ask; one that names nobody is open to all."""
    return [one for one in offices if not (named := one.meta.get("who")) or group is None or group in named]


def is_local(office: HasMeta, county: str | None) -> bool:
    """Whether the office is there for this county and not for the whole region."""
    named = office.meta.get("counties") or ()
    return county in named and len(named) < len(COUNTIES)


def own_first(offices: Iterable[Office], county: str | None) -> list[Office]:
    """The offices of one county alone before those of several, these before all others; else as they were."""

    def place(office: Office) -> int:
        return len(office.meta.get("counties") or ()) if is_local(office, county) else len(COUNTIES)

    return sorted(offices, key=place)


def own_alone(offices: Iterable[Office], county: str | None) -> list[Office]:
    """The offices that serve this county and no other."""
    return [one for one in offices if is_local(one, county) and len(one.meta["counties"]) == 1]


def by_concern(offices: Iterable[Office]) -> list[tuple[str, list[Office]]]:
    """Offices under each of their concerns; an office with no known concern comes under `OTHER`, at the end."""
    groups: dict[str, list[Office]] = {concern: [] for concern in (*CONCERNS, OTHER)}
    for office in offices:
        for concern in [one for one in office.meta.get("concerns") or () if one in CONCERNS] or [OTHER]:
            groups[concern].append(office)
    return [(concern, found) for concern, found in groups.items() if found]


def external_link(value: object) -> ExternalLink | None:
    """The office's own page, if it is one on the web."""
    if not isinstance(value, str) or urlsplit(value).scheme not in {"http", "https"}:
        return None
    host = urlsplit(value).hostname
    return ExternalLink(value, host.removeprefix("www.")) if host else None
