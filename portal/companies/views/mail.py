"""Administration of letters that do not arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.access import Permission, Scope, needs
from portal.companies import service
from portal.companies.views.blueprint import NUMBER, blueprint
from portal.mail import service as mail
from portal.web import pages, people, transaction
from portal.web.pagination import Cursor

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

MAIL = f"/admin/mail/<{NUMBER}:mail_id>"


@blueprint.get("/admin/mail")
@needs(Permission.MANAGE_MAIL, Scope.EVERY)
def stuck_mail() -> ResponseReturnValue:
    """Letters that wait for a decision, the newest first. What they say is for their readers alone."""
    page = mail.stuck_page(transaction.session(), Cursor.read(request.args.get("after")))
    rows, following = page.mails.rows, page.mails.following
    return pages.render("companies/mail.html", rows=rows, following=following, waiting=page.waiting, search="")


@blueprint.post(f"{MAIL}/again")
@needs(Permission.MANAGE_MAIL, Scope.EVERY)
def send_mail_again(mail_id: int) -> ResponseReturnValue:
    """Try the letter anew."""
    try:
        service.send_mail_again(transaction.session(), people.actor(), mail_id)
    except mail.NoSuchMail:
        return _gone()
    flash(_("The mail will be sent again in a moment."), "success")
    return redirect(url_for("companies.stuck_mail"), 303)


@blueprint.post(f"{MAIL}/drop")
@needs(Permission.MANAGE_MAIL, Scope.EVERY)
def drop_mail(mail_id: int) -> ResponseReturnValue:
    """Give the letter up."""
    try:
        service.drop_mail(transaction.session(), people.actor(), mail_id)
    except mail.NoSuchMail:
        return _gone()
    flash(_("The mail is dropped. It will not be sent."), "success")
    return redirect(url_for("companies.stuck_mail"), 303)


def _gone() -> ResponseReturnValue:
    flash(_("This mail was sent again or dropped in the meantime."), "warning")
    return redirect(url_for("companies.stuck_mail"), 303)
