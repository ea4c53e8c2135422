"""The companies: two that are told, and as many invented ones as wanted, in all classes."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.companies.models import Company
from portal.companies.rules import Chamber, District, Sector, SizeClass, name_key
from portal.demo.chance import Deck
from portal.demo.texts import words
from portal.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.demo.chance import Days


class Habit(StrEnum):
    """How a company uses the portal. Demo data alone knows it."""

    NOT_BEGUN = "not_begun"
    QUIET = "quiet"
    STEADY = "steady"
    LIVELY = "lively"
    THOROUGH = "thorough"


@dataclass(frozen=True)
class Facts:
    """What is drawn for a company. `joined`: working days ago. `consultant`: place among the consultants."""

    number: int
    name: str
    place: str
    district: District
    size_class: SizeClass
    sector: Sector
    chamber: Chamber
    consultant: int | None
    habit: Habit
    joined: int
    active: bool = True


DISTRICTS = {
    District.STUTTGART: 11,
    District.ESSLINGEN: 9,
    District.LUDWIGSBURG: 8,
    District.REMS_MURR: 7,
    District.BOEBLINGEN: 7,
    District.GOEPPINGEN: 4,
    District.OUTSIDE: 2,
}
SIZES = {SizeClass.MICRO: 10, SizeClass.SMALL: 18, SizeClass.MEDIUM: 14, SizeClass.LARGE: 6}
SECTORS = {
    Sector.INDUSTRY: 11,
    Sector.CONSTRUCTION: 7,
    Sector.TRADE: 4,
    Sector.TRANSPORT: 4,
    Sector.HOSPITALITY: 5,
    Sector.IT_MEDIA: 4,
    Sector.OFFICE: 3,
    Sector.HEALTH: 6,
    Sector.EDUCATION: 2,
    Sector.OTHER: 2,
}
# Which chamber a company of the sector belongs to; the more often named, the likelier.
CHAMBERS: dict[Sector, tuple[Chamber, ...]] = {
    Sector.INDUSTRY: (Chamber.IHK, Chamber.IHK, Chamber.IHK, Chamber.BOTH),
    Sector.CONSTRUCTION: (Chamber.HWK, Chamber.HWK, Chamber.HWK, Chamber.BOTH),
    Sector.TRADE: (Chamber.IHK,),
    Sector.TRANSPORT: (Chamber.IHK,),
    Sector.HOSPITALITY: (Chamber.IHK, Chamber.IHK, Chamber.IHK, Chamber.BOTH),
    Sector.IT_MEDIA: (Chamber.IHK,),
    Sector.OFFICE: (Chamber.IHK, Chamber.OTHER),
    Sector.HEALTH: (Chamber.OTHER, Chamber.OTHER, Chamber.IHK),
    Sector.EDUCATION: (Chamber.OTHER, Chamber.IHK),
    Sector.OTHER: (Chamber.HWK, Chamber.IHK, Chamber.BOTH),
}
HABITS = {Habit.NOT_BEGUN: 7, Habit.QUIET: 9, Habit.STEADY: 20, Habit.LIVELY: 7, Habit.THOROUGH: 5}
CONSULTANTS: dict[int | None, int] = {0: 16, 1: 11, 2: 9, 3: 6, None: 6}
NON_PROFIT = frozenset({Sector.HEALTH, Sector.EDUCATION})
# Working days since joining: at least, at most.
JOINED = {
    Habit.NOT_BEGUN: (2, 200),
    Habit.QUIET: (90, 299),
    Habit.STEADY: (25, 295),
    Habit.LIVELY: (40, 299),
    Habit.THOROUGH: (80, 299),
}

MUSTER = Facts(
    *(0, "Muster Maschinenbau GmbH", "Esslingen am Neckar", District.ESSLINGEN, SizeClass.SMALL, Sector.INDUSTRY),
    *(Chamber.IHK, 0, Habit.LIVELY, 210),
)
BEISPIEL = Facts(
    *(1, "Beispiel Pflege gGmbH", "Ludwigsburg", District.LUDWIGSBURG, SizeClass.MEDIUM, Sector.HEALTH),
    *(Chamber.OTHER, 1, Habit.STEADY, 150),
)


def facts(rng: random.Random) -> Iterator[Facts]:
    """The facts of one company after the other, without end; each prefix covers the classes as well as it can."""
    yield MUSTER
    yield BEISPIEL
    names = Names(rng, {MUSTER.name, BEISPIEL.name})
    districts, sizes, sectors = Deck(rng, DISTRICTS), Deck(rng, SIZES), Deck(rng, SECTORS)
    habits, consultants = Deck(rng, HABITS), Deck(rng, CONSULTANTS)
    for number in itertools.count(2):
        district, size, sector, habit = districts.draw(), sizes.draw(), sectors.draw(), habits.draw()
        place = rng.choice(words("names")["places"][district])
        yield Facts(
            number=number,
            name=names.draw(sector, size, place),
            place=place,
            district=district,
            size_class=size,
            sector=sector,
            chamber=rng.choice(CHAMBERS[sector]),
            consultant=consultants.draw(),
            habit=habit,
            joined=rng.randint(*JOINED[habit]),
            active=not (habit is Habit.QUIET and rng.random() < 0.1),
        )


class Names:
    """Names of companies, none given twice."""

    def __init__(self, rng: random.Random, taken: set[str]) -> None:
        self._rng = rng
        self._taken = taken
        first = words("names")["words"]
        self._pairs = {
            sector: Deck(rng, dict.fromkeys(itertools.product(first, self._trades(sector)), 1)) for sector in Sector
        }

    def draw(self, sector: Sector, size: SizeClass, place: str) -> str:
        """A new name that fits."""
        forms = words("names")["legal_forms"]
        form = self._rng.choice(forms["non_profit"] if sector in NON_PROFIT else forms[size])
        stem = " ".join(self._pairs[sector].draw())
        for name in self._variants(stem, form, place):
            if name not in self._taken:
                self._taken.add(name)
                return name
        raise AssertionError

    @staticmethod
    def _trades(sector: Sector) -> list[str]:
        trades: list[str] = words("names")["trades"][sector]
        return trades

    @staticmethod
    def _variants(stem: str, form: str, place: str) -> Iterator[str]:
        yield f"{stem} {form}"
        yield f"{stem} {place} {form}"
        yield from (f"{stem} {place} {number} {form}" for number in itertools.count(2))


def company(one: Facts, days: Days, consultant_ids: list[int]) -> Company:
    """The row of a company."""
    return Company(
        name=one.name,
        sort_key=sort_key(one.name),
        name_key=name_key(one.name),
        place=one.place,
        district=one.district,
        size_class=one.size_class,
        sector=one.sector,
        chamber=one.chamber,
        consultant_id=None if one.consultant is None else consultant_ids[one.consultant],
        is_demo=True,
        created_at=days.moment(one.joined, 8 * 60),
        deactivated_at=None if one.active else days.moment(20, 10 * 60),
    )
