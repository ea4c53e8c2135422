"""On which page a draft was typed."""

import sqlalchemy as sa
from alembic import op

revision = "0020_typing"
down_revision = "0019_handed_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("drafts", sa.Column("typing", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("drafts") as table:
        table.drop_column("typing")
