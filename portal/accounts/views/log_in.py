"""Logging in and out, and setting a password with a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import Unauthorized

from portal.access import public
from portal.accounts import rules, service
from portal.accounts.forms import ForgottenForm, LoginForm, NewPasswordForm
from portal.accounts.views.blueprint import blueprint
from portal.web import errors, held, pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/login")
@public
def login() -> ResponseReturnValue:
    """The form, unless somebody is logged in already."""
    onward = rules.local_path(request.args.get("next"))
    if people.current() is not None:
        return redirect(_onward(onward), 303)
    return _login_page(LoginForm(data={"next": onward or ""}))


@blueprint.post("/login")
@public
def log_in() -> ResponseReturnValue:
    """Begin a log-in; a form that came too late waits behind it."""
    form = LoginForm()
    if not form.validate():
        return _login_page(form), 422
    try:
        _begin(form.email.data, form.password.data)
    except service.WrongPassword:
        transaction.keep_changes()
        return _login_page(form, _("E-mail address or password is not right. Please try again.")), 422
    except service.TooManyAttempts as refusal:
        return _login_page(form, too_many(refusal)), 429, {"Retry-After": str(refusal.minutes * 60)}
    kept = held.unseal(request.form.get("held", ""))
    if kept is not None:
        return errors.render_held(kept, _("What waits to be sent"), 200)
    return redirect(_onward(rules.local_path(form.next.data)), 303)


def _onward(path: str | None) -> str:
    return rules.with_place(path) if path else url_for("engagement.home")


def _begin(email: str, password: str) -> None:
    """Log in and end the log-in that this browser had before."""
    before = people.current()
    token = service.log_in(transaction.session(), email=email, password=password, network_address=network_address())
    if before is not None:
        service.end_login(transaction.session(), before.login_id)
    person = people.find(token)
    if person is None:
        raise Unauthorized
    people.log_in(person)


def network_address() -> str:
    """Where the request comes from."""
    return request.remote_addr or ""


def too_many(refusal: service.TooManyAttempts) -> str:
    """Say how long to wait."""
    return str(
        ngettext(
            "Too many attempts. Please try again in %(num)d minute.",
            "Too many attempts. Please try again in %(num)d minutes.",
            refusal.minutes,
        )
    )


def _login_page(form: LoginForm, refusal: str | None = None) -> str:
    kept = request.form.get("held", "")
    return pages.render("accounts/login.html", form=form, refusal=refusal, held=kept)


@blueprint.post("/logout")
@public
def logout() -> ResponseReturnValue:
    """End the log-in, here and in the database."""
    person = people.current()
    if person is not None:
        service.end_login(transaction.session(), person.login_id)
    people.log_out()
    flash(_("You are logged out."), "success")
    return redirect(url_for("accounts.login"), 303)


@blueprint.get("/password/forgotten")
@public
def forgotten() -> ResponseReturnValue:
    """The form to ask for a link by mail."""
    return pages.render("accounts/forgotten.html", form=ForgottenForm(), refusal=None)


@blueprint.post("/password/forgotten")
@public
def ask_for_link() -> ResponseReturnValue:
    """Take the request; the answer is the same for an address that nobody has."""
    form = ForgottenForm()
    if not form.validate():
        return pages.render("accounts/forgotten.html", form=form, refusal=None), 422
    try:
        service.ask_for_link(transaction.session(), email=form.email.data, network_address=network_address())
    except service.TooManyAttempts as refusal:
        page = pages.render("accounts/forgotten.html", form=form, refusal=too_many(refusal))
        return page, 429, {"Retry-After": str(refusal.minutes * 60)}
    return redirect(url_for("accounts.link_is_coming"), 303)


@blueprint.get("/password/forgotten/sent")
@public
def link_is_coming() -> ResponseReturnValue:
    """What to do now, and if no mail comes."""
    return pages.render("accounts/link_is_coming.html")


@blueprint.get("/set-password/<token>")
@public
def password_link(token: str) -> ResponseReturnValue:
    """A page with a form: programs that open every link of a mail use nothing up."""
    try:
        owner = service.link_owner(transaction.session(), token)
    except service.LinkUnusable:
        return pages.render("accounts/link_unusable.html"), 410
    return pages.render("accounts/set_password.html", form=NewPasswordForm(), owner=owner)


@blueprint.post("/set-password/<token>")
@public
def set_password(token: str) -> ResponseReturnValue:
    """Set the password and use the link up."""
    form = NewPasswordForm()
    try:
        owner = service.link_owner(transaction.session(), token)
        if not form.validate():
            return pages.render("accounts/set_password.html", form=form, owner=owner), 422
        service.set_password_by_link(transaction.session(), token, form.new_password.data)
    except service.LinkUnusable:
        return pages.render("accounts/link_unusable.html"), 410
    people.log_out()
    flash(_("Your password is set. Now you can log in with it."), "success")
    return redirect(url_for("accounts.login"), 303)
