"""The outbox, requests for a link to set a password, and who gets the weekly mail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007_mail"
down_revision = "0006_consultations"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "outgoing_mails",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("to_email", sa.String(length=254), nullable=False),
        sa.Column("to_name", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=300), nullable=False),
        sa.Column("headers", JSON, nullable=False),
        sa.Column("at_most_once", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=False),
        sa.Column("claimed_by", sa.String(length=64), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing_mails"),
        sa.UniqueConstraint("key", name="uq_outgoing_mails_key"),
    )
    op.create_index(
        "ix_outgoing_mails_state_next_attempt_at_id",
        "outgoing_mails",
        ["state", "next_attempt_at", "id"],
        unique=False,
    )
    op.create_table(
        "password_requests",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_password_requests"),
    )
    op.create_table(
        "digest_choices",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("done_week", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_digest_choices_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_digest_choices"),
        sa.UniqueConstraint("token", name="uq_digest_choices_token"),
        sa.UniqueConstraint("user_id", name="uq_digest_choices_user_id"),
    )
    op.create_index("ix_digest_choices_weekday", "digest_choices", ["weekday"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_digest_choices_weekday", table_name="digest_choices")
    op.drop_table("digest_choices")
    op.drop_table("password_requests")
    op.drop_index("ix_outgoing_mails_state_next_attempt_at_id", table_name="outgoing_mails")
    op.drop_table("outgoing_mails")
