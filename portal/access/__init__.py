"""Access: who acts, what each role may do, and what every route demands."""

from portal.access.actor import Actor, Belonging
from portal.access.policy import Scope, needs, public
from portal.access.roles import COMPANY_ROLES, Permission, Role

__all__ = ["COMPANY_ROLES", "Actor", "Belonging", "Permission", "Role", "Scope", "needs", "public"]
