"""Texts that stand beside the draft: what somebody typed meanwhile, what readers see, what the German text says now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.access import Permission, needs
from portal.documents.rules import SOURCE_LANGUAGE, Origin
from portal.documents.service import editing
from portal.documents.service.editing import Behind, Fit, NoSuchText, TooMuch
from portal.documents.views.blueprint import blueprint
from portal.documents.views.desk import TEXT, behind, desk_of, labels_of, refused, save_typed, sent, with_values
from portal.documents.words import ORIGIN_LABELS
from portal.web import gate, pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.documents.service.editing import Comparison, Desk

KEPT = f"{TEXT}/kept/<int:kept_id>"


@blueprint.get(KEPT)
@needs(Permission.EDIT_CONTENT)
def kept(document_id: int, text_language: str, kept_id: int) -> ResponseReturnValue:
    """How a kept text differs from the draft, and what to do with it."""
    shown = desk_of(document_id, text_language)
    one = next((one for one in shown.kept if one.id == kept_id), None)
    if one is None:
        abort(404)
    source = editing.kept_source(transaction.session(), document_id, text_language, kept_id)
    return pages.render(
        "documents/editor/kept.html",
        desk=shown,
        kept=one,
        origin=ORIGIN_LABELS[Origin(one.origin)],
        source=source,
        seal=editing.seal(source),
        compared=comparison_of(shown, shown.source, source),
    )


@blueprint.post(f"{KEPT}/put-in")
@needs(Permission.EDIT_CONTENT)
def put_in(document_id: int, text_language: str, kept_id: int) -> ResponseReturnValue:
    """Make it the draft."""
    session, actor_id = transaction.session(), people.actor().user_id
    try:
        editing.put_in(session, actor_id, document_id, text_language, kept_id, _said("seal"), _said("stamp"))
    except NoSuchText:
        return _settled(document_id, text_language)
    except Behind:
        return _look_again(document_id, text_language, kept_id)
    flash(_("This is the draft now. What it said before is kept beside it."), "success")
    return back(document_id, text_language)


@blueprint.post(f"{KEPT}/drop")
@needs(Permission.EDIT_CONTENT)
def drop(document_id: int, text_language: str, kept_id: int) -> ResponseReturnValue:
    """Throw it away."""
    try:
        editing.drop_kept(transaction.session(), document_id, text_language, kept_id, _said("seal"))
    except NoSuchText:
        return _settled(document_id, text_language)
    except Behind:
        return _look_again(document_id, text_language, kept_id)
    flash(_("The kept text is thrown away."), "success")
    return back(document_id, text_language)


@blueprint.post(f"{TEXT}/discard")
@needs(Permission.EDIT_CONTENT)
@gate.long_form
def discard(document_id: int, text_language: str) -> ResponseReturnValue:
    """Go back to what readers see; what was typed and what the draft said are kept beside it."""
    stamp = _said("stamp")
    if "body" in request.form:
        shown, form = sent(document_id, text_language)
        try:
            save_typed(shown, form)
        except TooMuch as fault:
            return refused(shown, form, fault)
        except Behind as fault:
            return behind(shown, fault)
        stamp = desk_of(document_id, text_language).stamp
    try:
        editing.discard(transaction.session(), people.actor().user_id, document_id, text_language, stamp)
    except NoSuchText:
        return _settled(document_id, text_language)
    except Behind:
        return _look_again(document_id, text_language)
    flash(_("The draft is discarded. Its text is kept below in case you want it back."), "success")
    return back(document_id, text_language)


@blueprint.post(f"{TEXT}/go-on")
@needs(Permission.EDIT_CONTENT)
def go_on(document_id: int, text_language: str) -> ResponseReturnValue:
    """Write on although readers see another text by now."""
    try:
        editing.go_on(transaction.session(), people.actor().user_id, document_id, text_language, _said("stamp"))
    except NoSuchText:
        return _settled(document_id, text_language)
    except Behind:
        return _look_again(document_id, text_language)
    flash(_("The draft now stands on the published text. Publishing shows what it changes."), "success")
    return back(document_id, text_language)


def _said(name: str) -> str:
    return request.form.get(name, "")


def _settled(document_id: int, text_language: str) -> ResponseReturnValue:
    """The button was pressed twice, or somebody else was faster."""
    desk_of(document_id, text_language)
    flash(_("That is settled already. The text stands here as it is now."), "info")
    return back(document_id, text_language)


def _look_again(document_id: int, text_language: str, kept_id: int = 0) -> ResponseReturnValue:
    """Nothing was done: a text is another by now than the page showed. Back to the choice, or to the kept text."""
    flash(_("Somebody changed the text in the meantime. Please look at it once more."), "warning")
    if not kept_id:
        return back(document_id, text_language)
    address = url_for("documents.kept", document_id=document_id, text_language=text_language, kept_id=kept_id)
    return redirect(address, 303)


@blueprint.get(f"{TEXT}/against-live")
@needs(Permission.EDIT_CONTENT)
def against_live(document_id: int, text_language: str) -> ResponseReturnValue:
    """How the draft differs from what readers see."""
    shown = desk_of(document_id, text_language)
    if not shown.live:
        abort(404)
    live = editing.source_of(transaction.session(), document_id, text_language, shown.live)
    found = comparison_of(shown, live, shown.source)
    return pages.render("documents/editor/against_live.html", desk=shown, compared=found)


def comparison_of(shown: Desk, old: str, new: str) -> Comparison:
    """Two states of a text, as its readers see them and as they are written."""
    session, filled = transaction.session(), with_values(shown.language)
    return editing.compare_written(session, shown.document_id, shown.language, old, new, filled)


@blueprint.get(f"{TEXT}/source")
@needs(Permission.EDIT_CONTENT)
def translation(document_id: int, text_language: str) -> ResponseReturnValue:
    """What changed in the German text since the translation, and both texts side by side."""
    shown = desk_of(document_id, text_language)
    line = next(one for one in shown.languages if one.language == text_language)
    german = shown.german
    if german is None or text_language == SOURCE_LANGUAGE:
        abort(404)
    session = transaction.session()
    follows = line.translation.follows if line.translation else german
    changes, changed = None, frozenset[str]()
    if follows:
        filled = with_values(SOURCE_LANGUAGE)
        changes = editing.compare(session, document_id, SOURCE_LANGUAGE, follows, german, filled)
        changed = editing.changed_items(session, document_id, follows, german)
    document = editing.demand_document(session, document_id)
    source = editing.source_of(session, document_id, SOURCE_LANGUAGE, german)
    there = editing.read(session, document, SOURCE_LANGUAGE, source).reading
    own = editing.read(session, document, text_language, shown.source).reading
    mine = {item.id: item for item in own.items}
    outdated = line.translation is not None and line.translation.fit is Fit.OUTDATED
    return pages.render(
        "documents/editor/translation.html",
        desk=shown,
        german=there,
        translated=own,
        pairs=[(item, mine.get(item.id)) for item in there.items if item.retired is None],
        changed=changed,
        labels={
            SOURCE_LANGUAGE: labels_of(SOURCE_LANGUAGE, there.items),
            text_language: labels_of(text_language, own.items),
        },
        number=german,
        changes=changes.rendered if changes else (),
        outdated=outdated,
    )


@blueprint.post(f"{TEXT}/confirm")
@needs(Permission.PUBLISH_CONTENT)
def confirm_translation(document_id: int, text_language: str) -> ResponseReturnValue:
    """Say that the translation still says the same."""
    try:
        seen = request.form.get("german", 0, type=int)
        editing.confirm_translation(transaction.session(), document_id, text_language, seen)
    except NoSuchText:
        abort(404)
    except Behind:
        flash(_("The German text has changed since you read it. Please look at it once more."), "warning")
        return redirect(url_for("documents.translation", document_id=document_id, text_language=text_language), 303)
    flash(_("The translation counts as up to date again."), "success")
    return back(document_id, text_language)


def back(document_id: int, text_language: str) -> ResponseReturnValue:
    """To the text."""
    return redirect(url_for("documents.write", document_id=document_id, text_language=text_language), 303)
