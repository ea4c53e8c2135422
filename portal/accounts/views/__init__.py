"""Pages of this area."""

from portal.accounts.views import log_in, own
from portal.accounts.views.blueprint import blueprint

__all__ = ["blueprint", "log_in", "own"]
