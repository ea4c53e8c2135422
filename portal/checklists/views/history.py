"""What happened to an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, url_for

from portal.access import Permission, Scope, needs
from portal.checklists import service, words
from portal.checklists.views.blueprint import address, blueprint, company_id
from portal.web import language, pages, transaction
from portal.web.forms import PortalForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.checklists.service import ItemHistory


@blueprint.get("/checklists/<slug>/items/<key>/history")
@needs(Permission.READ_CHECKLISTS, Scope.OWN)
def history(slug: str, key: str) -> ResponseReturnValue:
    """Who said what about the item, when, and on which text."""
    try:
        found = service.item_history(transaction.session(), company_id(), slug, key, language.current())
    except service.NoChecklist:
        abort(404)
    undo = url_for("checklists.undo", slug=slug, key=found.name.key)
    return history_page(found, address(slug, None if found.name.retired else key), undo)


def history_page(found: ItemHistory, back: str, undo: str) -> str:
    """The page, for the company's own item or for one of a hire."""
    return pages.render("checklists/history.html", history=found, back=back, undo=undo, form=PortalForm(), words=words)
