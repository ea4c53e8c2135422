"""A link to one of our texts, chosen from a list: for pages on which no script puts it where the cursor is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, request
from flask_babel import gettext as _

from portal import text
from portal.access import Permission, needs
from portal.documents.forms import source_of
from portal.documents.service import editing
from portal.documents.service.editing import Behind, TooMuch
from portal.documents.views.blueprint import blueprint
from portal.documents.views.desk import TEXT, behind, desk_page, onward, refused, save_typed, sent
from portal.web import gate, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.post(f"{TEXT}/refer")
@needs(Permission.EDIT_CONTENT)
@gate.long_form
def refer(document_id: int, text_language: str) -> ResponseReturnValue:
    """Save what was typed, with the link at its end."""
    shown, form = sent(document_id, text_language)
    source = source_of(form, shown.source)
    offered = editing.targets(transaction.session(), document_id, text_language)
    chosen = request.form.get("reference", "")
    target = next((one for _kind, some in offered for one in some if one.address == chosen), None)
    if target is None:
        flash(_("Please choose the text that the link leads to."), "warning")
        return desk_page(shown, form, source), 422
    if not text.limits(source):
        source = editing.with_link(shown.kind, source, target)
    try:
        save_typed(shown, form, tidy=True, source=source)
    except Behind as fault:
        return behind(shown, fault)
    except TooMuch as fault:
        return refused(shown, form, fault)
    flash(_("The draft is saved with the link at its end. Please move it to where it belongs."), "success")
    return onward(shown)
