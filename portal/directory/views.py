"""Pages of this area. Everybody may read them, without a cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext

from portal.access import public
from portal.directory import rules
from portal.directory.words import CONCERN_LABELS, COUNTY_LABELS, WHO_LABELS
from portal.documents import rules as document_rules
from portal.documents import service as documents
from portal.documents.rules import Kind
from portal.web import language, pages, transaction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("directory", __name__)


@blueprint.get("/directory")
@public
def offices() -> ResponseReturnValue:
    county = rules.county_of(request.args.get("county"))
    found = rules.serving(documents.texts(transaction.session(), Kind.OFFICE, language.current()), county)
    groups = [(concern, CONCERN_LABELS[concern], some) for concern, some in rules.by_concern(found)]
    return pages.render(
        "directory/offices.html",
        groups=groups,
        count=len(found),
        county=county,
        counties=COUNTY_LABELS,
        here=request.full_path.rstrip("?"),
        asked_language=language.asked_language(),
    )


@blueprint.get("/directory/<slug>")
@public
def office(slug: str) -> ResponseReturnValue:
    text = documents.text(transaction.session(), Kind.OFFICE, slug, language.current())
    if text is None:
        abort(404)
    place = document_rules.local_path(request.args.get("from"))
    here = document_rules.local_path(request.full_path.rstrip("?")) or request.path
    query = {"from": here, "lang": language.asked_language()}
    return pages.render(
        "directory/office.html",
        text=text,
        html=document_rules.with_query(text.html, query),
        back=_back(place),
        link=rules.external_link(text.meta.get("link")),
        facts=_facts(text.meta),
    )


def _back(place: str | None) -> tuple[str, str]:
    if place is None:
        return url_for("directory.offices"), gettext("Directory")
    if "#item-" in place:
        return place, gettext("Back to the item")
    return place, gettext("Directory") if place.startswith("/directory?") else gettext("Back")


def _facts(meta: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is known of an office, label and text; what nobody has filled in is left out."""
    lists = {
        gettext("Who may ask"): [WHO_LABELS[one] for one in meta.get("who") or () if one in WHO_LABELS],
        gettext("Serves"): [COUNTY_LABELS[one] for one in meta.get("counties") or () if one in COUNTY_LABELS],
        gettext("Languages"): meta.get("languages") or (),
    }
    lines = {
        gettext("Address"): meta.get("address"),
        gettext("Telephone"): meta.get("phone"),
        gettext("Hours"): meta.get("hours"),
    }
    facts = [(label, ", ".join(map(str, values))) for label, values in lists.items() if values]
    return facts + [(label, str(value)) for label, value in lines.items() if value]
