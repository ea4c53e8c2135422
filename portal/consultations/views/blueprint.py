"""The area's blueprint and what its pages share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.checklists.words import PART_LABELS, label
from portal.consultations import service
from portal.web import errors, people

blueprint = Blueprint("consultations", __name__)


@blueprint.errorhandler(service.RequestNotFound)
def _not_found(_error: service.RequestNotFound) -> ResponseReturnValue:
    # Only a request that was deleted between the gate and the view gets here.
    return errors.error_page(404)


def company_id() -> int:
    """The company whose rows this page may touch."""
    found = people.company_id()
    if found is None:
        raise NotFound
    return found


def item_values(shown: service.RequestPage) -> dict[str, Any]:
    """What the pages need to show the item that was asked about: its parts' labels, where it stands today, and of
    which hire it is.
    """
    hire = "" if shown.hire is None else label(shown.hire.label)
    return {"part_labels": PART_LABELS, "item_url": _item_url(shown), "hire_label": hire}


def _item_url(shown: service.RequestPage) -> str:
    anchor = f"item-{shown.item.key}" if shown.item is not None else None
    if shown.hire is not None:
        return url_for("checklists.hire", hire_id=shown.hire.id, _anchor=anchor)
    if shown.item is None:
        return ""
    return url_for("checklists.checklist", slug=shown.item.checklist, company=_named(shown), _anchor=anchor)


def _named(shown: service.RequestPage) -> int | None:
    """For a company's people: the company of the request, whichever they have chosen last."""
    return None if people.is_team() else shown.company_id


def to_request(request_id: int, anchor: str | None = None) -> Response:
    """Go on to a request's page."""
    return redirect(url_for("consultations.show", request_id=request_id, _anchor=anchor), 303)
