"""Yearly figures and the operator's data in versions, beside their files."""

import sqlalchemy as sa
from alembic import op

revision = "0016_registers"
down_revision = "0015_editing"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "register_versions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("register", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("in_files", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("author_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name="fk_register_versions_author_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_register_versions"),
        sa.UniqueConstraint("register", "number", name="uq_register_versions_register_number"),
    )
    op.create_table(
        "kept_registers",
        sa.Column("register", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("register", name="pk_kept_registers"),
    )


def downgrade() -> None:
    op.drop_table("kept_registers")
    op.drop_table("register_versions")
