"""Plans to move running cases to another version of their process, and what came of them case by case."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAY_BACK = "revision_after IS NOT NULL"
TO_DO = "status IN ('waiting', 'queued')"


def upgrade() -> None:
    """Makes the tables; no case that runs has been moved yet."""
    op.add_column("process_instance", sa.Column("moves", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "move_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("planner_id", sa.Uuid(), nullable=False),
        sa.Column("approver_id", sa.Uuid(), nullable=True),
        sa.Column("returned_with", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'in_review', 'approved', 'withdrawn')", name=op.f("ck_move_plan_state")),
        sa.CheckConstraint(
            "approver_id IS NULL OR approver_id <> planner_id", name=op.f("ck_move_plan_planner_is_not_approver")
        ),
        sa.CheckConstraint("source_id <> target_id", name=op.f("ck_move_plan_two_versions")),
        sa.ForeignKeyConstraint(["source_id"], ["process_definition.id"], name=op.f("fk_move_plan_source_id")),
        sa.ForeignKeyConstraint(["target_id"], ["process_definition.id"], name=op.f("fk_move_plan_target_id")),
        sa.ForeignKeyConstraint(["planner_id"], ["app_user.id"], name=op.f("fk_move_plan_planner_id")),
        sa.ForeignKeyConstraint(["approver_id"], ["app_user.id"], name=op.f("fk_move_plan_approver_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move_plan")),
    )
    op.create_index("ix_move_plan_key", "move_plan", ["key", "created_at"], unique=False)
    op.create_table(
        "case_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("can_move", sa.Boolean(), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("path_until", sa.Integer(), nullable=True),
        sa.Column("revision_after", sa.Integer(), nullable=True),
        sa.Column("state_before", sa.LargeBinary(), nullable=True),
        sa.Column("rows_before", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'tried', 'queued', 'moved', 'refused', 'undone')", name=op.f("ck_case_move_status")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["move_plan.id"], name=op.f("fk_case_move_plan_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name=op.f("fk_case_move_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_move")),
        sa.UniqueConstraint("plan_id", "instance_id", name="uq_case_move_plan_instance"),
    )
    op.create_index(
        "ix_case_move_to_do",
        "case_move",
        ["id"],
        unique=False,
        sqlite_where=sa.text(TO_DO),
        postgresql_where=sa.text(TO_DO),
    )
    op.create_index("ix_case_move_instance_id", "case_move", ["instance_id"], unique=False)
    op.create_index(
        "ix_case_move_way_back",
        "case_move",
        ["revision_after"],
        unique=False,
        sqlite_where=sa.text(WAY_BACK),
        postgresql_where=sa.text(WAY_BACK),
    )


def downgrade() -> None:
    """Removes them; a case that was moved stays on its version."""
    op.drop_index(
        "ix_case_move_way_back",
        table_name="case_move",
        sqlite_where=sa.text(WAY_BACK),
        postgresql_where=sa.text(WAY_BACK),
    )
    op.drop_index("ix_case_move_instance_id", table_name="case_move")
    op.drop_index(
        "ix_case_move_to_do", table_name="case_move", sqlite_where=sa.text(TO_DO), postgresql_where=sa.text(TO_DO)
    )
    op.drop_table("case_move")
    op.drop_index("ix_move_plan_key", table_name="move_plan")
    op.drop_table("move_plan")
    op.drop_column("process_instance", "moves")
