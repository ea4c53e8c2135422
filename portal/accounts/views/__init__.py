"""Pages of this area."""

from portal.accounts.views import digest, log_in, own
from portal.accounts.views.blueprint import blueprint, give_calendars

__all__ = ["blueprint", "digest", "give_calendars", "log_in", "own"]
