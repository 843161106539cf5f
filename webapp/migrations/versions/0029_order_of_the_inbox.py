"""Where a task stands in a list, so that an immediate one without a deadline comes before what may wait."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

UNCLAIMED = sa.text("status = 'open' AND assignee_id IS NULL")
CLAIMED = sa.text("status = 'open' AND assignee_id IS NOT NULL")


def upgrade() -> None:
    """Gives every task its place."""
    last = sa.text("'9999-12-31 00:00:00.000000'")
    op.add_column("user_task", sa.Column("listed_at", sa.DateTime(timezone=True), server_default=last, nullable=False))
    op.execute("UPDATE user_task SET listed_at = due_at WHERE due_at IS NOT NULL")
    op.execute("UPDATE user_task SET listed_at = created_at WHERE due_at IS NULL AND priority = 'P1_IMMEDIATE'")
    _index("listed_at")


def downgrade() -> None:
    """Lists go by the deadline alone."""
    _index("due_at")
    op.drop_column("user_task", "listed_at")


def _index(column: str) -> None:
    for name, first, rows in (
        ("ix_user_task_mine", ["assignee_id"], CLAIMED),
        ("ix_user_task_group", ["candidate_group", "unit_id"], UNCLAIMED),
    ):
        op.drop_index(name, table_name="user_task")
        op.create_index(name, "user_task", [*first, column, "id"], sqlite_where=rows, postgresql_where=rows)
