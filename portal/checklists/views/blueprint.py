"""What the pages of this area share: their blueprint, the company they work in, the addresses of checklists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Flask, abort, current_app, url_for

from portal.checklists import service
from portal.web import people

if TYPE_CHECKING:
    from portal.checklists.service import HireName, HireView, RequestMarks
    from portal.documents.service import ItemName

blueprint = Blueprint("checklists", __name__)

MARKS = "portal_request_marks"


def give_request_marks(app: Flask, marks: RequestMarks) -> None:
    """Let the app's checklists show which items a question was asked from."""
    app.extensions[MARKS] = marks


def request_marks() -> RequestMarks:
    """What finds those questions."""
    return cast("RequestMarks", current_app.extensions.get(MARKS, service.no_marks))


def company_id() -> int:
    """The company that the page works in; the route lets nobody come without one."""
    found = people.company_id()
    return found if found is not None else abort(404)


def address(slug: str, key: str | None = None, **query: Any) -> str:
    """Where a checklist, or an item in it, is answered."""
    anchor = f"item-{key}" if key else None
    return url_for("checklists.checklist", slug=slug, _anchor=anchor, **query, **company_in_address())


def hire_address(hire_id: int, key: str | None = None, **query: Any) -> str:
    """A hire's page, at one of its items."""
    return url_for("checklists.hire", hire_id=hire_id, _anchor=f"item-{key}" if key else None, **query)


def item_address(item: ItemName, hire: HireName | HireView | None) -> str:
    """Where an item is answered: for the company, or for a hire."""
    return address(item.slug, item.key) if hire is None else hire_address(hire.id, item.key)


def company_in_address() -> dict[str, Any]:
    """Name the company where it is not the one that the person works in anyhow."""
    number, person = people.company_id(), people.current()
    own = None if person is None or person.company is None else person.company.company_id
    if number is None or number == own or person is None or person.belonging(number) is None:
        return {}
    return {"company": number}
