"""Addresses of this area."""

from portal.papers.views import checklist, plan
from portal.papers.views.blueprint import blueprint

__all__ = ["blueprint", "checklist", "plan"]
