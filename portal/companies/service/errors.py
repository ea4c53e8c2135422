"""Why something with a company did not work."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.companies.queries import CompanyData


class CompanyError(Exception):
    """Something with a company did not work."""


class NoSuchCompany(CompanyError):
    """No company has this number."""


class UnknownConsultant(CompanyError):
    """The person is no active consultant."""


class PersonDeactivated(CompanyError):
    """The account with this address is switched off."""

    def __init__(self, user_id: int) -> None:
        self.user_id = user_id
        super().__init__(f"Account {user_id} is deactivated.")


class MayBeTheSame(CompanyError):
    """There are companies that this one may be; whoever knows better confirms it."""

    def __init__(self, similar: tuple[CompanyData, ...]) -> None:
        self.similar = similar
        super().__init__(f"{len(similar)} companies look alike.")
