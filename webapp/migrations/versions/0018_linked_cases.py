"""What cases can be linked by, and the links that were found.

Cases from before are compared by the worker, as if they were reported anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WAITING = sa.text("decided_at IS NULL")
KINDS = "'victim', 'subject', 'alias', 'crime', 'victim_is_subject', 'joint'"


def upgrade() -> None:
    """Makes the two tables."""
    op.create_table(
        "case_trace",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("whose", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_trace_case_id")),
        sa.PrimaryKeyConstraint("case_id", "whose", "digest", name=op.f("pk_case_trace")),
    )
    op.create_index("ix_case_trace_digest", "case_trace", ["digest", "case_id"])
    op.create_table(
        "case_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_case_link_kind")),
        sa.CheckConstraint("verdict IN ('same', 'different')", name=op.f("ck_case_link_verdict")),
        sa.CheckConstraint("case_id <> other_id", name=op.f("ck_case_link_two_cases")),
        sa.CheckConstraint(
            "(decided_at IS NOT NULL) IS NOT TRUE OR (decided_by IS NOT NULL AND verdict IS NOT NULL) IS TRUE",
            name=op.f("ck_case_link_decided_with_verdict"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_link_case_id")),
        sa.ForeignKeyConstraint(["other_id"], ["case_file.id"], name=op.f("fk_case_link_other_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name=op.f("fk_case_link_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_link")),
        sa.UniqueConstraint("case_id", "other_id", "kind", name="uq_case_link_case_id_other_id_kind"),
    )
    op.create_index("ix_case_link_other_id", "case_link", ["other_id"])
    op.create_index("ix_case_link_waiting", "case_link", ["found_at"], sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    """Removes them."""
    op.drop_table("case_link")
    op.drop_table("case_trace")
