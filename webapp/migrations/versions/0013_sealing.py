"""What is kept about people becomes bytes to be sealed; data keys; reviews, holds and erasure."""

import sqlalchemy as sa
from alembic import op

from webapp.migrations.retyping import Change, Gained, carry_over, undo

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WORDS = "VARCHAR(4000)"
# Every column that is sealed from now on, with the type it had.
SEALED = {
    "case_file": {"crime_ref": "VARCHAR(40)", "related_case": "VARCHAR(40)", "scope_reason": WORDS},
    "form_submission": {"answers": "JSON"},
    "victim": {
        "name": "VARCHAR(200)",
        "date_of_birth": "DATE",
        "needs": "JSON",
        "safe_channel": "VARCHAR(200)",
        "safe_times": "VARCHAR(200)",
        "code_word": "VARCHAR(80)",
    },
    "subject": {"name": "VARCHAR(200)", "date_of_birth": "DATE", "locality": "VARCHAR(200)"},
    "alias": {
        "handle": "VARCHAR(200)",
        "platform": "VARCHAR(80)",
        "stable_id": "VARCHAR(200)",
        "first_seen": "DATE",
        "last_seen": "DATE",
    },
    "closure": {"lessons": WORDS},
    "line_of_enquiry": {
        "authority_ref": "VARCHAR(80)",
        "necessity": WORDS,
        "proportionality": WORDS,
        "collateral": WORDS,
        "source_utc_time": "TIMESTAMP WITH TIME ZONE",
        "source_port": "INTEGER",
        "handling_conditions": WORDS,
        "result_summary": WORDS,
    },
    "identity_assessment": {"contradiction_reason": WORDS, "alternative_suspects": WORDS},
    "strand": {"description": "VARCHAR(200)", "independent_group": "VARCHAR(40)"},
    "identity_assurance": {"reasons": WORDS},
    "risk_triage": {"sdash": "JSON", "judgement_text": WORDS, "override_reason": WORDS},
    "priority_confirmation": {"reason": WORDS, "note": WORDS},
    "safeguarding_plan": {"actions": "JSON", "detail": WORDS},
    "consultation": {"reason": WORDS, "conditions": WORDS},
    "disclosure_tests": {"necessary_reason": WORDS, "pressing_need_reason": WORDS, "proportionate_reason": WORDS},
    "decision": {
        "departure_reason": WORDS,
        "acc_approval": "VARCHAR(200)",
        "subject_to_be_told_reason": WORDS,
        "revoked_reason": WORDS,
    },
    "delivery": {"recipient_name": "VARCHAR(200)", "mode_reason": WORDS, "reaction": WORDS},
    "disclosure_log": {"recipient_name": "VARCHAR(200)", "items": "JSON", "justification": "TEXT"},
    "no_disclosure": {"reason_given": WORDS, "safety_advice": WORDS, "complaint_route": WORDS},
    "grounds_check": {
        "less_intrusive_considered": WORDS,
        "impact_on_subject": WORDS,
        "impact_on_third_parties": WORDS,
        "apd_ref": "VARCHAR(200)",
        "dpia_ref": "VARCHAR(200)",
    },
    "grounds_answer": {"note": "VARCHAR(1000)"},
    "disclosure_item": {"text": WORDS, "as_at": "DATE"},
    "representations": {"dispense_reasons": "JSON", "text": WORDS, "considered": WORDS},
    "legal_review": {"conditions": WORDS, "advice": WORDS, "departure_reason": WORDS},
    "process_instance": {"state": "BYTEA", "variables": "JSON"},
    "decision_evaluation": {"inputs": "JSON", "outputs": "JSON", "explanation": "JSON"},
    "incident": {"message": "TEXT"},
    "event_delivery": {"variables": "JSON"},
    "task_draft": {"answers": "JSON"},
    "totp_secret": {"secret": "TEXT"},
    "audit_inquiry": {"criteria": "JSON", "reason": "TEXT"},
    "staff_proposal": {"reason": "VARCHAR(300)"},
    "service_job": {"variables": "JSON", "answer": "JSON"},
    "case_move": {"sentences": "JSON", "state_before": "BYTEA"},
}


def _case_of(table: str, parent: str, link: str) -> str:
    return f"(SELECT case_id FROM {parent} WHERE {parent}.id = {table}.{link})"  # noqa: S608 - our own names  # nosec B608


# Tables whose rows did not name their case: through which parent it is found.
CASES = {
    "strand": ("identity_assessment", "assessment_id", True),
    "grounds_answer": ("grounds_check", "check_id", True),
    "decision_evaluation": ("process_instance", "instance_id", True),
    "incident": ("process_instance", "instance_id", True),
    "event_delivery": ("process_instance", "instance_id", False),
    "task_draft": ("user_task", "task_id", True),
    "service_job": ("process_instance", "instance_id", True),
    "case_move": ("process_instance", "instance_id", True),
}
EMPTIED = {"event_delivery": ("variables",), "case_move": ("sentences",)}
CLOSED_BEFORE = "CHECK (erased_at IS NULL OR status = 'closed')"
REVIEW = "(SELECT retention_review_date FROM closure WHERE closure.case_id = case_file.id)"
CHANGES = {table: Change(columns) for table, columns in SEALED.items()} | {
    table: Change(
        SEALED[table],
        emptied=EMPTIED.get(table, ()),
        gained={"case_id": Gained("UUID", _case_of(table, parent, link), needed)},
        rules={f"fk_{table}_case_id": "FOREIGN KEY(case_id) REFERENCES case_file (id)"},
    )
    for table, (parent, link, needed) in CASES.items()
} | {
    "case_file": Change(
        SEALED["case_file"],
        gained={"erased_at": Gained("TIMESTAMP WITH TIME ZONE"), "review_on": Gained("DATE", REVIEW)},
        rules={"ck_case_file_closed_before_erased": CLOSED_BEFORE},
    ),
    # The log holds one row for each delivery; a sealed name is another value each time and cannot be compared.
    "disclosure_log": Change(
        SEALED["disclosure_log"],
        rules={"uq_disclosure_log_delivery_id": "UNIQUE (delivery_id)"},
        rules_before={"uq_disclosure_log_delivery_id_recipient_name": "UNIQUE (delivery_id, recipient_name)"},
    ),
}  # fmt: skip


def upgrade() -> None:
    """Carries every value over, marked as not sealed yet; `keys seal` seals it with the keys of the installation."""
    _new_tables()
    for table, change in CHANGES.items():
        carry_over(table, change)
        op.execute(f"INSERT INTO unsealed_table (name) SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})")  # noqa: S608 - our own names  # nosec B608
    op.create_index("ix_case_file_review_on", "case_file", ["review_on"])


def downgrade() -> None:
    """Undoes the change where nothing is kept yet. Sealed values cannot become readable again by a change of tables."""
    op.drop_index("ix_case_file_review_on", table_name="case_file")
    for table, change in reversed(CHANGES.items()):
        undo(table, change)
    for table in ("retention_review", "legal_hold", "unsealed_table", "data_key"):
        op.drop_table(table)


def _new_tables() -> None:
    op.create_table(
        "data_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped_by", sa.String(length=40), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name=op.f("ck_data_key_destroyed_without_secret")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
        sa.UniqueConstraint("owner_id", name="uq_data_key_owner_id"),
    )
    op.create_index("ix_data_key_wrapped_by", "data_key", ["wrapped_by"], unique=False)
    op.create_table(
        "unsealed_table",
        sa.Column("name", sa.String(length=63), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_unsealed_table")),
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lift_reason", sa.LargeBinary(), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(lifted_by IS NULL) = (lifted_at IS NULL)", name=op.f("ck_legal_hold_lifted_by_somebody")),
        sa.CheckConstraint("lifted_by <> set_by", name=op.f("ck_legal_hold_another_lifts")),
        sa.CheckConstraint(
            "lifted_at IS NULL OR lift_reason IS NOT NULL", name=op.f("ck_legal_hold_lifting_explained")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_legal_hold_case_id")),
        sa.ForeignKeyConstraint(["lifted_by"], ["app_user.id"], name=op.f("fk_legal_hold_lifted_by")),
        sa.ForeignKeyConstraint(["set_by"], ["app_user.id"], name=op.f("fk_legal_hold_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index(op.f("ix_legal_hold_case_id"), "legal_hold", ["case_id"], unique=False)
    op.create_table(
        "retention_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=5), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_as", sa.String(length=10), nullable=True),
        sa.Column("settle_reason", sa.LargeBinary(), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("verdict IN ('keep', 'erase')", name=op.f("ck_retention_review_verdict")),
        sa.CheckConstraint(
            "ground IN ('period_over', 'request_s47', 'court_order')", name=op.f("ck_retention_review_ground")
        ),
        sa.CheckConstraint("settled_as IN ('confirmed', 'returned')", name=op.f("ck_retention_review_settled_as")),
        sa.CheckConstraint(
            "(verdict = 'keep') = (next_review_on IS NOT NULL)", name=op.f("ck_retention_review_kept_until")
        ),
        sa.CheckConstraint(
            "(verdict = 'erase') = (ground IS NOT NULL)", name=op.f("ck_retention_review_erased_for_a_ground")
        ),
        sa.CheckConstraint(
            "(settled_by IS NULL) = (settled_at IS NULL) AND (settled_by IS NULL) = (settled_as IS NULL)",
            name=op.f("ck_retention_review_settled_whole"),
        ),
        sa.CheckConstraint("settled_by <> reviewed_by", name=op.f("ck_retention_review_two_people")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_retention_review_case_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["app_user.id"], name=op.f("fk_retention_review_reviewed_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["app_user.id"], name=op.f("fk_retention_review_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_review")),
        sa.UniqueConstraint("case_id", "number", name="uq_retention_review_case_id_number"),
    )
    op.create_index(
        "uq_retention_review_open",
        "retention_review",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("verdict = 'erase' AND settled_at IS NULL"),
        postgresql_where=sa.text("verdict = 'erase' AND settled_at IS NULL"),
    )
