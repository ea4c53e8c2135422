"""A checklist and the list of them: reading, answering, finishing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext, ngettext

from portal.access import Permission, Scope, needs
from portal.checklists import rules, service, words
from portal.checklists.forms import ConfirmAllForm, ConfirmForm, Draft, NoteForm, StateForm, drafted
from portal.checklists.rules import Reason, Said, State
from portal.checklists.views.blueprint import address, blueprint, company_id, company_in_address
from portal.checklists.views.shown import (
    again,
    asked,
    back,
    changed_words,
    note_saved,
    page_of,
    refused,
    said_words,
    saved,
    told,
    whole,
    with_theirs,
)
from portal.documents.words import FIELD_LABELS
from portal.web import language, pages, people, transaction
from portal.web.forms import PortalForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

# Reading.


@blueprint.get("/checklists")
@needs(Permission.READ_CHECKLISTS, Scope.OWN_IF_ANY)
def overview() -> ResponseReturnValue:
    if people.company_id() is None:
        session, spoken = transaction.session(), language.current()
        return pages.render(
            "checklists/reading_list.html",
            fields=service.reading_list(session, spoken),
            hires=service.reading_list_of_hires(session, spoken),
            field_labels=FIELD_LABELS,
        )
    found = service.overview(transaction.session(), company_id(), language.current())
    return pages.render(
        "checklists/overview.html",
        overview=found,
        form=PortalForm(),
        words=words,
        field_labels=FIELD_LABELS,
        company_in_address=company_in_address(),
    )


@blueprint.get("/checklists/<slug>")
@needs(Permission.READ_CHECKLISTS, Scope.OWN_IF_ANY)
def checklist(slug: str) -> ResponseReturnValue:
    page = page_of(slug)
    return whole(page, asked(page))


@blueprint.get("/runs/<int:run_id>")
@needs(Permission.READ_CHECKLISTS, service.company_of_run)
def run(run_id: int) -> ResponseReturnValue:
    """A run has no page of its own: it is the company's page of its checklist, or the page of the hire."""
    hire_id = service.hire_of_run(transaction.session(), run_id)
    if hire_id is not None:
        return redirect(url_for("checklists.hire", hire_id=hire_id), 303)
    slug = service.run_address(transaction.session(), run_id, language.current())
    if slug is None:
        abort(404)
    return redirect(address(slug), 303)


# Answering.


@blueprint.post("/checklists/<slug>/items/<key>/state")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def save_state(slug: str, key: str) -> ResponseReturnValue:
    form = StateForm()
    draft = Draft(key, said=drafted(form))
    if not form.validate():
        return _state_refused(slug, draft, form)
    try:
        _save_state(slug, key, form)
    except service.StateConflict as conflict:
        return again(slug, with_theirs(draft, conflict), 409)
    except rules.ReasonNeeded as needed:
        return again(slug, asking(draft, needed), 422)
    except service.ChecklistFault as fault:
        return refused(slug, fault)
    return saved(slug, key, said_words(State(form.state.data)))


def _save_state(slug: str, key: str, form: StateForm) -> None:
    service.save_state(
        transaction.session(),
        people.actor(),
        company_id(),
        slug,
        key,
        state=State(form.state.data),
        version=form.version.data or 0,
        reason=Reason(form.reason.data) if form.reason.data else None,
        reason_text=form.reason_text.data or "",
        meaning=form.meaning.data,
    )


def _state_refused(slug: str, draft: Draft, form: StateForm) -> ResponseReturnValue:
    if form.reason_text.errors:
        return again(slug, Draft(draft.key, said=draft.said, fault=str(form.reason_text.errors[0])), 422)
    return told(slug, str(next(iter(form.errors.values()))[0]), 422)


def asking(draft: Draft, needed: rules.ReasonNeeded) -> Draft:
    """The first time the question itself says what is missing; after a reason it must be said."""
    if isinstance(needed, rules.ReasonTextNeeded):
        fault = gettext("This is a legal duty: please say in your own words why it does not apply.")
    else:
        fault = gettext("Please choose a reason.") if "reason_text" in request.form else ""
    return Draft(draft.key, said=draft.said, fault=fault)


@blueprint.post("/checklists/<slug>/items/<key>/confirm")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def confirm(slug: str, key: str) -> ResponseReturnValue:
    form = ConfirmForm()
    if not form.validate():
        return told(slug, gettext("Please reload the page and try again."), 422)
    try:
        session, version, meaning = transaction.session(), form.version.data or 0, form.meaning.data
        service.confirm(session, people.actor(), company_id(), slug, key, version=version, meaning=meaning)
    except service.StateConflict as conflict:
        return told(slug, changed_words(conflict), 409)
    except service.ChecklistFault as fault:
        return refused(slug, fault)
    return saved(slug, key, gettext("the answer still holds"))


@blueprint.post("/checklists/<slug>/items/<key>/note")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def save_note(slug: str, key: str) -> ResponseReturnValue:
    form = NoteForm()
    draft = Draft(key, note=form.note.data or "")
    if form.keep.data:
        return note_saved(slug, key, gettext("The note stays as your colleague wrote it."))
    if not form.validate():
        fault = (form.note.errors or [gettext("Please reload the page and try again.")])[0]
        return again(slug, Draft(key, note=draft.note, fault=str(fault)), 422)
    try:
        version, note = form.version.data or 0, form.note.data or ""
        service.save_note(transaction.session(), people.actor(), company_id(), slug, key, note=note, version=version)
    except service.NoteConflict as conflict:
        return again(slug, with_theirs(draft, conflict), 409)
    except service.ChecklistFault as fault:
        return refused(slug, fault)
    return note_saved(slug, key, gettext("Note saved."))


@blueprint.post("/checklists/<slug>/items/<key>/undo")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def undo(slug: str, key: str) -> ResponseReturnValue:
    form = ConfirmForm()
    if not form.validate():
        return told(slug, gettext("Please reload the page and try again."), 422)
    session, version = transaction.session(), form.version.data or 0
    try:
        step = service.undo(session, people.actor(), company_id(), slug, key, version=version)
    except service.StateConflict as conflict:
        return told(slug, changed_words(conflict), 409)
    except service.ChecklistFault as fault:
        return refused(slug, fault)
    return saved(slug, key, gettext("taken back, now “%(state)s”", state=said_words(step.said.state)))


@blueprint.post("/checklists/<slug>/items/<key>/take-over")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def take_over(slug: str, key: str) -> ResponseReturnValue:
    form = ConfirmForm()
    if not form.validate():
        return told(slug, gettext("Please reload the page and try again."), 422)
    session, version, meaning = transaction.session(), form.version.data or 0, form.meaning.data
    try:
        service.take_over(session, people.actor(), company_id(), slug, key, version=version, meaning=meaning)
    except service.StateConflict as conflict:
        return told(slug, changed_words(conflict), 409)
    except rules.ReasonNeeded as needed:
        return again(slug, asking(Draft(key, said=Said(State.NOT_APPLICABLE)), needed), 422)
    except service.ChecklistFault as fault:
        return refused(slug, fault)
    return saved(slug, key, gettext("the earlier answer is taken over"))


@blueprint.post("/checklists/<slug>/confirm")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def confirm_all(slug: str) -> ResponseReturnValue:
    form = ConfirmAllForm()
    if not form.validate():
        return told(slug, gettext("Please reload the page and try again."), 422)
    seen = [service.Seen(slug, *one) for one in form.answers()]
    try:
        done = service.confirm_all(transaction.session(), people.actor(), company_id(), seen)
    except service.ChecklistFault as fault:
        return refused(slug, fault)
    return back(slug, confirmed_words(done))


def confirmed_words(done: service.Confirmed) -> str:
    """How many hold, and how many were left."""
    number, left = done.confirmed, done.left
    sentence = ngettext("%(num)d answer confirmed.", "%(num)d answers confirmed.", number)
    if left:
        more = ngettext(
            "%(num)d has changed in the meantime and stays.", "%(num)d have changed in the meantime and stay.", left
        )
        sentence = f"{sentence} {more}"
    return str(sentence)


# The whole checklist.


@blueprint.post("/checklists/<slug>/finish")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def finish(slug: str) -> ResponseReturnValue:
    try:
        service.finish(transaction.session(), company_id(), slug)
    except service.ChecklistFault as fault:
        return refused(slug, fault)
    return back(slug, gettext("The checklist is finished. You can reopen it at any time."))


@blueprint.post("/checklists/<slug>/reopen")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def reopen(slug: str) -> ResponseReturnValue:
    try:
        service.reopen(transaction.session(), company_id(), slug)
    except service.ChecklistFault as fault:
        return refused(slug, fault)
    return back(slug, gettext("The checklist is open again. All answers are still there."))


@blueprint.post("/checklists/<slug>/aside")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def put_aside(slug: str) -> ResponseReturnValue:
    try:
        text = service.put_aside(transaction.session(), people.actor(), company_id(), slug)
    except service.ChecklistFault as fault:
        return refused(slug, fault)
    flash(
        gettext("“%(title)s” is put aside and counts in no figure. Below you can take it up again.", title=text.title),
        "success",
    )
    return redirect(url_for("checklists.overview", **company_in_address()), 303)


@blueprint.post("/checklists/<slug>/resume")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def take_up(slug: str) -> ResponseReturnValue:
    try:
        service.take_up(transaction.session(), company_id(), slug)
    except service.ChecklistFault as fault:
        return refused(slug, fault)
    return back(slug, gettext("The checklist counts again."))
