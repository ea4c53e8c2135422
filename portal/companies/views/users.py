"""Administration of people: who may log in, as what, and in which company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask import abort, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _

from portal.access import Permission, Role, Scope, needs
from portal.accounts import rules as accounts_rules
from portal.accounts import service as accounts
from portal.accounts.words import ROLES
from portal.companies import service
from portal.companies.forms import NewUserForm, UserForm, filled_user
from portal.companies.views.blueprint import NUMBER, blueprint
from portal.web import pages, people, transaction
from portal.web.pagination import Cursor

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.accounts.service import Person
    from portal.settings import Settings

USER = f"/admin/users/<{NUMBER}:user_id>"
FRESH_LINK = "fresh_link"


@blueprint.get("/admin")
@needs(Permission.MANAGE_USERS, Scope.EVERY)
def administration() -> ResponseReturnValue:
    """Everybody who may log in, by name."""
    search = request.args.get("q", "").strip()
    page = accounts.users_page(transaction.session(), search, Cursor.read(request.args.get("after")))
    belongings = service.memberships_of_users(transaction.session(), [one.id for one in page.rows])
    rows = [(one, [ROLES[role] for role in one.roles], belongings.get(one.id, ())) for one in page.rows]
    return pages.render("companies/users.html", rows=rows, following=page.following, search=search, role_words=ROLES)


@blueprint.get("/admin/users/new")
@needs(Permission.MANAGE_USERS, Scope.EVERY)
def new_user() -> ResponseReturnValue:
    """The form for somebody new; `?employer=` chooses the company."""
    form = NewUserForm(formdata=None, data={"employer": request.args.get("employer", "")})
    return _new_user_page(form)


@blueprint.post("/admin/users/new")
@needs(Permission.MANAGE_USERS, Scope.EVERY)
def create_user() -> ResponseReturnValue:
    """Make the account with its link, or let somebody known belong to the company."""
    form = NewUserForm()
    form.offer(service.active_names(transaction.session()))
    if not form.validate():
        return _new_user_page(form), 422
    try:
        user_id, is_new = _create(form)
    except accounts.AddressTaken as refusal:
        sentence = _("There is already an account with this address. Change its roles on its own page.")
        return _taken_page(form, sentence, refusal.user_id), 422
    except service.PersonDeactivated as refusal:
        sentence = _("The account with this address is deactivated. Reactivate it first.")
        return _taken_page(form, sentence, refusal.user_id), 422
    if is_new:
        _keep_link(user_id)
        flash(_("The account is made. The person gets the link by mail."), "success")
    else:
        flash(_("There was an account with this address already. It now belongs to the company, too."), "success")
    return redirect(url_for("companies.user_page", user_id=user_id), 303)


def _create(form: NewUserForm) -> tuple[int, bool]:
    session, actor_id = transaction.session(), people.actor().user_id
    known = accounts.person_by_email(session, form.email.data)
    if known is not None and (form.staff_roles or not form.employer.data):
        raise accounts.AddressTaken(known.id, known.email)
    if form.staff_roles:
        accounts.create_user(session, actor_id, name=form.name.data, email=form.email.data, roles=form.staff_roles)
    if not form.employer.data:
        return _number_of(form.email.data), True
    user_id, is_new = service.add_person(
        session,
        actor_id,
        int(form.employer.data),
        name=form.name.data,
        email=form.email.data,
        role=Role(form.role.data),
        function=form.function.data or None,
    )
    return user_id, is_new or bool(form.staff_roles)


def _number_of(email: str) -> int:
    person = accounts.person_by_email(transaction.session(), email)
    if person is None:
        abort(404)
    return person.id


def _new_user_page(form: NewUserForm, **values: Any) -> str:
    form.offer(service.active_names(transaction.session()))
    return pages.render("companies/new_user.html", form=form, **{"sentence": None, "taken": None, **values})


def _taken_page(form: NewUserForm, sentence: str, user_id: int) -> str:
    return _new_user_page(form, sentence=sentence, taken=user_id)


@blueprint.get(USER)
@needs(Permission.MANAGE_USERS, Scope.EVERY)
def user_page(user_id: int) -> ResponseReturnValue:
    """One account; a link made just now is shown once."""
    person = _person(user_id)
    fresh = cast("dict[str, Any]", session.get(FRESH_LINK) or {})
    link = None
    if fresh.get("user") == user_id:
        session.pop(FRESH_LINK)
        link = _settings().base_url + accounts_rules.link_path(fresh["token"])
    return _user_page(person, UserForm(formdata=None, data=filled_user(person)), link)


@blueprint.post(USER)
@needs(Permission.MANAGE_USERS, Scope.EVERY)
def change_user(user_id: int) -> ResponseReturnValue:
    """Save name and roles."""
    person, form = _person(user_id), UserForm()
    if not form.validate():
        return _user_page(person, form), 422
    try:
        accounts.change_user(
            transaction.session(), people.actor(), user_id, name=form.name.data, roles=form.staff_roles
        )
    except accounts.LastAdmin:
        form.roles.errors = [_last_admin()]
        return _user_page(person, form), 422
    flash(_("The account of %(name)s is saved.", name=form.name.data), "success")
    return _back_to(user_id)


def _user_page(person: Person, form: UserForm, link: str | None = None) -> str:
    belongings = service.memberships_of_users(transaction.session(), [person.id]).get(person.id, ())
    return pages.render(
        "companies/user.html",
        form=form,
        shown=person,
        link=link,
        belongings=[(one, ROLES[one.role]) for one in belongings],
        is_me=person.id == people.actor().user_id,
    )


@blueprint.post(f"{USER}/link")
@needs(Permission.MANAGE_USERS, Scope.EVERY)
def make_link(user_id: int) -> ResponseReturnValue:
    """Make a new link to set the password."""
    person = _person(user_id)
    if not person.active:
        flash(_("A deactivated account gets no link. Reactivate it first."), "error")
        return _back_to(user_id)
    _keep_link(user_id)
    flash(_("A new link is on its way by mail. Earlier ones no longer work."), "success")
    return _back_to(user_id)


def _keep_link(user_id: int) -> None:
    """Carry the link to the next page in the admin's own cookie, so that reloading that page makes no other."""
    token = accounts.send_link(transaction.session(), people.actor().user_id, user_id)
    session[FRESH_LINK] = {"user": user_id, "token": token}


@blueprint.post(f"{USER}/deactivate")
@needs(Permission.MANAGE_USERS, Scope.EVERY)
def deactivate_user(user_id: int) -> ResponseReturnValue:
    """Out at the next click."""
    person = _person(user_id)
    try:
        accounts.deactivate_user(transaction.session(), people.actor(), user_id)
    except accounts.NotOneself:
        flash(_("You cannot deactivate your own account. Please ask another administrator."), "error")
    except accounts.LastAdmin:
        flash(_last_admin(), "error")
    else:
        flash(_("The account of %(name)s is deactivated and logged out.", name=person.name), "success")
    return _back_to(user_id)


@blueprint.post(f"{USER}/reactivate")
@needs(Permission.MANAGE_USERS, Scope.EVERY)
def reactivate_user(user_id: int) -> ResponseReturnValue:
    """In again, with the password as it was."""
    person = _person(user_id)
    accounts.reactivate_user(transaction.session(), people.actor(), user_id)
    flash(_("The account of %(name)s is active again.", name=person.name), "success")
    return _back_to(user_id)


def _person(user_id: int) -> Person:
    return accounts.person(transaction.session(), user_id) or abort(404)


def _back_to(user_id: int) -> ResponseReturnValue:
    return redirect(url_for("companies.user_page", user_id=user_id), 303)


def _last_admin() -> str:
    return str(_("This is the only active administrator. Give the role to somebody else first."))


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["portal_settings"])
