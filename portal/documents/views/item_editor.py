"""One item, its date, kind and sources as a form: the page writes the braces. And how a text is archived."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from portal import clock, text
from portal.access import Permission, needs
from portal.documents import service
from portal.documents.forms import ItemForm, braces_of, filled_item
from portal.documents.rules import SLUG, SOURCE_LANGUAGE, Kind, address_of
from portal.documents.service import editing
from portal.documents.service.editing import Behind, Desk, TooMuch, Typed
from portal.documents.views.beside import back
from portal.documents.views.blueprint import blueprint
from portal.documents.views.desk import TEXT, behind, desk_of
from portal.documents.words import KIND_LABELS, LANGUAGE_LABELS
from portal.web import language, pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.text import Place

ITEM = f"{TEXT}/items/<key>"


@blueprint.get(ITEM)
@needs(Permission.EDIT_CONTENT)
def edit_item(document_id: int, text_language: str, key: str) -> ResponseReturnValue:
    """The item as a form."""
    shown, place = _item(document_id, text_language, key)
    form = ItemForm(formdata=None, data=filled_item(place, shown.stamp))
    return _page(shown, place, form)


def _item(document_id: int, text_language: str, key: str) -> tuple[Desk, Place]:
    shown = desk_of(document_id, text_language)
    if shown.kind is not Kind.CHECKLIST or text_language != SOURCE_LANGUAGE:
        abort(404)
    place = text.place(shown.source, key=key)
    if place is None:
        abort(404)
    return shown, place


def _page(shown: Desk, place: Place, form: ItemForm) -> str:
    form.offer(_titles(Kind.GUIDE), _titles(Kind.OFFICE))
    return pages.render("documents/editor/item.html", desk=shown, place=place, form=form)


@blueprint.post(ITEM)
@needs(Permission.EDIT_CONTENT)
def save_item(document_id: int, text_language: str, key: str) -> ResponseReturnValue:
    """Write the item's line, and nothing else."""
    shown, place = _item(document_id, text_language, key)
    form = ItemForm()
    form.offer({}, {})
    if not form.validate():
        return _page(shown, place, form), 422
    source = shown.source
    if form.caption.data != place.caption:
        source = text.with_caption(source, place.line, form.caption.data)
    changes = braces_of(form, place)
    if request.form.get("do") == "retire":
        changes["retired"] = clock.today().isoformat()
    elif request.form.get("do") == "bring_back":
        changes["retired"] = ""
    source = text.with_attributes(source, place.line, changes)
    source = _linked(source, place.line, "how", Kind.GUIDE, form.guide.data or "")
    source = _linked(source, place.line, "help", Kind.OFFICE, form.office.data or "")
    faults = _faults(shown, source, key)
    if faults:
        form.caption.errors = faults
        return _page(shown, place, form), 422
    return _saved(shown, form.stamp.data or "", source, _("The item is saved in the draft."))


def _titles(kind: Kind) -> dict[str, str]:
    """The live texts of a kind: address and German title."""
    found = service.texts(transaction.session(), kind, SOURCE_LANGUAGE)
    return {address_of(kind, one.slug): one.title for one in found}


def _linked(source: str, line: int, part: str, kind: Kind, address: str) -> str:
    """The text with a link from this item to another text, unless it has one."""
    title = _titles(kind).get(address) if address else None
    if title is None or f"({address})" in text.own_text(source, line):
        return source
    link = f"[{title}]({address})"
    with language.speaking(SOURCE_LANGUAGE):
        sentence = _("More in the guide %(link)s.", link=link) if kind is Kind.GUIDE else f"{link}."
    return text.with_sentence(source, line, part, sentence)


def _faults(shown: Desk, source: str, key: str) -> list[str]:
    """What is wrong with what was said of the item: such as a legal date of a recommendation."""
    found = text.place(source, key=key)
    if found is None:
        return [_("The words of the item cannot end with braces.")]
    session = transaction.session()
    document = editing.demand_document(session, shown.document_id)
    errors = editing.read(session, document, shown.language, source).errors
    lines = range(found.line, found.last_line + 1)
    return [_(one.message) % one.params for one in errors if one.line in lines]


def _saved(shown: Desk, stamp: str, source: str, sentence: str) -> ResponseReturnValue:
    typed = Typed(source, stamp, "")
    try:
        editing.save(transaction.session(), people.actor().user_id, shown.document_id, shown.language, typed, tidy=True)
    except Behind as fault:
        return behind(shown, fault)
    except TooMuch:
        flash(_("The text is too long to be saved. It is still here: please split it."), "error")
        return back(shown.document_id, shown.language)
    flash(sentence, "success")
    return back(shown.document_id, shown.language)


@blueprint.post(f"{TEXT}/items")
@needs(Permission.EDIT_CONTENT)
def add_item(document_id: int, text_language: str) -> ResponseReturnValue:
    """Add an item at the end of a section, and go on to its form."""
    shown = desk_of(document_id, text_language)
    caption = text.plain_text(" ".join(request.form.get("caption", "").replace("\x00", "").split()))[:500]
    if shown.kind is not Kind.CHECKLIST or text_language != SOURCE_LANGUAGE:
        abort(404)
    if not caption:
        flash(_("Please say what is to be done."), "warning")
        return back(document_id, text_language)
    known = {place.id for place in text.places(shown.source)}
    source = text.new_item(shown.source, request.form.get("section", ""), caption)
    sentence = _("The item is in the draft. Say here what kind it is and when it is due.")
    answer = _saved(shown, request.form.get("stamp", ""), source, sentence)
    made = [place.id for place in text.places(desk_of(document_id, text_language).source) if place.id not in known]
    if len(made) != 1:
        return answer
    return redirect(
        url_for("documents.edit_item", document_id=document_id, text_language=text_language, key=made[0]), 303
    )


# Archiving -----------------------------------------------------------------------------


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
def archive(document_id: int, text_language: str) -> ResponseReturnValue:
    """Write into the draft that the text is no longer kept, and go on to publishing."""
    shown = desk_of(document_id, text_language)
    successor = request.form.get("successor", "")
    if text_language != SOURCE_LANGUAGE or not shown.live or (successor and not SLUG.fullmatch(successor)):
        abort(404)
    today: dt.date = clock.today()
    parted = text.part(shown.source)
    head = text.with_meta(parted.head, {"retired": today.isoformat(), "successor": successor})
    sentence = _("The draft now says that the text is archived. Publish it to make it so.")
    _saved(shown, request.form.get("stamp", ""), text.join(head, parted.body), sentence)
    return redirect(url_for("documents.publishing", document_id=document_id, text_language=text_language), 303)
