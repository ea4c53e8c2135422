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
