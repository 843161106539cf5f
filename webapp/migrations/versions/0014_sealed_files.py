"""Names of files are sealed, and the files themselves each under a key that its row keeps sealed."""

import sqlalchemy as sa
from alembic import op

from webapp.migrations.retyping import Change, Gained, carry_over, undo

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

CASE = "(SELECT case_id FROM document WHERE document.id = document_version.document_id)"
CHANGE = Change(
    {"name": "VARCHAR(200)"},
    gained={"case_id": Gained("UUID", CASE, needed=True), "file_key": Gained("BYTEA")},
    rules={"fk_document_version_case_id": "FOREIGN KEY(case_id) REFERENCES case_file (id)"},
)


def upgrade() -> None:
    """Carries the names over; `keys seal` seals them, and the files that are stored already."""
    carry_over("document_version", CHANGE)
    op.execute(
        "INSERT INTO unsealed_table (name) SELECT 'document_version' WHERE EXISTS (SELECT 1 FROM document_version)"
    )


def downgrade() -> None:
    """Undoes the change where no file is kept yet."""
    undo("document_version", CHANGE)
    op.execute(sa.text("DELETE FROM unsealed_table WHERE name = 'document_version'"))
