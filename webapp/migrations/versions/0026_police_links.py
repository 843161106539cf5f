"""Cases whose subject has to do with policing: what professional standards decided.

A case that is there already with such a subject waits for that decision from now on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

STATES = "police_link IN ('', 'open', 'command', 'force', 'nobody')"
NAME = "ck_case_file_police_link"


def upgrade() -> None:
    """Makes the table and the column, and marks the cases that wait."""
    if op.get_bind().dialect.name == "sqlite":
        # SQLite takes the constraint only together with the column.
        op.execute(
            f"ALTER TABLE case_file ADD COLUMN police_link VARCHAR(10) DEFAULT '' NOT NULL CONSTRAINT {NAME} CHECK ({STATES})"
        )
    else:
        op.add_column("case_file", sa.Column("police_link", sa.String(length=10), server_default="", nullable=False))
        op.create_check_constraint(op.f(NAME), "case_file", STATES)
    op.create_table(
        "police_link_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kept_away", sa.String(length=10), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("outside_unit_id", sa.Uuid(), nullable=True),
        sa.Column("reasons", sa.LargeBinary(), nullable=False),
        sa.Column("referral", sa.LargeBinary(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kept_away IN ('command', 'force', 'nobody')", name=op.f("ck_police_link_decision_kept_away")
        ),
        sa.CheckConstraint(
            "(kept_away = 'command') IS NOT TRUE OR (unit_id IS NOT NULL) IS TRUE",
            name=op.f("ck_police_link_decision_command_has_unit"),
        ),
        sa.CheckConstraint(
            "(kept_away = 'force') IS NOT TRUE OR (outside_unit_id IS NOT NULL) IS TRUE",
            name=op.f("ck_police_link_decision_force_has_outside_unit"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_police_link_decision_case_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name=op.f("fk_police_link_decision_decided_by")),
        sa.ForeignKeyConstraint(["outside_unit_id"], ["unit.id"], name=op.f("fk_police_link_decision_outside_unit_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_police_link_decision_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_police_link_decision")),
        sa.UniqueConstraint("case_id", "number", name="uq_police_link_decision_case_id_number"),
    )
    op.execute(
        "UPDATE case_file SET police_link = 'open' WHERE id IN (SELECT case_id FROM subject WHERE police_link <> 'none')"
    )


def downgrade() -> None:
    """Who is kept away stays so (case_conflict); why goes with the table."""
    op.drop_table("police_link_decision")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(NAME), "case_file", type_="check")
    op.drop_column("case_file", "police_link")
