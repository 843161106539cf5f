"""Who may be told instead of the victim is named by the decision; at which number or address somebody was reached; why
a file came to be about another part of its case.

Decisions from before keep the kind of person alone: whoever is told under one of them is verified as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns and the table."""
    op.add_column("decision", sa.Column("recipient_name", sa.LargeBinary(), nullable=True))
    op.add_column("delivery", sa.Column("recipient_contact", sa.LargeBinary(), nullable=True))
    op.create_table(
        "document_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_group", sa.String(length=20), nullable=False),
        sa.Column("to_group", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("moved_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("from_group <> to_group", name=op.f("ck_document_move_another_group")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_document_move_case_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_move_document_id")),
        sa.ForeignKeyConstraint(["moved_by"], ["app_user.id"], name=op.f("fk_document_move_moved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_move")),
        sa.UniqueConstraint("document_id", "number", name="uq_document_move_document_id_number"),
    )
    op.create_index(op.f("ix_document_move_case_id"), "document_move", ["case_id"])


def downgrade() -> None:
    """Drops them again."""
    op.drop_table("document_move")
    op.drop_column("delivery", "recipient_contact")
    op.drop_column("decision", "recipient_name")
