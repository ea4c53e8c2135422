"""The link of an invitation: looking changes nothing, because programs open every link of a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.access import public
from portal.accounts import rules as accounts_rules
from portal.accounts import service as accounts
from portal.accounts.words import ROLES
from portal.companies import service
from portal.companies.rules import InvitationState
from portal.companies.views.blueprint import blueprint
from portal.companies.views.colleagues import too_many
from portal.web import pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.companies.service import Accepted, Opened

# What the button of the page sends.
ACCEPT, AGAIN = "accept", "again"


@blueprint.get("/invitations/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """Who invites whom, with a button; or why the link no longer works."""
    try:
        opened = service.open_invitation(transaction.session(), token)
    except service.NoSuchInvitation:
        return pages.render("companies/no_invitation.html"), 404
    return _page(opened)


def _page(opened: Opened) -> ResponseReturnValue:
    if opened.state is InvitationState.OPEN:
        return pages.render("companies/invitation.html", opened=opened, role=ROLES[opened.role])
    if opened.state is InvitationState.REVOKED:
        return pages.render("companies/no_invitation.html"), 410
    return pages.render("companies/invitation_over.html", opened=opened), 410


@blueprint.post("/invitations/<token>")
@public
def use_invitation(token: str) -> ResponseReturnValue:
    """Accept it, or have a new one sent to the same address."""
    try:
        opened = service.open_invitation(transaction.session(), token)
        if request.form.get("do") == AGAIN:
            return _send_again(token, opened)
        return _enter(service.accept_invitation(transaction.session(), token))
    except service.NoSuchInvitation:
        return pages.render("companies/no_invitation.html"), 404
    except service.InvitationUnusable:
        return _page(opened)
    except service.PersonDeactivated:
        return pages.render("companies/account_off.html"), 403


def _send_again(token: str, opened: Opened) -> ResponseReturnValue:
    """The answer is the same whether or not a mail leaves."""
    try:
        service.ask_again(transaction.session(), token)
    except service.TooManyInvitations:
        return pages.render("companies/invitation_over.html", opened=opened, refusal=too_many()), 429
    return pages.render("companies/invitation_sent.html", opened=opened)


def _enter(accepted: Accepted) -> ResponseReturnValue:
    """Where the person goes next: to the company, to a password of their own, or to the log-in."""
    me = people.current()
    if me is not None and me.user_id == accepted.user_id:
        accounts.choose_company(transaction.session(), me, accepted.company_id)
        return redirect(url_for("companies.welcome", company=accepted.company_id), 303)
    if me is not None:
        accounts.end_login(transaction.session(), me.login_id)
        people.log_out()
    if accepted.password_token is not None:
        return redirect(accounts_rules.link_path(accepted.password_token), 303)
    flash(_("You belong to %(company)s now. Please log in.", company=accepted.company_name), "success")
    onward = url_for("companies.welcome", company=accepted.company_id)
    return redirect(url_for("accounts.login", next=onward), 303)
