"""Decisions by word of mouth in a threat to life, and how they are put in writing afterwards.

Every decision that is there was made in writing.
"""

import sqlalchemy as sa
from alembic import op

from webapp.migrations.retyping import Change, Gained, carry_over, undo

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STEPS = "grounds_result IN ('PASS', 'PASS_IF_LEGAL') AND checked_by IS NOT NULL AND assured_by IS NOT NULL AND reviewed_by IS NOT NULL AND legal_result <> 'return' AND recipient IS NOT NULL AND subject_to_be_told IS NOT NULL AND content_digest IS NOT NULL AND check_id IS NOT NULL AND tests_id IS NOT NULL"
URGENT = "priority = 'P1_IMMEDIATE' AND purpose = 'protect_life' AND grounds_result = 'PASS' AND identity_level IN ('POSSIBLE', 'PROBABLE', 'CONFIRMED') AND checked_by IS NOT NULL AND assured_by IS NOT NULL AND recipient IS NOT NULL AND content_digest IS NOT NULL AND check_id IS NOT NULL"
DECISION = Change(
    sealed={},
    gained={
        "oral": Gained("BOOLEAN", "FALSE", needed=True),
        "priority": Gained("VARCHAR(20)"),
        "purpose": Gained("VARCHAR(30)"),
        "oral_reasons": Gained("BYTEA"),
        "legal_view": Gained("BYTEA"),
        "no_lawyer_reason": Gained("BYTEA"),
    },
    rules_before={
        "ck_decision_steps_before_disclosure": f"CHECK ((discloses) IS NOT TRUE OR ({STEPS}) IS TRUE)",
        "ck_decision_departure_explained": "CHECK ((outcome <> COALESCE(recommendation, '')) IS NOT TRUE OR (departure_reason IS NOT NULL) IS TRUE)",
    },
    rules={
        "ck_decision_steps_before_disclosure": f"CHECK ((discloses AND NOT oral) IS NOT TRUE OR ({STEPS}) IS TRUE)",
        "ck_decision_departure_explained": "CHECK ((NOT oral AND outcome <> COALESCE(recommendation, '')) IS NOT TRUE OR (departure_reason IS NOT NULL) IS TRUE)",
        "ck_decision_steps_before_urgent_disclosure": f"CHECK ((discloses AND oral) IS NOT TRUE OR ({URGENT}) IS TRUE)",
        "ck_decision_oral_reasons_noted": "CHECK ((oral) IS NOT TRUE OR (oral_reasons IS NOT NULL) IS TRUE)",
        "ck_decision_lawyer_asked_or_not_reached": "CHECK ((oral) IS NOT TRUE OR ((legal_view IS NULL) <> (no_lawyer_reason IS NULL)) IS TRUE)",
        "ck_decision_priority": "CHECK (priority IN ('P1_IMMEDIATE', 'P2_HIGH', 'P3_STANDARD'))",
        "ck_decision_purpose": "CHECK (purpose IN ('prevent_detect_crime', 'protect_life', 'wellbeing_only', 'civil_claim_only'))",
    },
)


def upgrade() -> None:
    """Every decision that is there is one in writing."""
    carry_over("decision", DECISION)
    op.create_table(
        "written_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("necessary_reason", sa.LargeBinary(), nullable=False),
        sa.Column("pressing_need_reason", sa.LargeBinary(), nullable=False),
        sa.Column("proportionate_reason", sa.LargeBinary(), nullable=False),
        sa.Column("differences", sa.LargeBinary(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("written_by = decided_by", name=op.f("ck_written_decision_by_its_decision_maker")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_written_decision_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_written_decision_decision_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name=op.f("fk_written_decision_decided_by")),
        sa.ForeignKeyConstraint(["written_by"], ["app_user.id"], name=op.f("fk_written_decision_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_written_decision")),
        sa.UniqueConstraint("decision_id", name="uq_written_decision_decision_id"),
    )
    op.create_index(op.f("ix_written_decision_case_id"), "written_decision", ["case_id"])
    op.create_table(
        "threat_warning",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("warned_how", sa.String(length=20), nullable=False),
        sa.Column("warning_given", sa.LargeBinary(), nullable=False),
        sa.Column("protective_steps", sa.LargeBinary(), nullable=False),
        sa.Column("threat_assessed", sa.LargeBinary(), nullable=False),
        sa.Column("warned_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "warned_how IN ('in_person', 'safe_telephone', 'trusted_person', 'not_reached')",
            name=op.f("ck_threat_warning_warned_how"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_threat_warning_case_id")),
        sa.ForeignKeyConstraint(["warned_by"], ["app_user.id"], name=op.f("fk_threat_warning_warned_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threat_warning")),
        sa.UniqueConstraint("case_id", "number", name="uq_threat_warning_case_id_number"),
    )


def downgrade() -> None:
    """Possible only while nothing was decided: a release that knows of no such decisions could not keep to them."""
    op.drop_table("threat_warning")
    op.drop_table("written_decision")
    undo("decision", DECISION)
