"""What can be found in the texts, and where they link to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013_search"
down_revision = "0012_hires_asked_about"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The index of SQLite reads its words from the table; triggers keep it in step. Terms are small letters and digits,
# which the plainest tokenizer takes as they are.
FTS = """
CREATE VIRTUAL TABLE search_index USING fts5(
    terms, content='search_entries', content_rowid='id', tokenize='ascii', prefix='2 3 4', detail=none, columnsize=0
)
"""
PUT_IN = "INSERT INTO search_index(rowid, terms) VALUES (new.id, new.terms);"
TAKE_OUT = "INSERT INTO search_index(search_index, rowid, terms) VALUES ('delete', old.id, old.terms);"
TRIGGERS = {
    "search_entries_put_in": f"AFTER INSERT ON search_entries BEGIN {PUT_IN} END",
    "search_entries_take_out": f"AFTER DELETE ON search_entries BEGIN {TAKE_OUT} END",
    "search_entries_change": f"AFTER UPDATE ON search_entries BEGIN {TAKE_OUT} {PUT_IN} END",
}


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "search_entries",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("spoken", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("terms", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_search_entries_document_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_search_entries"),
    )
    op.create_index("ix_search_entries_document_id", "search_entries", ["document_id"])
    op.create_index("ix_search_entries_kind_slug", "search_entries", ["kind", "slug"])
    op.create_table(
        "text_links",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_text_links_document_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_text_links"),
    )
    op.create_index("ix_text_links_document_id", "text_links", ["document_id"])
    if on_postgresql:
        op.create_index("ix_search_entries_terms", "search_entries", ["terms"], postgresql_using="gin")
    else:
        op.execute(FTS)
        for name, what in TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {what}")


def downgrade() -> None:
    op.drop_table("text_links")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    op.drop_table("search_entries")
