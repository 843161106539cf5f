"""The measures beside a disclosure: each step of protection orders, MAPPA, multi-agency forums and support."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MEASURES = (
    "protection_order", "mappa", "forum", "support",
)  # fmt: skip
SORTS = (
    "application", "on_conviction", "on_acquittal", "none", "considered", "automatic", "discretionary",
    "not_eligible", "marac", "masip", "other_forum", "isac", "idva", "victim_service",
)  # fmt: skip
STATES = (
    "sought", "not_sought", "superseded", "not_superseded", "interim", "full", "adjourned", "refused",
    "withdrawn", "served", "notified", "not_notified", "breach_reported", "breached", "no_breach", "varied",
    "renewed", "discharged", "expired", "facts_given", "category_given", "referred", "managed",
    "no_longer_managed", "accepted", "discussed", "not_accepted", "actions_done", "no_consent", "taken_up",
    "declined", "not_reached",
)  # fmt: skip


def upgrade() -> None:
    """A case that is there already has had none of them on record."""
    op.create_table(
        "measure_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _one_of("measure", MEASURES),
        _one_of("sort", SORTS),
        _one_of("state", STATES),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_measure_step_case_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["app_user.id"], name=op.f("fk_measure_step_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_step")),
        sa.UniqueConstraint("case_id", "measure", "number", "sequence", name="uq_measure_step_sequence"),
    )


def _one_of(column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_measure_step_{column}"))


def downgrade() -> None:
    """What was done beside the disclosure goes with its table."""
    op.drop_table("measure_step")
