"""Tables of texts. A revision stores its normalised file whole; everything else here can be made again from it."""

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.model import Model
from portal.db.types import Id, JsonData, JsonList, Line, LongText, Moment, Ref, UtcDateTime, Word


class Document(Model):
    """A text with a lasting address. `kind` and `slug` are the file's folder and name."""

    __tablename__ = "documents"

    id: Mapped[Id]
    kind: Mapped[Word]
    slug: Mapped[Word]
    # For lists and figures without opening a revision; from the German front matter. Empty where a kind has none.
    field: Mapped[Word] = mapped_column(default="")
    audience: Mapped[Word] = mapped_column(default="")
    created_at: Mapped[Moment]
    retired_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    # The editor who was chosen to keep the text right. None, or somebody who has left: see service/editing/keepers.py.
    keeper_id: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    __table_args__ = (UniqueConstraint("kind", "slug"),)


class FormerAddress(Model):
    """A slug that a text had before: whoever comes to it is led on. No other text of this kind gets it."""

    __tablename__ = "former_addresses"

    kind: Mapped[Word] = mapped_column(primary_key=True)
    slug: Mapped[Word] = mapped_column(primary_key=True)
    document_id: Mapped[Ref] = mapped_column(ForeignKey("documents.id"), index=True)
    left_at: Mapped[Moment]


class Revision(Model):
    """An immutable, numbered state of a document in one language."""

    __tablename__ = "revisions"

    id: Mapped[Id]
    document_id: Mapped[Ref] = mapped_column(ForeignKey("documents.id"))
    language: Mapped[str] = mapped_column(String(2))
    number: Mapped[int]
    source: Mapped[LongText]
    source_hash: Mapped[Word]
    title: Mapped[Line]
    summary: Mapped[LongText]
    meta: Mapped[JsonData]
    # Of a checklist: its introduction and sections; of the others: the whole text and its headings.
    body: Mapped[JsonData]
    created_at: Mapped[Moment]
    author_id: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    __table_args__ = (UniqueConstraint("document_id", "language", "number"),)


class LiveRevision(Model):
    """Which revision readers see."""

    __tablename__ = "live_revisions"

    document_id: Mapped[Ref] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    revision_id: Mapped[Ref] = mapped_column(ForeignKey("revisions.id"))


class Item(Model):
    """An item of a checklist, as the live German revision has it. `key` is the editor's id and never changes."""

    __tablename__ = "items"

    id: Mapped[Id]
    document_id: Mapped[Ref] = mapped_column(ForeignKey("documents.id"))
    key: Mapped[Word]
    parent_key: Mapped[str | None] = mapped_column(String(64))
    section: Mapped[int]
    position: Mapped[int]
    depth: Mapped[int]
    kind: Mapped[Word]
    # Size classes the item is for, as "|1-9|10-49|"; empty: all. One text column, so that SQL can ask it.
    sizes: Mapped[str] = mapped_column(String(64), default="")
    # due, anchor, law, groups, sources, repeat, was: read with the item, never searched.
    attributes: Mapped[JsonData]
    rev: Mapped[int] = mapped_column(default=1)
    first_revision: Mapped[int]
    # Number of the German revision from which the item has meant what it means: older answers ask for confirmation.
    meaning_revision: Mapped[int]
    # Later German revisions in which it meant something else, as "|2|4|": they were taken back, and what was answered on
    # them asks, too.
    strayed: Mapped[LongText] = mapped_column(default="", server_default=text("''"))
    retired_at: Mapped[dt.date | None]

    __table_args__ = (UniqueConstraint("document_id", "key"),)


class ItemText(Model):
    """The wording of an item in one revision. `parts`: why, how, watch, help and more, each safe HTML."""

    __tablename__ = "item_texts"

    revision_id: Mapped[Ref] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    item_id: Mapped[Ref] = mapped_column(ForeignKey("items.id"), primary_key=True, index=True)
    caption: Mapped[LongText]
    caption_html: Mapped[LongText]
    parts: Mapped[JsonData]
    fingerprint: Mapped[Word]


# Editing -------------------------------------------------------------------------------


class Publication(Model):
    """How a revision was published. Older revisions have no such row: they came from files."""

    __tablename__ = "publications"

    revision_id: Mapped[Ref] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    # What changed, in a sentence.
    note: Mapped[LongText] = mapped_column(default="")
    # Of a German text: its translations stay valid.
    minor: Mapped[bool] = mapped_column(default=False)
    # Of a translation: the German revision that it says the same as.
    follows: Mapped[int]
    # Whether the file in `content/` says the same, as far as the portal knows.
    in_files: Mapped[bool]
    # By item, from which German revision its meaning dated before this one changed it.
    meanings: Mapped[JsonData]
    # Why it was published without a second person; who has looked at it since.
    reason: Mapped[LongText] = mapped_column(default="")
    looked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    looked_by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # The number of the revision that this one took back.
    withdraws: Mapped[int | None]
    # No word is another: somebody looked at the text again, and it still holds.
    confirms: Mapped[bool] = mapped_column(default=False, server_default=false())


class Draft(Model):
    """A text that is being worked on, one for each document and language; `stamp` is another with each save."""

    __tablename__ = "drafts"

    id: Mapped[Id]
    document_id: Mapped[Ref] = mapped_column(ForeignKey("documents.id"))
    language: Mapped[str] = mapped_column(String(2))
    source: Mapped[LongText]
    # Number of the revision that it was begun from; 0: there was none.
    base: Mapped[int]
    stamp: Mapped[Word]
    state: Mapped[Word]
    # The page on which it was typed, so that this page is never behind itself.
    typing: Mapped[Word] = mapped_column(default="", server_default=text("''"))
    # Number of the German version that readers saw when a translation was begun; 0: nobody knows.
    german: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # What the writer tells who is to check it, or what the portal has to say about it.
    comment: Mapped[LongText] = mapped_column(default="")
    saved_at: Mapped[Moment]
    saved_by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # By number, who wrote words in it that nobody else has gone through: see service/editing/four_eyes.py.
    writers: Mapped[JsonList] = mapped_column(default=list, server_default=text("'[]'"))
    # Who asked for a second look; stays while others change the text, so that its writer hears what becomes of it.
    handed_in_by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    publish_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    # What was said on the page about publishing: note, minor, reason, meanings. Of a draft that is not scheduled any more:
    # that it failed, or when it was to be.
    plan: Mapped[JsonData | None]
    planned_by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    __table_args__ = (UniqueConstraint("document_id", "language"),)


class KeptText(Model):
    """A text that could not be the draft and is not lost: from somebody who wrote at the same time, or from a file."""

    __tablename__ = "kept_texts"

    id: Mapped[Id]
    document_id: Mapped[Ref] = mapped_column(ForeignKey("documents.id"))
    language: Mapped[str] = mapped_column(String(2))
    source: Mapped[LongText]
    origin: Mapped[Word]
    # Of one page on which somebody typed, so that saving again does not make a second text.
    typing: Mapped[Word]
    kept_at: Mapped[Moment]
    kept_by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # As of a draft; None: it is not known which.
    base: Mapped[int | None]
    # As of a draft.
    writers: Mapped[JsonList] = mapped_column(default=list, server_default=text("'[]'"))

    __table_args__ = (UniqueConstraint("document_id", "language", "typing"),)


class SettledFile(Model):
    """A text of content/ that was kept beside a draft and about which somebody has decided: it does not come again."""

    __tablename__ = "settled_files"

    document_id: Mapped[Ref] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    # As of the kept text: it is made from what the file says.
    typing: Mapped[Word] = mapped_column(primary_key=True)


class EditorVisit(Model):
    """That somebody has the editor of a text open, or had a moment ago."""

    __tablename__ = "editor_visits"

    document_id: Mapped[Ref] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    user_id: Mapped[Ref] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    seen_at: Mapped[Moment]


class EditingRules(Model):
    """One row: how the editors work together. `four_eyes` None: on as soon as two people may publish."""

    __tablename__ = "editing_rules"

    id: Mapped[Id]
    four_eyes: Mapped[bool | None]
