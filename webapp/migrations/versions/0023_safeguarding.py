"""What lets a risk be assessed again, what a safeguarding review found changed, and why safeguarding was ended."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None
PROMPTS = "'new_incident', 'new_alias', 'bail_change', 'court_event', 'address_leak', 'victim_request', 'repeat_review'"


def upgrade() -> None:
    """Adds them; what was recorded before has none."""
    # A column that comes with its own check is added without making the table anew, on both databases.
    op.execute(
        "ALTER TABLE risk_triage ADD COLUMN prompt VARCHAR(20) "
        f"CONSTRAINT ck_risk_triage_prompt CHECK (prompt IN ({PROMPTS}))"
    )
    op.add_column("safeguarding_plan", sa.Column("changed", sa.LargeBinary(), nullable=True))
    op.create_table(
        "safeguarding_end",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("explained", sa.LargeBinary(), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason IN ('handed_over', 'no_longer_needed')", name=op.f("ck_safeguarding_end_reason")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_safeguarding_end_case_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["app_user.id"], name=op.f("fk_safeguarding_end_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safeguarding_end")),
    )
    op.create_index(op.f("ix_safeguarding_end_case_id"), "safeguarding_end", ["case_id"])


def downgrade() -> None:
    """Removes them."""
    op.drop_table("safeguarding_end")
    op.drop_column("safeguarding_plan", "changed")
    # The check goes with its column.
    op.execute("ALTER TABLE risk_triage DROP COLUMN prompt")
