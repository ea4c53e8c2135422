"""What one does with an item of a hire besides answering it: history, undoing, colleagues, changed texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, url_for
from flask_babel import gettext

from portal.access import Permission, needs
from portal.checklists import rules, service
from portal.checklists.forms import ConfirmAllForm, ConfirmForm, Draft, OwnerForm
from portal.checklists.rules import Said, State
from portal.checklists.views.blueprint import blueprint, hire_address
from portal.checklists.views.checklist import asking, confirmed_words
from portal.checklists.views.hire_items import again, back, page_of, place_of, refused, saved, told
from portal.checklists.views.history import history_page
from portal.checklists.views.owners import owner_page, owner_words, people_here
from portal.checklists.views.shown import changed_words, said_words
from portal.web import language, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

# History.


@blueprint.get("/hires/<int:hire_id>/items/<key>/history")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def hire_item_history(hire_id: int, key: str) -> ResponseReturnValue:
    """Who said what about the item, when, and on which text."""
    page, (slug, item_key) = page_of(hire_id), place_of(hire_id, key)
    company_id = page.hire.company_id
    found = service.item_history(transaction.session(), company_id, slug, item_key, language.current(), hire_id)
    undo = url_for("checklists.undo_hire_item", hire_id=hire_id, key=key)
    here = hire_address(hire_id, None if found.name.retired else key)
    return history_page(found, here, undo)


@blueprint.post("/hires/<int:hire_id>/items/<key>/undo")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def undo_hire_item(hire_id: int, key: str) -> ResponseReturnValue:
    form = ConfirmForm()
    if not form.validate():
        return told(hire_id, gettext("Please reload the page and try again."), 422)
    slug, item_key = place_of(hire_id, key)
    session, version = transaction.session(), form.version.data or 0
    try:
        step = service.undo_item(session, people.actor(), hire_id, slug, item_key, version=version)
    except service.StateConflict as conflict:
        return told(hire_id, changed_words(conflict), 409)
    except service.ChecklistFault as fault:
        return refused(hire_id, fault)
    return saved(hire_id, key, gettext("taken back, now “%(state)s”", state=said_words(step.said.state)))


# Colleagues.


@blueprint.get("/hires/<int:hire_id>/items/<key>/owner")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def hire_item_owner(hire_id: int, key: str) -> ResponseReturnValue:
    """Choose who takes care of the item."""
    return _owner_page(hire_id, key, None)


def _owner_page(hire_id: int, key: str, form: OwnerForm | None, status: int = 200) -> ResponseReturnValue:
    page, (slug, item_key) = page_of(hire_id), place_of(hire_id, key)
    company_id = page.hire.company_id
    try:
        found = service.owner_of(transaction.session(), company_id, slug, item_key, language.current(), hire_id)
    except service.NoChecklist:
        abort(404)
    action = url_for("checklists.delegate_hire_item", hire_id=hire_id, key=key)
    return owner_page(*found, form, back=hire_address(hire_id, key), action=action), status


@blueprint.post("/hires/<int:hire_id>/items/<key>/owner")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def delegate_hire_item(hire_id: int, key: str) -> ResponseReturnValue:
    """Let a colleague take care of it, or nobody."""
    form = OwnerForm().offer(people_here())
    if not form.validate():
        return _owner_page(hire_id, key, form, 422)
    slug, item_key = place_of(hire_id, key)
    try:
        name = service.delegate_item(transaction.session(), people.actor(), hire_id, slug, item_key, form.person())
    except service.ChecklistFault as fault:
        return refused(hire_id, fault)
    flash(owner_words(name), "success")
    return redirect(hire_address(hire_id, key), 303)


# When the text changed.


@blueprint.post("/hires/<int:hire_id>/items/<key>/take-over")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def take_over_hire_item(hire_id: int, key: str) -> ResponseReturnValue:
    form = ConfirmForm()
    if not form.validate():
        return told(hire_id, gettext("Please reload the page and try again."), 422)
    slug, item_key = place_of(hire_id, key)
    session, version, meaning = transaction.session(), form.version.data or 0, form.meaning.data
    try:
        service.take_over_item(session, people.actor(), hire_id, slug, item_key, version=version, meaning=meaning)
    except service.StateConflict as conflict:
        return told(hire_id, changed_words(conflict), 409)
    except rules.ReasonNeeded as needed:
        return again(hire_id, asking(Draft(key, said=Said(State.NOT_APPLICABLE)), needed), 422)
    except service.ChecklistFault as fault:
        return refused(hire_id, fault)
    return saved(hire_id, key, gettext("the earlier answer is taken over"))


@blueprint.post("/hires/<int:hire_id>/confirm")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def confirm_hire_items(hire_id: int) -> ResponseReturnValue:
    form = ConfirmAllForm()
    if not form.validate():
        return told(hire_id, gettext("Please reload the page and try again."), 422)
    places = page_of(hire_id).places
    seen = [service.Seen(*places[key], *rest) for key, *rest in form.answers() if key in places]
    try:
        done = service.confirm_items(transaction.session(), people.actor(), hire_id, seen)
    except service.ChecklistFault as fault:
        return refused(hire_id, fault)
    return back(hire_id, confirmed_words(done))
