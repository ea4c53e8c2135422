"""What the service does: see what waits, take, answer, note, wait, hand over, close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access import Permission, Scope, needs
from portal.accounts import service as accounts
from portal.checklists import service as checklists
from portal.checklists import words as checklist_words
from portal.consultations import rules, service, words
from portal.consultations.forms import AnswerForm, BareForm, CloseForm, HandOverForm, NoteForm, WaitForm, number
from portal.consultations.views.blueprint import blueprint, company_id, item_values, to_request
from portal.documents import service as documents
from portal.web import language, pages, people, site, transaction
from portal.web.forms import PortalForm
from portal.web.pagination import Cursor


@blueprint.get("/inbox")
@needs(Permission.ADVISE, Scope.EVERY)
def inbox() -> ResponseReturnValue:
    """Requests of all companies, the most urgent first."""
    tab = _tab()
    after = Cursor.read(request.args.get("after"))
    target = site.current().response_target_days
    found = service.inbox(transaction.session(), people.actor(), tab, target, after)
    return pages.render("consultations/inbox.html", found=found, tab=tab, first=after is None, words=words)


def _tab() -> rules.Tab:
    try:
        return rules.Tab(request.args.get("tab", rules.Tab.UNFINISHED))
    except ValueError:
        return rules.Tab.UNFINISHED


@dataclass
class _Forms:
    """The forms of a request's page: those that were not sent come empty."""

    answer: AnswerForm
    note: NoteForm
    wait: WaitForm
    close: CloseForm
    hand_over: HandOverForm
    bare: BareForm


def page(request_id: int, sent: PortalForm | None = None, status: int = 200) -> ResponseReturnValue:
    """A request as the team sees it; `sent` is a form that comes back with what was typed and its faults."""
    session, target = transaction.session(), site.current().response_target_days
    shown = service.team_page(session, company_id(), request_id, language.current(), target)
    html = pages.render(
        "consultations/request_team.html",
        team=shown,
        shown=shown.request,
        forms=_forms(shown, sent),
        words=words,
        State=rules.RequestState,
        Reason=rules.Reason,
        **_beside(shown.request),
        **item_values(shown.request),
    )
    return html, status


def _beside(shown: service.RequestPage) -> dict[str, Any]:
    """The company's whole checklist; for a question about none in particular, what it has begun."""
    session, reader = transaction.session(), language.current()
    slug = shown.item.checklist if shown.item else None
    beside = checklists.answers_beside(session, company_id(), slug, reader) if slug else None
    begun = [] if beside else _begun(reader)
    return {"beside": beside, "begun": begun, "checklist_words": checklist_words}


def _begun(reader: str) -> list[tuple[Any, Any]]:
    """The checklists that the company has begun, each with its figures."""
    session = transaction.session()
    figures = checklists.figures(session, company_id())
    summaries = documents.checklists(session, reader)
    return [(one, figures[one.document_id]) for one in summaries if one.document_id in figures]


def _forms(shown: service.TeamPage, sent: PortalForm | None) -> _Forms:
    def form(kind: type[PortalForm], **data: Any) -> Any:
        return sent if isinstance(sent, kind) else kind(formdata=None, data=data)

    forms = _Forms(
        answer=form(AnswerForm, seen=shown.request.last_message_id),
        note=form(NoteForm),
        wait=form(WaitForm),
        close=form(CloseForm),
        hand_over=form(HandOverForm),
        bare=BareForm(formdata=None),
    )
    forms.answer.offer("answer")
    forms.wait.offer("wait")
    forms.close.offer([(one.slug, one.title) for one in shown.offices])
    forms.hand_over.consultant.choices = _colleagues(shown)
    return forms


def _colleagues(shown: service.TeamPage) -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in shown.consultants if one.id != shown.request.consultant_id]


@blueprint.post("/consultations/<int:request_id>/take")
@needs(Permission.ADVISE, service.company_of)
def take(request_id: int) -> ResponseReturnValue:
    """Answer for the request from now on."""
    try:
        service.take(transaction.session(), people.actor(), company_id(), request_id)
    except service.AlreadyTaken as taken:
        flash(_("%(who)s has already taken this request.", who=_name(taken.consultant_id)), "warning")
    except service.RequestClosed:
        flash(_closed_meanwhile(), "warning")
    else:
        flash(_("You have taken the request."), "success")
    return to_request(request_id)


def _name(user_id: int) -> str:
    return accounts.names(transaction.session(), {user_id}).get(user_id) or str(_("Somebody else"))


def _closed_meanwhile() -> str:
    return str(_("The request was closed in the meantime. Open it again if there is more to do."))


@blueprint.post("/consultations/<int:request_id>/answer")
@needs(Permission.ADVISE, service.company_of)
def answer(request_id: int) -> ResponseReturnValue:
    """Write to the company, and say what comes after it."""
    form = AnswerForm().offer("answer")
    if not form.validate_on_submit():
        return page(request_id, form, 422)
    try:
        done = service.answer(
            transaction.session(),
            people.actor(),
            company_id(),
            request_id,
            form.message.data,
            once=str(form.once.data),
            after=form.move(),
            seen=number(form.seen.data) or 0,
        )
    except service.RequestClosed:
        return _come_back(request_id, form, form.message, _closed_meanwhile())
    _say_answered(done)
    return to_request(request_id)


def _say_answered(done: service.Answered) -> None:
    flash(_("Your reply has been sent."), "success")
    for user_id in done.others:
        flash(_("%(who)s has replied too in the meantime. Both replies stand here.", who=_name(user_id)), "warning")


def _come_back(request_id: int, form: PortalForm, field: Any, sentence: str) -> ResponseReturnValue:
    """Show the page again, with what was typed and why it did not go; the session forgets what was begun."""
    field.errors = [*field.errors, sentence]
    return page(request_id, form, 409)


@blueprint.post("/consultations/<int:request_id>/note")
@needs(Permission.ADVISE, service.company_of)
def note(request_id: int) -> ResponseReturnValue:
    """Write something that only the team reads."""
    form = NoteForm()
    if not form.validate_on_submit():
        return page(request_id, form, 422)
    service.note(
        transaction.session(), people.actor(), company_id(), request_id, form.note.data, once=str(form.once.data)
    )
    flash(_("The note is kept. Only the team reads it."), "success")
    return to_request(request_id)


@blueprint.post("/consultations/<int:request_id>/wait")
@needs(Permission.ADVISE, service.company_of)
def wait(request_id: int) -> ResponseReturnValue:
    """Let the request wait, or take it back from waiting, without writing to the company."""
    form = WaitForm().offer("wait")
    if not form.validate_on_submit():
        return page(request_id, form, 422)
    try:
        service.wait(transaction.session(), people.actor(), company_id(), request_id, form.move())
    except service.RequestClosed:
        flash(_closed_meanwhile(), "warning")
    else:
        flash(_("The state is saved."), "success")
    return to_request(request_id)


@blueprint.post("/consultations/<int:request_id>/close")
@needs(Permission.ADVISE, service.company_of)
def close(request_id: int) -> ResponseReturnValue:
    """End the request with an outcome."""
    session, person = transaction.session(), people.actor()
    form = CloseForm().offer(service.offices(session, language.current()))
    if not form.validate_on_submit():
        return page(request_id, form, 422)
    try:
        service.close(
            session, person, company_id(), request_id, form.chosen(), text=form.text.data, office=form.office.data
        )
    except rules.MoveRefused as refused:
        form.show(refused.fault)
        return page(request_id, form, 422)
    flash(_("The request is closed. If the company replies within 30 days, it opens again."), "success")
    return to_request(request_id)


@blueprint.post("/consultations/<int:request_id>/open")
@needs(Permission.ADVISE, service.company_of)
def open_again(request_id: int) -> ResponseReturnValue:
    """Take up a closed request again."""
    service.open_again(transaction.session(), people.actor(), company_id(), request_id)
    flash(_("The request is open again."), "success")
    return to_request(request_id)


@blueprint.post("/consultations/<int:request_id>/hand-over")
@needs(Permission.ADVISE, service.company_of)
def hand_over(request_id: int) -> ResponseReturnValue:
    """Give the request to a colleague."""
    chosen = number(request.form.get("consultant")) or 0
    try:
        service.reassign(transaction.session(), people.actor(), company_id(), request_id, chosen)
    except service.NoSuchConsultant:
        flash(_("Please choose who shall answer from now on."), "error")
    except service.RequestClosed:
        flash(_closed_meanwhile(), "warning")
    else:
        flash(_("%(who)s answers this request from now on.", who=_name(chosen)), "success")
    return to_request(request_id)
