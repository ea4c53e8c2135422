"""The first log-in, and the terms of use that a company's admin accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Flask, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.access import Permission, Scope, needs, policy
from portal.accounts import rules as accounts_rules
from portal.accounts import service as accounts
from portal.companies import service
from portal.companies.forms import TermsForm, WelcomeForm
from portal.companies.views.blueprint import blueprint
from portal.companies.views.own import back, own
from portal.web import errors, language, pages, people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.companies.service import CompanyData, LiveTerms, Terms

LIVE_TERMS = "portal_live_terms"
# Public, but for people of a company the beginning of their work.
HOME = "engagement.home"


def give_terms(app: Flask, terms: LiveTerms) -> None:
    """Let the app's companies know the terms of use, which are a text."""
    app.extensions[LIVE_TERMS] = terms


def live_terms() -> Terms | None:
    """The terms that hold today."""
    return cast("LiveTerms", current_app.extensions[LIVE_TERMS])(transaction.session(), language.current())


@blueprint.before_app_request
def welcome_first() -> ResponseReturnValue | None:
    """Whoever is new in a company meets its welcome page before any other page of work."""
    if request.method != "GET" or errors.is_partial() or not _is_work():
        return None
    person, place = people.current(), people.company()
    if person is None or person.is_staff or place is None or place.welcomed:
        return None
    onward = None if request.endpoint == HOME else request.full_path.rstrip("?")
    return redirect(url_for("companies.welcome", company=place.company_id, next=onward))


def _is_work() -> bool:
    if request.endpoint is None or request.endpoint == "companies.welcome":
        return False
    rule = policy.rule_of(current_app.view_functions[request.endpoint])
    return request.endpoint == HOME or (rule is not None and rule.scope is not Scope.NONE)


@blueprint.get("/company/welcome")
@needs(Permission.READ_OWN_COMPANY, Scope.OWN)
def welcome() -> ResponseReturnValue:
    """Which company, who invited, who reads what, and what is left to say."""
    me, terms = people.actor(), live_terms()
    data = {
        "name": me.name,
        "language": me.language,
        "version": terms.version if terms else None,
        "next": request.args.get("next", ""),
    }
    return _welcome_page(WelcomeForm(formdata=None, data=data), terms)


@blueprint.post("/company/welcome")
@needs(Permission.READ_OWN_COMPANY, Scope.OWN, before_terms=True)
def begin() -> ResponseReturnValue:
    """Save name and language, accept the terms if an admin has ticked them, and go on."""
    form, company, me, terms = WelcomeForm(), own(), people.actor(), live_terms()
    if not form.validate():
        return _welcome_page(form, terms), 422
    session = transaction.session()
    try:
        if form.accept.data and me.can(Permission.MANAGE_OWN_COMPANY, company.id):
            service.accept_terms(session, me.user_id, company.id, form.version.data or 0, terms)
    except service.OtherTerms:
        return _newer_terms(form, terms), 409
    accounts.change_own_details(session, me, name=form.name.data, language=form.language.data)
    service.greet(session, company.id, me.user_id)
    return redirect(accounts_rules.local_path(form.next.data) or url_for(HOME), 303)


def _newer_terms(form: WelcomeForm, terms: Terms | None) -> str:
    _show_newer(form, terms)
    return _welcome_page(form, terms)


def _welcome_page(form: WelcomeForm, terms: Terms | None) -> str:
    company, me = own(), people.actor()
    place = me.belonging(company.id)
    asks = place is not None and not place.accepted_terms and me.can(Permission.MANAGE_OWN_COMPANY, company.id)
    return pages.render(
        "companies/welcome.html",
        profile=company,
        form=form,
        inviter=service.inviter(transaction.session(), company.id, me.email),
        terms=terms if asks else None,
        asks=asks,
        accepted=place is None or place.accepted_terms,
    )


@blueprint.get("/company/terms")
@needs(Permission.READ_OWN_COMPANY, Scope.OWN)
def terms() -> ResponseReturnValue:
    """What the company has accepted, and for its admin the button to accept what holds now."""
    live = live_terms()
    return _terms_page(own(), live, TermsForm(formdata=None, data={"version": live.version if live else None}))


@blueprint.post("/company/terms")
@needs(Permission.MANAGE_OWN_COMPANY, Scope.OWN, before_terms=True)
def accept_terms() -> ResponseReturnValue:
    """Accept them for the company; kept with version and time."""
    company, form, live = own(), TermsForm(), live_terms()
    if not form.validate():
        return _terms_page(company, live, form), 422
    try:
        service.accept_terms(transaction.session(), people.actor().user_id, company.id, form.version.data or 0, live)
    except service.OtherTerms:
        _show_newer(form, live)
        return _terms_page(company, live, form), 409
    flash(_("The terms are accepted for %(company)s. Now you can begin.", company=company.name), "success")
    return back()


def _show_newer(form: TermsForm | WelcomeForm, live: Terms | None) -> None:
    """Put the present version into the form, and say why the tick does not count."""
    form.version.raw_data, form.version.data = None, live.version if live else None
    form.accept.data = False
    sentence = _("The text has changed since you opened this page. Please look at it once more, then tick again.")
    form.accept.errors = [sentence]


def _terms_page(company: CompanyData, live: Terms | None, form: TermsForm) -> str:
    acceptances = service.acceptances(transaction.session(), company.id)
    return pages.render(
        "companies/terms.html",
        profile=company,
        form=form,
        terms=live,
        acceptances=acceptances,
        accepted_live=live is not None and live.version in {one.version for one in acceptances},
        is_admin=people.actor().can(Permission.MANAGE_OWN_COMPANY, company.id),
    )
