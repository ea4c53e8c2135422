"""What a company's admin does for colleagues: inviting them, and their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash
from flask_babel import gettext as _

from portal.access import Permission, Role, Scope, needs
from portal.companies import service
from portal.companies.forms import InvitationForm, RoleForm
from portal.companies.views.blueprint import NUMBER, blueprint
from portal.companies.views.leaving import colleague
from portal.companies.views.own import back, last_admin, own
from portal.web import pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

INVITATION = f"/company/invitations/<{NUMBER}:invitation_id>"


@blueprint.get("/company/invitations/new")
@needs(Permission.MANAGE_OWN_COMPANY, Scope.OWN)
def new_invitation() -> ResponseReturnValue:
    """The form for a colleague."""
    return _form_page(InvitationForm(formdata=None))


@blueprint.post("/company/invitations/new")
@needs(Permission.MANAGE_OWN_COMPANY, Scope.OWN)
def invite() -> ResponseReturnValue:
    """Send the link. What is said afterwards is the same whether or not the address has an account."""
    company, form = own(), InvitationForm()
    if not form.validate():
        return _form_page(form), 422
    try:
        service.invite(
            transaction.session(),
            people.actor().user_id,
            company.id,
            name=form.name.data,
            email=form.email.data,
            role=Role(form.role.data),
            language=form.language.data,
        )
    except service.AlreadyMember:
        form.email.errors = [_("The person with this address belongs to your company already.")]
        return _form_page(form), 422
    except service.TooManyInvitations:
        form.email.errors = [too_many()]
        return _form_page(form), 429
    flash(_sent(form.email.data), "success")
    return back("invitations")


def _form_page(form: InvitationForm) -> str:
    return pages.render("companies/invite.html", form=form, profile=own())


@blueprint.post(f"{INVITATION}/again")
@needs(Permission.MANAGE_OWN_COMPANY, service.company_of_invitation)
def invite_again(invitation_id: int) -> ResponseReturnValue:
    """Send a new link; the earlier one no longer works."""
    try:
        email = service.invite_again(transaction.session(), own().id, invitation_id)
    except service.NoSuchInvitation:
        flash(_("This invitation is no longer open."), "error")
    except service.TooManyInvitations:
        flash(too_many(), "error")
    else:
        flash(_sent(email), "success")
    return back("invitations")


@blueprint.post(f"{INVITATION}/withdraw")
@needs(Permission.MANAGE_OWN_COMPANY, service.company_of_invitation)
def withdraw_invitation(invitation_id: int) -> ResponseReturnValue:
    """The link leads nowhere from now on."""
    try:
        email = service.revoke_invitation(transaction.session(), people.actor().user_id, own().id, invitation_id)
    except service.NoSuchInvitation:
        flash(_("This invitation is no longer open."), "error")
    else:
        flash(_("The invitation to %(email)s is withdrawn.", email=email), "success")
    return back("invitations")


@blueprint.post(f"/company/members/<{NUMBER}:user_id>/role")
@needs(Permission.MANAGE_OWN_COMPANY, Scope.OWN)
def set_role(user_id: int) -> ResponseReturnValue:
    """Member or company admin."""
    form, member = RoleForm(), colleague(user_id)
    if not form.validate():
        abort(400)
    try:
        service.set_role(transaction.session(), people.actor().user_id, own().id, user_id, Role(form.role.data))
    except service.LastCompanyAdmin:
        flash(last_admin(), "error")
    else:
        flash(_("The role of %(name)s is saved.", name=member.name), "success")
    return back("colleagues")


def _sent(email: str) -> str:
    return str(_("An invitation is on its way to %(email)s. Its link works once, for 14 days.", email=email))


def too_many() -> str:
    """Why no further invitation is sent for now."""
    return str(_("So many invitations have been sent that more would trouble people. Please try again tomorrow."))
