"""A victim is told that nobody was identified; who decides by word of mouth says that they are of another command."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table and the column."""
    op.add_column("decision", sa.Column("other_command", sa.Boolean(), nullable=True))
    op.add_column("case_transfer", sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "no_identity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("told_how", sa.String(length=12), nullable=False),
        sa.Column("wording", sa.String(length=10), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("safety_advice", sa.LargeBinary(), nullable=False),
        sa.Column("complaint_route", sa.LargeBinary(), nullable=False),
        sa.Column("door_open", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("wording IN ('offered', 'own')", name=op.f("ck_no_identity_wording")),
        sa.CheckConstraint(
            "told_how IN ('in_person', 'telephone', 'secure_video')", name=op.f("ck_no_identity_told_how")
        ),
        sa.CheckConstraint("door_open", name=op.f("ck_no_identity_door_open")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_no_identity_case_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["app_user.id"], name=op.f("fk_no_identity_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_identity")),
        sa.UniqueConstraint("case_id", "number", name="uq_no_identity_case_id_number"),
    )


def downgrade() -> None:
    """Drops them."""
    op.drop_table("no_identity")
    op.drop_column("case_transfer", "withdrawn")
    op.drop_column("decision", "other_command")
