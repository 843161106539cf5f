"""Procedures: a case has one run of its main process, and further runs of other processes of its package.

What is there already ran the main process of its version: the first run of a case stays that.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MAIN = sa.text("procedure = ''")


def upgrade() -> None:
    """Every run that is there is one of a main process."""
    op.add_column("process_instance", sa.Column("procedure", sa.String(length=120), server_default="", nullable=False))
    op.add_column("process_instance", sa.Column("written_at", sa.JSON(), server_default="{}", nullable=False))
    op.create_index(
        "uq_process_instance_main",
        "process_instance",
        ["case_id"],
        unique=True,
        sqlite_where=MAIN,
        postgresql_where=MAIN,
    )


def downgrade() -> None:
    """Only while no procedure was begun can a release that knows of none go on with what there is."""
    op.drop_index("uq_process_instance_main", table_name="process_instance")
    op.drop_column("process_instance", "written_at")
    op.drop_column("process_instance", "procedure")
