"""Pages of this area: one's own company and colleagues, the first log-in, and the administration of both."""

from portal.companies.views import colleagues, companies, invitations, leaving, mail, own, users, welcome
from portal.companies.views.blueprint import blueprint
from portal.companies.views.leaving import give_hand_over
from portal.companies.views.welcome import give_terms

__all__ = [
    "blueprint",
    "colleagues",
    "companies",
    "give_hand_over",
    "give_terms",
    "invitations",
    "leaving",
    "mail",
    "own",
    "users",
    "welcome",
]
