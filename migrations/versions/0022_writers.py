"""Who wrote words in a draft, or in a text beside it, that nobody else has gone through."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022_writers"
down_revision = "0021_strayed"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
# Table, and who is known to have written there.
TEXTS = (("drafts", "saved_by"), ("kept_texts", "kept_by"))


def upgrade() -> None:
    for name, writer in TEXTS:
        op.add_column(name, sa.Column("writers", JSON, server_default=sa.text("'[]'"), nullable=False))
        table = sa.table(name, sa.column("id", sa.BigInteger()), sa.column(writer), sa.column("writers", JSON))
        connection = op.get_bind()
        for row in connection.execute(sa.select(table.c.id, table.c[writer]).where(table.c[writer].is_not(None))).all():
            connection.execute(table.update().where(table.c.id == row[0]).values(writers=[row[1]]))


def downgrade() -> None:
    for name, _writer in TEXTS:
        with op.batch_alter_table(name) as table:
            table.drop_column("writers")
