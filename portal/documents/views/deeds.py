"""Saving what a form or a button writes into the draft, and where to go then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect

from portal.documents.service import editing
from portal.documents.service.editing import Behind, Desk, TooMuch, Typed
from portal.documents.views.beside import back
from portal.documents.views.desk import behind, not_saved
from portal.web import people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def store(shown: Desk, stamp: str, source: str) -> ResponseReturnValue | None:
    """Save the text, put in order. Where somebody else saved meanwhile, the way to what is kept of it. Raises TooMuch."""
    tidy = editing.tidied(transaction.session(), shown.document_id, shown.language, source)
    transaction.begin_writing()
    place = (transaction.session(), people.actor().user_id, shown.document_id, shown.language)
    try:
        editing.save(*place, Typed(source, stamp, ""), tidy)
    except Behind as fault:
        return behind(shown, fault)
    return None


def saved(shown: Desk, stamp: str, source: str, sentence: str, *, then: str = "") -> ResponseReturnValue:
    """Save the text and go back to it or on to `then`, or to what is kept of it; raises TooMuch."""
    kept = store(shown, stamp, source)
    if kept is not None:
        return kept
    flash(sentence, "success")
    return redirect(then, 303) if then else back(shown.document_id, shown.language)


def saved_or_back(shown: Desk, stamp: str, source: str, sentence: str, *, then: str = "") -> ResponseReturnValue:
    """The same where nothing was typed that could be lost."""
    try:
        return saved(shown, stamp, source, sentence, then=then)
    except TooMuch as fault:
        flash(not_saved(fault), "error")
        return back(shown.document_id, shown.language)
