"""One item of a translation as a form: beside each field what the German text says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from portal import text
from portal.access import Permission, needs
from portal.documents.forms import ItemWordsForm
from portal.documents.rules import SOURCE_LANGUAGE, Kind
from portal.documents.service import editing
from portal.documents.service.editing import TooMuch
from portal.documents.views.blueprint import blueprint
from portal.documents.views.deeds import saved
from portal.documents.views.desk import desk_of, not_saved
from portal.documents.views.item_editor import explained, say_faults
from portal.web import pages, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.documents.service.editing import Desk
    from portal.text import Place

ITEM = "/editor/<int:document_id>/<any(en):text_language>/items/<key>"


@dataclass(frozen=True)
class _Pair:
    """An item in both languages. `source`: the translation, with the item put in where it was not; `keys`: all items of
    the German text, in their order.
    """

    desk: Desk
    key: str
    german: Place
    german_parts: dict[str, str]
    source: str
    own: Place
    own_parts: dict[str, str]
    keys: tuple[str, ...]

    @property
    def unwritten(self) -> tuple[str, ...]:
        """The parts that nobody has translated yet: to be written, not corrected. Who helps are names."""
        written = [part for part in text.PARTS if self.own_parts[part] and part != "help"]
        return tuple(part for part in written if self.own_parts[part] == self.german_parts[part])

    @property
    def next_key(self) -> str | None:
        later = self.keys[self.keys.index(self.key) + 1 :]
        return later[0] if later else None


@blueprint.get(ITEM)
@needs(Permission.EDIT_CONTENT)
def translate_item(document_id: int, text_language: str, key: str) -> ResponseReturnValue:
    """The item's words beside the German ones."""
    pair = _pair(document_id, text_language, key)
    words = {**pair.own_parts, **dict.fromkeys(pair.unwritten, "")}
    words["caption"] = "" if pair.own.caption == pair.german.caption else pair.own.caption
    return _page(pair, ItemWordsForm(formdata=None, data={**words, "stamp": pair.desk.stamp}))


def _pair(document_id: int, text_language: str, key: str) -> _Pair:
    shown = desk_of(document_id, text_language)
    if shown.kind is not Kind.CHECKLIST or shown.german is None:
        abort(404)
    german = editing.source_of(transaction.session(), document_id, SOURCE_LANGUAGE, shown.german)
    source = text.put_back(shown.source, text.translatable(german), key)
    there, own = text.place(german, key=key), text.place(source, key=key)
    if there is None or own is None or there.attributes.retired:
        abort(404)
    keys = tuple(one.id for one in text.places(german) if one.attributes.retired is None)
    parts, own_parts = text.explanation(german, there.line), text.explanation(source, own.line)
    return _Pair(shown, key, there, parts, source, own, own_parts, keys)


def _page(pair: _Pair, form: ItemWordsForm) -> str:
    return pages.render("documents/editor/item_translation.html", desk=pair.desk, pair=pair, form=form)


@blueprint.post(ITEM)
@needs(Permission.EDIT_CONTENT)
@transaction.reads_first
def save_item_translation(document_id: int, text_language: str, key: str) -> ResponseReturnValue:
    """Write what was changed of the item's words, and go back to the text or on to the next item."""
    pair, form = _pair(document_id, text_language, key), ItemWordsForm()
    if not form.validate():
        return _page(pair, form), 422
    source = _written(pair, form)
    if not form.errors:
        say_faults(form, pair.desk, source, key)
    if form.errors:
        return _page(pair, form), 422
    then, following = "", pair.next_key
    if request.form.get("then") == "next" and following:
        then = url_for("documents.translate_item", document_id=document_id, text_language=text_language, key=following)
    try:
        return saved(pair.desk, form.stamp.data or "", source, _("The item is saved in the draft."), then=then)
    except TooMuch as fault:
        flash(not_saved(fault), "error")
        return _page(pair, form), 422


def _written(pair: _Pair, form: ItemWordsForm) -> str:
    """The translation with the item's words as the form says them."""
    source = pair.source
    if " ".join(form.caption.data.split()) != pair.own.caption:
        source = text.with_caption(source, pair.own.line, form.caption.data)
    for part in pair.unwritten:
        # The page showed it empty, for it has German words: left empty, it stays to be done.
        if not form[part].data.strip():
            form[part].data = pair.own_parts[part]
    return explained(pair.source, source, pair.own, form, pair.desk.language)
