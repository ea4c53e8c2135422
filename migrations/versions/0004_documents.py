"""Documents, their revisions, and the items of checklists."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_documents"
down_revision = "0003_audit"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("kind", "slug", name="uq_documents_kind_slug"),
    )
    op.create_table(
        "items",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("parent_key", sa.String(length=64), nullable=True),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("sizes", sa.String(length=64), nullable=False),
        sa.Column("attributes", JSON, nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("first_revision", sa.Integer(), nullable=False),
        sa.Column("meaning_revision", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_items_document_id"),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
        sa.UniqueConstraint("document_id", "key", name="uq_items_document_id_key"),
    )
    op.create_table(
        "revisions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("meta", JSON, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_revisions_author_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_revisions_document_id"),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
        sa.UniqueConstraint("document_id", "language", "number", name="uq_revisions_document_id_language_number"),
    )
    op.create_table(
        "item_texts",
        sa.Column("revision_id", BIG_ID, nullable=False),
        sa.Column("item_id", BIG_ID, nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("caption_html", sa.Text(), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_texts_item_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name="fk_item_texts_revision_id"),
        sa.PrimaryKeyConstraint("revision_id", "item_id", name="pk_item_texts"),
    )
    op.create_index("ix_item_texts_item_id", "item_texts", ["item_id"], unique=False)
    op.create_table(
        "live_revisions",
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("revision_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_live_revisions_document_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name="fk_live_revisions_revision_id"),
        sa.PrimaryKeyConstraint("document_id", "language", name="pk_live_revisions"),
    )


def downgrade() -> None:
    op.drop_table("live_revisions")
    op.drop_index("ix_item_texts_item_id", table_name="item_texts")
    op.drop_table("item_texts")
    op.drop_table("revisions")
    op.drop_table("items")
    op.drop_table("documents")
