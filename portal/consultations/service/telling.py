"""Who is told by mail that something was written, in the transaction in which it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.access import Role
from portal.accounts import service as accounts
from portal.companies import service as companies
from portal.consultations import mails

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor
    from portal.accounts.service import Person
    from portal.consultations.models import ConsultationRequest, Message


def new_request(session: Session, request: ConsultationRequest, message: Message) -> None:
    """Tell the service of a question."""
    readers, company = _advisers(session, request), _company(session, request)
    mails.asked(session, readers, request.id, message.id, company=company)


def new_reply(session: Session, request: ConsultationRequest, message: Message) -> None:
    """Tell the service that the company wrote again."""
    readers, company = _advisers(session, request), _company(session, request)
    mails.replied(session, readers, request.id, message.id, company=company)


def new_answer(session: Session, actor: Actor, request: ConsultationRequest, cause: str) -> None:
    """Tell whoever asked that the service wrote."""
    readers = [one for one in _askers(session, request) if one.id != actor.user_id]
    mails.answered(session, readers, request.id, cause, who=actor.name)


def handed_over(session: Session, actor: Actor, request: ConsultationRequest, cause: str) -> None:
    """Tell the new consultant, unless they took the request themselves."""
    for reader in accounts.people(session, [request.consultant_id or 0]):
        if reader.id != actor.user_id:
            company = _company(session, request)
            mails.handed_over(session, reader, request.id, cause, who=actor.name, company=company)


def _company(session: Session, request: ConsultationRequest) -> str:
    return companies.names(session, [request.company_id]).get(request.company_id, "")


def _advisers(session: Session, request: ConsultationRequest) -> tuple[Person, ...]:
    """The request's consultant, else the company's, else all: somebody always is told."""
    team = {one.id for one in accounts.consultants(session)}
    company = companies.company(session, request.company_id)
    for one in (request.consultant_id, company.consultant_id if company else None):
        if one in team:
            return accounts.people(session, [one])
    return accounts.people(session, team)


def _askers(session: Session, request: ConsultationRequest) -> tuple[Person, ...]:
    """Who asked; once they have left, the company's admins."""
    here = [one for one in companies.members(session, request.company_id) if one.active]
    asked = [one.user_id for one in here if one.user_id == request.asked_by]
    return accounts.people(session, asked or [one.user_id for one in here if one.role is Role.COMPANY_ADMIN])
