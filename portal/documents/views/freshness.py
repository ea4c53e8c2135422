"""Whether a text still holds, said in one click; and who is responsible for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.access import Permission, needs
from portal.documents.service import Refused, editing
from portal.documents.service.editing import Archived, Behind, NoSuchText, NotAnEditor
from portal.documents.views.beside import back
from portal.documents.views.blueprint import blueprint
from portal.documents.views.listing import View
from portal.web import language, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

LONGEST_NUMBER = 18


@blueprint.post("/editor/<int:document_id>/de/versions/<int:number>/still-true")
@needs(Permission.PUBLISH_CONTENT)
def still_true(document_id: int, number: int) -> ResponseReturnValue:
    """Say of the German text that it still holds, and go back to where that was said."""
    note = _("Looked at: still true")
    try:
        done = editing.still_true(transaction.session(), people.actor().user_id, document_id, number, note)
    except NoSuchText:
        abort(404)
    except Archived:
        flash(_("The text is archived: nobody has to look at it any more."), "warning")
    except Behind:
        flash(_("Another version was published in the meantime. Please look at it once more."), "warning")
        return back(document_id, "de")
    except Refused:
        flash(_("The text has faults by now, so no new version can be made. Please mend them first."), "error")
        return back(document_id, "de")
    else:
        flash(_told(done), "success")
    return _back(document_id)


def _told(done: editing.Confirmed) -> str:
    named = {"title": done.title, "day": language.full_date(done.review_by)}
    if done.again:
        return str(_("Somebody looked at “%(title)s” today already. It is due again on %(day)s.", **named))
    return str(_("“%(title)s” still holds, as of today. It is due again on %(day)s.", **named))


def _back(document_id: int) -> ResponseReturnValue:
    if request.args.get("list") == "y":
        return redirect(url_for("documents.editor", **View.asked().arguments()), 303)
    return back(document_id, "de")


@blueprint.post("/editor/<int:document_id>/keeper")
@needs(Permission.EDIT_CONTENT)
def choose_keeper(document_id: int) -> ResponseReturnValue:
    """Let somebody be responsible for the text, or nobody in particular."""
    word = request.form.get("keeper", "")
    if word and not (word.isdecimal() and len(word) <= LONGEST_NUMBER):
        abort(400)
    try:
        keeper = editing.choose_keeper(transaction.session(), document_id, int(word) if word else None)
    except NoSuchText:
        abort(404)
    except NotAnEditor:
        flash(_("This person cannot edit texts any more. Please choose somebody else."), "error")
        return back(document_id, "de")
    if keeper.id is None:
        flash(_("All editors are responsible for this text."), "success")
    else:
        flash(_("%(name)s is responsible for this text.", name=keeper.name), "success")
    return back(document_id, "de")
