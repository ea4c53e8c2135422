"""What the portal says of its operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, url_for
from flask_babel import gettext as _

from portal.access import Permission, needs
from portal.documents import service as documents
from portal.registers import service
from portal.registers.forms import SiteForm, filled_site
from portal.registers.rules import Register
from portal.registers.service import ChangedMeanwhile, Unreadable
from portal.registers.views.blueprint import behind, blueprint, held, saved, sentences, shown
from portal.web import language, pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

SITE = "/admin/operator"


@blueprint.get(SITE)
@needs(Permission.MANAGE_SITE)
def operator() -> ResponseReturnValue:
    """Name, contact, funders: what header, footer, mails and papers say."""
    base = held(Register.SITE)
    return _page(SiteForm(formdata=None, data=filled_site(service.site_of(base), base.stamp)))


@blueprint.post(SITE)
@needs(Permission.MANAGE_SITE)
def change_operator() -> ResponseReturnValue:
    """Save it; everybody sees it from now on."""
    form = SiteForm()
    if not form.validate():
        return _page(form), 422
    try:
        base = shown(Register.SITE, form.stamp.data)
        changed = service.change_site(transaction.session(), people.actor().user_id, base, form.values())
    except ChangedMeanwhile:
        behind(form, Register.SITE)
        return _page(form), 409
    except Unreadable as fault:
        form.operator_de.errors = sentences(fault)
        return _page(form), 422
    saved(
        _("Saved. Start page, footer, log-in page and mails show it from now on.")
        if changed
        else _("Nothing was changed.")
    )
    return redirect(url_for("registers.operator"), 303)


def _page(form: SiteForm) -> str:
    base = held(Register.SITE)
    session = transaction.session()
    return pages.render(
        "registers/operator.html",
        form=form,
        aside=service.aside(session, base),
        stamp=base.stamp,
        gaps=documents.pages_with_gaps(session, language.current()),
    )
