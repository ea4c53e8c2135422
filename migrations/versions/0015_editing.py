"""Drafts, how revisions were published, and who is writing where."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015_editing"
down_revision = "0014_feedback"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("items", sa.Column("strayed_revision", sa.Integer(), nullable=True))
    op.create_table(
        "publications",
        sa.Column("revision_id", BIG_ID, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=False),
        sa.Column("in_files", sa.Boolean(), nullable=False),
        sa.Column("meanings", JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("looked_at", MOMENT, nullable=True),
        sa.Column("looked_by", BIG_ID, nullable=True),
        sa.Column("withdraws", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["looked_by"], ["users.id"], name="fk_publications_looked_by", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name="fk_publications_revision_id"),
        sa.PrimaryKeyConstraint("revision_id", name="pk_publications"),
    )
    _texts()
    op.create_table(
        "editor_visits",
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_editor_visits_document_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_editor_visits_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "language", "user_id", name="pk_editor_visits"),
    )
    op.create_table(
        "editing_rules",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_editing_rules"),
    )


def _texts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("saved_by", BIG_ID, nullable=True),
        sa.Column("publish_at", MOMENT, nullable=True),
        sa.Column("plan", JSON, nullable=True),
        sa.Column("planned_by", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_drafts_document_id"),
        sa.ForeignKeyConstraint(["planned_by"], ["users.id"], name="fk_drafts_planned_by", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["saved_by"], ["users.id"], name="fk_drafts_saved_by", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("document_id", "language", name="uq_drafts_document_id_language"),
    )
    op.create_table(
        "kept_texts",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("typing", sa.String(length=64), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("kept_by", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_kept_texts_document_id"),
        sa.ForeignKeyConstraint(["kept_by"], ["users.id"], name="fk_kept_texts_kept_by", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_kept_texts"),
        sa.UniqueConstraint("document_id", "language", "typing", name="uq_kept_texts_document_id_language_typing"),
    )


def downgrade() -> None:
    for table in ("editing_rules", "editor_visits", "kept_texts", "drafts", "publications"):
        op.drop_table(table)
    op.drop_column("items", "strayed_revision")
