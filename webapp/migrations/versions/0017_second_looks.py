"""A second person's word for lists, overdue reviews, reasons for looks, groups of documents, notices within a force.

Documents that are there already count as evidence, as most are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds what is new; a notice that waits goes to its group in every force, as before."""
    op.add_column("outbox_message", sa.Column("force", sa.String(length=120), server_default="", nullable=False))
    op.add_column("break_glass", sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("document", sa.Column("field_group", sa.String(length=20), server_default="evidence", nullable=False))
    _make_exports()
    _make_look_reasons()


def _make_look_reasons() -> None:
    op.create_table(
        "look_reason",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_look_reason_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_look_reason_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_reason")),
        sa.UniqueConstraint("case_id", "user_id", "day", name="uq_look_reason_case_id_user_id_day"),
    )


def _make_exports() -> None:
    op.create_table(
        "case_export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("force", sa.String(length=120), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason_id", sa.Uuid(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("outcome IN ('approved', 'refused')", name=op.f("ck_case_export_outcome")),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_case_export_another_person_decides")),
        sa.CheckConstraint(
            "(outcome IS NOT NULL) IS NOT TRUE OR (decided_by IS NOT NULL AND decided_at IS NOT NULL) IS TRUE",
            name=op.f("ck_case_export_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "(fetched_at IS NOT NULL) IS NOT TRUE OR (outcome = 'approved') IS TRUE",
            name=op.f("ck_case_export_fetched_when_approved"),
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["app_user.id"], name=op.f("fk_case_export_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name=op.f("fk_case_export_decided_by")),
        sa.ForeignKeyConstraint(["reason_id"], ["access_reason.id"], name=op.f("fk_case_export_reason_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_export")),
    )
    op.create_index("ix_case_export_force", "case_export", ["force", "asked_at"])
    op.create_index("ix_case_export_asked_by", "case_export", ["asked_by", "asked_at"])


def downgrade() -> None:
    """Removes what the change added."""
    op.drop_table("look_reason")
    op.drop_table("case_export")
    op.drop_column("document", "field_group")
    op.drop_column("break_glass", "escalated_at")
    op.drop_column("outbox_message", "force")
