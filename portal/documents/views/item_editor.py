"""One item, its date, kind and sources as a form: the page writes the braces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from portal import clock, text
from portal.access import Permission, needs
from portal.documents import form_sentences, service
from portal.documents.forms import ItemForm, ItemWordsForm, NewItemForm, changed_attributes, filled_item
from portal.documents.rules import SOURCE_LANGUAGE, Kind, address_of
from portal.documents.service import editing
from portal.documents.service.editing import Desk, TooMuch
from portal.documents.views.beside import back
from portal.documents.views.blueprint import blueprint
from portal.documents.views.deeds import saved, saved_or_back, store
from portal.documents.views.desk import TEXT, desk_of, not_saved, written_page
from portal.documents.views.findings import has_item_forms
from portal.web import language, pages, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.text import Place

ITEM = "/editor/<int:document_id>/<any(de):text_language>/items/<key>"


@blueprint.get(ITEM)
@needs(Permission.EDIT_CONTENT)
def edit_item(document_id: int, text_language: str, key: str) -> ResponseReturnValue:
    """The item as a form."""
    shown, place = _item(document_id, text_language, key)
    words = text.explanation(shown.source, place.line)
    form = ItemForm(formdata=None, data=filled_item(place, shown.stamp, words))
    return _page(shown, place, form)


def _item(document_id: int, text_language: str, key: str) -> tuple[Desk, Place]:
    shown = desk_of(document_id, text_language)
    if not has_item_forms(shown):
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
@transaction.reads_first
def save_item(document_id: int, text_language: str, key: str) -> ResponseReturnValue:
    """Write what was changed of the item, and nothing else."""
    shown, place = _item(document_id, text_language, key)
    form = ItemForm()
    form.offer({}, {})
    if not form.validate():
        return _page(shown, place, form), 422
    source = _linked_on(explained(shown.source, _lined(shown.source, place, form), place, form), place, form)
    origin = form.was.data.strip().removeprefix("#")
    if origin and origin not in editing.item_keys(transaction.session(), document_id):
        form.was.errors = [_("This checklist has never had an item with this id.")]
    if not form.errors:
        say_faults(form, shown, source, key)
    if form.errors:
        return _page(shown, place, form), 422
    sentence = _("The item is saved in the draft.")
    try:
        return saved(shown, form.stamp.data or "", source, sentence)
    except TooMuch as fault:
        flash(not_saved(fault), "error")
        return _page(shown, place, form), 422


@blueprint.post(f"{ITEM}/retired")
@needs(Permission.EDIT_CONTENT)
@transaction.reads_first
def retire_item(document_id: int, text_language: str, key: str) -> ResponseReturnValue:
    """Retire the item from today, or bring it back."""
    shown, place = _item(document_id, text_language, key)
    gone = request.form.get("do") == "retire"
    source = text.with_attributes(shown.source, place.line, {"retired": clock.today().isoformat() if gone else ""})
    sentence = _("The item is retired in the draft.") if gone else _("The item is back in the draft.")
    return saved_or_back(shown, request.form.get("stamp", ""), source, sentence)


def _lined(source: str, place: Place, form: ItemForm) -> str:
    """The text with the item's line as the form says it."""
    if " ".join(form.caption.data.split()) != place.caption:
        source = text.with_caption(source, place.line, form.caption.data)
    changes = changed_attributes(form, place)
    return text.with_attributes(source, place.line, changes) if changes else source


def explained(before: str, source: str, place: Place, form: ItemWordsForm, text_language: str = SOURCE_LANGUAGE) -> str:
    """The text with the item's parts as the form says them. A part that would change the items gets an error."""
    if _shape(source) != _shape(before):
        return source
    shown = text.explanation(source, place.line)
    for part in text.PARTS:
        changed = text.with_explanation(source, place.line, {part: form[part].data}, text_language)
        if _shape(changed) != _shape(source):
            form[part].errors = [_("This would change the items around it: please leave out boxes and code.")]
        elif form[part].data.strip() or shown[part]:
            source = changed
    return source


def _linked_on(source: str, place: Place, form: ItemForm) -> str:
    """The text with the guide and the office that were chosen."""
    source = _linked(source, place.line, "how", Kind.GUIDE, form.guide.data or "")
    return _linked(source, place.line, "help", Kind.OFFICE, form.office.data or "")


def _shape(source: str) -> list[tuple[str, str | None]]:
    return [(one.id, one.parent) for one in text.places(source)]


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


def say_faults(form: ItemWordsForm, shown: Desk, source: str, key: str) -> None:
    """Say at its field what is wrong with what was said of the item: such as a legal date of a recommendation."""
    if text.limits(source):
        # Said when it is saved, by the limit; nothing is read for it.
        return
    found = text.place(source, key=key)
    if found is None:
        form.caption.errors = [_("The words of the item cannot end with braces.")]
        return
    session = transaction.session()
    document = editing.demand_document(session, shown.document_id)
    for fault in editing.read(session, document, shown.language, source).errors:
        if found.line <= fault.line <= found.last_line:
            field, sentence = form_sentences.of_item(fault) or ("caption", _(fault.message) % fault.params)
            at = getattr(form, field, form.caption)
            at.errors = [*at.errors, sentence]


@blueprint.post(f"{TEXT}/items")
@needs(Permission.EDIT_CONTENT)
@transaction.reads_first
def add_item(document_id: int, text_language: str) -> ResponseReturnValue:
    """Add an item at the end of a section, and go on to its form."""
    shown, form = desk_of(document_id, text_language), NewItemForm()
    if not has_item_forms(shown):
        abort(404)
    if not form.validate() or not _is_item(form):
        return written_page(shown, form), 422
    known = {place.id for place in text.places(shown.source)}
    source = text.new_item(shown.source, form.section.data, form.caption.data)
    sentence = _("The item is in the draft. Say here what kind it is and when it is due.")
    try:
        behind = store(shown, form.stamp.data or "", source)
    except TooMuch as fault:
        flash(not_saved(fault), "error")
        return written_page(shown, form), 422
    if behind is not None:
        return behind
    flash(sentence, "success")
    made = [place.id for place in text.places(desk_of(document_id, text_language).source) if place.id not in known]
    if len(made) != 1 or not made[0]:
        return back(document_id, text_language)
    return redirect(
        url_for("documents.edit_item", document_id=document_id, text_language=text_language, key=made[0]), 303
    )


def _is_item(form: NewItemForm) -> bool:
    """Whether these words make one item, which gets an id of its own."""
    written = text.new_item("", "", form.caption.data)
    plain, made = text.places(written), text.places(text.add_missing_ids(written))
    if len(plain) == len(made) == 1 and made[0].id and plain[0].caption == form.caption.data:
        return True
    form.caption.errors = [_("Please write the words alone, without braces and boxes.")]
    return False
