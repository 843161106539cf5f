"""Victims of one investigation: cases that follow a lead case, and what of the identity was shared with them."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

STANDING = sa.text("ended_at IS NULL")
LEVELS = "level IN ('INSUFFICIENT', 'POSSIBLE', 'PROBABLE', 'CONFIRMED')"
# Rows that were copied from a lead case keep where they came from.
ADDED = (
    ("identity_assessment", "share_id"),
    ("alias", "joint_source"),
    ("line_of_enquiry", "joint_source"),
)


def upgrade() -> None:
    """No case followed another before."""
    op.create_table(
        "joint_victim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("joined_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("summary", sa.LargeBinary(), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.LargeBinary(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("case_id <> joined_id", name=op.f("ck_joint_victim_two_cases")),
        sa.CheckConstraint("answered_by <> proposed_by", name=op.f("ck_joint_victim_second_person")),
        sa.CheckConstraint(
            "(answered_at IS NOT NULL) IS NOT TRUE OR (answered_by IS NOT NULL AND accepted IS NOT NULL) IS TRUE",
            name=op.f("ck_joint_victim_answered_whole"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NOT NULL) IS NOT TRUE OR (ended_by IS NOT NULL) IS TRUE",
            name=op.f("ck_joint_victim_ended_whole"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_joint_victim_{column}"))
            for column, target in (
                ("case_id", "case_file"),
                ("joined_id", "case_file"),
                ("proposed_by", "app_user"),
                ("answered_by", "app_user"),
                ("ended_by", "app_user"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_victim")),
        sa.UniqueConstraint("case_id", "number", name="uq_joint_victim_case_id_number"),
    )
    op.create_index(op.f("ix_joint_victim_joined_id"), "joint_victim", ["joined_id"])
    op.create_index(
        "uq_joint_victim_standing",
        "joint_victim",
        ["joined_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_table(
        "joint_alias",
        sa.Column("joint_id", sa.Uuid(), nullable=False),
        sa.Column("alias_id", sa.Uuid(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["joint_id"], ["joint_victim.id"], name=op.f("fk_joint_alias_joint_id")),
        sa.ForeignKeyConstraint(["alias_id"], ["alias.id"], name=op.f("fk_joint_alias_alias_id")),
        sa.PrimaryKeyConstraint("joint_id", "alias_id", name=op.f("pk_joint_alias")),
    )
    op.create_table(
        "identity_share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("joint_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("shared_by", sa.Uuid(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(LEVELS, name=op.f("ck_identity_share_level")),
        *(
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_identity_share_{column}"))
            for column, target in (
                ("case_id", "case_file"),
                ("joint_id", "joint_victim"),
                ("assessment_id", "identity_assessment"),
                ("shared_by", "app_user"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_share")),
    )
    op.create_index(op.f("ix_identity_share_case_id"), "identity_share", ["case_id"])
    op.create_index(op.f("ix_identity_share_joint_id"), "identity_share", ["joint_id"])
    for table, column in ADDED:
        op.add_column(table, sa.Column(column, sa.Uuid(), nullable=True))
    op.add_column("identity_assessment", sa.Column("joint_accepted_at", sa.DateTime(timezone=True), nullable=True))
    _add_link("identity_assessment", "joint_accepted_by", "app_user")


def _add_link(table: str, column: str, target: str) -> None:
    """A column that points to another table; SQLite takes the constraint only together with the column."""
    name = f"fk_{table}_{column}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} CHAR(32) CONSTRAINT {name} REFERENCES {target} (id)")
        return
    op.add_column(table, sa.Column(column, sa.Uuid(), nullable=True))
    op.create_foreign_key(name, table, target, [column], ["id"])


def downgrade() -> None:
    """Every case stands by itself again; what was taken over stays with it."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_identity_assessment_joint_accepted_by", "identity_assessment", type_="foreignkey")
    op.drop_column("identity_assessment", "joint_accepted_by")
    op.drop_column("identity_assessment", "joint_accepted_at")
    for table, column in ADDED:
        op.drop_column(table, column)
    for table in ("identity_share", "joint_alias", "joint_victim"):
        op.drop_table(table)
