"""Pages of this area. Everybody may read them, without a cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext

from portal.access import public
from portal.companies import service as companies
from portal.directory import rules
from portal.directory.words import CONCERN_LABELS, COUNTY_LABELS, WHO_LABELS
from portal.documents import rules as document_rules
from portal.documents import service as documents
from portal.documents.rules import Kind
from portal.web import language, pages, people, transaction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from portal.documents.service import TextSummary, TextView

blueprint = Blueprint("directory", __name__)

# So many concerns stand open; more are opened one by one.
FEW = 3


@blueprint.get("/directory")
@public
def offices() -> ResponseReturnValue:
    county, group = rules.county_of(request.args.get("county")), rules.group_of(request.args.get("who"))
    every = documents.texts(transaction.session(), Kind.OFFICE, language.current())
    home = _home_county()
    found = rules.own_first(rules.open_to(rules.serving(every, county), group), home)
    return pages.render(
        "directory/offices.html",
        groups=[(concern, CONCERN_LABELS[concern], some) for concern, some in rules.by_concern(found)],
        own=rules.own_alone(found, home) if county in (None, home) else [],
        home=home,
        count=len(found),
        county=county,
        counties=COUNTY_LABELS,
        group=group,
        who=WHO_LABELS,
        here=request.full_path.rstrip("?"),
        asked_language=language.asked_language(),
        few=FEW,
    )


@blueprint.get("/directory/<slug>")
@public
def office(slug: str) -> ResponseReturnValue:
    text = documents.text(transaction.session(), Kind.OFFICE, slug, language.current())
    if text is None:
        abort(404)
    home = _home_county()
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
        mentions=documents.mentions(transaction.session(), Kind.OFFICE, text, language.current()),
        general=text.names_law and not document_rules.says_general(text.html),
        own=_own_among(text, home),
        home=home,
        counties=COUNTY_LABELS,
        query=query,
    )


def _home_county() -> str | None:
    """Where the reader's company is, if somebody of a company reads."""
    company = people.company()
    if company is None:
        return None
    found = companies.company(transaction.session(), company.company_id)
    return None if found is None else rules.county_of(found.profile.district)


def _own_among(text: TextView, home: str | None) -> list[TextSummary]:
    """Of the offices that this one leads on to, those of the reader's own county."""
    linked = document_rules.linked_slugs(text.html, "directory")
    if home is None or not linked or rules.own_alone([text], home):
        return []
    every = documents.texts(transaction.session(), Kind.OFFICE, language.current())
    return [one for one in rules.own_alone(every, home) if one.slug in linked]


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
