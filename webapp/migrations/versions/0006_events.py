"""What instances wait for, and the messages and signals on their way to them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "awaited_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("element_id", sa.String(length=120), nullable=False),
        sa.CheckConstraint("kind IN ('message', 'signal')", name=op.f("ck_awaited_event_kind")),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name=op.f("fk_awaited_event_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awaited_event")),
    )
    op.create_index(op.f("ix_awaited_event_instance_id"), "awaited_event", ["instance_id"], unique=False)
    op.create_index("ix_awaited_event_name", "awaited_event", ["kind", "name"], unique=False)
    op.create_table(
        "event_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("variables", sa.JSON(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('message', 'signal')", name=op.f("ck_event_delivery_kind")),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name=op.f("fk_event_delivery_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_delivery")),
    )
    op.create_index(
        "ix_event_delivery_due",
        "event_delivery",
        ["attempt_at"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )


def downgrade() -> None:
    """Removes them."""
    op.drop_index(
        "ix_event_delivery_due",
        table_name="event_delivery",
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.drop_table("event_delivery")
    op.drop_index("ix_awaited_event_name", table_name="awaited_event")
    op.drop_index(op.f("ix_awaited_event_instance_id"), table_name="awaited_event")
    op.drop_table("awaited_event")
