"""Before every view, in one fixed order: who acts, may they, for which company, is the form ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import Forbidden, NotFound, Unauthorized

from portal.access import policy
from portal.access.policy import Decision, Scope, Verdict, View
from portal.db import tenancy
from portal.web import people, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

csrf = CSRFProtect()
OF_A_COMPANY = (Scope.OWN, Scope.OWN_IF_ANY)
# Bytes of a form in which somebody types a whole text: a megabyte of umlauts takes three on its way.
LONG_FORM = 4 * 1024 * 1024


class NoCompany(Forbidden):
    """The person belongs to no company yet, so there is nothing to show."""


class TermsFirst(Forbidden):
    """The company's admin has not accepted the terms of use yet, so nothing is entered for it."""


def install(app: Flask) -> None:
    """Put the gate before every view of the app."""
    # Checked by hand below: on its own it would run before actor and company are known.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    # A form lives as long as nobody else logs in here (people.log_in).
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    csrf.init_app(app)
    app.before_request(_pass)
    app.url_defaults(_stay_in_company)


def _pass() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    rule = policy.rule_of(view)
    if rule is None:
        raise Forbidden
    if getattr(view, "takes_long_forms", False):
        request.max_content_length = request.max_form_memory_size = LONG_FORM
    if rule.permission is not None:
        enter(rule)
    if request.method not in transaction.READING and not getattr(view, "without_token", False):
        csrf.protect()
        _demand_own_form()
    g.admitted = True
    return None


def admitted() -> bool:
    """Whether this request may see what its address names: what it does not find then, it may be told more about."""
    return bool(g.get("admitted", False))


def without_token(view: View) -> View:
    """Take the form without a token of ours: what it does is proved by its address alone."""
    view.without_token = True  # type: ignore[attr-defined]
    return view


def long_form(view: View) -> View:
    """Take more than other forms may bring, so that the view itself can say what is too much, and give it back."""
    view.takes_long_forms = True  # type: ignore[attr-defined]
    return view


def _stay_in_company(endpoint: str, values: dict[str, Any]) -> None:
    """Links of a page that shows another company than the chosen one lead to pages of that company."""
    company_id, person = people.company_id(), people.current()
    if company_id is None or person is None or person.company is None or company_id == person.company.company_id:
        return
    rule = policy.rule_of(current_app.view_functions.get(endpoint))
    if rule is not None and rule.scope in OF_A_COMPANY and person.belonging(company_id):
        values.setdefault("company", company_id)


def _demand_own_form() -> None:
    """A form that another person filled in, in this browser, comes back like one whose token is too old."""
    typed_by, person = request.form.get("typed_by", ""), people.current()
    if typed_by and person is not None and typed_by != str(person.user_id):
        raise CSRFError("Typed by another person.")


def enter(rule: policy.Rule) -> None:
    """Judge the request by this rule and open its scope; for a public page that shows more to some."""
    session = transaction.session()
    with tenancy.every_company(session, "find the company of the object in the address"):
        decision = policy.decide(rule, people.current(), session, request.view_args or {}, _named_company())
    _obey(decision)
    _ask_for_terms(rule, decision)
    g.company_id, g.team = decision.company_id, decision.team
    every = rule.scope is Scope.EVERY
    if every or decision.company_id is not None:
        session.info["scope"] = tenancy.Scope(decision.company_id, decision.team, "the route says so" if every else "")


def _obey(decision: Decision) -> None:
    refusal = {
        Verdict.LOG_IN: Unauthorized,
        Verdict.FORBIDDEN: Forbidden,
        Verdict.NOT_FOUND: NotFound,
        Verdict.NO_COMPANY: NoCompany,
    }.get(decision.verdict)
    if refusal is not None:
        raise refusal


def _ask_for_terms(rule: policy.Rule, decision: Decision) -> None:
    """A company's person may read before the terms are accepted, but enter nothing."""
    person = people.current()
    if request.method in transaction.READING or rule.before_terms or decision.team or person is None:
        return
    place = person.belonging(decision.company_id)
    if place is not None and not place.accepted_terms:
        g.company_id = place.company_id
        raise TermsFirst


def _named_company() -> int | None:
    """The company that the form carries or the link names; a word that is no number names none that exists."""
    named = request.form.get("company") if request.method == "POST" else request.args.get("company")
    if named is None or named == "":
        return None
    return int(named) if named.isascii() and named.isdigit() and len(named) < 19 else -1
