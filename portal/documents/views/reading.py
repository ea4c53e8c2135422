"""Pages of this area: guides and the operator's pages. Everybody may read them, without a cookie."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from flask import abort, current_app, make_response, request, url_for
from flask_babel import gettext

from portal import clock
from portal.access import public
from portal.documents import rules, service
from portal.documents.rules import Kind
from portal.documents.views.blueprint import blueprint
from portal.documents.words import FIELD_LABELS
from portal.web import language, pages, qr, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.documents.service import TextView
    from portal.settings import Settings


@blueprint.get("/guides")
@public
def guides() -> ResponseReturnValue:
    found = service.texts(transaction.session(), Kind.GUIDE, language.current())
    groups = [
        (field, FIELD_LABELS[field], tuple(guides_of)) for field, guides_of in groupby(found, lambda one: one.field)
    ]
    return pages.render("documents/guides.html", groups=groups)


@blueprint.get("/guides/<slug>")
@public
def guide(slug: str) -> ResponseReturnValue:
    text = _text(Kind.GUIDE, slug)
    return pages.render(
        "documents/text.html",
        text=text,
        html=linked(text.html),
        back=way_back() or (url_for("documents.guides"), gettext("Guides")),
        asks=True,
        field=FIELD_LABELS.get(text.field),
        general=not rules.says_general(text.html),
        successor=url_for("documents.guide", slug=text.successor) if text.successor else None,
    )


@blueprint.get("/pages")
@public
def handouts() -> ResponseReturnValue:
    """The pages for newcomers, to read on a phone or to print and hand out."""
    found = service.handouts(transaction.session(), language.current())
    return pages.render("documents/handouts.html", handouts=found, has_address=_settings().has_public_address)


@blueprint.get("/pages/<slug>")
@public
def page(slug: str) -> ResponseReturnValue:
    return _page(slug)


@blueprint.get("/pages/<slug>/print")
@public
def sheet(slug: str) -> ResponseReturnValue:
    """A handout on one page of paper, with a code that leads to its page."""
    text = _text(Kind.PAGE, slug)
    if not text.is_handout:
        abort(404)
    here = url_for("documents.page", slug=slug, lang=language.current())
    if not _settings().has_public_address:
        back = (here, gettext("Back to the handout"))
        return make_response(pages.render("documents/no_sheet.html", title=text.title, back=back), 409)
    address = f"{_settings().base_url}{here}"
    general = not rules.says_general(text.html)
    return pages.render(
        "documents/sheet.html", text=text, back=here, address=address, code=qr.code(address), general=general
    )


@blueprint.get("/impressum")
@public
def impressum() -> ResponseReturnValue:
    return _page("impressum")


@blueprint.get("/datenschutz")
@public
def datenschutz() -> ResponseReturnValue:
    return _page("datenschutz")


@blueprint.get("/barrierefreiheit")
@public
def barrierefreiheit() -> ResponseReturnValue:
    return _page("barrierefreiheit")


def _page(slug: str) -> ResponseReturnValue:
    text = _text(Kind.PAGE, slug)
    back = way_back() or ((url_for("documents.handouts"), gettext("Handouts")) if text.is_handout else None)
    return pages.render(
        "documents/text.html",
        text=text,
        html=linked(text.html),
        back=back,
        asks=False,
        field=None,
        general=text.names_law and text.is_handout and not rules.says_general(text.html),
        today=clock.today(),
        has_address=_settings().has_public_address,
        successor=url_for("documents.page", slug=text.successor) if text.successor else None,
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["portal_settings"]
    return settings


def _text(kind: Kind, slug: str) -> TextView:
    text = service.text(transaction.session(), kind, slug, language.current())
    if text is None:
        abort(404)
    return text


def way_back() -> tuple[str, str] | None:
    """Address and words of the link to where the reader came from, if the address says a place of ours."""
    place = rules.local_path(request.args.get("from"))
    if place is None:
        return None
    return place, gettext("Back to the item") if "#item-" in place else gettext("Back")


def linked(html: str) -> str:
    """Safe HTML whose links to our own texts bring the reader back here, in the language of this page."""
    here = rules.local_path(request.full_path.rstrip("?"))
    return rules.with_query(html, {"from": here or request.path, "lang": language.asked_language()})
