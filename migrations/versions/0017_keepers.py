"""Who is responsible for a text, and which versions only say that it still holds."""

import sqlalchemy as sa
from alembic import op

revision = "0017_keepers"
down_revision = "0016_registers"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEEPER = "fk_documents_keeper_id"


def upgrade() -> None:
    with op.batch_alter_table("documents") as table:
        table.add_column(sa.Column("keeper_id", BIG_ID, nullable=True))
        table.create_foreign_key(KEEPER, "users", ["keeper_id"], ["id"], ondelete="SET NULL")
    op.add_column("publications", sa.Column("confirms", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("publications") as table:
        table.drop_column("confirms")
    with op.batch_alter_table("documents") as table:
        table.drop_constraint(KEEPER, type_="foreignkey")
        table.drop_column("keeper_id")
