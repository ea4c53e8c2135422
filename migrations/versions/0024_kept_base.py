"""Which version a text beside the draft was begun from; not known of those that are kept already."""

import sqlalchemy as sa
from alembic import op

revision = "0024_kept_base"
down_revision = "0023_settled_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("kept_texts", sa.Column("base", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("kept_texts") as table:
        table.drop_column("base")
