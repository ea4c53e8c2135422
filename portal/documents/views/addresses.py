"""Addresses of texts: the page that changes one, and how former ones lead on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask, abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import NotFound

from portal.access import Permission, needs
from portal.documents import service
from portal.documents.forms import AddressForm
from portal.documents.rules import ADDRESSES, SOURCE_LANGUAGE, address_of
from portal.documents.service import editing
from portal.documents.service.editing import (
    AddressMoved,
    BadAddress,
    FixedAddress,
    Moving,
    NameTaken,
    NoSuchText,
    NotRepublished,
    SameAddress,
)
from portal.documents.views.blueprint import blueprint
from portal.documents.words import KIND_LABELS, LANGUAGE_LABELS
from portal.web import errors, gate, pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

ADDRESS = "/editor/<int:document_id>/address"
_OF_A_TEXT = re.compile(rf"/({'|'.join(ADDRESSES)})/<slug>")


# Former addresses ----------------------------------------------------------------------


def lead_on(app: Flask) -> None:
    """Whoever comes to the former address of a text, and may read it, is led to the present one."""
    app.register_error_handler(NotFound, _lead_on)


def _lead_on(_error: NotFound) -> ResponseReturnValue:
    place = _present_place() if gate.admitted() else None
    if place is None:
        return errors.error_page(404)
    transaction.session().rollback()
    # Nothing that a browser keeps: a text may take a former address back. A form is sent again as it is.
    return redirect(place, 302 if request.method in transaction.READING else 307)


def _present_place() -> str | None:
    """The same page of the same text where it is now, with the same query."""
    found = _OF_A_TEXT.search(request.url_rule.rule if request.url_rule else "")
    values = request.view_args or {}
    if found is None or request.endpoint is None:
        return None
    slug = service.present_slug(transaction.session(), ADDRESSES[found[1]], str(values.get("slug", "")))
    if slug is None:
        return None
    here = current_app.url_map.bind("", script_name=request.root_path or "/")
    query = request.query_string.decode("latin-1")
    path = here.build(request.endpoint, {**values, "slug": slug})
    return f"{path}?{query}" if query else path


# Changing one --------------------------------------------------------------------------


@blueprint.get(ADDRESS)
@needs(Permission.PUBLISH_CONTENT)
def address(document_id: int) -> ResponseReturnValue:
    """The present address, a field for another, and what would follow."""
    found = _moving(document_id)
    return _page(document_id, found, AddressForm(formdata=None, data={"present": found.slug, "slug": found.slug}))


def _moving(document_id: int) -> Moving:
    try:
        return editing.moving(transaction.session(), document_id)
    except NoSuchText:
        abort(404)


@dataclass(frozen=True)
class _Blocked:
    """The other text that is in the way, and why."""

    document_id: int
    language: str = SOURCE_LANGUAGE
    why: tuple[str, ...] = ()


def _page(
    document_id: int, found: Moving, form: AddressForm, *, better: str = "", blocked: _Blocked | None = None
) -> str:
    return pages.render(
        "documents/editor/address.html",
        document_id=document_id,
        moving=found,
        folder=found.address.removesuffix(found.slug),
        form=form,
        better=better,
        blocked=blocked,
        kinds=KIND_LABELS,
        languages=LANGUAGE_LABELS,
    )


@blueprint.post(ADDRESS)
@needs(Permission.PUBLISH_CONTENT)
def change_address(document_id: int) -> ResponseReturnValue:
    """Change it, with all that links to it."""
    found, form = _moving(document_id), AddressForm()
    slug = request.form.get("take", "") or (form.slug.data or "").removeprefix(found.address.removesuffix(found.slug))
    if not form.validate():
        return _page(document_id, found, form), 422
    notes = editing.Notes(
        _("New address: %(new)s, before: %(old)s", new=address_of(found.kind, slug), old=found.address),
        _("New address of “%(title)s”", title=found.title),
    )
    try:
        count = editing.rename(
            transaction.session(), people.actor().user_id, document_id, form.present.data or "", slug, notes
        )
    except AddressMoved:
        flash(_("Somebody changed the address in the meantime. Please look at it once more."), "warning")
        return redirect(url_for("documents.address", document_id=document_id), 303)
    except (FixedAddress, SameAddress, BadAddress, NameTaken, NotRepublished) as refusal:
        return _refused(document_id, found, form, refusal)
    flash(_told(address_of(found.kind, slug), count), "success")
    return redirect(url_for("documents.write", document_id=document_id, text_language="de"), 303)


def _told(new: str, count: int) -> str:
    sentence = _("The address is %(new)s now.", new=new)
    if count:
        more = ngettext(
            "%(num)d other text says the new address, too.", "%(num)d other texts say the new address, too.", count
        )
        sentence = f"{sentence} {more}"
    return str(sentence)


def _refused(document_id: int, found: Moving, form: AddressForm, refusal: Exception) -> ResponseReturnValue:
    form.slug.errors = [*form.slug.errors, _why(refusal)]
    better = refusal.better if isinstance(refusal, BadAddress) else ""
    return _page(document_id, found, form, better=better, blocked=_in_the_way(refusal)), 422


def _why(refusal: Exception) -> str:
    if isinstance(refusal, NotRepublished):
        sentence = _(
            "“%(title)s” (%(language)s) cannot be published with the new address, so nothing was changed.",
            title=refusal.title,
            language=LANGUAGE_LABELS[refusal.language],
        )
        return str(sentence)
    sentences = {
        BadAddress: _("An address has only the letters a to z, digits and hyphens, at most 64 in all."),
        SameAddress: _("The text has this address already."),
        NameTaken: _("Another text of this kind has this address, or had it before."),
        FixedAddress: _("The portal itself leads to this address, so it stays."),
    }
    return str(sentences[type(refusal)])


def _in_the_way(refusal: Exception) -> _Blocked | None:
    if isinstance(refusal, NameTaken):
        return _Blocked(refusal.document_id)
    if isinstance(refusal, NotRepublished):
        why = tuple(str(_(one.message) % one.params) for one in refusal.problems)
        return _Blocked(refusal.document_id, refusal.language, why)
    return None
