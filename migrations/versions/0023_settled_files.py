"""Files of content/ that somebody has decided about."""

import sqlalchemy as sa
from alembic import op

revision = "0023_settled_files"
down_revision = "0022_writers"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "settled_files",
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("typing", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_settled_files_document_id")),
        sa.PrimaryKeyConstraint("document_id", "language", "typing", name=op.f("pk_settled_files")),
    )


def downgrade() -> None:
    op.drop_table("settled_files")
