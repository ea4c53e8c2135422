"""The calendar itself, and the page where a person makes and ends their address."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, make_response, redirect, request, url_for
from flask_babel import gettext
from icalendar import Calendar as File
from icalendar import Event
from werkzeug.exceptions import NotFound

from portal.access import Permission, needs, public
from portal.accounts import service as accounts
from portal.feeds import rules, service
from portal.web import errors, language, pages, people, site, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from portal.feeds.rules import Calendar, DueDate
    from portal.feeds.service import Address

blueprint = Blueprint("feeds", __name__)

REFRESH = dt.timedelta(hours=6)


@blueprint.get("/feed/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """What a calendar program reads: without a log-in, so the address is the secret."""
    found = service.calendar(transaction.session(), token)
    if found is None:
        return _wrong_address()
    with language.speaking(found.language):
        response = make_response(_file(found).to_ical())
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _wrong_address() -> ResponseReturnValue:
    """Slow down who guesses. Reading cannot write, so the guess is counted in a transaction of its own."""
    try:
        with transaction.database().session() as session:
            service.count_wrong_address(session, request.remote_addr or "")
            session.commit()
    except accounts.TooManyAttempts as refusal:
        response = make_response(errors.error_page(429))
        response.headers["Retry-After"] = str(refusal.minutes * 60)
        return response
    raise NotFound


def _file(calendar: Calendar) -> File:
    file, product = File(), site.current().product_name.pick(language.current())
    name = gettext("Due dates, %(product)s", product=product)
    file.add("prodid", "-//Willkommensportal//Due dates//EN")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("name", name)
    file.add("x-wr-calname", name)
    file.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for due in calendar.dates:
        file.add_component(_event(due, several=calendar.several))
    return file


def _event(due: DueDate, *, several: bool) -> Event:
    """A whole day that leaves the person free."""
    base: str = current_app.extensions["portal_settings"].base_url
    event = Event()
    event.add("uid", rules.uid(due, urlsplit(base).hostname or "portal"))
    event.add("dtstamp", due.changed_at)
    event.add("last-modified", due.changed_at)
    event.add("dtstart", due.day)
    event.add("dtend", due.day + dt.timedelta(days=1))
    event.add("summary", f"{due.company}: {due.what}" if several else due.what)
    described = _described(due)
    if described:
        event.add("description", described)
    if due.hire_id is not None:
        event.add("url", base + url_for("checklists.hire", hire_id=due.hire_id))
    else:
        event.add("url", base + url_for("checklists.measure", measure_id=due.measure_id))
    event.add("transp", "TRANSPARENT")
    return event


def _described(due: DueDate) -> str:
    """Whose day it is and who takes care of it, as far as there is anything to say."""
    lines = []
    if due.law or due.suggested:
        lines.append(gettext("Legal deadline") if due.law else gettext("Suggested date"))
    if due.owner:
        lines.append(gettext("Owner: %(name)s", name=due.owner))
    return "\n".join(lines)


# One's own address.


@blueprint.get("/account/calendar")
@needs(Permission.USE_ACCOUNT)
def settings() -> ResponseReturnValue:
    """The address, to be copied; or a button that makes one."""
    found = service.address(transaction.session(), people.actor().user_id, _secret())
    return pages.render("feeds/settings.html", found=found, address=_url(found))


@blueprint.post("/account/calendar")
@needs(Permission.USE_ACCOUNT)
def make() -> ResponseReturnValue:
    """Make an address; one from before ends."""
    service.make(transaction.session(), people.actor().user_id, _secret())
    flash(gettext("This is your address. One from before no longer holds."), "success")
    return redirect(url_for("feeds.settings"), 303)


@blueprint.post("/account/calendar/end")
@needs(Permission.USE_ACCOUNT)
def revoke() -> ResponseReturnValue:
    """End the address."""
    service.revoke(transaction.session(), people.actor().user_id)
    flash(gettext("The address is ended. Calendars that use it get nothing more."), "success")
    return redirect(url_for("feeds.settings"), 303)


def own_address(session: Session, user_id: int) -> str | None:
    """Where the person's calendar is read, for the page about their account; None: has none."""
    return _url(service.address(session, user_id, _secret()))


def _secret() -> str:
    secret: str = current_app.extensions["portal_settings"].secret_key
    return secret


def _url(found: Address | None) -> str | None:
    if found is None or found.token is None:
        return None
    base: str = current_app.extensions["portal_settings"].base_url
    return base + url_for("feeds.feed", token=found.token)
