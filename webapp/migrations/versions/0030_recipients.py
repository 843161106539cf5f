"""Who may be told instead of the victim is named by the decision; at which number or address somebody was reached.

Decisions from before keep the kind of person alone: whoever is told under one of them is verified as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns."""
    op.add_column("decision", sa.Column("recipient_name", sa.LargeBinary(), nullable=True))
    op.add_column("delivery", sa.Column("recipient_contact", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Drops them again."""
    op.drop_column("delivery", "recipient_contact")
    op.drop_column("decision", "recipient_name")
