"""Who takes care of an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect
from flask_babel import gettext

from portal.access import Permission, Scope, needs
from portal.checklists import service
from portal.checklists.forms import OwnerForm
from portal.checklists.views.blueprint import address, blueprint, company_id
from portal.checklists.views.shown import refused
from portal.web import language, pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/checklists/<slug>/items/<key>/owner")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def owner(slug: str, key: str) -> ResponseReturnValue:
    """Choose who takes care of the item."""
    return _page(slug, key, None)


def _page(slug: str, key: str, form: OwnerForm | None, status: int = 200) -> ResponseReturnValue:
    session = transaction.session()
    try:
        name, present = service.owner_of(session, company_id(), slug, key, language.current())
    except service.NoChecklist:
        abort(404)
    form = form or OwnerForm(data={"owner": str(present or "")}).offer(_people())
    return pages.render("checklists/owner.html", form=form, name=name, slug=slug, back=address(slug, key)), status


def _people() -> tuple[tuple[int, str], ...]:
    return service.possible_owners(transaction.session(), company_id())


@blueprint.post("/checklists/<slug>/items/<key>/owner")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def delegate(slug: str, key: str) -> ResponseReturnValue:
    """Let a colleague take care of it, or nobody."""
    form = OwnerForm().offer(_people())
    if not form.validate():
        return _page(slug, key, form, 422)
    try:
        name = service.delegate(transaction.session(), people.actor(), company_id(), slug, key, form.person())
    except service.ChecklistFault as fault:
        return refused(slug, fault)
    sentence = gettext("%(name)s takes care of this item.", name=name) if name else gettext("Nobody in particular.")
    flash(sentence, "success")
    return redirect(address(slug, key), 303)
