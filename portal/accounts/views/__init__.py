"""Pages of this area."""

from portal.accounts.views import digest, log_in, own
from portal.accounts.views.blueprint import blueprint

__all__ = ["blueprint", "digest", "log_in", "own"]
