"""Requests that were asked from an item of a hire."""

import sqlalchemy as sa
from alembic import op

revision = "0012_hires_asked_about"
down_revision = "0011_feeds"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = "fk_consultation_requests_company_id_hire_id"


def upgrade() -> None:
    with op.batch_alter_table("consultation_requests") as table:
        table.add_column(sa.Column("hire_id", BIG_ID, nullable=True))
        table.create_foreign_key(NAME, "hires", ["company_id", "hire_id"], ["company_id", "id"], onupdate="CASCADE")


def downgrade() -> None:
    with op.batch_alter_table("consultation_requests") as table:
        table.drop_constraint(NAME, type_="foreignkey")
        table.drop_column("hire_id")
