"""Invitations, accepted terms of use, and who has been greeted in a company."""

import sqlalchemy as sa
from alembic import op

revision = "0008_colleagues"
down_revision = "0007_mail"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("memberships", sa.Column("welcomed_at", sa.DateTime(timezone=True), nullable=True))
    # Who is here already needs no greeting.
    memberships = sa.table("memberships", sa.column("welcomed_at"), sa.column("created_at"))
    op.execute(memberships.update().values(welcomed_at=memberships.c.created_at))
    op.create_table(
        "invitations",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("company_id", BIG_ID, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("invited_by", BIG_ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_invitations_company_id", onupdate="CASCADE"),
        sa.ForeignKeyConstraint(["invited_by"], ["users.id"], name="fk_invitations_invited_by", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("token_hash", name="uq_invitations_token_hash"),
    )
    op.create_index("ix_invitations_company_id", "invitations", ["company_id"], unique=False)
    op.create_index("ix_invitations_company_id_email_key", "invitations", ["company_id", "email_key"], unique=False)
    op.create_table(
        "terms_acceptances",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("company_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("accepted_by", BIG_ID, nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_terms_acceptances_company_id", onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["users.id"], name="fk_terms_acceptances_accepted_by", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_terms_acceptances"),
        sa.UniqueConstraint("company_id", "version", name="uq_terms_acceptances_company_id_version"),
    )
    op.create_index("ix_terms_acceptances_company_id", "terms_acceptances", ["company_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_terms_acceptances_company_id", table_name="terms_acceptances")
    op.drop_table("terms_acceptances")
    op.drop_index("ix_invitations_company_id_email_key", table_name="invitations")
    op.drop_index("ix_invitations_company_id", table_name="invitations")
    op.drop_table("invitations")
    with op.batch_alter_table("memberships") as batch:
        batch.drop_column("welcomed_at")
