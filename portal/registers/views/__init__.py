"""Pages of this area: yearly figures for editors, the operator's data for admins, and the versions of both."""

from portal.registers.views import figures, history, site
from portal.registers.views.blueprint import blueprint

__all__ = ["blueprint", "figures", "history", "site"]
