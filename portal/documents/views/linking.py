"""A link to one of our texts or a yearly figure, from a list: for pages on which no script puts it at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, request
from flask_babel import gettext as _

from portal import text
from portal.access import Permission, needs
from portal.documents.forms import source_of
from portal.documents.service import editing
from portal.documents.views.blueprint import blueprint
from portal.documents.views.desk import TEXT, desk_page, figure_names, sent, tidied
from portal.web import gate, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.post(f"{TEXT}/refer")
@needs(Permission.EDIT_CONTENT)
@gate.long_form
@transaction.reads_first
def refer(document_id: int, text_language: str) -> ResponseReturnValue:
    """Save what was typed, with what was chosen at its end."""
    shown, form = sent(document_id, text_language)
    source = source_of(form, shown.source)
    words = _chosen(document_id, text_language, request.form.get("reference", ""))
    if words is None:
        flash(_("Please choose what to put in."), "warning")
        return desk_page(shown, form, source), 422
    if not text.limits(source):
        source = editing.with_words(shown.kind, source, words)
    sentence = _("The draft is saved, with what you chose at its end. Please move it to where it belongs.")
    return tidied(shown, form, sentence, source=source)


def _chosen(document_id: int, text_language: str, value: str) -> str | None:
    """What is put in for the chosen entry of the list."""
    for key, _name in figure_names(text_language):
        if value == f"figure:{key}":
            return editing.hole(key)
    offered = editing.targets(transaction.session(), document_id, text_language)
    return next((one.link for _kind, some in offered for one in some if one.address == value), None)
