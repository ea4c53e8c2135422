"""The items of each checklist that tell editors most: said not to apply, or asked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.db.tenancy import every_company
from portal.documents import service as documents
from portal.engagement.queries import items as queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.service import ChecklistSummary

MOST_ITEMS = 5


@dataclass(frozen=True, slots=True)
class TellingItem:
    """An item and its counts. `answered`: companies that said anything but open."""

    key: str
    slug: str
    caption: str
    language: str
    not_applicable: int
    answered: int
    requests: int


@dataclass(frozen=True, slots=True)
class TellingList:
    """A checklist with its items said most often not to apply, and those asked about most."""

    summary: ChecklistSummary
    not_applicable: tuple[TellingItem, ...]
    asked: tuple[TellingItem, ...]


def telling_items(session: Session, language: str) -> tuple[TellingList, ...]:
    """Counts alone, of all companies: no company, no note and no question. Five queries."""
    with every_company(session, "count what companies say of items, for the editors"):
        away, asked = queries.not_applicable(session), queries.requests(session)
    shown = {item_id for item_id, (no, _) in away.items() if no} | asked.keys()
    by_list: dict[int, list[TellingItem]] = {}
    for name in documents.item_names(session, sorted(shown), language).values():
        counts = (*away.get(name.id, (0, 0)), asked.get(name.id, 0))
        item = TellingItem(name.key, name.slug, name.caption, name.language, *counts)
        by_list.setdefault(name.document_id, []).append(item)
    lists = (*documents.checklists(session, language), *documents.checklists(session, language, "hire"))
    return tuple(_list(one, by_list[one.document_id]) for one in lists if one.document_id in by_list)


def _list(summary: ChecklistSummary, items: list[TellingItem]) -> TellingList:
    away = sorted((one for one in items if one.not_applicable), key=lambda one: (-one.not_applicable, one.key))
    asked = sorted((one for one in items if one.requests), key=lambda one: (-one.requests, one.key))
    return TellingList(summary, tuple(away[:MOST_ITEMS]), tuple(asked[:MOST_ITEMS]))
