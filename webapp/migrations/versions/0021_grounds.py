"""Requests for views, invitations, a named stage for a return, and the approval to act against legal advice.

What is there already: representations were considered by whoever recorded them; a legal reviewer could return a case to
the grounds only; no item was a reassurance or was said to use conditional material.
"""

import sqlalchemy as sa
from alembic import op

from webapp.migrations.retyping import Change, Gained, carry_over, undo

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

CONSULTEES = "'cps', 'originator', 'psd', 'csc', 'forum', 'isac', 'other_force', 'mappa', 'probation', 'code_d_officer'"
FLAG = Gained("BOOLEAN", "FALSE", needed=True)
PERSON = "FOREIGN KEY({}) REFERENCES app_user (id)"
CHANGES = {
    "consultation": Change(
        {},
        gained={"less_than_full": Gained("BYTEA")},
        rules={"ck_consultation_consultee": f"CHECK (consultee IN ({CONSULTEES}, 'coroner'))"},
        rules_before={"ck_consultation_consultee": f"CHECK (consultee IN ({CONSULTEES}))"},
    ),
    "disclosure_item": Change({}, gained={"reassures": FLAG, "uses_conditional": FLAG}),
    "disclosure_tests": Change({}, gained={"asks_approval": FLAG}),
    "representations": Change(
        {},
        emptied=("considered",),
        gained={
            "invitation": Gained("BYTEA"),
            "unanswered": FLAG,
            "received_by": Gained("UUID"),
            "received_at": Gained("TIMESTAMP WITH TIME ZONE"),
            "considered_by": Gained("UUID", "recorded_by"),
            "considered_at": Gained("TIMESTAMP WITH TIME ZONE", "at"),
        },
        rules={
            "ck_representations_reasons_of_the_dispensed": (
                "CHECK ((NOT invited) IS NOT TRUE OR (considered IS NOT NULL) IS TRUE)"
            ),
            "ck_representations_answer_of_the_invited": (
                "CHECK ((invited AND considered IS NOT NULL) IS NOT TRUE OR (text IS NOT NULL OR unanswered) IS TRUE)"
            ),
            "ck_representations_considered_by_somebody": "CHECK ((considered IS NULL) = (considered_by IS NULL))",
            "fk_representations_received_by": PERSON.format("received_by"),
            "fk_representations_considered_by": PERSON.format("considered_by"),
        },
        rules_before={
            "ck_representations_answer_of_the_invited": "CHECK ((invited) IS NOT TRUE OR (text IS NOT NULL) IS TRUE)"
        },
    ),
    "legal_review": Change(
        {},
        gained={
            "return_to": Gained("VARCHAR(10)", "CASE WHEN result = 'return' THEN 'grounds' END"),
            "guidance_title": Gained("VARCHAR(400)"),
        },
        rules={
            "ck_legal_review_return_to": "CHECK (return_to IN ('identity', 'views', 'grounds'))",
            "ck_legal_review_return_names_a_stage": (
                "CHECK ((result = 'return') IS NOT TRUE OR (return_to IS NOT NULL) IS TRUE)"
            ),
        },
    ),
    "decision": Change(
        {},
        gained={"cps_answer": Gained("BYTEA"), "approved_by": Gained("UUID")},
        rules={
            "fk_decision_approved_by": PERSON.format("approved_by"),
            "ck_decision_against_advice_approved": (
                "CHECK ((discloses AND legal_result = 'advise_against') IS NOT TRUE "
                "OR (approved_by IS NOT NULL OR acc_approval IS NOT NULL) IS TRUE)"
            ),
            "ck_decision_approved_by_another": "CHECK (decided_by <> approved_by AND approved_by <> reviewed_by)",
        },
    ),
}


def upgrade() -> None:
    """Makes the tables and carries the data."""
    op.create_table(
        "consultation_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("consultee", sa.String(length=20), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"consultee IN ({CONSULTEES}, 'coroner')", name=op.f("ck_consultation_request_consultee")),
        sa.ForeignKeyConstraint(["asked_by"], ["app_user.id"], name=op.f("fk_consultation_request_asked_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_consultation_request_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_request")),
        sa.UniqueConstraint("case_id", "number", name="uq_consultation_request_case_id_number"),
    )
    op.create_table(
        "senior_approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["app_user.id"], name=op.f("fk_senior_approval_approved_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_senior_approval_case_id")),
        sa.ForeignKeyConstraint(["review_id"], ["legal_review.id"], name=op.f("fk_senior_approval_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_senior_approval")),
        sa.UniqueConstraint("case_id", "number", name="uq_senior_approval_case_id_number"),
    )
    for table, change in CHANGES.items():
        carry_over(table, change)


def downgrade() -> None:
    """Undoes the change where nothing is kept yet."""
    for table, change in reversed(CHANGES.items()):
        undo(table, change)
    op.drop_table("senior_approval")
    op.drop_table("consultation_request")
