"""The commands of the application: `flask content …`, `flask users …`, `flask db …`, `flask demo`, `flask worker`."""

from __future__ import annotations

import datetime as dt
import signal
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, NoReturn

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext
from sqlalchemy.exc import OperationalError

from portal import clock
from portal.access import COMPANY_ROLES, Role
from portal.accounts import rules as accounts_rules
from portal.accounts import service as accounts
from portal.checklists import service as checklists
from portal.db import migrate
from portal.demo import service as demo_data
from portal.documents import reports
from portal.documents import service as documents
from portal.engagement import service as engagement
from portal.mail import worker as mail
from portal.registers import service as registers
from portal.settings import SettingsError, terminal_language
from portal.web import language, site, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from portal.settings import Settings

db = AppGroup("db", help="The database.")
content = AppGroup("content", help="The texts: their files in content/, and what readers see of them.")
users = AppGroup("users", help="Accounts.")


def _remind_editors(session: Session) -> None:
    documents.remind_of_review(session, registers.ending(site.figures(), clock.today()))


# What the worker does beside delivering mail.
CHORES = (
    mail.Chore("password links", dt.timedelta(0), accounts.answer_requests),
    mail.Chore("hires closed long ago", dt.timedelta(hours=6), checklists.tidy_hires),
    mail.Chore("scheduled texts", dt.timedelta(0), documents.publish_due),
    mail.Chore("reminders of legal dates", dt.timedelta(minutes=15), checklists.remind_of_legal_days),
    mail.Chore("texts to look at again", dt.timedelta(minutes=15), _remind_editors),
    mail.Chore("weekly mails", dt.timedelta(minutes=1), engagement.send_digests),
)

DEMO_ON_NETWORK = (
    "The database holds demo accounts, whose password is public: use a loopback HOST outside production, "
    "or take them out with: flask demo --remove"
)
STAFF_ROLES = [str(role) for role in Role if role not in COMPANY_ROLES]


def register(app: Flask) -> None:
    """Give the app its commands."""
    app.cli.add_command(db)
    app.cli.add_command(content)
    app.cli.add_command(users)
    app.cli.add_command(demo)
    app.cli.add_command(worker)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["portal_settings"]
    return settings


@db.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database to the newest shape."""
    with _reachable():
        migrate.upgrade(_settings().database_url, revision)
    click.echo("The database is up to date.")


# Texts ------------------------------------------------------------------------------


def _in_own_words(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command speak the terminal's language, and say in one line why it cannot work."""

    @wraps(command)
    def run(**arguments: Any) -> None:
        with language.speaking(terminal_language()):
            try:
                command(**arguments)
            except documents.Unusable as fault:
                _fail(reports.unusable(fault))

    return run


def _fail(line: str) -> NoReturn:
    click.echo(line, err=True)
    raise SystemExit(1)


def _demand_database() -> None:
    with _reachable():
        current = migrate.is_current(transaction.database())
    if not current:
        _fail(gettext("The database is not up to date. Please run first: flask db upgrade"))


@contextmanager
def _reachable() -> Iterator[None]:
    """Say in one line that the database does not answer."""
    try:
        yield
    except OperationalError as error:
        _fail(gettext("The database cannot be reached: %(reason)s", reason=str(error.orig).strip().splitlines()[0]))


def _in_database() -> tuple[documents.LiveItems, documents.Moves]:
    """The items and the former addresses in the database, for comparison; none while there is no database yet."""
    database = transaction.database()
    file = database.engine.url.database
    if database.sqlite and not (file and Path(file).exists()):
        return {}, {}
    if not migrate.is_current(database):
        return {}, {}
    with database.session(read_only=True) as session:
        return documents.live_items(session), documents.moves(session)


@content.command("check")
@click.option("--fix", is_flag=True, help="Normalise the files and write missing ids.")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@_in_own_words
def check(path: Path | None, *, fix: bool, strict: bool) -> None:
    """Say what is wrong with the texts, on which line, and how to mend it."""
    place = path or _settings().content
    for mended in documents.mend(place) if fix else ():
        click.echo(gettext("%(file)s: put in order", file=reports.shown(mended)))
    live, moved = _in_database()
    found = documents.examine(place, live, clock.today(), moved=moved, production=_settings().production)
    findings = found.findings
    for finding in findings:
        click.echo(reports.finding(finding))
    for line in reports.readability(documents.measure(found.readings)):
        click.echo(line)
    click.echo(reports.check_total(findings))
    if any(one.is_error or (strict and not one.gap) for one in findings):
        raise SystemExit(1)


@content.command("statements")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@_in_own_words
def statements(path: Path | None) -> None:
    """List every sentence with a number or a paragraph, and the facts that it rests on."""
    found = documents.statements(path or _settings().content)
    for line in reports.statements(found):
        click.echo(line)
    if any(one.basis is documents.Basis.NONE for one in found):
        raise SystemExit(1)


@content.command("sync")
@_in_own_words
def sync() -> None:
    """Publish what has changed in the files, each in its own transaction; German before English."""
    _demand_database()
    database, content = transaction.database(), _settings().content
    with database.session() as session:
        done = registers.sync(session, content)
        session.commit()
    for report in done:
        click.echo("\n".join(reports.step(report)))
    with database.session(read_only=True) as session:
        live, moved = documents.live_sources(session), documents.moves(session)
        figures = registers.figure_keys(session, content)
    for step in documents.plan(content, live, moved, figures):
        with database.session() as session:
            done.append(documents.put(session, step))
            session.commit()
        for line in reports.step(done[-1]):
            click.echo(line)
    with database.session() as session:
        documents.complete_search(session)
        session.commit()
    click.echo(reports.sync_total(done))
    if any(one.result in {documents.Result.REFUSED, documents.Result.CONFLICT} for one in done):
        raise SystemExit(1)


@content.command("render")
@_in_own_words
def render() -> None:
    """Make everything derived from the published texts again: HTML, titles, attributes."""
    _demand_database()
    with transaction.database().session() as session:
        try:
            count = documents.render(session)
        except documents.NotRendered as fault:
            _fail("\n".join(reports.not_rendered(fault)))
        session.commit()
    click.echo(gettext("%(count)d texts were made again.", count=count))


@content.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@_in_own_words
def export(folder: Path) -> None:
    """Write the published texts into a folder, as `content sync` would read them."""
    _demand_database()
    ours = folder.resolve() == _settings().content.resolve()
    with transaction.database().session(read_only=not ours) as session:
        written = documents.export(session, folder, ours=ours) + registers.export(session, folder, ours=ours)
        removed = documents.clear_away(session, folder) if ours else []
        session.commit()
    for path in removed:
        click.echo(gettext("%(file)s: removed, its text has another address", file=reports.shown(path)))
    click.echo(gettext("%(count)d files were written.", count=len(written)))


@users.command("create")
@click.option("--email", required=True, help="The address that the person logs in with.")
@click.option("--name", required=True, help="First and last name.")
@click.option(
    "--role",
    "roles",
    type=click.Choice(STAFF_ROLES),
    multiple=True,
    help="A role at the service; may be given several times.",
)
def create_user(email: str, name: str, roles: tuple[str, ...]) -> None:
    """Make an account and print the single-use link with which the person sets a password."""
    _demand_database()
    with transaction.database().session() as session:
        try:
            token = accounts.create_user_with_link(session, email=email, name=name, roles=map(Role, roles))
        except accounts.AccountError as error:
            raise click.ClickException(str(error)) from None
        session.commit()
    click.echo(f"{_settings().base_url}{accounts_rules.link_path(token)}")


# Mail and what else is due ----------------------------------------------------------


@click.command("worker")
@click.option("--once", is_flag=True, help="Deliver what is due now, then end.")
@with_appcontext
def worker(*, once: bool) -> None:
    """Deliver mail and do what else is due. Any number of workers may run at once."""
    _demand_database()
    ended = Event()
    hand = mail.Worker(
        database=transaction.database(),
        channel=mail.channel(_settings().mail_url, _settings().data / "mail"),
        sender=mail.sender(),
        chores=CHORES,
        stop=ended.is_set,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: ended.set())
    if not once:
        hand.run(ended.wait)
        return
    tally = hand.drain()
    click.echo(f"Mail: {tally.sent} sent, {tally.failed} not delivered.")
    if tally.away:
        _fail(f"The mail server cannot be used: {tally.away}")


# Demo data --------------------------------------------------------------------------


@click.command("demo")
@click.option("--companies", type=click.IntRange(2, 20_000), default=demo_data.COMPANIES, show_default=True)
@click.option("--seed", type=int, default=demo_data.SEED, show_default=True, help="Other numbers, other companies.")
@click.option("--if-empty", is_flag=True, help="Do nothing where there is a person or a company already.")
@click.option("--remove", is_flag=True, help="Take the demo data out again; everything else stays.")
@with_appcontext
def demo(*, companies: int, seed: int, if_empty: bool, remove: bool) -> None:
    """Add invented companies, people, progress and requests: the same for the same day and seed."""
    _demand_database()
    with transaction.database().session() as session:
        if remove:
            click.echo(f"{demo_data.remove(session)} demo companies were taken out.")
        elif if_empty and not demo_data.is_empty(session):
            click.echo("There are people or companies already, so no demo data was added.")
        else:
            _add_demo_data(session, companies, seed)
        session.commit()


def _add_demo_data(session: Session, companies: int, seed: int) -> None:
    if not _only_here(_settings()):
        _fail("Demo accounts have a public password: add them on a loopback HOST and outside production only.")

    def progressed(done: int) -> None:
        click.echo(f"Demo data: {done} of {companies} companies")

    try:
        demo_data.add(session, today=clock.today(), companies=companies, seed=seed, progressed=progressed)
        demo_data.add_calendar(session, _settings().secret_key)
    except demo_data.NoDemoData as fault:
        _fail(str(fault))


def _only_here(settings: Settings) -> bool:
    return settings.loopback and not settings.production


def refuse_demo_on_network(app: Flask) -> None:
    """Raise SettingsError where a server, not a command, starts and others could log in with the public password."""
    context = click.get_current_context(silent=True)
    if context is not None and context.info_name != "run":
        return
    settings: Settings = app.extensions["portal_settings"]
    if _only_here(settings):
        return
    with app.extensions["portal_database"].session(read_only=True) as session:
        if demo_data.has_demo_accounts(session):
            raise SettingsError([DEMO_ON_NETWORK])
