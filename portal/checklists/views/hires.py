"""Pages of hires: several side by side, one with all its items, and the dialogs about it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, abort, current_app, flash, make_response, redirect, request, url_for
from flask_babel import gettext

from portal.access import Permission, Scope, needs
from portal.checklists import service, words
from portal.checklists.forms import AnchorsForm, EndForm, HireForm, NewHireForm, ShareForm, case_for, lists_for
from portal.checklists.rules import hires as rules
from portal.checklists.rules.hires import HireState
from portal.checklists.service import HireFacts
from portal.checklists.views import hire_items
from portal.checklists.views.blueprint import blueprint, hire_address
from portal.web import errors, language, pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.checklists.service import HireView

CALENDAR = "text/calendar; charset=utf-8"


@blueprint.errorhandler(service.NoHire)
def _no_hire(_fault: service.NoHire) -> ResponseReturnValue:
    # The gate has found the company; the hire itself may have been kept from this reader.
    return errors.error_page(404)


# Several.


@blueprint.get("/hires")
@needs(Permission.READ_HIRES, Scope.OWN)
def hires() -> ResponseReturnValue:
    closed = "closed" in request.args
    board = service.hire_board(transaction.session(), _company_id(), language.current(), closed=closed)
    return pages.render("checklists/hires.html", board=board, closed=closed, words=words)


@blueprint.get("/hires/new")
@needs(Permission.MANAGE_HIRES, Scope.OWN)
def new_hire() -> ResponseReturnValue:
    return _dialog(NewHireForm(formdata=None))


@blueprint.get("/hires/new/lists")
@needs(Permission.MANAGE_HIRES, Scope.OWN)
def hire_lists() -> ResponseReturnValue:
    """The ticks for a group, as soon as it is chosen, and again when the person moves or it is a training: a part of the
    dialog, no page.
    """
    if not errors.is_partial():
        return redirect(url_for("checklists.new_hire"), 303)
    besides = [word for word in rules.ASKED_BESIDES if word in request.args]
    case = case_for([request.args.get("group", ""), *besides])
    offers = () if case is None else service.list_offers(transaction.session(), language.current(), case)
    shown = "" if case is None else lists_for(case)
    return pages.render_part("checklists/hire_lists.html", offers=offers, lists_for=shown, words=words)


@blueprint.post("/hires/new")
@needs(Permission.MANAGE_HIRES, Scope.OWN)
def create_hire() -> ResponseReturnValue:
    form = NewHireForm()
    if not form.validate():
        return make_response(_dialog(form), 422)
    if form.lists_for.data != form.asks_lists_for:
        # Which checklists follow is shown before anything is made.
        return _dialog(form)
    hire_id = service.create_hire(
        transaction.session(),
        people.actor(),
        _company_id(),
        _facts(form),
        first_day=form.first_working_day.day,
        slugs=form.lists.data or [],
        once=form.once.data or "",
    )
    flash(
        gettext("“%(label)s” is there. Below you see what is to be done, and by when.", label=form.label.data),
        "success",
    )
    return redirect(hire_address(hire_id), 303)


def _facts(form: HireForm) -> HireFacts:
    case = form.case
    return HireFacts(form.label.data, case.group, case.moving, case.training, case.permission)


def _dialog(form: HireForm, hire: HireView | None = None) -> str:
    """The form with the checklists: shown for a group, once there is one."""
    chosen, sent = form.asks_lists_for, form.is_submitted()
    session, hire_id = transaction.session(), None if hire is None else hire.id
    offers = service.list_offers(session, language.current(), form.case, hire_id) if chosen else ()
    kept = service.kept_ticks(session, form.case, form.shown_for, form.lists.data or []) if chosen and sent else None
    return pages.render(
        "checklists/hire_dialog.html",
        form=form,
        hire=hire,
        offers=offers,
        kept=kept,
        lists_for=chosen,
        asking=bool(chosen) and sent and form.lists_for.data != chosen and not form.errors,
        words=words,
    )


# One.


@blueprint.get("/hires/<int:hire_id>")
@needs(Permission.READ_HIRES, service.company_of_hire)
def hire(hire_id: int) -> ResponseReturnValue:
    return hire_items.whole(hire_id)


@blueprint.get("/hires/<int:hire_id>/edit")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def edit_hire(hire_id: int) -> ResponseReturnValue:
    return _dialog(_filled(HireForm(formdata=None), found := _found(hire_id)), found)


def _filled(form: HireForm, hire: HireView) -> HireForm:
    form.label.data, form.group.data = hire.label, hire.group.value
    form.moving.data, form.training.data = hire.case.moving, hire.case.training
    form.permission.data = hire.case.permission
    return form


@blueprint.post("/hires/<int:hire_id>/edit")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def change_hire(hire_id: int) -> ResponseReturnValue:
    form = HireForm()
    if not form.validate():
        return make_response(_dialog(form, _found(hire_id)), 422)
    if form.lists_for.data != form.asks_lists_for:
        # Other checklists may follow now.
        return _dialog(form, _found(hire_id))
    service.change_hire(transaction.session(), people.actor(), hire_id, _facts(form), form.lists.data or [])
    return _back(hire_id, gettext("Saved. Answers are kept, also to items that are not shown now."))


@blueprint.post("/hires/<int:hire_id>/anchors")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def move_anchors(hire_id: int) -> ResponseReturnValue:
    form = AnchorsForm()
    if not form.validate():
        return hire_items.whole(hire_id, anchors=form, status=422)
    before = _found(hire_id).case.anchors
    if all(before.get(anchor) == day for anchor, day in form.days.items()):
        return _back(hire_id, gettext("No day was changed."))
    service.move_anchors(transaction.session(), hire_id, form.days)
    # The page itself says what happened, with a button to undo it.
    return redirect(hire_address(hire_id), 303)


@blueprint.post("/hires/<int:hire_id>/undo")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def undo_move(hire_id: int) -> ResponseReturnValue:
    if service.undo_move(transaction.session(), hire_id):
        return _back(hire_id, gettext("Undone. The days are as before."))
    flash(gettext("This cannot be undone any more: the days were changed since."), "error")
    return redirect(hire_address(hire_id), 303)


# Ending.


@blueprint.get("/hires/<int:hire_id>/close")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def close_hire(hire_id: int) -> ResponseReturnValue:
    return _end_dialog(EndForm(formdata=None), _found(hire_id))


def _end_dialog(form: EndForm, hire: HireView) -> str:
    possible = [state for state in HireState if state in rules.MOVES[hire.state] and state is not HireState.RUNNING]
    form.offer(possible)
    return pages.render("checklists/hire_close.html", form=form, hire=hire, words=words)


@blueprint.post("/hires/<int:hire_id>/close")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def end_hire(hire_id: int) -> ResponseReturnValue:
    form = EndForm()
    if not form.validate():
        return make_response(_end_dialog(form, _found(hire_id)), 422)
    to = HireState(form.to.data)
    try:
        service.end_hire(transaction.session(), people.actor(), hire_id, to, form.known_since.day)
    except rules.EndRefused as refused:
        form.show(refused.fault)
        status = 409 if refused.fault is rules.EndFault.NOT_FROM_HERE else 422
        return make_response(_end_dialog(form, _found(hire_id)), status)
    state = words.HIRE_STATES[to]
    return _back(hire_id, gettext("This hire now stands as “%(state)s”. All answers are kept.", state=state))


@blueprint.post("/hires/<int:hire_id>/reopen")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def reopen_hire(hire_id: int) -> ResponseReturnValue:
    try:
        service.reopen_hire(transaction.session(), hire_id)
    except rules.EndRefused:
        return _back(hire_id, gettext("This hire runs already."))
    return _back(hire_id, gettext("This hire runs again."))


@blueprint.post("/hires/<int:hire_id>/still-runs")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def still_runs(hire_id: int) -> ResponseReturnValue:
    service.still_runs(transaction.session(), hire_id)
    return _back(hire_id, gettext("Good. We ask again when nothing happens for a year."))


@blueprint.post("/hires/<int:hire_id>/share")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def share_hire(hire_id: int) -> ResponseReturnValue:
    form = ShareForm()
    service.share(transaction.session(), hire_id, shared=form.shared.data)
    if form.shared.data:
        return _back(hire_id, gettext("The team of the Welcome Service can read this hire now."))
    return _back(hire_id, gettext("The release is taken back."))


@blueprint.get("/hires/<int:hire_id>/ahead.ics")
@needs(Permission.READ_HIRES, service.company_of_hire)
def hire_calendar(hire_id: int) -> ResponseReturnValue:
    """What is still ahead, to be kept in one's own calendar after the hire is closed."""
    found = _found(hire_id)
    items = service.ahead(transaction.session(), hire_id, language.current())
    # As in people's own calendars, whatever name of the portal was called.
    base: str = current_app.extensions["portal_settings"].base_url
    addresses = {one.key: base + hire_address(hire_id, one.key) for one in items}
    kinds = {one.key: words.whose_day(one) for one in items}
    name = words.label(found.label)
    body = service.calendar(name, items, addresses, kinds, urlsplit(base).hostname or "portal")
    response = Response(body, content_type=CALENDAR)
    response.headers["Content-Disposition"] = f'attachment; filename="hire-{hire_id}.ics"'
    return response


def _found(hire_id: int) -> HireView:
    found = service.hire_view(transaction.session(), hire_id)
    return found if found is not None else abort(404)


def _company_id() -> int:
    company_id = people.company_id()
    return company_id if company_id is not None else abort(404)


def _back(hire_id: int, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(hire_address(hire_id), 303)
