"""Pages of this area: one's own company, and the administration of people and companies."""

from portal.companies.views import companies, mail, own, users
from portal.companies.views.blueprint import blueprint

__all__ = ["blueprint", "companies", "mail", "own", "users"]
