"""From which German version a draft of a translation was begun."""

import sqlalchemy as sa
from alembic import op

revision = "0025_german"
down_revision = "0024_kept_base"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("drafts", sa.Column("german", sa.Integer(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("drafts") as table:
        table.drop_column("german")
