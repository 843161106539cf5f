"""Telling that nobody was identified, oral decisions beside an open police link, withdrawn offers, levels of each link."""

import sqlalchemy as sa
from alembic import op

from webapp.migrations.retyping import Change, carry_over, undo

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

LEVELS = "('CONFIRMED', 'PROBABLE', 'POSSIBLE', 'INSUFFICIENT')"
# The two links of an attribution, each with a level of its own.
LINKS = Change(
    {},
    rules={f"ck_alias_attribution_{link}_level": f"CHECK ({link}_level IN {LEVELS})" for link in ("account", "person")},
)


def upgrade() -> None:
    """Makes the table and the columns."""
    op.add_column("decision", sa.Column("other_command", sa.Boolean(), nullable=True))
    op.add_column("case_transfer", sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False))
    for link in ("account", "person"):
        op.add_column("alias_attribution", sa.Column(f"{link}_level", sa.String(length=20), nullable=True))
    carry_over("alias_attribution", LINKS)
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
    undo("alias_attribution", LINKS)
    for link in ("account", "person"):
        op.drop_column("alias_attribution", f"{link}_level")
    op.drop_column("case_transfer", "withdrawn")
    op.drop_column("decision", "other_command")
