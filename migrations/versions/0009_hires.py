"""Hires, their own runs, and days kept with items."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009_hires"
down_revision = "0008_colleagues"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "hires",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("moving", sa.Boolean(), nullable=False),
        sa.Column("training", sa.Boolean(), nullable=False),
        sa.Column("needs_permission", sa.Boolean(), nullable=False),
        sa.Column("first_working_day", sa.Date(), nullable=True),
        sa.Column("move_in", sa.Date(), nullable=True),
        sa.Column("visa_expiry", sa.Date(), nullable=True),
        sa.Column("title_expiry", sa.Date(), nullable=True),
        sa.Column("end_known", sa.Date(), nullable=True),
        sa.Column("last_move", JSON, nullable=True),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG_ID, nullable=True),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("label_erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shared_with_service", sa.Boolean(), nullable=False),
        sa.Column("asked_about", sa.Boolean(), nullable=False),
        sa.Column("company_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_hires_company_id", onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="fk_hires_created_by", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_hires"),
        sa.UniqueConstraint("company_id", "id", name="uq_hires_company_id_id"),
        sa.UniqueConstraint("company_id", "once", name="uq_hires_company_id_once"),
    )
    op.create_index("ix_hires_company_id", "hires", ["company_id"], unique=False)
    op.create_index("ix_hires_company_id_state", "hires", ["company_id", "state"], unique=False)
    with op.batch_alter_table("runs") as batch:
        batch.add_column(sa.Column("hire_id", BIG_ID, nullable=True))
        batch.add_column(sa.Column("left_out_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_foreign_key(
            "fk_runs_company_id_hire_id",
            "hires",
            ["company_id", "hire_id"],
            ["company_id", "id"],
            onupdate="CASCADE",
        )
        batch.create_index("ix_runs_hire_id", ["hire_id"], unique=False)
    op.create_table(
        "item_dates",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("run_id", BIG_ID, nullable=False),
        sa.Column("item_id", BIG_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("company_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "run_id"],
            ["runs.company_id", "runs.id"],
            name="fk_item_dates_company_id_run_id",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_item_dates_company_id", onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_dates_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_item_dates"),
        sa.UniqueConstraint("run_id", "item_id", name="uq_item_dates_run_id_item_id"),
    )
    op.create_index("ix_item_dates_company_id", "item_dates", ["company_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_item_dates_company_id", table_name="item_dates")
    op.drop_table("item_dates")
    # A checklist of a hire means nothing without the hire.
    of_hires = "SELECT id FROM runs WHERE hire_id IS NOT NULL"
    op.execute(f"DELETE FROM answer_changes WHERE answer_id IN (SELECT id FROM answers WHERE run_id IN ({of_hires}))")  # noqa: S608 - only constants
    op.execute(f"DELETE FROM answers WHERE run_id IN ({of_hires})")  # noqa: S608 - only constants
    op.execute("DELETE FROM runs WHERE hire_id IS NOT NULL")
    with op.batch_alter_table("runs") as batch:
        batch.drop_index("ix_runs_hire_id")
        batch.drop_constraint("fk_runs_company_id_hire_id", type_="foreignkey")
        batch.drop_column("left_out_at")
        batch.drop_column("hire_id")
    op.drop_index("ix_hires_company_id_state", table_name="hires")
    op.drop_index("ix_hires_company_id", table_name="hires")
    op.drop_table("hires")
