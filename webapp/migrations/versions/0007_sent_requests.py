"""The keys of requests that changed something, with their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "sent_request",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("location", sa.String(length=400), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_sent_request")),
    )
    op.create_index(op.f("ix_sent_request_at"), "sent_request", ["at"], unique=False)


def downgrade() -> None:
    """Removes it."""
    op.drop_index(op.f("ix_sent_request_at"), table_name="sent_request")
    op.drop_table("sent_request")
