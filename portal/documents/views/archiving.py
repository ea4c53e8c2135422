"""Archiving a text, and offering it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from portal import clock, text
from portal.access import Permission, needs
from portal.documents.rules import SLUG, SOURCE_LANGUAGE
from portal.documents.service import editing
from portal.documents.views.beside import back
from portal.documents.views.blueprint import blueprint
from portal.documents.views.deeds import saved_or_back
from portal.documents.views.desk import TEXT, desk_of
from portal.documents.words import KIND_LABELS, LANGUAGE_LABELS
from portal.web import pages, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get(f"{TEXT}/archive")
@needs(Permission.EDIT_CONTENT)
def archiving(document_id: int, text_language: str) -> ResponseReturnValue:
    """Where the text is used, and which one follows it."""
    shown = desk_of(document_id, text_language)
    if text_language != SOURCE_LANGUAGE or not shown.live:
        abort(404)
    session = transaction.session()
    lines = [line for line in editing.lines(session) if line.kind is shown.kind and not line.retired]
    return pages.render(
        "documents/editor/archive.html",
        desk=shown,
        users=editing.used_by(session, document_id),
        successors=[line for line in lines if line.number and line.document_id != document_id],
        kinds=KIND_LABELS,
        languages=LANGUAGE_LABELS,
    )


@blueprint.post(f"{TEXT}/archive")
@needs(Permission.EDIT_CONTENT)
@transaction.reads_first
def archive(document_id: int, text_language: str) -> ResponseReturnValue:
    """Write into the draft that the text is no longer kept, and go on to publishing."""
    shown = desk_of(document_id, text_language)
    successor = request.form.get("successor", "")
    if text_language != SOURCE_LANGUAGE or not shown.live or (successor and not SLUG.fullmatch(successor)):
        abort(404)
    parted = text.part(shown.source)
    head = text.with_meta(parted.head, {"retired": clock.today().isoformat(), "successor": successor})
    sentence = _("The draft now says that the text is archived. Publish it to make it so.")
    published = url_for("documents.publishing", document_id=document_id, text_language=text_language)
    return saved_or_back(shown, request.form.get("stamp", ""), text.join(head, parted.body), sentence, then=published)


@blueprint.post(f"{TEXT}/unarchive")
@needs(Permission.EDIT_CONTENT)
@transaction.reads_first
def unarchive(document_id: int, text_language: str) -> ResponseReturnValue:
    """Take out of the draft that the text is no longer kept; where readers find it archived, go on to publishing."""
    shown = desk_of(document_id, text_language)
    if text_language != SOURCE_LANGUAGE:
        abort(404)
    if not shown.archives:
        flash(_("The draft says already that the text is offered."), "info")
        return back(document_id, text_language)
    parted = text.part(shown.source)
    source = text.join(text.with_meta(parted.head, {"retired": "", "successor": ""}), parted.body)
    stamp = request.form.get("stamp", "")
    if not shown.retired:
        return saved_or_back(shown, stamp, source, _("The draft no longer archives the text."))
    sentence = _("The draft now says that the text is offered again. Publish it to make it so.")
    published = url_for("documents.publishing", document_id=document_id, text_language=text_language)
    return saved_or_back(shown, stamp, source, sentence, then=published)
