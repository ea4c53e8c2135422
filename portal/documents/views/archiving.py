"""Offering an archived text again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from portal import text
from portal.access import Permission, needs
from portal.documents.rules import SOURCE_LANGUAGE
from portal.documents.service import editing
from portal.documents.service.editing import Behind, TooMuch, Typed
from portal.documents.views.beside import back
from portal.documents.views.blueprint import blueprint
from portal.documents.views.desk import TEXT, behind, desk_of
from portal.web import people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.post(f"{TEXT}/unarchive")
@needs(Permission.EDIT_CONTENT)
@transaction.reads_first
def unarchive(document_id: int, text_language: str) -> ResponseReturnValue:
    """Take out of the draft that the text is no longer kept, and go on to publishing."""
    shown = desk_of(document_id, text_language)
    if text_language != SOURCE_LANGUAGE:
        abort(404)
    if not shown.retired:
        flash(_("The text is offered already."), "info")
        return back(document_id, text_language)
    parted = text.part(shown.source)
    source = text.join(text.with_meta(parted.head, {"retired": "", "successor": ""}), parted.body)
    try:
        tidy = editing.tidied(transaction.session(), document_id, text_language, source)
        transaction.begin_writing()
        typed = Typed(tidy, request.form.get("stamp", ""), "")
        editing.save(transaction.session(), people.actor().user_id, document_id, text_language, typed)
    except Behind as fault:
        return behind(shown, fault)
    except TooMuch:
        abort(422)
    flash(_("The draft now says that the text is offered again. Publish it to make it so."), "success")
    return redirect(url_for("documents.publishing", document_id=document_id, text_language=text_language), 303)
