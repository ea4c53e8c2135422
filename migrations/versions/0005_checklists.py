"""Runs through checklists and the answers to their items."""

import sqlalchemy as sa
from alembic import op

revision = "0005_checklists"
down_revision = "0004_documents"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "put_aside",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", BIG_ID, nullable=True),
        sa.Column("company_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name="fk_put_aside_by", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_put_aside_company_id", onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_put_aside_document_id"),
        sa.PrimaryKeyConstraint("id", name="pk_put_aside"),
        sa.UniqueConstraint("company_id", "document_id", name="uq_put_aside_company_id_document_id"),
    )
    op.create_index("ix_put_aside_company_id", "put_aside", ["company_id"], unique=False)
    op.create_table(
        "runs",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", BIG_ID, nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_revision", sa.Integer(), nullable=True),
        sa.Column("company_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_runs_company_id", onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_runs_document_id"),
        sa.ForeignKeyConstraint(["started_by"], ["users.id"], name="fk_runs_started_by", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.UniqueConstraint(
            "company_id", "document_id", "subject", "round", name="uq_runs_company_id_document_id_subject_round"
        ),
        sa.UniqueConstraint("company_id", "id", name="uq_runs_company_id_id"),
    )
    op.create_index("ix_runs_company_id", "runs", ["company_id"], unique=False)
    op.create_index("ix_runs_document_id", "runs", ["document_id"], unique=False)
    op.create_table(
        "answers",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("run_id", BIG_ID, nullable=False),
        sa.Column("item_id", BIG_ID, nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("reason_text", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", BIG_ID, nullable=True),
        sa.Column("company_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name="fk_answers_answered_by", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["company_id", "run_id"],
            ["runs.company_id", "runs.id"],
            name="fk_answers_company_id_run_id",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_answers_company_id", onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_answers_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        sa.UniqueConstraint("company_id", "id", name="uq_answers_company_id_id"),
        sa.UniqueConstraint("run_id", "item_id", name="uq_answers_run_id_item_id"),
    )
    op.create_index("ix_answers_company_id", "answers", ["company_id"], unique=False)
    op.create_index("ix_answers_item_id", "answers", ["item_id"], unique=False)
    op.create_table(
        "answer_changes",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("answer_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", BIG_ID, nullable=True),
        sa.Column("from_state", sa.String(length=64), nullable=False),
        sa.Column("to_state", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("reason_text", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("company_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name="fk_answer_changes_by", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["company_id", "answer_id"],
            ["answers.company_id", "answers.id"],
            name="fk_answer_changes_company_id_answer_id",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_answer_changes_company_id", onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_answer_changes"),
        sa.UniqueConstraint("answer_id", "version", name="uq_answer_changes_answer_id_version"),
    )
    op.create_index("ix_answer_changes_company_id", "answer_changes", ["company_id"], unique=False)
    op.create_index("ix_answer_changes_company_id_at", "answer_changes", ["company_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_answer_changes_company_id_at", table_name="answer_changes")
    op.drop_index("ix_answer_changes_company_id", table_name="answer_changes")
    op.drop_table("answer_changes")
    op.drop_index("ix_answers_item_id", table_name="answers")
    op.drop_index("ix_answers_company_id", table_name="answers")
    op.drop_table("answers")
    op.drop_index("ix_runs_document_id", table_name="runs")
    op.drop_index("ix_runs_company_id", table_name="runs")
    op.drop_table("runs")
    op.drop_index("ix_put_aside_company_id", table_name="put_aside")
    op.drop_table("put_aside")
