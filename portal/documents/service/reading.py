"""What readers see: the German text, in the reader's language wherever there is a translation."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from portal.documents import queries
from portal.documents.rules import FIELDS, SLUG, SOURCE_LANGUAGE, TRANSLATION, Kind
from portal.documents.service.values import (
    ChecklistSummary,
    ChecklistText,
    ItemView,
    SectionView,
    TextSummary,
    TextView,
)
from portal.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Subquery
    from sqlalchemy.orm import Session

    from portal.documents.queries import LiveItem, LiveText, Words

# Of an office these may be said anew in a translation; everything else comes from German alone.
TRANSLATED = ("title", "summary", "address", "hours", "languages")


def checklist(session: Session, slug: str, language: str) -> ChecklistText | None:
    """A checklist with its items, retired ones left out; None if there is none. Two queries."""
    found = _live_text(session, Kind.CHECKLIST, slug, language)
    if found is None:
        return None
    return _checklist(found, queries.live_items(session, [found])[found.document.id], language)


def whole_checklists(session: Session, document_ids: Collection[int], language: str) -> tuple[ChecklistText, ...]:
    """These checklists with their items, also retired ones: two queries, however many they are."""
    found = queries.whole_texts(session, document_ids, language) if document_ids else []
    items = queries.live_items(session, found) if found else {}
    return tuple(_checklist(one, items[one.document.id], language) for one in found)


def _checklist(found: LiveText, items: Sequence[LiveItem], language: str) -> ChecklistText:
    shown = _shown(found)
    return ChecklistText(
        document_id=found.document.id,
        slug=found.document.slug,
        field=found.document.field,
        title=shown.title,
        summary=shown.summary or found.german.summary,
        intro_html=shown.body["intro"] or found.german.body["intro"],
        sections=_sections(found),
        items=tuple(_item(one, language) for one in items),
        revision=found.german.number,
        as_of=_day(found.german.meta.get("as_of")),
        language=_language(found, language),
        retired=found.document.retired_at is not None,
        successor=str(found.german.meta.get("successor") or ""),
        audience=found.document.audience,
        groups=tuple(found.german.meta.get("groups") or ()),
    )


def checklists(
    session: Session, language: str, audience: str = "company", also: Collection[int] = ()
) -> tuple[ChecklistSummary, ...]:
    """The checklists of an audience, by field of action and title. One query.

    Retired ones are left out, except those of `also`: numbers of documents that somebody has begun.
    """
    found = queries.live_texts(session, Kind.CHECKLIST, language, also)
    mine = [_checklist_summary(one, language) for one in found if one.document.audience == audience]
    return tuple(sorted(mine, key=lambda one: (_field_place(one.field), sort_key(one.title), one.document_id)))


def item(session: Session, item_id: int, language: str) -> tuple[ChecklistSummary, ItemView] | None:
    """One item and the checklist it stands in; None if there is none, or the live text has lost it. One query."""
    found = queries.live_item(session, item_id, language)
    if found is None:
        return None
    return _checklist_summary(found[0], language), _item(found[1], language)


def every_item() -> Subquery:
    """All items (`id, document_id`), retired ones too: for statements of higher areas."""
    return queries.every_item()


def living_items() -> Subquery:
    """The items that count, for the figures: `id, document_id, kind, sizes, meaning_revision, strayed`. Sends no query."""
    return queries.living_items()


def text(session: Session, kind: Kind, slug: str, language: str) -> TextView | None:
    """A guide, page or office; None if there is none. One query."""
    found = _live_text(session, kind, slug, language)
    if found is None:
        return None
    shown, meta = _shown(found), _meta(found)
    return TextView(
        document_id=found.document.id,
        slug=found.document.slug,
        field=found.document.field,
        title=shown.title,
        summary=shown.summary or found.german.summary,
        html=shown.body["html"],
        meta=meta,
        headings=tuple((identifier, title) for identifier, title in shown.body["headings"]),
        as_of=_day(meta.get("as_of")),
        sources=tuple(meta.get("sources") or ()),
        language=_language(found, language),
        retired=found.document.retired_at is not None,
        successor=str(meta.get("successor") or ""),
        revision=found.german.number,
    )


def texts(session: Session, kind: Kind, language: str) -> tuple[TextSummary, ...]:
    """The texts of a kind that are not retired, by field of action and title. One query."""
    found = [_text_summary(one, language) for one in queries.live_texts(session, kind, language)]
    return tuple(sorted(found, key=lambda one: (_field_place(one.field), sort_key(one.title), one.document_id)))


def handouts(session: Session, language: str) -> tuple[TextSummary, ...]:
    """The pages that are printed for newcomers, by title. One query."""
    return tuple(one for one in texts(session, Kind.PAGE, language) if one.meta.get("handout"))


def _live_text(session: Session, kind: Kind, slug: str, language: str) -> LiveText | None:
    # Whatever stands in an address comes here; PostgreSQL would choke on a NUL.
    return queries.live_text(session, kind, slug, language) if SLUG.fullmatch(slug) else None


def _text_summary(found: LiveText, language: str) -> TextSummary:
    shown = _shown(found)
    return TextSummary(
        document_id=found.document.id,
        slug=found.document.slug,
        field=found.document.field,
        title=shown.title,
        summary=shown.summary or found.german.summary,
        meta=_meta(found),
        language=_language(found, language),
    )


def _checklist_summary(found: LiveText, language: str) -> ChecklistSummary:
    shown = _shown(found)
    return ChecklistSummary(
        document_id=found.document.id,
        slug=found.document.slug,
        field=found.document.field,
        title=shown.title,
        summary=shown.summary or found.german.summary,
        item_count=found.item_count,
        language=_language(found, language),
        groups=tuple(found.german.meta.get("groups") or ()),
        retired=found.document.retired_at is not None,
    )


def _item(found: LiveItem, language: str) -> ItemView:
    item, words = found.item, found.translation or found.german
    return ItemView(
        id=item.id,
        key=item.key,
        parent_key=item.parent_key,
        section=item.section,
        position=item.position,
        depth=item.depth,
        kind=item.kind,
        sizes=tuple(size for size in item.sizes.split("|") if size),
        attributes=item.attributes,
        caption=words.caption,
        caption_html=words.caption_html,
        parts=words.parts,
        language=SOURCE_LANGUAGE if found.translation is None else language,
        first_revision=item.first_revision,
        meaning_revision=item.meaning_revision,
        strayed=frozenset(map(int, filter(None, item.strayed.split("|")))),
    )


def _sections(found: LiveText) -> tuple[SectionView, ...]:
    """The German sections, each under the translated heading that stands above the same items."""
    translated = list(found.translation.body["sections"]) if found.translation else []
    by_key = {key: section for section in translated for key in section["keys"]}
    empty = {section["position"]: section for section in translated if not section["keys"]}
    return tuple(_section(german, by_key, empty) for german in found.german.body["sections"])


def _section(german: Mapping[str, Any], by_key: Mapping[str, Any], empty: Mapping[int, Any]) -> SectionView:
    match = next((by_key[key] for key in german["keys"] if key in by_key), None)
    if not german["keys"]:
        match = empty.get(german["position"])
    if match is None or bool(match["title"]) != bool(german["title"]):
        return SectionView(german["title"], german["intro"])
    return SectionView(match["title"], match["intro"] or german["intro"], TRANSLATION)


def _shown(found: LiveText) -> Words:
    return found.translation or found.german


def _language(found: LiveText, language: str) -> str:
    return language if found.translation else SOURCE_LANGUAGE


def _meta(found: LiveText) -> dict[str, Any]:
    own = found.translation.meta if found.translation else {}
    return {**found.german.meta, **{name: own[name] for name in TRANSLATED if own.get(name)}}


def _day(value: object) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else None


def _field_place(field: str) -> int:
    return FIELDS.index(field) if field in FIELDS else len(FIELDS)
