"""Measures, who takes care of an item, and what undoing a change needs to know."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010_measures"
down_revision = "0009_hires"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("answer_changes", sa.Column("kind", sa.String(length=64), nullable=False, server_default="said"))
    op.add_column("answer_changes", sa.Column("confirmed", sa.Boolean(), nullable=False, server_default=sa.true()))
    _measures()
    op.create_table(
        "measure_changes",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("measure_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", BIG_ID, nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("plan", JSON, nullable=False),
        sa.Column("company_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name="fk_measure_changes_by", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["company_id", "measure_id"],
            ["measures.company_id", "measures.id"],
            name="fk_measure_changes_company_id_measure_id",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_measure_changes_company_id", onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_measure_changes"),
        sa.UniqueConstraint("measure_id", "version", name="uq_measure_changes_measure_id_version"),
    )
    op.create_index("ix_measure_changes_company_id", "measure_changes", ["company_id"], unique=False)
    _item_owners()


def _measures() -> None:
    op.create_table(
        "measures",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("owner_id", BIG_ID, nullable=True),
        sa.Column("owner_words", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("item_id", BIG_ID, nullable=True),
        sa.Column("item_caption", sa.Text(), nullable=False),
        sa.Column("run_id", BIG_ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG_ID, nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("company_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "run_id"],
            ["runs.company_id", "runs.id"],
            name="fk_measures_company_id_run_id",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_measures_company_id", onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="fk_measures_created_by", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_measures_item_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_measures_owner_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_measures"),
        sa.UniqueConstraint("company_id", "id", name="uq_measures_company_id_id"),
        sa.UniqueConstraint("company_id", "once", name="uq_measures_company_id_once"),
    )
    op.create_index("ix_measures_company_id", "measures", ["company_id"], unique=False)
    op.create_index("ix_measures_company_id_state_due_on", "measures", ["company_id", "state", "due_on"], unique=False)
    op.create_index("ix_measures_item_id", "measures", ["item_id"], unique=False)
    op.create_index("ix_measures_owner_id", "measures", ["owner_id"], unique=False)


def _item_owners() -> None:
    op.create_table(
        "item_owners",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("run_id", BIG_ID, nullable=False),
        sa.Column("item_id", BIG_ID, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", BIG_ID, nullable=True),
        sa.Column("company_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name="fk_item_owners_by", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["company_id", "run_id"],
            ["runs.company_id", "runs.id"],
            name="fk_item_owners_company_id_run_id",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_item_owners_company_id", onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_owners_item_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_item_owners_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_item_owners"),
        sa.UniqueConstraint("run_id", "item_id", name="uq_item_owners_run_id_item_id"),
    )
    for column in ("company_id", "item_id", "user_id"):
        op.create_index(f"ix_item_owners_{column}", "item_owners", [column], unique=False)


def downgrade() -> None:
    op.drop_table("item_owners")
    op.drop_table("measure_changes")
    op.drop_table("measures")
    op.drop_column("answer_changes", "confirmed")
    op.drop_column("answer_changes", "kind")
