"""Feedback on a guide, from everybody; and the list of it, for editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext, ngettext

from portal.access import Permission, needs, public
from portal.accounts import service as accounts
from portal.feedback import service
from portal.feedback.forms import FeedbackForm
from portal.feedback.words import SIDES
from portal.web import gate, language, pages, people, transaction
from portal.web.forms import PortalForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.documents.service import TextView

blueprint = Blueprint("feedback", __name__)


@blueprint.get("/guides/<slug>/feedback")
@public
def page(slug: str) -> ResponseReturnValue:
    """The form on a page of its own; once it was sent, thanks."""
    return _page(_guide(slug), sent=request.args.get("sent") == "1")


@blueprint.post("/guides/<slug>/feedback")
@public
@gate.without_token
def give(slug: str) -> ResponseReturnValue:
    guide, form = _guide(slug), FeedbackForm(request.form)
    if not form.validate():
        faults = [str(one) for some in form.errors.values() for one in some]
        return _page(guide, form.comment.data, faults), 422
    try:
        service.give(
            transaction.session(),
            people.current(),
            guide,
            helpful=form.helpful.data == "yes",
            comment=form.comment.data,
            network_address=request.remote_addr or "",
        )
    except accounts.TooManyAttempts as refusal:
        wait = {"Retry-After": str(refusal.minutes * 60)}
        return _page(guide, form.comment.data, [_too_many(refusal.minutes)]), 429, wait
    return redirect(url_for("feedback.page", slug=slug, sent=1), 303)


def _guide(slug: str) -> TextView:
    found = service.guide(transaction.session(), slug, language.current())
    if found is None:
        abort(404)
    return found


def _page(guide: TextView, comment: str = "", faults: list[str] | None = None, *, sent: bool = False) -> str:
    return pages.render("feedback/page.html", guide=guide, comment=comment, faults=faults or [], sent=sent)


def _too_many(minutes: int) -> str:
    return str(
        ngettext(
            "Much feedback has come from your network. Please send yours again in %(num)d minute.",
            "Much feedback has come from your network. Please send yours again in %(num)d minutes.",
            minutes,
        )
    )


@blueprint.get("/editor/feedback")
@needs(Permission.EDIT_CONTENT)
def overview() -> ResponseReturnValue:
    slug = request.args.get("guide", "")
    found = service.overview(transaction.session(), language.current(), slug, _number(request.args.get("before", "")))
    return pages.render("feedback/overview.html", found=found, chosen=slug, sides=SIDES, form=PortalForm())


@blueprint.post("/editor/feedback/<int:feedback_id>/forget")
@needs(Permission.EDIT_CONTENT)
def forget(feedback_id: int) -> ResponseReturnValue:
    if not service.forget(transaction.session(), feedback_id):
        abort(404)
    flash(gettext("The comment is deleted. Whether the guide helped is still counted."), "success")
    return redirect(url_for("feedback.overview"), 303)


def _number(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 19 else None
