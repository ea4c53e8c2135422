"""Who takes care of an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, url_for
from flask_babel import gettext

from portal.access import Permission, Scope, needs
from portal.checklists import service
from portal.checklists.forms import OwnerForm
from portal.checklists.views.blueprint import address, blueprint, company_id
from portal.checklists.views.shown import refused
from portal.web import language, pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.documents.service import ItemName


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
    action = url_for("checklists.delegate", slug=slug, key=name.key)
    return owner_page(name, present, form, back=address(slug, key), action=action), status


def owner_page(name: ItemName, present: int | None, form: OwnerForm | None, *, back: str, action: str) -> str:
    """The page, for the company's own item or for one of a hire; `form` as it was sent, if something is wrong in it."""
    form = form or OwnerForm(data={"owner": str(present or "")}).offer(people_here())
    return pages.render("checklists/owner.html", form=form, name=name, back=back, action=action)


def people_here() -> tuple[tuple[int, str], ...]:
    """Who can take care of something."""
    return service.possible_owners(transaction.session(), company_id())


@blueprint.post("/checklists/<slug>/items/<key>/owner")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def delegate(slug: str, key: str) -> ResponseReturnValue:
    """Let a colleague take care of it, or nobody."""
    form = OwnerForm().offer(people_here())
    if not form.validate():
        return _page(slug, key, form, 422)
    try:
        name = service.delegate(transaction.session(), people.actor(), company_id(), slug, key, form.person())
    except service.ChecklistFault as fault:
        return refused(slug, fault)
    flash(owner_words(name), "success")
    return redirect(address(slug, key), 303)


def owner_words(name: str) -> str:
    """Who takes care of it now."""
    return str(gettext("%(name)s takes care of this item.", name=name) if name else gettext("Nobody in particular."))
