"""Pages of this area: one's own company and colleagues, the first log-in, and the administration of both."""

from portal.companies.views import colleagues, companies, invitations, mail, own, users, welcome
from portal.companies.views.blueprint import blueprint
from portal.companies.views.welcome import give_terms

__all__ = ["blueprint", "colleagues", "companies", "give_terms", "invitations", "mail", "own", "users", "welcome"]
