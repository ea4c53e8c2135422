"""A hire's own page: its items are answered as those of a company's checklist are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response, abort, current_app, flash, make_response, redirect, request, url_for
from flask_babel import gettext

from portal import clock
from portal.access import Permission, needs
from portal.checklists import rules, service, words
from portal.checklists.forms import AnchorsForm, ConfirmForm, Draft, NoteForm, OwnDayForm, ShareForm, StateForm, drafted
from portal.checklists.rules import Reason, Said, State
from portal.checklists.rules.hires import Anchor
from portal.checklists.views.blueprint import blueprint, hire_address, request_marks
from portal.checklists.views.checklist import asking
from portal.checklists.views.shown import changed_words, said_words, with_theirs
from portal.documents.rules import with_query
from portal.web import errors, language, pages, people, site, transaction
from portal.web.forms import PortalForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.checklists.service import Difference, HirePage, Point

ACTIONS = {
    "save_state": "checklists.save_hire_state",
    "confirm": "checklists.confirm_hire_item",
    "take_over": "checklists.take_over_hire_item",
    "save_note": "checklists.save_hire_note",
    "save_day": "checklists.save_hire_day",
    "history": "checklists.hire_item_history",
    "owner": "checklists.hire_item_owner",
}


@dataclass(frozen=True)
class HireShown:
    """A hire with what its page needs besides: addresses, hidden fields, what was sent and not stored."""

    page: HirePage
    form: PortalForm
    draft: Draft | None
    can_ask: bool
    differences: dict[str, Difference]
    today: dt.date
    readers: str = "hire"

    def action(self, name: str, key: str) -> str:
        return url_for(ACTIONS[name], hire_id=self.page.hire.id, key=key)

    def back(self, key: str) -> str:
        """Where a reader of a guide comes back to."""
        return hire_address(self.page.hire.id, key)

    def linked(self, html: str, key: str) -> str:
        """Safe HTML whose links to our own texts bring the reader back to the item."""
        return with_query(html, {"from": self.back(key)})

    def measure_new(self, point: Point) -> str:
        hire = self.page.hire
        return url_for("checklists.new_measure", item=point.item.id, hire=hire.id, company=hire.company_id)

    def page_of(self, name: str, key: str) -> str:
        """A page of an item: its history, who takes care of it."""
        return self.action(name, key)

    @property
    def confirm_all(self) -> str:
        return url_for("checklists.confirm_hire_items", hire_id=self.page.hire.id)

    def difference(self, point: Point) -> Difference | None:
        return self.differences.get(point.item.key)

    def asking_reason(self, key: str) -> str:
        return hire_address(self.page.hire.id, key, ask=key)

    def advice(self, point: Point) -> str:
        hire = self.page.hire
        return url_for("consultations.new", item=point.item.id, hire=hire.id, company=hire.company_id)

    def draft_of(self, point: Point) -> Draft | None:
        return self.draft if self.draft is not None and self.draft.key == point.item.key else None


def whole(
    hire_id: int, draft: Draft | None = None, *, anchors: AnchorsForm | None = None, status: int = 200
) -> Response:
    """The hire's page; `anchors` is the form as it was sent, if something is wrong in it."""
    page = page_of(hire_id)
    shown = _shown(page, draft or _asked(page))
    days = anchors if anchors is not None else _filled(page)
    html = pages.render(
        "checklists/hire.html",
        shown=shown,
        days=days,
        share=ShareForm(formdata=None),
        words=words,
        anchors=list(Anchor),
    )
    return make_response(html, status)


def _filled(page: HirePage) -> AnchorsForm:
    form = AnchorsForm(formdata=None)
    for anchor, day in page.hire.case.anchors.items():
        if anchor.value in form:
            form[anchor.value].data = f"{day.day}.{day.month}.{day.year}"
    return form


def page_of(hire_id: int) -> HirePage:
    page = service.hire_page(transaction.session(), hire_id, language.current(), request_marks())
    if page is None:
        abort(404)
    # The team reads; only the company answers.
    return page.read_only() if people.is_team() else page


def _shown(page: HirePage, draft: Draft | None) -> HireShown:
    can_ask = not people.is_team() and "consultations.new" in current_app.view_functions
    found = service.differences(transaction.session(), page.points, language.current(), site.with_figures)
    return HireShown(page, PortalForm(), draft, can_ask, found, clock.today())


def _asked(page: HirePage) -> Draft | None:
    """The item whose reason is to be changed, if the address names one."""
    point = page.point(request.args.get("ask", ""))
    if point is None or not page.can_answer:
        return None
    reason, text = (point.answer.reason, point.answer.reason_text) if point.answer else ("", "")
    return Draft(point.item.key, said=Said(State.NOT_APPLICABLE, reason, text))


# Answering.


@blueprint.post("/hires/<int:hire_id>/items/<key>/state")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def save_hire_state(hire_id: int, key: str) -> ResponseReturnValue:
    form = StateForm()
    draft = Draft(key, said=drafted(form))
    if form.reason_text.errors or not form.validate():
        return _state_refused(hire_id, draft, form)
    try:
        _save_state(hire_id, key, form)
    except service.StateConflict as conflict:
        return again(hire_id, with_theirs(draft, conflict), 409)
    except rules.ReasonNeeded as needed:
        return again(hire_id, asking(draft, needed), 422)
    except service.ChecklistFault as fault:
        return refused(hire_id, fault)
    return saved(hire_id, key, said_words(State(form.state.data)))


def _save_state(hire_id: int, key: str, form: StateForm) -> None:
    slug, item_key = place_of(hire_id, key)
    service.answer_item(
        transaction.session(),
        people.actor(),
        hire_id,
        slug,
        item_key,
        state=State(form.state.data),
        version=form.version.data or 0,
        reason=Reason(form.reason.data) if form.reason.data else None,
        reason_text=form.reason_text.data or "",
        meaning=form.meaning.data,
    )


def place_of(hire_id: int, key: str) -> tuple[str, str]:
    """In which checklist the item of the page stands, and its key there."""
    return page_of(hire_id).places.get(key) or abort(404)


def _state_refused(hire_id: int, draft: Draft, form: StateForm) -> ResponseReturnValue:
    if form.reason_text.errors:
        return again(hire_id, Draft(draft.key, said=draft.said, fault=str(form.reason_text.errors[0])), 422)
    return told(hire_id, str(next(iter(form.errors.values()))[0]), 422)


@blueprint.post("/hires/<int:hire_id>/items/<key>/confirm")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def confirm_hire_item(hire_id: int, key: str) -> ResponseReturnValue:
    form = ConfirmForm()
    if not form.validate():
        return told(hire_id, gettext("Please reload the page and try again."), 422)
    slug, item_key = place_of(hire_id, key)
    try:
        session, version, meaning = transaction.session(), form.version.data or 0, form.meaning.data
        service.confirm_item(session, people.actor(), hire_id, slug, item_key, version=version, meaning=meaning)
    except service.StateConflict as conflict:
        return told(hire_id, changed_words(conflict), 409)
    except service.ChecklistFault as fault:
        return refused(hire_id, fault)
    return saved(hire_id, key, gettext("the answer still holds"))


@blueprint.post("/hires/<int:hire_id>/items/<key>/note")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def save_hire_note(hire_id: int, key: str) -> ResponseReturnValue:
    form = NoteForm()
    draft = Draft(key, note=form.note.data or "")
    if form.keep.data:
        return _note_saved(hire_id, key, gettext("The note stays as your colleague wrote it."))
    if not form.validate():
        fault = (form.note.errors or [gettext("Please reload the page and try again.")])[0]
        return again(hire_id, Draft(key, note=draft.note, fault=str(fault)), 422)
    slug, item_key = place_of(hire_id, key)
    try:
        version, note = form.version.data or 0, form.note.data or ""
        service.note_item(transaction.session(), people.actor(), hire_id, slug, item_key, note=note, version=version)
    except service.NoteConflict as conflict:
        return again(hire_id, with_theirs(draft, conflict), 409)
    except service.ChecklistFault as fault:
        return refused(hire_id, fault)
    return _note_saved(hire_id, key, gettext("Note saved."))


@blueprint.post("/hires/<int:hire_id>/items/<key>/day")
@needs(Permission.MANAGE_HIRES, service.company_of_hire)
def save_hire_day(hire_id: int, key: str) -> ResponseReturnValue:
    form = OwnDayForm()
    if not form.validate():
        return _day_refused(hire_id, key, form)
    slug, item_key = place_of(hire_id, key)
    try:
        service.set_day(transaction.session(), hire_id, slug, item_key, form.day.day)
    except service.ChecklistFault as fault:
        return refused(hire_id, fault)
    sentence = gettext("Own date saved.") if form.day.day else gettext("The date follows the plan again.")
    if errors.is_partial():
        return _parts("checklists/hire_saved_state.html", page_of(hire_id), key, None, sentence)
    return back(hire_id, sentence, key)


def _day_refused(hire_id: int, key: str, form: OwnDayForm) -> ResponseReturnValue:
    fault = str((form.day.errors or [gettext("Please reload the page and try again.")])[0])
    if errors.is_partial():
        return errors.message_part(fault, 422)
    return whole(hire_id, Draft(key, day=form.day.data or "", fault=fault), status=422)


# Answers to what was sent.


def saved(hire_id: int, key: str, what: str) -> ResponseReturnValue:
    page = page_of(hire_id)
    sentence = gettext("Saved: %(what)s, %(figures)s.", what=what, figures=words.answered(page.figures))
    if not errors.is_partial():
        return back(hire_id, sentence, key)
    return _parts("checklists/hire_saved_state.html", page, key, None, sentence)


def _note_saved(hire_id: int, key: str, sentence: str) -> ResponseReturnValue:
    if not errors.is_partial():
        return back(hire_id, sentence, key)
    return _parts("checklists/saved_note.html", page_of(hire_id), key, None, sentence)


def again(hire_id: int, draft: Draft, status: int) -> ResponseReturnValue:
    """Show what was sent at its item again; nothing of it is stored."""
    if not errors.is_partial():
        return whole(hire_id, draft, status=status)
    template = "checklists/hire_saved_state.html" if draft.note is None else "checklists/saved_note.html"
    return make_response(_parts(template, page_of(hire_id), draft.key, draft, draft.fault), status)


def _parts(template: str, page: HirePage, key: str, draft: Draft | None, sentence: str) -> str:
    point = page.point(key) or abort(404)
    values: dict[str, Any] = {"shown": _shown(page, draft), "words": words, "part": page.part(key)}
    return pages.render_part(template, point=point, sentence=sentence, **values)


def refused(hire_id: int, fault: service.ChecklistFault) -> ResponseReturnValue:
    if isinstance(fault, service.NoChecklist | service.NoHire):
        abort(404)
    sentences = {
        service.HireClosed: gettext("This hire is closed. Let it run again to change an answer. Nothing was changed."),
        service.TextChanged: gettext(
            "The text has changed again in the meantime. Please read it. Nothing was changed."
        ),
        service.NothingToUndo: gettext("There is nothing to take back here."),
        service.NothingOffered: gettext("There is no earlier answer to take over. Nothing was changed."),
        service.NoMember: gettext("This person does not belong to your company. Nothing was changed."),
        service.LegalDay: gettext("A legal deadline follows from the law and cannot be moved by hand."),
    }
    return told(hire_id, sentences.get(type(fault)) or gettext("Please reload the page and try again."), 409)


def told(hire_id: int, sentence: str, status: int) -> ResponseReturnValue:
    if errors.is_partial():
        return errors.message_part(sentence, status)
    flash(sentence, "error")
    return whole(hire_id, status=status)


def back(hire_id: int, sentence: str, key: str | None = None) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(hire_address(hire_id, key), 303)
