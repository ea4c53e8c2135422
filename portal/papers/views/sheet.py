"""What every paper says: who made it, for whom, when; and how it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, make_response, url_for
from flask_babel import gettext
from werkzeug.exceptions import ServiceUnavailable

from portal import clock
from portal.web import language, site
from portal.web.typesetting import PaperFailed, typeset

if TYPE_CHECKING:
    import datetime as dt

    from flask import Response


def sheet(title: str, company: str) -> dict[str, Any]:
    """The frame around the paper's own data."""
    today, reader, operator = clock.today(), language.current(), site.current()
    return {
        "lang": reader,
        "title": title,
        "company": company,
        "product": operator.product_name.pick(reader),
        "operator": operator.operator.pick(reader),
        "disclaimer": operator.disclaimer.pick(reader),
        "made": gettext("As of %(day)s", day=language.full_date(today)),
        "date": {"year": today.year, "month": today.month, "day": today.day},
        # The typesetting puts the numbers in.
        "page": gettext("Page {page} of {pages}"),
    }


def send(template: str, data: dict[str, Any], name: str) -> Response:
    """The PDF as a file with today's date in its name."""
    try:
        content = typeset(f"papers/templates/{template}.typ", data)
    except PaperFailed as fault:
        current_app.logger.exception("The paper %s could not be made.", template)
        raise ServiceUnavailable from fault
    response = make_response(content)
    response.mimetype = "application/pdf"
    # A file to keep: the browsers' own viewers stumble over our content security policy.
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}-{clock.today().isoformat()}.pdf")
    return response


def address(endpoint: str, **values: Any) -> str:
    """The whole address of a page: paper lies beside no portal."""
    base: str = current_app.extensions["portal_settings"].base_url
    return base + url_for(endpoint, **values)


def day(moment: dt.date) -> str:
    """A date that stays on one line, with its year: a paper is read for years."""
    return language.full_date(moment).replace(" ", "\N{NO-BREAK SPACE}")
