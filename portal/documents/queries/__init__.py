"""Every SELECT of this area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, and_, cast, func, or_, select
from sqlalchemy.orm import aliased

from portal.documents.models import Document, Item, ItemText, LiveRevision, Publication, Revision
from portal.documents.rules import SOURCE_LANGUAGE, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Row, ScalarSelect, Select, Subquery
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class LiveText:
    """A document and what readers see of it: the German text, and the translation if there is one."""

    document: Document
    german: Words
    translation: Words | None
    item_count: int = 0


@dataclass(frozen=True)
class Words:
    """One language's live revision."""

    revision_id: int
    number: int
    title: str
    summary: str
    meta: Mapping[str, Any]
    body: Mapping[str, Any]


@dataclass(frozen=True)
class LiveItem:
    """An item with its words in German and, where there are any, in the translation."""

    item: Item
    german: ItemText
    translation: ItemText | None


NOTHING = frozenset[str]()


@dataclass(frozen=True)
class LiveSource:
    """The stored file of a live revision. `in_files`: content/ is known to say the same; `gone`: ids of items that its
    document has had, and its German text has not.
    """

    document_id: int
    kind: Kind
    slug: str
    language: str
    revision_id: int
    number: int
    source: str
    in_files: bool = True
    gone: frozenset[str] = NOTHING


# Reading -----------------------------------------------------------------------------

_German, _Translation = aliased(Revision), aliased(Revision)
_LiveGerman, _LiveTranslation = aliased(LiveRevision), aliased(LiveRevision)
_FEW = ("id", "number", "title", "summary", "meta")
_ITEM_COUNT = (
    select(func.count())
    .where(Item.document_id == Document.id, Item.retired_at.is_(None))
    .correlate(Document)
    .scalar_subquery()
)


def _columns(revision: type[Revision], names: tuple[str, ...]) -> list[Any]:
    return [getattr(revision, name) for name in names]


def _live(names: tuple[str, ...], language: str) -> Select[Any]:
    """Documents with the named columns of their live revisions: German, and `language` where it exists."""
    translated = and_(_LiveTranslation.document_id == Document.id, _LiveTranslation.language == language)
    return (
        select(Document, _ITEM_COUNT, *_columns(_German, names), *_columns(_Translation, names))
        .join(_LiveGerman, and_(_LiveGerman.document_id == Document.id, _LiveGerman.language == SOURCE_LANGUAGE))
        .join(_German, _German.id == _LiveGerman.revision_id)
        .outerjoin(_LiveTranslation, translated)
        .outerjoin(_Translation, _Translation.id == _LiveTranslation.revision_id)
    )


def _live_text(row: Row[Any], language: str, *, whole: bool) -> LiveText:
    document, count, *values = tuple(row)
    half = len(values) // 2
    german, translation = (_words(part, whole=whole) for part in (values[:half], values[half:]))
    assert german is not None  # noqa: S101 - the join admits no document without a German text
    return LiveText(document, german, None if language == SOURCE_LANGUAGE else translation, count)


def _words(values: list[Any], *, whole: bool) -> Words | None:
    if values[0] is None:
        return None
    number, count, title, summary, meta, *body = values
    return Words(number, count, title, summary, meta, body[0] if whole else {})


def live_text(session: Session, kind: Kind, slug: str, language: str) -> LiveText | None:
    """One document with its whole text."""
    statement = _live((*_FEW, "body"), language).where(Document.kind == kind, Document.slug == slug)
    row = session.execute(statement).one_or_none()
    return None if row is None else _live_text(row, language, whole=True)


def live_texts(session: Session, kind: Kind, language: str, also: Collection[int] = ()) -> list[LiveText]:
    """All documents of a kind that are not retired, and those of `also` even then; without their bodies."""
    wanted = or_(Document.retired_at.is_(None), Document.id.in_(also))
    statement = _live(_FEW, language).where(Document.kind == kind, wanted)
    return [_live_text(row, language, whole=False) for row in session.execute(statement)]


def whole_texts(session: Session, document_ids: Collection[int], language: str) -> list[LiveText]:
    """These documents with their whole texts."""
    statement = _live((*_FEW, "body"), language).where(Document.id.in_(document_ids))
    return [_live_text(row, language, whole=True) for row in session.execute(statement)]


def live_items(session: Session, texts: Collection[LiveText]) -> dict[int, list[LiveItem]]:
    """The items of live texts that are not retired, in their order, by the number of the document."""
    german, translation = aliased(ItemText), aliased(ItemText)
    translations = [one.translation.revision_id for one in texts if one.translation]
    wanted = and_(translation.item_id == Item.id, translation.revision_id.in_(translations))
    statement = (
        select(Item, german, translation)
        .join(
            german, and_(german.item_id == Item.id, german.revision_id.in_([one.german.revision_id for one in texts]))
        )
        .outerjoin(translation, wanted)
        .where(Item.retired_at.is_(None))
        .order_by(Item.document_id, Item.position)
    )
    found: dict[int, list[LiveItem]] = {one.document.id: [] for one in texts}
    for row in session.execute(statement):
        found[row.Item.document_id].append(LiveItem(*row))
    return found


def live_item(session: Session, item_id: int, language: str) -> tuple[LiveText, LiveItem] | None:
    """One item, also a retired one that the live text still has, with its document."""
    german, translation = aliased(ItemText), aliased(ItemText)
    statement = (
        _live(_FEW, language)
        .add_columns(Item, german, translation)
        .join(Item, Item.document_id == Document.id)
        .join(german, and_(german.item_id == Item.id, german.revision_id == _German.id))
        .outerjoin(translation, and_(translation.item_id == Item.id, translation.revision_id == _Translation.id))
        .where(Item.id == item_id)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    *first, item, words, translated = row
    whole = _live_text(first, language, whole=False)  # type: ignore[arg-type] # a list reads like a row
    return whole, LiveItem(item, words, None if language == SOURCE_LANGUAGE else translated)


def living_items() -> Subquery:
    """The items that count: not retired, of checklists that are offered."""
    columns = (Item.id, Item.document_id, Item.kind, Item.sizes, Item.meaning_revision, Item.strayed)
    statement = select(*columns).join(Document, Document.id == Item.document_id)
    return statement.where(Item.retired_at.is_(None), Document.retired_at.is_(None)).subquery("living_items")


def every_item() -> Subquery:
    """All items of all checklists, retired ones too."""
    return select(Item.id, Item.document_id).subquery("every_item")


def item_names(session: Session, item_ids: Collection[int], language: str) -> list[Row[Any]]:
    """Items with the words they had last, also of those that no text has any more."""
    own, german = _last_caption(language), _last_caption(SOURCE_LANGUAGE)
    statement = (
        select(Item.id, Item.key, Item.document_id, Document.slug, func.coalesce(own, german).label("caption"))
        .add_columns(own.is_(None).label("in_german"), Item.retired_at.is_not(None).label("retired"))
        .join(Document, Document.id == Item.document_id)
        .where(Item.id.in_(item_ids))
    )
    return list(session.execute(statement))


def _last_caption(language: str) -> ScalarSelect[str]:
    return (
        select(ItemText.caption)
        .join(Revision, Revision.id == ItemText.revision_id)
        .where(ItemText.item_id == Item.id, Revision.language == language)
        .order_by(Revision.number.desc())
        .limit(1)
        .correlate(Item)
        .scalar_subquery()
    )


def item_ids(session: Session, document_id: int, keys: Collection[str]) -> dict[str, int]:
    """The numbers of a checklist's items by their keys, retired ones too."""
    statement = select(Item.key, Item.id).where(Item.document_id == document_id, Item.key.in_(keys))
    return {row.key: row.id for row in session.execute(statement)}


def all_wordings(session: Session, item_ids: Collection[int], language: str) -> list[Row[Any]]:
    """Every wording that these items ever had in German and in the language, oldest first."""
    statement = (
        select(ItemText, Revision.language, Revision.number, Revision.created_at)
        .join(Revision, Revision.id == ItemText.revision_id)
        .where(ItemText.item_id.in_(item_ids), Revision.language.in_({SOURCE_LANGUAGE, language}))
        .order_by(Revision.number)
    )
    return list(session.execute(statement))


def pages_with(session: Session, language: str, words: str) -> list[Row[Any]]:
    """slug, title and source of live pages in a language that have these words, by their slugs."""
    statement = (
        select(Document.slug, Revision.title, Revision.source)
        .join(LiveRevision, and_(LiveRevision.document_id == Document.id, LiveRevision.language == language))
        .join(Revision, Revision.id == LiveRevision.revision_id)
        .where(Document.kind == Kind.PAGE, Document.retired_at.is_(None))
        .where(Revision.source.contains(words, autoescape=True))
        .order_by(Document.slug)
    )
    return list(session.execute(statement))


def guides_naming(session: Session, addresses: Collection[str], language: str) -> list[LiveText]:
    """Guides whose German text has the characters of an address; the caller looks whether they are a link."""
    named = or_(*(cast(_German.body, Text).contains(one, autoescape=True) for one in addresses))
    statement = _live((*_FEW, "body"), language).where(
        Document.kind == Kind.GUIDE, Document.retired_at.is_(None), named
    )
    return [_live_text(row, language, whole=True) for row in session.execute(statement)]


def items_naming(session: Session, addresses: Collection[str], language: str) -> list[tuple[LiveText, LiveItem]]:
    """Items whose German explanation has the characters of an address, with their checklists, in their order."""
    german, translation = aliased(ItemText), aliased(ItemText)
    statement = (
        _live(_FEW, language)
        .add_columns(Item, german, translation)
        .join(Item, Item.document_id == Document.id)
        .join(german, and_(german.item_id == Item.id, german.revision_id == _German.id))
        .outerjoin(translation, and_(translation.item_id == Item.id, translation.revision_id == _Translation.id))
        .where(Document.retired_at.is_(None), Item.retired_at.is_(None))
        .where(or_(*(cast(german.parts, Text).contains(one, autoescape=True) for one in addresses)))
        .order_by(Document.id, Item.position)
    )
    found = []
    for row in session.execute(statement):
        *first, item, words, translated = row
        whole = _live_text(first, language, whole=False)  # type: ignore[arg-type] # a list reads like a row
        found.append((whole, LiveItem(item, words, None if language == SOURCE_LANGUAGE else translated)))
    return found


# Publishing --------------------------------------------------------------------------


def document(session: Session, kind: Kind, slug: str) -> Document | None:
    """The document, locked: two who publish it at once come one after the other."""
    statement = select(Document).where(Document.kind == kind, Document.slug == slug).with_for_update()
    return session.scalars(statement).one_or_none()


def lock(session: Session, document_ids: Collection[int]) -> None:
    """Let nobody else publish these documents until this transaction ends."""
    statement = select(Document.id).where(Document.id.in_(document_ids)).order_by(Document.id)
    session.execute(statement.with_for_update())


def live_revision(session: Session, document_id: int, language: str) -> Revision | None:
    """What readers of a language see."""
    statement = (
        select(Revision)
        .join(LiveRevision, LiveRevision.revision_id == Revision.id)
        .where(LiveRevision.document_id == document_id, LiveRevision.language == language)
    )
    return session.scalars(statement).one_or_none()


def revision(session: Session, document_id: int, language: str, number: int) -> Revision | None:
    """One state of a document."""
    statement = select(Revision).where(
        Revision.document_id == document_id, Revision.language == language, Revision.number == number
    )
    return session.scalars(statement).one_or_none()


def last_number(session: Session, document_id: int, language: str) -> int:
    """The highest number that a revision has; 0 before the first."""
    statement = select(func.max(Revision.number)).where(
        Revision.document_id == document_id, Revision.language == language
    )
    return session.scalar(statement) or 0


def items(session: Session, document_id: int) -> list[Item]:
    """Every item that the checklist ever had, in the order of the live text."""
    statement = select(Item).where(Item.document_id == document_id).order_by(Item.position, Item.id)
    return list(session.scalars(statement))


def wordings(session: Session, revision_id: int) -> dict[int, ItemText]:
    """The words of each item in a revision, by the item's number."""
    statement = select(ItemText).where(ItemText.revision_id == revision_id)
    return {words.item_id: words for words in session.scalars(statement)}


def last_wordings(session: Session, document_id: int, item_ids: Collection[int]) -> dict[int, ItemText]:
    """The last German words of these items, by the item's number."""
    statement = (
        select(ItemText)
        .join(Revision, Revision.id == ItemText.revision_id)
        .where(Revision.document_id == document_id, Revision.language == SOURCE_LANGUAGE)
        .where(ItemText.item_id.in_(item_ids))
        .order_by(Revision.number)
    )
    return {words.item_id: words for words in session.scalars(statement)}


def live_sources(session: Session) -> list[LiveSource]:
    """The stored files of everything that readers see."""
    statement = (
        select(
            *(Document.id, Document.kind, Document.slug, LiveRevision.language),
            *(Revision.id, Revision.number, Revision.source, Publication.in_files),
        )
        .join(LiveRevision, LiveRevision.document_id == Document.id)
        .join(Revision, Revision.id == LiveRevision.revision_id)
        .outerjoin(Publication, Publication.revision_id == Revision.id)
        .order_by(Document.kind, Document.slug, LiveRevision.language)
    )
    gone = gone_keys(session)
    return [
        LiveSource(
            number, Kind(kind), slug, language, revision_id, count, source, here is not False, gone.get(number, NOTHING)
        )
        for number, kind, slug, language, revision_id, count, source, here in session.execute(statement)
    ]


def gone_keys(session: Session, document_id: int | None = None) -> dict[int, frozenset[str]]:
    """The items that the live German text has not, also not as retired ones, by document: of versions taken back."""
    words = and_(ItemText.revision_id == LiveRevision.revision_id, ItemText.item_id == Item.id)
    live = and_(LiveRevision.document_id == Item.document_id, LiveRevision.language == SOURCE_LANGUAGE)
    statement = select(Item.document_id, Item.key).join(LiveRevision, live).outerjoin(ItemText, words)
    statement = statement.where(ItemText.item_id.is_(None))
    if document_id is not None:
        statement = statement.where(Item.document_id == document_id)
    found: dict[int, set[str]] = {}
    for number, key in session.execute(statement):
        found.setdefault(number, set()).add(key)
    return {number: frozenset(keys) for number, keys in found.items()}


def texts_with_figures(session: Session) -> list[tuple[Document, Revision]]:
    """Every live text that may show a figure."""
    statement = (
        select(Document, Revision)
        .join(LiveRevision, LiveRevision.document_id == Document.id)
        .join(Revision, Revision.id == LiveRevision.revision_id)
        .where(Revision.source.contains("figure:", autoescape=True), Document.retired_at.is_(None))
    )
    return [(document, revision) for document, revision in session.execute(statement)]


def items_of_checklists(session: Session) -> list[tuple[str, Item, ItemText | None]]:
    """(slug, item, German words or None) of all checklists, for the checks of files."""
    statement = (
        select(Document.slug, Item, ItemText)
        .join(Item, Item.document_id == Document.id)
        .join(LiveRevision, and_(LiveRevision.document_id == Document.id, LiveRevision.language == SOURCE_LANGUAGE))
        .outerjoin(ItemText, and_(ItemText.item_id == Item.id, ItemText.revision_id == LiveRevision.revision_id))
        .where(Document.kind == Kind.CHECKLIST)
        .order_by(Item.position, Item.id)
    )
    return [(slug, item, words) for slug, item, words in session.execute(statement)]
