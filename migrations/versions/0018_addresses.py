"""Former addresses of texts: they lead on for ever."""

import sqlalchemy as sa
from alembic import op

revision = "0018_addresses"
down_revision = "0017_keepers"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "former_addresses",
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_former_addresses_document_id"),
        sa.PrimaryKeyConstraint("kind", "slug", name="pk_former_addresses"),
    )
    op.create_index("ix_former_addresses_document_id", "former_addresses", ["document_id"])


def downgrade() -> None:
    op.drop_table("former_addresses")
