"""Delivery, what follows it, deferrals, and clocks that had run out.

What is there already: each row of the disclosure log is the first of its delivery; how a victim was told that nothing
is disclosed was always in the officer's own words.
"""

import sqlalchemy as sa
from alembic import op

from webapp.migrations.retyping import Change, carry_over, undo

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ONE_ROW = {"uq_disclosure_log_delivery_id": "UNIQUE (delivery_id)"}
ROW_FOR_EACH = {"uq_disclosure_log_delivery_id_number": "UNIQUE (delivery_id, number)"}
NOT_GIVEN = "CHECK (not_given_reason IN ('undertaking_refused', 'permission_ended', 'not_safe', 'not_reached'))"
WORDING = "CHECK (wording IN ('offered', 'own'))"
# Constraints that tables lose and gain; each table keeps its rows and triggers.
CHANGES = {
    "disclosure_log": Change({}, rules=ROW_FOR_EACH, rules_before=ONE_ROW),
    "delivery": Change({}, rules={"ck_delivery_not_given_reason": NOT_GIVEN}),
    "no_disclosure": Change({}, rules={"ck_no_disclosure_wording": WORDING}),
}
TABLES = ("deferral_review", "disclosure_contact", "undertaking_review", "delivery_plan")


def _added() -> dict[str, list[sa.Column[object]]]:
    """The columns that tables gain."""
    return {
        "disclosure_log": [sa.Column("number", sa.Integer(), server_default="1", nullable=False)],
        "delivery": [
            sa.Column("recipient_capacity", sa.LargeBinary(), nullable=True),
            sa.Column("other_recipients", sa.LargeBinary(), nullable=True),
            sa.Column("not_given_reason", sa.String(length=20), nullable=True),
        ],
        "no_disclosure": [
            sa.Column("wording", sa.String(length=10), server_default="own", nullable=False),
            sa.Column("review_offered", sa.Boolean(), nullable=True),
        ],
        "closure": [
            sa.Column("complaint", sa.Boolean(), nullable=True),
            sa.Column("victim_characteristics", sa.LargeBinary(), nullable=True),
            sa.Column("subject_characteristics", sa.LargeBinary(), nullable=True),
        ],
    }


def upgrade() -> None:
    """Makes the tables and columns."""
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    for table, change in CHANGES.items():
        carry_over(table, change)
    _make_plan_and_review()
    _make_contact()
    _make_deferral_review()


def _make_plan_and_review() -> None:
    op.create_table(
        "delivery_plan",
        *_of_a_case("delivery_plan"),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("items_planned", sa.LargeBinary(), nullable=False),
        sa.Column("script", sa.LargeBinary(), nullable=False),
        sa.Column("caveat", sa.LargeBinary(), nullable=False),
        sa.Column("meeting_plan", sa.LargeBinary(), nullable=False),
        sa.Column("interpreter_arranged", sa.String(length=20), nullable=False),
        sa.Column("aftercare", sa.LargeBinary(), nullable=False),
        *_by("delivery_plan", "prepared_by"),
        sa.CheckConstraint(
            "interpreter_arranged IN ('na', 'professional')", name=op.f("ck_delivery_plan_interpreter_arranged")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_delivery_plan_decision_id")),
    )
    op.create_table(
        "undertaking_review",
        *_of_a_case("undertaking_review"),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        *_by("undertaking_review", "decided_by"),
        sa.CheckConstraint("result IN ('proceed', 'reduce', 'stop')", name=op.f("ck_undertaking_review_result")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_undertaking_review_delivery_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_undertaking_review_decision_id")),
    )


def _make_contact() -> None:
    answers = ("safe", "new_incident", "retaliation", "support_taken_up", "misuse")
    asked = " AND ".join(f"{answer} IS NOT NULL" for answer in answers)
    op.create_table(
        "disclosure_contact",
        *_of_a_case("disclosure_contact"),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("after", sa.String(length=10), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("not_reached_plan", sa.LargeBinary(), nullable=True),
        *(sa.Column(answer, sa.Boolean(), nullable=True) for answer in answers),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        *_by("disclosure_contact", "recorded_by"),
        sa.CheckConstraint("after IN ('PT24H', 'P7D', 'P28D')", name=op.f("ck_disclosure_contact_after")),
        sa.CheckConstraint(
            "(NOT reached) IS NOT TRUE OR (not_reached_plan IS NOT NULL) IS TRUE",
            name=op.f("ck_disclosure_contact_looked_for"),
        ),
        sa.CheckConstraint(f"(reached) IS NOT TRUE OR ({asked}) IS TRUE", name=op.f("ck_disclosure_contact_asked")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_disclosure_contact_delivery_id")),
    )


def _make_deferral_review() -> None:
    changes = "procedure_complete objection_lifted new_evidence risk_changed protection_in_place date_reached"
    op.create_table(
        "deferral_review",
        *_of_a_case("deferral_review"),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("change", sa.String(length=20), nullable=False),
        sa.Column("next", sa.String(length=10), nullable=False),
        sa.Column("next_review_date", sa.Date(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        *_by("deferral_review", "reviewed_by"),
        sa.CheckConstraint(
            f"change IN ({', '.join(repr(word) for word in changes.split())})", name=op.f("ck_deferral_review_change")
        ),
        sa.CheckConstraint("next IN ('identity', 'views', 'grounds', 'none')", name=op.f("ck_deferral_review_next")),
        sa.CheckConstraint(
            "(next = 'none') IS NOT TRUE OR (next_review_date IS NOT NULL) IS TRUE",
            name=op.f("ck_deferral_review_reviewed_again"),
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_deferral_review_decision_id")),
    )


def _of_a_case(table: str) -> list[sa.Column[object] | sa.Constraint]:
    """A row of its own id, numbered within its case."""
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("case_id", "number", name=f"uq_{table}_case_id_number"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f(f"fk_{table}_case_id")),
    ]


def _by(table: str, column: str) -> list[sa.Column[object] | sa.Constraint]:
    """Who, and when."""
    return [
        sa.Column(column, sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint([column], ["app_user.id"], name=op.f(f"fk_{table}_{column}")),
    ]


def downgrade() -> None:
    """Removes them, where nothing is kept in them yet."""
    for table in TABLES:
        op.drop_table(table)
    for table, change in reversed(CHANGES.items()):
        undo(table, change)
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)
