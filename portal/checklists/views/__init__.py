"""Pages of this area: a company's checklists in `checklists`, its hires in `hires`, their items in `hire_items`."""

from portal.checklists.views import hire_items, hires
from portal.checklists.views.blueprint import blueprint
from portal.checklists.views.checklists import MARKS, give_request_marks

__all__ = ["MARKS", "blueprint", "give_request_marks", "hire_items", "hires"]
