"""What people of a company do: see their requests, ask, reply, withdraw, read."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access import Permission, Scope, needs
from portal.checklists import service as checklists
from portal.checklists.words import label
from portal.consultations import rules, service, words
from portal.consultations.forms import BareForm, QuestionForm, ReadForm, ReplyForm, number
from portal.consultations.views.blueprint import blueprint, company_id, item_values, to_request
from portal.web import errors, language, pages, people, site, transaction
from portal.web.pagination import Cursor


@blueprint.get("/consultations")
@needs(Permission.ASK_FOR_ADVICE, Scope.OWN)
def overview() -> ResponseReturnValue:
    """The company's requests."""
    after = Cursor.read(request.args.get("after"))
    found = service.company_requests(transaction.session(), company_id(), after)
    return pages.render("consultations/overview.html", found=found, first=after is None, words=words)


@blueprint.get("/consultations/new")
@needs(Permission.ASK_FOR_ADVICE, Scope.OWN)
def new() -> ResponseReturnValue:
    """The form to ask with, from an item (`item`), on from an old request (`earlier`), or from nowhere."""
    return _question_page(_question_form())


def _question_form() -> QuestionForm:
    person = people.actor()
    asked = {name: request.args.get(name, "") for name in ("item", "earlier", "hire")}
    return QuestionForm(data={**asked, "language": person.language}).offer()


def _question_page(form: QuestionForm, status: int = 200) -> ResponseReturnValue:
    session, firm = transaction.session(), company_id()
    item = service.wording_of(session, number(form.item.data), language.current())
    if form.topic.data == rules.UNSURE and request.method == "GET" and item is not None:
        form.topic.data = item["field"]
    values: dict[str, Any] = {
        "item": item,
        "earlier": _earlier_title(form),
        "hire_label": _hire_label(form),
        "answers": service.who_answers(session, firm),
    }
    return pages.render("consultations/new.html", form=form, **values), status


def _hire_label(form: QuestionForm) -> str:
    """What the hire is called from whose item is asked, if it is one of the company."""
    asked = number(form.hire.data)
    hire = None if asked is None else checklists.hire_view(transaction.session(), asked)
    return "" if hire is None else label(hire.label)


def _earlier_title(form: QuestionForm) -> str | None:
    """The title of the request that this one follows, if it is one of the company."""
    earlier = number(form.earlier.data)
    return None if earlier is None else service.title(transaction.session(), company_id(), earlier)


@blueprint.post("/consultations/new")
@needs(Permission.ASK_FOR_ADVICE, Scope.OWN)
def ask() -> ResponseReturnValue:
    """Ask. A message alone is enough."""
    form = _question_form()
    if not form.validate_on_submit():
        return _question_page(form, 422)
    made = service.ask(transaction.session(), people.actor(), company_id(), form.question(), _once(form))
    flash(_("Your question has been sent."), "success")
    return to_request(made.id)


def _once(form: QuestionForm) -> str:
    """The form's own word; without one the same message within a minute is one request."""
    if request.form.get("once"):
        return str(form.once.data)
    return rules.once_without_form(people.actor().user_id, form.message.data, clock.now())


def page(request_id: int, form: ReplyForm | None = None, status: int = 200) -> ResponseReturnValue:
    """A request as the company sees it."""
    shown = service.company_page(transaction.session(), company_id(), request_id, language.current())
    seen = shown.seen.isoformat() if shown.seen else ""
    html = pages.render(
        "consultations/request.html",
        shown=shown,
        form=form or ReplyForm(formdata=None),
        bare=BareForm(formdata=None),
        read=ReadForm(formdata=None, data={"seen": seen}) if shown.unread else None,
        response_text=site.current().response_text.pick(language.current()),
        words=words,
        State=rules.RequestState,
        **item_values(shown),
    )
    return html, status


@blueprint.post("/consultations/<int:request_id>/reply")
@needs(Permission.ASK_FOR_ADVICE, service.company_of)
def reply(request_id: int) -> ResponseReturnValue:
    """Write in the request; in one closed long ago, begin a new one."""
    form = ReplyForm()
    if not form.validate_on_submit():
        return page(request_id, form, 422)
    session, person = transaction.session(), people.actor()
    written = service.reply(session, person, company_id(), request_id, form.message.data, once=str(form.once.data))
    if written.id == request_id:
        flash(_("Your reply has been sent."), "success")
    else:
        flash(
            _("The old request was closed too long ago. Your reply has become a new request that names it."), "success"
        )
    return to_request(written.id)


@blueprint.post("/consultations/<int:request_id>/withdraw")
@needs(Permission.ASK_FOR_ADVICE, service.company_of)
def withdraw(request_id: int) -> ResponseReturnValue:
    """Tell the service that no answer is needed any more."""
    service.withdraw(transaction.session(), people.actor(), company_id(), request_id)
    flash(_("The request is withdrawn. If you reply within 30 days, it opens again."), "success")
    return to_request(request_id)


@blueprint.post("/consultations/<int:request_id>/read")
@needs(Permission.ASK_FOR_ADVICE, service.company_of)
def mark_read(request_id: int) -> ResponseReturnValue:
    """Take the "new" from the service's words that the page shows."""
    service.mark_read(transaction.session(), company_id(), request_id, ReadForm().moment())
    if errors.is_partial():
        return ""
    return redirect(url_for("consultations.overview"), 303)
