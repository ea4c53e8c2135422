"""Earlier words: of items that changed, of items and checklists that are gone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from portal.documents import queries
from portal.documents.rules import SOURCE_LANGUAGE
from portal.documents.service.values import ItemName, Rewording, Wording

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.orm import Session


def item_names(session: Session, item_ids: Collection[int], language: str) -> dict[int, ItemName]:
    """The items by their numbers, with the words they had last; one query, none for no items."""
    if not item_ids:
        return {}
    rows = queries.item_names(session, item_ids, language)
    return {row.id: _name(row, language) for row in rows if row.caption is not None}


def _name(row: Any, language: str) -> ItemName:
    spoken = SOURCE_LANGUAGE if row.in_german else language
    return ItemName(row.id, row.key, row.document_id, row.slug, row.caption, spoken, row.retired)


def item_ids(session: Session, document_id: int, keys: Collection[str]) -> dict[str, int]:
    """The numbers of a checklist's items by their keys, retired ones too; one query, none for no keys."""
    return queries.item_ids(session, document_id, keys) if keys else {}


def rewordings(session: Session, asked: Mapping[int, tuple[int, dt.datetime]], language: str) -> dict[int, Rewording]:
    """How items read when they were answered and now. `asked`: the German revision answered, and when.

    In the reader's language if the item had words in it then and they changed, else in German; one query.
    """
    if not asked:
        return {}
    rows: dict[int, list[Any]] = {}
    for row in queries.all_wordings(session, list(asked), language):
        rows.setdefault(row[0].item_id, []).append(row)
    found = {item_id: _rewording(rows.get(item_id, []), *asked[item_id], language) for item_id in asked}
    return {item_id: one for item_id, one in found.items() if one is not None}


def _rewording(rows: Sequence[Any], revision: int, at: dt.datetime, language: str) -> Rewording | None:
    german = [row for row in rows if row.language == SOURCE_LANGUAGE]
    own = [row for row in rows if row.language == language]
    then = [row for row in own if row.created_at <= at]
    if language != SOURCE_LANGUAGE and then and then[-1][0].fingerprint != own[-1][0].fingerprint:
        return _pair(then[-1], own, language)
    then = [row for row in german if row.number <= revision]
    return _pair(then[-1], german, SOURCE_LANGUAGE) if then else None


def _pair(before: Any, rows: Sequence[Any], language: str) -> Rewording:
    now = rows[-1][0]
    since = rows[-1].created_at
    for row in reversed(rows):
        if row[0].fingerprint != now.fingerprint:
            break
        since = row.created_at
    return Rewording(_wording(before[0]), _wording(now), language, since)


def _wording(text: Any) -> Wording:
    return Wording(text.caption, text.parts)
