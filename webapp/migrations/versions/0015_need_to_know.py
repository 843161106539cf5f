"""Units and forces, who may know of a case and who must not, break-glass, cover and limits.

What is there already: each force becomes one unit that serves all of it, so that everybody sees what they saw before of
cases with open work for them; cases belong to the force of who opened them.
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OPEN_AND_UNCLAIMED = sa.text("status = 'open' AND assignee_id IS NULL")
WHOLE_FORCE = "Whole force"
CARRIED = (
    "UPDATE app_user SET unit_id = (SELECT id FROM unit WHERE unit.force = app_user.force) WHERE login <> 'system'",
    "UPDATE case_file SET force = (SELECT force FROM app_user WHERE app_user.id = case_file.opened_by), unit_id = (SELECT unit_id FROM app_user WHERE app_user.id = case_file.opened_by)",
    "UPDATE user_task SET unit_id = (SELECT unit_id FROM case_file WHERE case_file.id = user_task.case_id)",
    "UPDATE case_file SET restricted = TRUE WHERE id IN (SELECT case_id FROM subject WHERE police_link <> 'none')",
    "DELETE FROM case_group WHERE NOT EXISTS (SELECT 1 FROM user_task WHERE user_task.case_id = case_group.case_id AND user_task.candidate_group = case_group.group_name AND user_task.status = 'open')",
    "INSERT INTO case_offer (case_id, group_name, unit_id) SELECT case_group.case_id, case_group.group_name, case_file.unit_id FROM case_group JOIN case_file ON case_file.id = case_group.case_id WHERE case_file.unit_id IS NOT NULL AND NOT case_file.restricted",
    "INSERT INTO case_member (case_id, user_id, place, added_by, added_at) SELECT case_person.case_id, case_person.user_id, 'took_part', case_person.user_id, case_file.opened_at FROM case_person JOIN case_file ON case_file.id = case_person.case_id",
    "INSERT INTO case_member (case_id, user_id, place, added_by, added_at) SELECT case_id, assignee_id, 'claimed', assignee_id, MIN(created_at) FROM user_task WHERE status = 'open' AND assignee_id IS NOT NULL GROUP BY case_id, assignee_id",
)


def upgrade() -> None:
    """Makes the tables and carries the data."""
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("force", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("serves_force", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("force", "name", name="uq_unit_force_name"),
    )
    _add_link("app_user", "unit_id", "unit")
    op.add_column("app_user", sa.Column("staff_number", sa.String(length=40), server_default="", nullable=False))
    op.create_index(op.f("ix_app_user_unit_id"), "app_user", ["unit_id"])
    op.create_index(op.f("ix_app_user_staff_number"), "app_user", ["staff_number"])
    op.add_column("case_file", sa.Column("force", sa.String(length=120), server_default="", nullable=False))
    op.add_column("case_file", sa.Column("restricted", sa.Boolean(), server_default=sa.false(), nullable=False))
    _add_link("case_file", "unit_id", "unit")
    op.create_index("ix_case_file_unit_id", "case_file", ["unit_id", "opened_at"])
    op.create_index("ix_case_file_restricted", "case_file", ["force", "restricted"])
    _add_link("user_task", "unit_id", "unit")
    op.drop_index("ix_user_task_group", table_name="user_task")
    op.create_index(
        "ix_user_task_group",
        "user_task",
        ["candidate_group", "unit_id", "due_at", "id"],
        sqlite_where=OPEN_AND_UNCLAIMED,
        postgresql_where=OPEN_AND_UNCLAIMED,
    )
    _make_sight()
    _make_bars()
    _make_break_glass()
    _make_cover()
    _make_use()
    _carry()
    op.drop_index(op.f("ix_case_group_group_name"), table_name="case_group")
    op.drop_index(op.f("ix_case_person_user_id"), table_name="case_person")
    op.drop_table("case_person")


def _make_sight() -> None:
    op.create_table(
        "case_offer",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("group_name", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_offer_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_case_offer_unit_id")),
        sa.PrimaryKeyConstraint("case_id", "group_name", "unit_id", name=op.f("pk_case_offer")),
    )
    op.create_index("ix_case_offer_unit_id", "case_offer", ["unit_id", "group_name", "case_id"])
    op.create_table(
        "case_member",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("place IN ('took_part', 'claimed', 'named')", name=op.f("ck_case_member_place")),
        sa.ForeignKeyConstraint(["added_by"], ["app_user.id"], name=op.f("fk_case_member_added_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_member_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_case_member_user_id")),
        sa.PrimaryKeyConstraint("case_id", "user_id", "place", name=op.f("pk_case_member")),
    )
    op.create_index("ix_case_member_user_id", "case_member", ["user_id", "place", "case_id"])
    op.create_table(
        "case_share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("force", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("shared_by", sa.Uuid(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_share_case_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["app_user.id"], name=op.f("fk_case_share_ended_by")),
        sa.ForeignKeyConstraint(["shared_by"], ["app_user.id"], name=op.f("fk_case_share_shared_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_case_share_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_share")),
    )
    op.create_index("ix_case_share_case_id", "case_share", ["case_id"])
    op.create_index("ix_case_share_unit_id", "case_share", ["unit_id", "case_id"])
    op.create_index("ix_case_share_force", "case_share", ["force", "case_id"])


def _make_bars() -> None:
    op.create_table(
        "staff_identifier",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("whose", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("whose IN ('self', 'relative')", name=op.f("ck_staff_identifier_whose")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_staff_identifier_user_id")),
        sa.PrimaryKeyConstraint("user_id", "whose", "digest", name=op.f("pk_staff_identifier")),
    )
    op.create_table(
        "case_identifier",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_identifier_case_id")),
        sa.PrimaryKeyConstraint("case_id", "digest", name=op.f("pk_case_identifier")),
    )
    op.create_index("ix_case_identifier_digest", "case_identifier", ["digest", "case_id"])
    op.create_table(
        "case_conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("declared_by", sa.Uuid(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('self', 'relative', 'known', 'command')", name=op.f("ck_case_conflict_kind")),
        sa.CheckConstraint("(user_id IS NULL) <> (unit_id IS NULL)", name=op.f("ck_case_conflict_person_or_unit")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_conflict_case_id")),
        sa.ForeignKeyConstraint(["declared_by"], ["app_user.id"], name=op.f("fk_case_conflict_declared_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["app_user.id"], name=op.f("fk_case_conflict_ended_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_case_conflict_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_case_conflict_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_conflict")),
    )
    op.create_index("ix_case_conflict_case_id", "case_conflict", ["case_id"])
    op.create_index("ix_case_conflict_user_id", "case_conflict", ["user_id"])


def _make_break_glass() -> None:
    waiting = sa.text("reviewed_at IS NULL")
    op.create_table(
        "break_glass",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.String(length=15), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("verdict IN ('justified', 'not_justified')", name=op.f("ck_break_glass_verdict")),
        sa.CheckConstraint("reviewed_by <> user_id", name=op.f("ck_break_glass_another_person_reviews")),
        sa.CheckConstraint(
            "(reviewed_at IS NOT NULL) IS NOT TRUE OR (reviewed_by IS NOT NULL AND verdict IS NOT NULL) IS TRUE",
            name=op.f("ck_break_glass_reviewed_with_verdict"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_break_glass_case_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["app_user.id"], name=op.f("fk_break_glass_reviewed_by")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_break_glass_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_glass")),
    )
    op.create_index("ix_break_glass_user_id", "break_glass", ["user_id", "ends_at"])
    op.create_index("ix_break_glass_case_id", "break_glass", ["case_id", "ends_at"])
    op.create_index(
        "ix_break_glass_waiting", "break_glass", ["opened_at"], sqlite_where=waiting, postgresql_where=waiting
    )


def _make_cover() -> None:
    op.create_table(
        "cover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("absent_id", sa.Uuid(), nullable=False),
        sa.Column("colleague_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arranged_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("absent_id <> colleague_id", name=op.f("ck_cover_another_person")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_cover_ends_after_start")),
        sa.ForeignKeyConstraint(["absent_id"], ["app_user.id"], name=op.f("fk_cover_absent_id")),
        sa.ForeignKeyConstraint(["arranged_by"], ["app_user.id"], name=op.f("fk_cover_arranged_by")),
        sa.ForeignKeyConstraint(["colleague_id"], ["app_user.id"], name=op.f("fk_cover_colleague_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
    )
    op.create_index("ix_cover_colleague_id", "cover", ["colleague_id", "ends_at"])
    _add_link("user_task", "completed_for", "app_user")


def _make_use() -> None:
    op.create_table(
        "daily_use",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_daily_use_user_id")),
        sa.PrimaryKeyConstraint("user_id", "day", "kind", "about", name=op.f("pk_daily_use")),
    )
    op.create_table(
        "access_reason",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_access_reason_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_reason")),
    )
    op.create_index(op.f("ix_access_reason_user_id"), "access_reason", ["user_id"])


def _carry() -> None:
    database = op.get_bind()
    unit = sa.table("unit", *(sa.column(name, kind) for name, kind in _UNIT))
    forces = database.scalars(sa.text("SELECT DISTINCT force FROM app_user WHERE login <> 'system'")).all()
    for force in forces:
        row = {"id": uuid4(), "force": force, "name": WHOLE_FORCE, "serves_force": True}
        database.execute(sa.insert(unit).values(**row))
    for statement in CARRIED:
        database.execute(sa.text(statement))


_UNIT = (("id", sa.Uuid()), ("force", sa.String()), ("name", sa.String()), ("serves_force", sa.Boolean()))


def _add_link(table: str, column: str, target: str) -> None:
    """A column that points to another table; SQLite takes the constraint only together with the column."""
    name = f"fk_{table}_{column}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} CHAR(32) CONSTRAINT {name} REFERENCES {target} (id)")
        return
    op.add_column(table, sa.Column(column, sa.Uuid(), nullable=True))
    op.create_foreign_key(name, table, target, [column], ["id"])


def _drop_link(table: str, column: str) -> None:
    """Removes such a column."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(f"fk_{table}_{column}", table, type_="foreignkey")
    op.drop_column(table, column)


def downgrade() -> None:
    """Removes them; who took part in a case, and which groups have work in it, is kept."""
    op.create_table(
        "case_person",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_person_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_case_person_user_id")),
        sa.PrimaryKeyConstraint("case_id", "user_id", name=op.f("pk_case_person")),
    )
    op.create_index(op.f("ix_case_person_user_id"), "case_person", ["user_id"])
    op.create_index(op.f("ix_case_group_group_name"), "case_group", ["group_name"])
    op.execute("INSERT INTO case_person (case_id, user_id) SELECT DISTINCT case_id, user_id FROM case_member")
    for table in (
        "access_reason",
        "daily_use",
        "cover",
        "break_glass",
        "case_conflict",
        "case_identifier",
        "staff_identifier",
        "case_share",
        "case_member",
        "case_offer",
    ):
        op.drop_table(table)
    op.drop_index("ix_user_task_group", table_name="user_task")
    _drop_link("user_task", "completed_for")
    _drop_link("user_task", "unit_id")
    op.create_index(
        "ix_user_task_group",
        "user_task",
        ["candidate_group", "due_at", "id"],
        sqlite_where=OPEN_AND_UNCLAIMED,
        postgresql_where=OPEN_AND_UNCLAIMED,
    )
    op.drop_index("ix_case_file_restricted", table_name="case_file")
    op.drop_index("ix_case_file_unit_id", table_name="case_file")
    _drop_link("case_file", "unit_id")
    op.drop_column("case_file", "restricted")
    op.drop_column("case_file", "force")
    op.drop_index(op.f("ix_app_user_staff_number"), table_name="app_user")
    op.drop_index(op.f("ix_app_user_unit_id"), table_name="app_user")
    op.drop_column("app_user", "staff_number")
    _drop_link("app_user", "unit_id")
    op.drop_table("unit")
