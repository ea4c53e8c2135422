"""Every refusal as one clear sentence in the reader's language, as a page or, under htmx, as a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, flash, make_response, redirect, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, Unauthorized

from portal.access import Role
from portal.web import held, pages, people, transaction
from portal.web.gate import NoCompany, TermsFirst

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

# Forms that one fills in before logging in: nothing to hold back, and nobody to wait for.
BEFORE_LOGIN = frozenset(
    {"accounts.log_in", "accounts.set_password", "accounts.ask_for_link", "companies.use_invitation"}
)
LOGGING_OUT = "accounts.logout"


def install(app: Flask) -> None:
    """Answer every error of the app."""
    app.register_error_handler(Unauthorized, _log_in_first)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(NoCompany, _no_company)
    app.register_error_handler(TermsFirst, _terms_first)
    app.register_error_handler(HTTPException, _refuse)
    app.register_error_handler(Exception, _fail)


def is_partial() -> bool:
    """Whether the page asked with htmx for a part of itself."""
    return request.headers.get("HX-Request") == "true"


def message_part(sentence: str, status: int) -> Response:
    """A sentence that is in view wherever the reader is on the page; what was typed stays where it is."""
    return _as_message(pages.render_part("web/message.html", sentence=sentence), status)


def _as_message(html: str, status: int) -> Response:
    response = make_response(html, status)
    response.headers["HX-Retarget"] = "#p-live"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def _log_in_first(_error: Unauthorized) -> ResponseReturnValue:
    if is_partial():
        return message_part(
            gettext(
                "You have been logged out. What you typed is still here: log in in another tab, then send it again."
            ),
            401,
        )
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")))
    return _hold(gettext("Please log in again"), 401)


def _form_expired(_error: CSRFError) -> ResponseReturnValue:
    if request.endpoint == LOGGING_OUT:
        return redirect(url_for("accounts.login"), 303)
    if is_partial():
        return message_part(gettext("This page is too old to save. Please reload it; nothing was changed."), 400)
    if request.endpoint in BEFORE_LOGIN:
        kept = held.unseal(request.form.get("held", "")) if held.from_our_page() else None
        if kept is not None:
            return render_held(kept, gettext("Please log in again"), 400)
        flash(gettext("This page was too old, or your browser refuses cookies. Please fill it in once more."), "error")
        return redirect(request.full_path.rstrip("?"), 303)
    return _hold(gettext("Please send it once more"), 400)


def _hold(title: str, status: int) -> ResponseReturnValue:
    """Give back what was typed; without a form of ours behind it, the plain refusal."""
    kept = held.from_request()
    if kept is None:
        return error_page(403)
    return render_held(kept, title, status)


def render_held(kept: held.Held, title: str, status: int) -> ResponseReturnValue:
    """Show what was typed, with the log-in first or the button to send it, whoever is here."""
    person = people.current()
    same = person is not None and kept.typed_by in (None, person.user_id)
    page = pages.render("web/held.html", title=title, held=kept, sealed=held.seal(kept), same_person=same)
    return make_response(page, status)


def _no_company(_error: NoCompany) -> ResponseReturnValue:
    return make_response(pages.render("web/no_company.html"), 403)


def _terms_first(_error: TermsFirst) -> ResponseReturnValue:
    """Say who must accept, and where; what was typed comes back, so that it can be sent afterwards."""
    company = people.company()
    values = {"company_id": people.company_id(), "is_admin": company is not None and company.role is Role.COMPANY_ADMIN}
    if is_partial():
        return _as_message(pages.render_part("web/terms_first_message.html", **values), 403)
    return make_response(pages.render("web/terms_first.html", held=held.from_request(), **values), 403)


def _refuse(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    return error_page(error.code)


def _fail(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("A request failed: %s %r", request.method, request.path, exc_info=error)
    if current_app.testing or current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    return error_page(InternalServerError.code)


def error_page(code: int) -> ResponseReturnValue:
    """The page for a status code; codes without words of their own read like their family."""
    title, sentence = _words(code)
    if is_partial():
        return message_part(sentence, code)
    if code >= 500:
        _forget_session()
    return make_response(pages.render_bare("web/error.html", title=title, sentence=sentence, code=code), code)


def _forget_session() -> None:
    transaction.session().rollback()


def _words(code: int) -> tuple[str, str]:
    words = {
        400: (
            gettext("That did not work"),
            gettext("The browser sent something that cannot be read. Please go back and try again."),
        ),
        403: (
            gettext("This page is not for your account"),
            gettext("If you think you should see it, please ask the Welcome Service."),
        ),
        404: (
            gettext("Page not found"),
            gettext("The address leads nowhere. Perhaps it was mistyped, or the page has moved."),
        ),
        405: (
            gettext("That did not work"),
            gettext("This address cannot be opened like that. Please go back and try again."),
        ),
        409: (
            gettext("Somebody was faster"),
            gettext("The page has changed in the meantime. Please go back and look at the present state."),
        ),
        413: (
            gettext("That was too much text"),
            gettext("Nothing was saved. Your text is still here. Please shorten it.")
            if is_partial()
            else gettext("Nothing was saved. Go back in the browser: your text is still there. Please shorten it."),
        ),
        429: (gettext("Too many attempts"), gettext("Please wait a few minutes, then try again.")),
    }
    broken = (
        gettext("Something broke here"),
        gettext("It is not your fault. Nothing was saved. Please try again in a few minutes."),
    )
    return words.get(code) or (words[400] if code < 500 else broken)
