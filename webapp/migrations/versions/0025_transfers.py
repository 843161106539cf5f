"""Cases that one force offers to another."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

WAITING = sa.text("answered_at IS NULL")


def upgrade() -> None:
    """No case was offered before."""
    op.create_table(
        "case_transfer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("from_force", sa.String(length=120), nullable=False),
        sa.Column("from_unit_id", sa.Uuid(), nullable=True),
        sa.Column("to_force", sa.String(length=120), nullable=False),
        sa.Column("to_unit_id", sa.Uuid(), nullable=False),
        sa.Column("identity_held_by", sa.String(length=20), nullable=False),
        sa.Column("controller", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("departure_reason", sa.LargeBinary(), nullable=True),
        sa.Column("offered_by", sa.Uuid(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "identity_held_by IN ('receiving_force', 'sending_force', 'neither_force')",
            name=op.f("ck_case_transfer_identity_held_by"),
        ),
        sa.CheckConstraint(
            "controller IN ('receiving_force', 'joint_controllers')", name=op.f("ck_case_transfer_controller")
        ),
        sa.CheckConstraint(
            "(answered_at IS NOT NULL) IS NOT TRUE OR (answered_by IS NOT NULL AND accepted IS NOT NULL) IS TRUE",
            name=op.f("ck_case_transfer_answered_whole"),
        ),
        sa.CheckConstraint(
            "(identity_held_by <> 'receiving_force') IS NOT TRUE OR (departure_reason IS NOT NULL) IS TRUE",
            name=op.f("ck_case_transfer_lead_force_or_reason"),
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["app_user.id"], name=op.f("fk_case_transfer_answered_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_transfer_case_id")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["unit.id"], name=op.f("fk_case_transfer_from_unit_id")),
        sa.ForeignKeyConstraint(["offered_by"], ["app_user.id"], name=op.f("fk_case_transfer_offered_by")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_case_transfer_to_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_transfer")),
    )
    op.create_index(
        "uq_case_transfer_waiting",
        "case_transfer",
        ["case_id"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index("ix_case_transfer_from_force", "case_transfer", ["from_force", "answered_at"])


def downgrade() -> None:
    """What was accepted stays where it went; why goes with the table."""
    op.drop_table("case_transfer")
