"""All versions in which an item meant something else and that were taken back, where there was room for one."""

import sqlalchemy as sa
from alembic import op

revision = "0021_strayed"
down_revision = "0020_typing"
branch_labels = None
depends_on = None

ITEMS = sa.table(
    "items",
    sa.column("id", sa.Integer()),
    sa.column("meaning_revision", sa.Integer()),
    sa.column("strayed_revision", sa.Integer()),
    sa.column("strayed", sa.Text()),
)


def upgrade() -> None:
    op.add_column("items", sa.Column("strayed", sa.Text(), server_default=sa.text("''"), nullable=False))
    one = "|" + sa.cast(ITEMS.c.strayed_revision, sa.String()) + "|"
    op.execute(ITEMS.update().where(ITEMS.c.strayed_revision.is_not(None)).values(strayed=one))
    op.drop_column("items", "strayed_revision")


def downgrade() -> None:
    """Where there were several, everybody who answered before the last is asked: more is safe, less is not."""
    op.add_column("items", sa.Column("strayed_revision", sa.Integer(), nullable=True))
    connection = op.get_bind()
    strayed = sa.select(ITEMS.c.id, ITEMS.c.meaning_revision, ITEMS.c.strayed).where(ITEMS.c.strayed != "")
    for row in connection.execute(strayed).all():
        *others, last = map(int, row.strayed.strip("|").split("|"))
        values = {"strayed_revision": last, "meaning_revision": last if others else row.meaning_revision}
        connection.execute(ITEMS.update().where(ITEMS.c.id == row.id).values(values))
    op.drop_column("items", "strayed")
