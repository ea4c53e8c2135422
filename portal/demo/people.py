"""The people: demo accounts, consultants, and who works in the companies."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

from portal.access import Role
from portal.accounts.models import User
from portal.accounts.rules import email_key
from portal.accounts.service import passwords
from portal.companies.models import Company, Membership, TermsAcceptance
from portal.demo.chance import FOURTEEN_MONTHS
from portal.demo.texts import words
from portal.text import sort_key

if TYPE_CHECKING:
    from portal.demo.chance import Days

DOMAIN = "demo.example"
PASSWORD = "willkommen-demo"
# The password is public and the rows shall be the same each time, so the salt is no secret either.
SALT = b"willkommensdemo!"

STAFF: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("consultant", "Jana Hofmann", {"is_consultant": True}),
    ("beratung2", "Peter Vogt", {"is_consultant": True}),
    ("beratung3", "Aylin Kaya", {"is_consultant": True}),
    ("beratung4", "Thomas Berger", {"is_consultant": True}),
    ("editor", "Claudia Neumann", {"is_editor": True}),
    ("editor2", "Kemal Aydın", {"is_editor": True}),
    ("admin", "Martina Scholz", {"is_admin": True}),
)
# Of the two companies that are told item by item: number of the company, address, name, role, function.
TOLD: tuple[tuple[int, str, str, Role, str], ...] = (
    (0, "hr", "Sabine Krämer", Role.COMPANY_ADMIN, "Personal"),
    (0, "ali.demir", "Ali Demir", Role.COMPANY_MEMBER, "Meister Halle 2"),
    (1, "hr2", "Nicole Haller", Role.COMPANY_ADMIN, "Personalleitung"),
)
OF_BOTH = ("hr-dienst", "Birgit Lange", "Personaldienstleistung")


class People:
    """Makes people; all have the same password and so the same hash."""

    def __init__(self, days: Days) -> None:
        self._days = days
        self._hash = passwords.hasher.hash(PASSWORD, salt=SALT)

    def staff(self) -> list[User]:
        """The service's people; the first four give advice."""
        since = self._days.moment(FOURTEEN_MONTHS, 8 * 60)
        last = self._days.moment(1, 8 * 60)
        return [self._user(address, name, since, last_login_at=last, **roles) for address, name, roles in STAFF]

    def of_both(self) -> User:
        """A service provider who works for the first two companies."""
        since, last = self._days.moment(100, 9 * 60), self._days.moment(3, 9 * 60)
        return self._user(OF_BOTH[0], OF_BOTH[1], since, last_login_at=last)

    def members(self, rng: random.Random, number: int, size_class: str, since: dt.datetime) -> list[User]:
        """The people of one company, its admin first; larger companies have more."""
        told = [one for one in TOLD if one[0] == number]
        if told:
            return [self._user(address, name, since) for _, address, name, _, _ in told]
        most = 1 if size_class == "1-9" else 3
        return [self._member(rng, number, place, since) for place in range(rng.randint(1, most))]

    def _member(self, rng: random.Random, number: int, place: int, since: dt.datetime) -> User:
        names = words("names")
        name = f"{rng.choice(names['first_names'])} {rng.choice(names['last_names'])}"
        language = "en" if rng.random() < 0.06 else "de"
        return self._user(f"person{number}-{place + 1}", name, since, language=language)

    def _user(self, address: str, name: str, since: dt.datetime, **values: Any) -> User:
        email = f"{address}@{DOMAIN}"
        return User(
            email=email,
            email_key=email_key(email),
            name=name,
            sort_key=sort_key(name),
            password_hash=self._hash,
            is_demo=True,
            created_at=since,
            **values,
        )


def memberships(rng: random.Random, number: int, company: Company, people: list[User]) -> list[Membership]:
    """The first is the company's admin."""
    functions = [one[4] for one in TOLD if one[0] == number] or rng.sample(words("names")["functions"], len(people))
    roles = [Role.COMPANY_ADMIN] + [Role.COMPANY_MEMBER] * len(people)
    return [
        membership(company, user, role, function)
        for user, role, function in zip(people, roles, functions, strict=False)
    ]


def membership(company: Company, user: User, role: Role, function: str) -> Membership:
    """The person belongs to the company since both are there."""
    since = max(user.created_at, company.created_at)
    return Membership(
        company_id=company.id, user_id=user.id, role=role, function=function, created_at=since, welcomed_at=since
    )


def accepted(company: Company, admin: User, version: int) -> TermsAcceptance:
    """The company's admin has accepted the terms of use on the first day."""
    return TermsAcceptance(company_id=company.id, version=version, accepted_by=admin.id, accepted_at=company.created_at)
