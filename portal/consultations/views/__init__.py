"""Pages of this area: the company's in `company`, the service's in `team`, marks on checklists in `marks`."""

from portal.consultations.views import company, show, team
from portal.consultations.views.blueprint import blueprint
from portal.consultations.views.marks import request_marks

__all__ = ["blueprint", "company", "request_marks", "show", "team"]
