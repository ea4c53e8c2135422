"""Pages of checklists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, abort, current_app, flash, make_response, redirect, request, url_for
from flask_babel import gettext

from portal.access import Permission, Scope, needs
from portal.accounts import service as accounts
from portal.checklists import rules, service, words
from portal.checklists.forms import ConfirmForm, Draft, NoteForm, StateForm, drafted
from portal.checklists.rules import Reason, Said, State
from portal.checklists.views.blueprint import blueprint
from portal.documents.rules import with_query
from portal.documents.words import FIELD_LABELS
from portal.web import errors, language, pages, people, transaction
from portal.web.forms import PortalForm

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from portal.checklists.service import ChecklistPage, Conflict, Point, RequestMarks

MARKS = "portal_request_marks"


def give_request_marks(app: Flask, marks: RequestMarks) -> None:
    """Let the app's checklists show which items a question was asked from."""
    app.extensions[MARKS] = marks


# Reading.


@blueprint.get("/checklists")
@needs(Permission.READ_CHECKLISTS, Scope.OWN_IF_ANY)
def overview() -> ResponseReturnValue:
    company_id = people.company_id()
    if company_id is None:
        fields = service.reading_list(transaction.session(), language.current())
        return pages.render("checklists/reading_list.html", fields=fields, field_labels=FIELD_LABELS)
    found = service.overview(transaction.session(), company_id, language.current())
    return pages.render(
        "checklists/overview.html",
        overview=found,
        form=PortalForm(),
        words=words,
        field_labels=FIELD_LABELS,
        company_in_address=_company_in_address(),
    )


@blueprint.get("/checklists/<slug>")
@needs(Permission.READ_CHECKLISTS, Scope.OWN_IF_ANY)
def checklist(slug: str) -> ResponseReturnValue:
    page = _page(slug)
    return _whole(page, _asked(page))


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
    return redirect(_address(slug), 303)


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
        return _again(slug, with_theirs(draft, conflict), 409)
    except rules.ReasonNeeded as needed:
        return _again(slug, asking(draft, needed), 422)
    except service.ChecklistFault as fault:
        return _refused(slug, fault)
    return _saved(slug, key, said_words(State(form.state.data)))


def _save_state(slug: str, key: str, form: StateForm) -> None:
    service.save_state(
        transaction.session(),
        people.actor(),
        _company_id(),
        slug,
        key,
        state=State(form.state.data),
        version=form.version.data or 0,
        reason=Reason(form.reason.data) if form.reason.data else None,
        reason_text=form.reason_text.data or "",
    )


def _state_refused(slug: str, draft: Draft, form: StateForm) -> ResponseReturnValue:
    if form.reason_text.errors:
        return _again(slug, Draft(draft.key, said=draft.said, fault=str(form.reason_text.errors[0])), 422)
    return _told(slug, str(next(iter(form.errors.values()))[0]), 422)


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
        return _told(slug, gettext("Please reload the page and try again."), 422)
    try:
        service.confirm(transaction.session(), people.actor(), _company_id(), slug, key, version=form.version.data or 0)
    except service.StateConflict as conflict:
        return _told(slug, changed_words(conflict), 409)
    except service.ChecklistFault as fault:
        return _refused(slug, fault)
    return _saved(slug, key, gettext("the answer still holds"))


@blueprint.post("/checklists/<slug>/items/<key>/note")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def save_note(slug: str, key: str) -> ResponseReturnValue:
    form = NoteForm()
    draft = Draft(key, note=form.note.data or "")
    if form.keep.data:
        return _note_saved(slug, key, gettext("The note stays as your colleague wrote it."))
    if not form.validate():
        fault = (form.note.errors or [gettext("Please reload the page and try again.")])[0]
        return _again(slug, Draft(key, note=draft.note, fault=str(fault)), 422)
    try:
        version, note = form.version.data or 0, form.note.data or ""
        service.save_note(transaction.session(), people.actor(), _company_id(), slug, key, note=note, version=version)
    except service.NoteConflict as conflict:
        return _again(slug, with_theirs(draft, conflict), 409)
    except service.ChecklistFault as fault:
        return _refused(slug, fault)
    return _note_saved(slug, key, gettext("Note saved."))


# The whole checklist.


@blueprint.post("/checklists/<slug>/finish")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def finish(slug: str) -> ResponseReturnValue:
    try:
        service.finish(transaction.session(), _company_id(), slug)
    except service.ChecklistFault as fault:
        return _refused(slug, fault)
    return _back(slug, gettext("The checklist is finished. You can reopen it at any time."))


@blueprint.post("/checklists/<slug>/reopen")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def reopen(slug: str) -> ResponseReturnValue:
    try:
        service.reopen(transaction.session(), _company_id(), slug)
    except service.ChecklistFault as fault:
        return _refused(slug, fault)
    return _back(slug, gettext("The checklist is open again. All answers are still there."))


@blueprint.post("/checklists/<slug>/aside")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def put_aside(slug: str) -> ResponseReturnValue:
    try:
        text = service.put_aside(transaction.session(), people.actor(), _company_id(), slug)
    except service.ChecklistFault as fault:
        return _refused(slug, fault)
    flash(
        gettext("“%(title)s” is put aside and counts in no figure. Below you can take it up again.", title=text.title),
        "success",
    )
    return redirect(url_for("checklists.overview", **_company_in_address()), 303)


@blueprint.post("/checklists/<slug>/resume")
@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def take_up(slug: str) -> ResponseReturnValue:
    try:
        service.take_up(transaction.session(), _company_id(), slug)
    except service.ChecklistFault as fault:
        return _refused(slug, fault)
    return _back(slug, gettext("The checklist counts again."))


# Answers to what was sent.


@dataclass(frozen=True)
class Shown:
    """A checklist with what its page needs besides: addresses, hidden fields, what was sent and not stored."""

    page: ChecklistPage
    form: PortalForm
    draft: Draft | None
    can_ask: bool
    # Who reads what is typed here.
    readers: str = "company"

    def action(self, name: str, key: str) -> str:
        return url_for(f"checklists.{name}", slug=self.page.text.slug, key=key)

    def back(self, key: str) -> str:
        """Where a reader of a guide comes back to."""
        return _address(self.page.text.slug, key)

    def linked(self, html: str, key: str) -> str:
        """Safe HTML whose links to our own texts bring the reader back to the item."""
        return with_query(html, {"from": self.back(key)})

    def asking_reason(self, key: str) -> str:
        return _address(self.page.text.slug, key, ask=key)

    def advice(self, point: Point) -> str:
        return url_for("consultations.new", item=point.item.id, **_company_in_address())

    def draft_of(self, point: Point) -> Draft | None:
        return self.draft if self.draft is not None and self.draft.key == point.item.key else None


def _shown(page: ChecklistPage, draft: Draft | None = None) -> Shown:
    can_ask = page.company_id is not None and "consultations.new" in current_app.view_functions
    return Shown(page, PortalForm(), draft, can_ask)


def _values(page: ChecklistPage, draft: Draft | None) -> dict[str, Any]:
    return {"shown": _shown(page, draft), "words": words, "field_labels": FIELD_LABELS}


def _whole(page: ChecklistPage, draft: Draft | None, status: int = 200) -> Response:
    template = "checklists/checklist.html" if page.company_id is not None else "checklists/reading.html"
    return make_response(pages.render(template, **_values(page, draft)), status)


def _page(slug: str) -> ChecklistPage:
    session, company_id = transaction.session(), people.company_id()
    if company_id is None:
        page = service.reading_page(session, slug, language.current())
    else:
        page = service.company_page(session, company_id, slug, language.current(), request_marks())
    return page if page is not None else abort(404)


def request_marks() -> RequestMarks:
    return cast("RequestMarks", current_app.extensions.get(MARKS, service.no_marks))


def _asked(page: ChecklistPage) -> Draft | None:
    """The item whose reason is to be changed, if the address names one."""
    point = page.point(request.args.get("ask", ""))
    if point is None or not page.can_answer:
        return None
    answer = point.answer
    reason, text = (answer.reason, answer.reason_text) if answer else ("", "")
    return Draft(point.item.key, said=Said(State.NOT_APPLICABLE, reason, text))


def _saved(slug: str, key: str, what: str) -> ResponseReturnValue:
    page = _page(slug)
    figures = words.answered(page.figures)
    sentence = gettext("Saved: %(what)s, %(figures)s.", what=what, figures=figures)
    if not errors.is_partial():
        return _back(slug, sentence, key)
    return _parts("checklists/saved_state.html", page, key, None, sentence)


def _note_saved(slug: str, key: str, sentence: str) -> ResponseReturnValue:
    if not errors.is_partial():
        return _back(slug, sentence, key)
    return _parts("checklists/saved_note.html", _page(slug), key, None, sentence)


def _again(slug: str, draft: Draft, status: int) -> ResponseReturnValue:
    """Show what was sent at its item again; nothing of it is stored."""
    page = _page(slug)
    if not errors.is_partial():
        return _whole(page, draft, status)
    template = "checklists/saved_state.html" if draft.note is None else "checklists/saved_note.html"
    return make_response(_parts(template, page, draft.key, draft, draft.fault), status)


def _parts(template: str, page: ChecklistPage, key: str, draft: Draft | None, sentence: str) -> str:
    point = page.point(key) or abort(404)
    values = _values(page, draft)
    return pages.render_part(template, point=point, section=page.section(point), sentence=sentence, **values)


def _refused(slug: str, fault: service.ChecklistFault) -> ResponseReturnValue:
    if isinstance(fault, service.NoChecklist):
        abort(404)
    sentences = {
        service.ChecklistRetired: gettext("This checklist is no longer offered, so it cannot be begun."),
        service.NotBegun: gettext("Nothing is answered here yet."),
        service.StillOpen: gettext("Some items are still open. Nothing was changed."),
        service.RunFinished: gettext("This checklist is finished. Reopen it to change an answer. Nothing was changed."),
    }
    return _told(slug, sentences[type(fault)], 409)


def _told(slug: str, sentence: str, status: int) -> ResponseReturnValue:
    if errors.is_partial():
        return errors.message_part(sentence, status)
    flash(sentence, "error")
    return _whole(_page(slug), None, status)


def _back(slug: str, sentence: str, key: str | None = None) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(_address(slug, key), 303)


def with_theirs(draft: Draft, conflict: Conflict) -> Draft:
    return Draft(draft.key, draft.said, draft.note, "", conflict.theirs, name_of(conflict))


def name_of(conflict: Conflict) -> str:
    person = conflict.theirs.by
    known = {} if person is None else accounts.names(transaction.session(), {person})
    return known.get(person or 0) or str(gettext("Somebody else"))


def changed_words(conflict: Conflict) -> str:
    label = words.STATE_LABELS[conflict.theirs.said.state]
    sentence = gettext(
        "%(name)s has set this item to “%(state)s” in the meantime. Nothing was changed.",
        name=name_of(conflict),
        state=label,
    )
    return str(sentence)


def said_words(state: State) -> str:
    return str(words.STATE_LABELS[state])


def _company_id() -> int:
    """The company that the form named; the route lets nobody come without one."""
    company_id = people.company_id()
    return company_id if company_id is not None else abort(404)


def _address(slug: str, key: str | None = None, **query: Any) -> str:
    anchor = f"item-{key}" if key else None
    return url_for("checklists.checklist", slug=slug, _anchor=anchor, **query, **_company_in_address())


def _company_in_address() -> dict[str, Any]:
    """Name the company where it is not the one that the person works in anyhow."""
    company_id, person = people.company_id(), people.current()
    own = None if person is None or person.company is None else person.company.company_id
    if company_id is None or company_id == own or person is None or person.belonging(company_id) is None:
        return {}
    return {"company": company_id}
