"""Who acts: a value, made once per request from the log-in, asked everywhere, changed nowhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from portal.access.roles import ANYBODY, GRANTS, Permission, Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Belonging:
    """The actor's place in one company."""

    company_id: int
    company_name: str
    role: Role
    # Whether the person has been greeted there, and the company has accepted the terms of use.
    welcomed: bool = True
    accepted_terms: bool = True


@dataclass(frozen=True)
class Actor:
    """A logged-in person. `chosen` is the company picked in this log-in, if any; `seen_at` when last noted as here."""

    user_id: int
    name: str
    email: str
    language: str
    staff_roles: frozenset[Role]
    belongings: tuple[Belonging, ...]
    login_id: int
    token: str
    chosen: int | None = None
    seen_at: dt.datetime | None = None

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """The cookie carries the log-in's token, never the person's number."""
        return self.token

    @property
    def is_staff(self) -> bool:
        return bool(self.staff_roles)

    def has_role(self, role: Role) -> bool:
        """Whether the actor holds the role, at the service or in any company."""
        return role in self.staff_roles or any(one.role is role for one in self.belongings)

    def staff_can(self, permission: Permission) -> bool:
        """Whether a role at the service grants it, and so for every company."""
        return any(permission in GRANTS[role] for role in self.staff_roles)

    def can(self, permission: Permission, company_id: int | None = None) -> bool:
        """Whether the actor may, in this company or, without one, anywhere at all."""
        if permission in ANYBODY or self.staff_can(permission):
            return True
        places = self.belongings if company_id is None else tuple(filter(None, [self.belonging(company_id)]))
        return any(permission in GRANTS[one.role] for one in places)

    def belonging(self, company_id: int | None) -> Belonging | None:
        """The actor's place in that company, or None."""
        return next((one for one in self.belongings if one.company_id == company_id), None)

    @property
    def company(self) -> Belonging | None:
        """The company the actor works in: the chosen one, else the first by name."""
        return self.belonging(self.chosen) or next(iter(self.belongings), None)


class ActorLoader(Protocol):
    """Finds who a log-in token belongs to; None if it has ended. Given by app.py."""

    def __call__(self, session: Session, token: str) -> Actor | None: ...
