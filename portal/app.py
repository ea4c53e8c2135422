"""The wiring: areas, gate, errors, navigation; sealed at the end, so that nothing undeclared starts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import Flask
from flask_babel import lazy_gettext
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal.access import Role, policy
from portal.accounts import views as accounts
from portal.checklists import service as checklists_service
from portal.checklists import views as checklists
from portal.companies import service as companies_service
from portal.companies import views as companies
from portal.consultations import service as consultations_service
from portal.consultations import views as consultations
from portal.db.registry import load_models
from portal.db.session import Database
from portal.directory import views as directory
from portal.directory.words import CONCERN_LABELS, COUNTY_LABELS, WHO_LABELS
from portal.documents import service as documents_service
from portal.documents import views as documents
from portal.documents.rules import Kind
from portal.engagement import service as engagement_service
from portal.engagement import views as engagement
from portal.feedback import views as feedback
from portal.feeds import views as feeds
from portal.papers import views as papers
from portal.registers import service as registers_service
from portal.registers import views as registers
from portal.search import views as search
from portal.settings import Settings
from portal.web import (
    addresses,
    assets,
    errors,
    gate,
    headers,
    health,
    language,
    navigation,
    pages,
    people,
    reading,
    site,
    transaction,
)
from portal.web.navigation import Place

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from sqlalchemy.orm import Session

    from portal.access import Actor
    from portal.documents.service.editing import Withdrawn

ROOT = Path(__file__).resolve().parent
MOST_BYTES = 1024 * 1024
A_YEAR = 31_536_000

HR = frozenset({Role.COMPANY_MEMBER, Role.COMPANY_ADMIN})
TERMS = "nutzungsbedingungen"
ADVISERS = frozenset({Role.CONSULTANT, Role.ADMIN})
PLACES = (
    Place("engagement.home", lazy_gettext("Today"), ADVISERS),
    Place("engagement.home", lazy_gettext("Home"), HR | {Role.EDITOR, Role.FUNDER}),
    Place("consultations.inbox", lazy_gettext("Requests"), ADVISERS, consultations_service.waiting_for_team),
    Place("engagement.portfolio", lazy_gettext("Companies"), ADVISERS),
    Place("documents.editor", lazy_gettext("Texts"), frozenset({Role.EDITOR, Role.ADMIN})),
    Place("checklists.overview", lazy_gettext("Checklists"), HR | ADVISERS | {Role.EDITOR}),
    Place("checklists.hires", lazy_gettext("Hires"), HR),
    Place("checklists.measures", lazy_gettext("Measures"), HR),
    Place("consultations.overview", lazy_gettext("Advice"), HR, consultations_service.waiting_for_company),
    Place("registers.figures", lazy_gettext("Figures"), frozenset({Role.EDITOR})),
    Place("search.links", lazy_gettext("Links"), frozenset({Role.EDITOR})),
    Place("feedback.overview", lazy_gettext("Feedback"), frozenset({Role.EDITOR})),
    Place("documents.guides", lazy_gettext("Guides")),
    Place("directory.offices", lazy_gettext("Directory")),
    Place("companies.administration", lazy_gettext("Administration"), frozenset({Role.ADMIN})),
)


def create_app(settings: Settings | None = None) -> Flask:
    """Make the portal. Raises SettingsError for a wrong environment and UndeclaredRoutes for an open door."""
    settings = settings or Settings.read()
    # Tables name each other, across areas too, so all must be known before the first row is written.
    load_models()
    app = Flask(__name__, static_folder=None)
    _configure(app, settings)
    transaction.install(app, Database(settings.database_url))
    people.install(app, companies_service.load_actor)
    language.install(app)
    pages.install(app, ROOT)
    site.install(app, settings.content)
    headers.install(app, secure=settings.base_url.startswith("https://"))
    addresses.install(app)
    gate.install(app)
    errors.install(app)
    documents.lead_on(app)
    navigation.install(app, PLACES)
    for area in (
        health,
        accounts,
        companies,
        search,
        documents,
        directory,
        feedback,
        registers,
        checklists,
        consultations,
        papers,
        feeds,
        engagement,
    ):
        app.register_blueprint(area.blueprint)
    checklists.give_request_marks(app, consultations.request_marks)
    site.give_registers(app, registers_service.newest_sources)
    documents.give_answer_counts(app, checklists_service.answer_counts)
    documents.give_recall(app, _recall)
    documents.give_choices(app, {"concerns": CONCERN_LABELS, "counties": COUNTY_LABELS, "who": WHO_LABELS})
    accounts.give_calendars(app, feeds.own_address)
    companies.give_terms(app, _live_terms)
    companies.give_hand_over(app, _hand_over)
    policy.seal(app)
    _serve_static(app)
    _believe_proxies(app, settings.proxies)
    return app


def _live_terms(session: Session, reader_language: str) -> companies_service.Terms | None:
    found = documents_service.text(session, Kind.PAGE, TERMS, reader_language)
    return None if found is None else companies_service.Terms(found.revision, found.title, found.slug)


def _hand_over(session: Session, actor: Actor, company_id: int, leaver_id: int, heir_id: int | None) -> None:
    checklists_service.hand_over_items(session, actor, company_id, leaver_id, heir_id)
    checklists_service.hand_over(session, actor, company_id, leaver_id, heir_id)


def _recall(session: Session, withdrawn: Withdrawn) -> None:
    checklists_service.take_reminders_back(session, withdrawn)
    engagement_service.take_digests_back(session, withdrawn)


def _configure(app: Flask, settings: Settings) -> None:
    app.extensions["portal_settings"] = settings
    app.request_class = reading.PortalRequest
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        SESSION_COOKIE_NAME="portal",
    )


def _serve_static(app: Flask) -> None:
    """Built files carry a hash in their names, so browsers may keep them for ever."""
    inner = cast("WSGIApplication", app.wsgi_app)
    served = WhiteNoise(inner, max_age=A_YEAR, immutable_file_test=lambda _path, _url: True)
    if assets.FOLDER.exists():
        served.add_files(str(assets.FOLDER), prefix=assets.PREFIX)
    app.wsgi_app = served  # type: ignore[method-assign]


def _believe_proxies(app: Flask, number: int) -> None:
    """Take address, scheme and host of the visitor from our own proxies, and from nobody else."""
    if number:
        inner = cast("WSGIApplication", app.wsgi_app)
        app.wsgi_app = ProxyFix(inner, x_for=number, x_proto=number, x_host=number)  # type: ignore[method-assign]
