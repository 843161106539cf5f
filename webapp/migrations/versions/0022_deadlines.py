"""The clocks of cases, and messages to one person or to a group of one unit.

Open tasks that have a due date get a clock. How long its period was is not known any more, so it warns after the same
share of the time that passes; what is overdue already is told of once, by the first round of the worker.
"""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
WARNS_AT = 0.8
MOST_AT_ONCE = 1000
TO_LOOK_AT = sa.text("next_at IS NOT NULL")
RUNS = sa.text("stopped_at IS NULL")
RUNS_FOR_TASK = sa.text("stopped_at IS NULL AND task_id IS NOT NULL")
RUNS_FOR_CASE = sa.text("stopped_at IS NULL AND task_id IS NULL")
ESCALATED = sa.text("stopped_at IS NULL AND (warned_at IS NOT NULL OR breached_at IS NOT NULL)")
MOMENT = sa.DateTime(timezone=True)
INDEXES = (
    ("ix_deadline_next", ["next_at"], False, TO_LOOK_AT),
    ("uq_deadline_task", ["task_id"], True, RUNS_FOR_TASK),
    ("uq_deadline_case", ["case_id", "name"], True, RUNS_FOR_CASE),
    ("ix_deadline_running", ["case_id"], False, RUNS),
    ("ix_deadline_escalated", ["due_at", "id"], False, ESCALATED),
)


def upgrade() -> None:
    """Makes the table and gives open tasks their clocks."""
    op.create_table(
        "deadline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("priority", sa.String(length=20), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("warn_at", MOMENT, nullable=True),
        sa.Column("next_at", MOMENT, nullable=True),
        sa.Column("warned_at", MOMENT, nullable=True),
        sa.Column("breached_at", MOMENT, nullable=True),
        sa.Column("stopped_at", MOMENT, nullable=True),
        sa.Column("told_groups", sa.JSON(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("reason_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("stopped_at IS NULL OR next_at IS NULL", name=op.f("ck_deadline_nothing_after_its_end")),
        sa.CheckConstraint("(due_at IS NULL) = (warn_at IS NULL)", name=op.f("ck_deadline_warns_before_it_is_due")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_deadline_case_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name=op.f("fk_deadline_instance_id")),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_deadline_task_id")),
        sa.ForeignKeyConstraint(["reason_by"], ["app_user.id"], name=op.f("fk_deadline_reason_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
    )
    for name, columns, unique, where in INDEXES:
        op.create_index(name, "deadline", columns, unique=unique, sqlite_where=where, postgresql_where=where)
    op.create_index("ix_deadline_case_id", "deadline", ["case_id", "started_at"])
    with op.batch_alter_table("outbox_message") as table:
        table.add_column(sa.Column("to_person", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("unit_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(op.f("fk_outbox_message_to_person"), "app_user", ["to_person"], ["id"])
        table.create_foreign_key(op.f("fk_outbox_message_unit_id"), "unit", ["unit_id"], ["id"])
    _begin()


def _begin() -> None:
    """A clock for each open task with a due date."""
    columns = ("id", "case_id", "instance_id", "name", "priority", "status")
    task = sa.table(
        "user_task",
        *(sa.column(name, sa.Uuid() if name.endswith("id") else sa.String()) for name in columns),
        sa.column("created_at", MOMENT),
        sa.column("due_at", MOMENT),
    )
    texts = ("name", "title", "priority")
    ids = ("id", "case_id", "instance_id", "task_id")
    moments = ("started_at", "due_at", "warn_at", "next_at")
    deadline = sa.table(
        "deadline",
        *(sa.column(name, sa.Uuid()) for name in ids),
        *(sa.column(name, sa.String()) for name in texts),
        *(sa.column(name, MOMENT) for name in moments),
        sa.column("told_groups", sa.JSON()),
    )
    connection = op.get_bind()
    rows = []
    for row in connection.execute(sa.select(task).where(task.c.status == "open", task.c.due_at.is_not(None))):
        # SQLite keeps no zone; what is stored is always UTC.
        started, due = (_aware(at) for at in (row.created_at, row.due_at))
        warn = (started + (due - started) * WARNS_AT).replace(microsecond=0)
        rows.append(
            {
                "id": uuid4(),
                "case_id": row.case_id,
                "instance_id": row.instance_id,
                "task_id": row.id,
                "name": "",
                "title": row.name,
                "priority": row.priority,
                "started_at": started,
                "due_at": due,
                "warn_at": warn,
                "next_at": warn,
                "told_groups": [],
            }
        )
    for first in range(0, len(rows), MOST_AT_ONCE):
        connection.execute(sa.insert(deadline), rows[first : first + MOST_AT_ONCE])


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def downgrade() -> None:
    """Removes the clocks."""
    with op.batch_alter_table("outbox_message") as table:
        table.drop_constraint(op.f("fk_outbox_message_unit_id"), type_="foreignkey")
        table.drop_constraint(op.f("fk_outbox_message_to_person"), type_="foreignkey")
        table.drop_column("unit_id")
        table.drop_column("to_person")
    op.drop_table("deadline")
