"""Addresses of people's calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0011_feeds"
down_revision = "0010_measures"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_feeds_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("token_hash", name="uq_feeds_token_hash"),
        sa.UniqueConstraint("user_id", name="uq_feeds_user_id"),
    )


def downgrade() -> None:
    op.drop_table("feeds")
