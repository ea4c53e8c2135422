"""Requests for advice, what both sides wrote, and the team's notes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006_consultations"
down_revision = "0005_checklists"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "consultation_requests",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("outcome_text", sa.Text(), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", BIG_ID, nullable=True),
        sa.Column("consultant_id", BIG_ID, nullable=True),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("wake_up_on", sa.Date(), nullable=True),
        sa.Column("first_response_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_wrote_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("service_wrote_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("item_id", BIG_ID, nullable=True),
        sa.Column("item_wording", JSON, nullable=True),
        sa.Column("earlier_request_id", BIG_ID, nullable=True),
        sa.Column("company_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["users.id"], name="fk_consultation_requests_asked_by", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "earlier_request_id"],
            ["consultation_requests.company_id", "consultation_requests.id"],
            name="fk_consultation_requests_company_id_earlier_request_id",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_consultation_requests_company_id", onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["consultant_id"], ["users.id"], name="fk_consultation_requests_consultant_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_consultation_requests_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consultation_requests"),
        sa.UniqueConstraint("company_id", "id", name="uq_consultation_requests_company_id_id"),
        sa.UniqueConstraint("company_id", "once", name="uq_consultation_requests_company_id_once"),
    )
    op.create_index("ix_consultation_requests_company_id", "consultation_requests", ["company_id"], unique=False)
    op.create_index(
        "ix_consultation_requests_company_id_state", "consultation_requests", ["company_id", "state"], unique=False
    )
    op.create_index("ix_consultation_requests_consultant_id", "consultation_requests", ["consultant_id"], unique=False)
    op.create_index("ix_consultation_requests_item_id", "consultation_requests", ["item_id"], unique=False)
    op.create_index("ix_consultation_requests_state", "consultation_requests", ["state"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("request_id", BIG_ID, nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("side", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", BIG_ID, nullable=True),
        sa.Column("company_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name="fk_messages_by", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["company_id", "request_id"],
            ["consultation_requests.company_id", "consultation_requests.id"],
            name="fk_messages_company_id_request_id",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_messages_company_id", onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("company_id", "once", name="uq_messages_company_id_once"),
    )
    op.create_index("ix_messages_company_id", "messages", ["company_id"], unique=False)
    op.create_index("ix_messages_request_id_at", "messages", ["request_id", "at"], unique=False)
    op.create_table(
        "request_changes",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("request_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", BIG_ID, nullable=True),
        sa.Column("from_state", sa.String(length=64), nullable=False),
        sa.Column("to_state", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("company_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name="fk_request_changes_by", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["company_id", "request_id"],
            ["consultation_requests.company_id", "consultation_requests.id"],
            name="fk_request_changes_company_id_request_id",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_request_changes_company_id", onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_request_changes"),
    )
    op.create_index("ix_request_changes_company_id", "request_changes", ["company_id"], unique=False)
    op.create_index("ix_request_changes_request_id_at", "request_changes", ["request_id", "at"], unique=False)
    op.create_table(
        "team_notes",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("request_id", BIG_ID, nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", BIG_ID, nullable=True),
        sa.Column("company_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name="fk_team_notes_by", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["company_id", "request_id"],
            ["consultation_requests.company_id", "consultation_requests.id"],
            name="fk_team_notes_company_id_request_id",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_team_notes_company_id", onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_team_notes"),
        sa.UniqueConstraint("company_id", "once", name="uq_team_notes_company_id_once"),
    )
    op.create_index("ix_team_notes_company_id", "team_notes", ["company_id"], unique=False)
    op.create_index("ix_team_notes_request_id_at", "team_notes", ["request_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_team_notes_request_id_at", table_name="team_notes")
    op.drop_index("ix_team_notes_company_id", table_name="team_notes")
    op.drop_table("team_notes")
    op.drop_index("ix_request_changes_request_id_at", table_name="request_changes")
    op.drop_index("ix_request_changes_company_id", table_name="request_changes")
    op.drop_table("request_changes")
    op.drop_index("ix_messages_request_id_at", table_name="messages")
    op.drop_index("ix_messages_company_id", table_name="messages")
    op.drop_table("messages")
    op.drop_index("ix_consultation_requests_state", table_name="consultation_requests")
    op.drop_index("ix_consultation_requests_item_id", table_name="consultation_requests")
    op.drop_index("ix_consultation_requests_consultant_id", table_name="consultation_requests")
    op.drop_index("ix_consultation_requests_company_id_state", table_name="consultation_requests")
    op.drop_index("ix_consultation_requests_company_id", table_name="consultation_requests")
    op.drop_table("consultation_requests")
