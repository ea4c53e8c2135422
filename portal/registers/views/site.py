"""What the portal says of its operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, url_for
from flask_babel import gettext as _

from portal.access import Permission, needs
from portal.registers import service
from portal.registers.forms import SiteForm, filled_site, stamp_of
from portal.registers.rules import Register
from portal.registers.service import Unreadable
from portal.registers.views.blueprint import blueprint, held, is_behind, saved, sentences
from portal.web import pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.registers.service import Held

SITE = "/admin/operator"


@blueprint.get(SITE)
@needs(Permission.MANAGE_SITE)
def operator() -> ResponseReturnValue:
    """Name, contact, funders: what header, footer, mails and papers say."""
    base = held(Register.SITE)
    stamp = stamp_of(base.register, base.number)
    return _page(base, SiteForm(formdata=None, data=filled_site(service.site_of(base), stamp)))


@blueprint.post(SITE)
@needs(Permission.MANAGE_SITE)
def change_operator() -> ResponseReturnValue:
    """Save it; everybody sees it from now on."""
    base, form = held(Register.SITE), SiteForm()
    if not form.validate():
        return _page(base, form), 422
    if is_behind(base, form.stamp.data):
        form.stamp.data = stamp_of(base.register, base.number)
        return _page(base, form), 409
    try:
        changed = service.change_site(transaction.session(), people.actor().user_id, base, form.values())
    except Unreadable as fault:
        form.operator_de.errors = sentences(fault)
        return _page(base, form), 422
    saved(_("Saved. Header, footer and mails say it from now on.") if changed else _("Nothing was changed."))
    return redirect(url_for("registers.operator"), 303)


def _page(base: Held, form: SiteForm) -> str:
    return pages.render("registers/operator.html", form=form, aside=service.aside(transaction.session(), base))
