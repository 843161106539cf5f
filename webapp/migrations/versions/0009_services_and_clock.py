"""Calls of operations outside with their answers, and what the workers have seen of the clock."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
UNDER_WAY = sa.text("status IN ('waiting', 'running', 'answered')")
OPEN = sa.text("settled_at IS NULL")


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "service_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("engine_task_id", sa.String(length=60), nullable=False),
        sa.Column("element_id", sa.String(length=120), nullable=False),
        sa.Column("operation", sa.String(length=120), nullable=False),
        sa.Column("variables", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'running', 'answered', 'failed', 'unknown', 'done', 'cancelled')",
            name=op.f("ck_service_job_status"),
        ),
        sa.CheckConstraint(
            "(settled_at IS NOT NULL) = (status IN ('done', 'cancelled'))", name=op.f("ck_service_job_settled")
        ),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name=op.f("fk_service_job_instance_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_service_job_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_job")),
    )
    op.create_index(op.f("ix_service_job_instance_id"), "service_job", ["instance_id"], unique=False)
    op.create_index(op.f("ix_service_job_incident_id"), "service_job", ["incident_id"], unique=False)
    op.create_index(
        "ix_service_job_due",
        "service_job",
        ["attempt_at"],
        unique=False,
        sqlite_where=UNDER_WAY,
        postgresql_where=UNDER_WAY,
    )
    op.create_index(
        "uq_service_job_open",
        "service_job",
        ["instance_id", "engine_task_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "clock_watch",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alarm", sa.Text(), nullable=False),
        sa.Column("alarm_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_watch")),
    )


def downgrade() -> None:
    """Removes them."""
    op.drop_table("clock_watch")
    op.drop_index("uq_service_job_open", table_name="service_job", sqlite_where=OPEN, postgresql_where=OPEN)
    op.drop_index("ix_service_job_due", table_name="service_job", sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY)
    op.drop_index(op.f("ix_service_job_incident_id"), table_name="service_job")
    op.drop_index(op.f("ix_service_job_instance_id"), table_name="service_job")
    op.drop_table("service_job")
