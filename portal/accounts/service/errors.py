"""Why something with an account did not work. The sentence of each is for the command line; pages have their own."""

from __future__ import annotations


class AccountError(Exception):
    """Something with an account did not work."""


class WrongPassword(AccountError):
    """Address and password do not fit together; whether the address exists is not said."""


class TooManyAttempts(AccountError):
    """Too many failures; worth trying again in `minutes`."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(f"Too many attempts; wait {minutes} minutes.")


class AddressTaken(AccountError):
    """The address already has an account."""

    def __init__(self, user_id: int, email: str) -> None:
        self.user_id = user_id
        super().__init__(f"There is already an account with the address {email}.")


class NotAnAddress(AccountError):
    """What was given for an e-mail address is none."""


class NotAName(AccountError):
    """What was given for a name cannot be one."""


class NoSuchUser(AccountError):
    """No account has this number."""


class Deactivated(AccountError):
    """The account must be reactivated first."""


class NotOneself(AccountError):
    """Nobody deactivates their own account."""


class LastAdmin(AccountError):
    """Without this person nobody could administer the portal."""


class LinkUnusable(AccountError):
    """The link to set a password was used, has expired, or never was."""
