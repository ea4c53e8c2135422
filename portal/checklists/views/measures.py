"""Measures: the list, making, changing, closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext

from portal import clock
from portal.access import Permission, Scope, needs
from portal.accounts import service as accounts
from portal.checklists import service, words
from portal.checklists.forms import CloseForm, ConfirmForm, MeasureForm
from portal.checklists.rules import MeasureState, Plan, Tab
from portal.checklists.views.blueprint import blueprint, company_id, company_in_address, item_address
from portal.documents import service as documents
from portal.web import language, pages, people, transaction
from portal.web.forms import PortalForm
from portal.web.pagination import Cursor

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.checklists.service import HireView, MeasureView
    from portal.documents.service import ItemName

LONGEST_NUMBER = 18


@blueprint.get("/measures")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def measures() -> ResponseReturnValue:
    """The company's measures."""
    chosen = request.args.get("tab", "")
    tab = Tab(chosen) if chosen in set(Tab) else Tab.MINE
    session, person, after = transaction.session(), people.actor(), Cursor.read(request.args.get("after"))
    found = service.measure_list(session, company_id(), person.user_id, tab, language.current(), after)
    mine = tab is Tab.MINE and after is None
    return pages.render(
        "checklists/measures.html",
        found=found,
        tab=tab,
        first=after is None,
        owned=service.owned_items(session, company_id(), person.user_id, language.current()) if mine else (),
        today=clock.today(),
        form=PortalForm(),
        words=words,
        here=company_in_address(),
        item_address=item_address,
    )


@blueprint.get("/measures/new")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def new_measure() -> ResponseReturnValue:
    """The form for a measure, from an item (`item`), of a hire (`hire`), or alone."""
    return _new_page(_offer(MeasureForm(data={name: request.args.get(name, "") for name in ("item", "hire")})))


@blueprint.post("/measures/new")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def add_measure() -> ResponseReturnValue:
    form = _offer(MeasureForm())
    if not form.validate():
        return _new_page(form, 422)
    item, hire = _item(form), _hire(form)
    number = service.add_measure(
        transaction.session(),
        people.actor(),
        company_id(),
        form.plan(),
        once=_once(form),
        item_id=item.id if item else None,
        hire_id=hire.id if hire else None,
    )
    flash(gettext("The measure is made."), "success")
    return redirect(_own(number) if item is None or item.retired else item_address(item, hire), 303)


def _once(form: MeasureForm) -> str:
    word = str(form.once.data)
    return word if len(word) <= 64 else abort(400)


def _new_page(form: MeasureForm, status: int = 200) -> ResponseReturnValue:
    item = _item(form)
    back = item_address(item, _hire(form)) if item is not None and not item.retired else None
    return pages.render(
        "checklists/measure_new.html", form=form, item=item, back=back, here=company_in_address()
    ), status


def _offer(form: MeasureForm) -> MeasureForm:
    return form.offer(service.possible_owners(transaction.session(), company_id()))


def _item(form: MeasureForm) -> ItemName | None:
    """The item that the form names, if there is one."""
    number = _number(form.item.data)
    return documents.item_names(transaction.session(), [number], language.current()).get(number) if number else None


def _hire(form: MeasureForm) -> HireView | None:
    """The hire that the form names. One that is not the company's is 404: the measure would hang nowhere."""
    number = _number(form.hire.data)
    if number is None:
        return None
    return service.hire_view(transaction.session(), number) or abort(404)


def _number(word: str | None) -> int | None:
    word = word or ""
    return int(word) if word.isascii() and word.isdigit() and len(word) <= LONGEST_NUMBER else None


def _own(measure_id: int) -> str:
    return url_for("checklists.measure", measure_id=measure_id)


@blueprint.get("/measures/<int:measure_id>")
@needs(Permission.ANSWER_CHECKLISTS, service.company_of_measure)
def measure(measure_id: int) -> ResponseReturnValue:
    """One measure, to be changed or closed."""
    return _page(_view(measure_id))


def _view(measure_id: int) -> MeasureView:
    try:
        return service.measure(transaction.session(), company_id(), measure_id, language.current())
    except service.NoMeasure:
        abort(404)


def _page(view: MeasureView, status: int = 200, **more: Any) -> ResponseReturnValue:
    plan = view.plan
    data = {
        "what": plan.what,
        "owner": str(plan.owner_id or ""),
        "owner_words": plan.owner_words,
        "due_on": f"{plan.due_on:%-d.%-m.%Y}" if plan.due_on else "",
        "version": view.version,
    }
    values: dict[str, Any] = {
        "form": more.pop("form", None) or _offer(MeasureForm(formdata=None, data=data)),
        "closing": more.pop("closing", None) or CloseForm(formdata=None),
        "theirs": None,
        **more,
    }
    steps = service.measure_history(transaction.session(), company_id(), view.id)
    page = pages.render(
        "checklists/measure.html",
        measure=view,
        steps=steps,
        bare=PortalForm(formdata=None),
        words=words,
        today=clock.today(),
        here=company_in_address(),
        item_address=item_address,
        **values,
    )
    return page, status


@blueprint.post("/measures/<int:measure_id>")
@needs(Permission.ANSWER_CHECKLISTS, service.company_of_measure)
def change_measure(measure_id: int) -> ResponseReturnValue:
    form = _offer(MeasureForm())
    if not form.validate():
        return _page(_view(measure_id), 422, form=form)
    session, version = transaction.session(), form.version.data or 0
    try:
        service.change_measure(session, people.actor(), company_id(), measure_id, form.plan(), version=version)
    except service.MeasureConflict as conflict:
        form.version.data = conflict.version
        form.version.raw_data = None
        return _page(_view(measure_id), 409, form=form, theirs=_theirs(conflict))
    except service.ChecklistFault:
        abort(404)
    return _changed(measure_id, gettext("The measure is changed."))


def _theirs(conflict: service.MeasureConflict) -> tuple[str, Plan]:
    """Who changed it, and to what."""
    names = accounts.names(transaction.session(), {conflict.by} if conflict.by else set())
    return names.get(conflict.by or 0) or gettext("Somebody else"), conflict.theirs


@blueprint.post("/measures/<int:measure_id>/state")
@needs(Permission.ANSWER_CHECKLISTS, service.company_of_measure)
def close_measure(measure_id: int) -> ResponseReturnValue:
    """Done, dropped, or open again."""
    form = CloseForm()
    if not form.validate():
        return _page(_view(measure_id), 422, closing=form)
    state, session = MeasureState(form.state.data), transaction.session()
    try:
        service.close_measure(session, people.actor(), company_id(), measure_id, state, form.reason.data or "")
    except service.DropReasonNeeded:
        form.reason.errors = [gettext("Please say why the measure is dropped.")]
        return _page(_view(measure_id), 422, closing=form)
    except service.ChecklistFault:
        abort(404)
    return _changed(measure_id, str(words.MEASURE_CLOSED[state]))


@blueprint.post("/measures/<int:measure_id>/undo")
@needs(Permission.ANSWER_CHECKLISTS, service.company_of_measure)
def undo_measure(measure_id: int) -> ResponseReturnValue:
    """Take the last change back."""
    form = ConfirmForm()
    version = form.version.data or 0 if form.validate() else 0
    try:
        service.undo_measure(transaction.session(), people.actor(), company_id(), measure_id, version=version)
    except service.NoMeasure:
        abort(404)
    except service.ChecklistFault:
        flash(gettext("The measure has changed in the meantime. Nothing was taken back."), "error")
        return _page(_view(measure_id), 409)
    return _changed(measure_id, gettext("The last change is taken back."))


def _changed(measure_id: int, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(_own(measure_id), 303)
