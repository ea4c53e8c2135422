"""Who handed a draft in, to be told what becomes of it."""

import sqlalchemy as sa
from alembic import op

revision = "0019_handed_in"
down_revision = "0018_addresses"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = "fk_drafts_handed_in_by"


def upgrade() -> None:
    with op.batch_alter_table("drafts") as batch:
        batch.add_column(sa.Column("handed_in_by", BIG_ID, nullable=True))
        batch.create_foreign_key(NAME, "users", ["handed_in_by"], ["id"], ondelete="SET NULL")
    # What is in review was handed in by whoever wrote it last: every change takes it out again.
    drafts = sa.table("drafts", sa.column("handed_in_by"), sa.column("saved_by"), sa.column("state"))
    op.execute(drafts.update().where(drafts.c.state == "review").values(handed_in_by=drafts.c.saved_by))


def downgrade() -> None:
    with op.batch_alter_table("drafts") as batch:
        batch.drop_constraint(NAME, type_="foreignkey")
        batch.drop_column("handed_in_by")
