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


class LastCompanyAdmin(CompanyError):
    """Without this person nobody could administer the company."""


class AlreadyMember(CompanyError):
    """The person with this address belongs to the company."""


class NoSuchInvitation(CompanyError):
    """No invitation of the company has this number, or the link is made up."""


class InvitationUnusable(CompanyError):
    """The invitation is used, expired, withdrawn or replaced."""


class TooManyInvitations(CompanyError):
    """So many were sent that more would trouble people."""


class OtherTerms(CompanyError):
    """The terms of use have changed since the page was made, or there are none."""
