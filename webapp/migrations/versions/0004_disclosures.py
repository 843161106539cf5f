"""Disclosures: grounds, items, review, decision, delivery and its log."""

import sqlalchemy as sa
from alembic import op

from webapp.database import append_only_statements

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "consultation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("consultee", sa.String(length=20), nullable=False),
        sa.Column("view", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("conditions", sa.String(length=4000), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "consultee IN ('cps', 'originator', 'psd', 'csc', 'forum', 'isac', 'other_force', 'mappa', 'probation', 'code_d_officer')",
            name=op.f("ck_consultation_consultee"),
        ),
        sa.CheckConstraint(
            "view IN ('no_objection', 'conditions', 'objects', 'not_needed', 'granted', 'conditional', 'refused', 'acknowledged', 'view_given', 'pending', 'complete')",
            name=op.f("ck_consultation_view"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_consultation_case_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["app_user.id"], name=op.f("fk_consultation_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    op.create_index(op.f("ix_consultation_case_id"), "consultation", ["case_id"], unique=False)
    op.create_table(
        "grounds_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("recipient_location", sa.String(length=10), nullable=False),
        sa.Column("less_intrusive_considered", sa.String(length=4000), nullable=False),
        sa.Column("impact_on_subject", sa.String(length=4000), nullable=False),
        sa.Column("impact_on_third_parties", sa.String(length=4000), nullable=False),
        sa.Column("retaliation_risk", sa.String(length=10), nullable=False),
        sa.Column("apd_ref", sa.String(length=200), nullable=True),
        sa.Column("dpia_ref", sa.String(length=200), nullable=True),
        sa.Column("sensitive_retained", sa.Boolean(), nullable=False),
        sa.Column("strictly_necessary", sa.Boolean(), nullable=False),
        sa.Column("checks_failed", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("regime", sa.String(length=300), nullable=True),
        sa.Column("checked_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('prevent_detect_crime', 'protect_life', 'wellbeing_only', 'civil_claim_only')",
            name=op.f("ck_grounds_check_purpose"),
        ),
        sa.CheckConstraint(
            "recipient_location IN ('UK', 'overseas')", name=op.f("ck_grounds_check_recipient_location")
        ),
        sa.CheckConstraint(
            "result IN ('PASS', 'PASS_IF_LEGAL', 'RETURN', 'BLOCK')", name=op.f("ck_grounds_check_result")
        ),
        sa.CheckConstraint(
            "retaliation_risk IN ('LOW', 'MEDIUM', 'HIGH')", name=op.f("ck_grounds_check_retaliation_risk")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_grounds_check_case_id")),
        sa.ForeignKeyConstraint(["checked_by"], ["app_user.id"], name=op.f("fk_grounds_check_checked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grounds_check")),
        sa.UniqueConstraint("case_id", "number", name="uq_grounds_check_case_id_number"),
    )
    op.create_table(
        "disclosure_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("alias_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=True),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("strictly_necessary", sa.Boolean(), nullable=False),
        sa.Column("sch8_para", sa.String(length=2), nullable=True),
        sa.CheckConstraint("kind IN ('fact', 'assessment')", name=op.f("ck_disclosure_item_kind")),
        sa.CheckConstraint(
            "sch8_para IN ('1', '2', '3', '4', '5', '6', '7', '8', '9')", name=op.f("ck_disclosure_item_sch8_para")
        ),
        sa.CheckConstraint(
            "(strictly_necessary) IS NOT TRUE OR (sensitive) IS TRUE",
            name=op.f("ck_disclosure_item_necessary_only_if_sensitive"),
        ),
        sa.ForeignKeyConstraint(["alias_id"], ["alias.id"], name=op.f("fk_disclosure_item_alias_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_disclosure_item_case_id")),
        sa.ForeignKeyConstraint(["check_id"], ["grounds_check.id"], name=op.f("fk_disclosure_item_check_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_item")),
        sa.UniqueConstraint("check_id", "code", name="uq_disclosure_item_check_id_code"),
    )
    op.create_index(op.f("ix_disclosure_item_case_id"), "disclosure_item", ["case_id"], unique=False)
    op.create_table(
        "disclosure_tests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("necessary", sa.Boolean(), nullable=False),
        sa.Column("necessary_reason", sa.String(length=4000), nullable=False),
        sa.Column("pressing_need", sa.Boolean(), nullable=False),
        sa.Column("pressing_need_reason", sa.String(length=4000), nullable=False),
        sa.Column("proportionate", sa.Boolean(), nullable=False),
        sa.Column("proportionate_reason", sa.String(length=4000), nullable=False),
        sa.Column("weighed_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_disclosure_tests_case_id")),
        sa.ForeignKeyConstraint(["check_id"], ["grounds_check.id"], name=op.f("fk_disclosure_tests_check_id")),
        sa.ForeignKeyConstraint(["weighed_by"], ["app_user.id"], name=op.f("fk_disclosure_tests_weighed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_tests")),
        sa.UniqueConstraint("case_id", "number", name="uq_disclosure_tests_case_id_number"),
    )
    op.create_table(
        "grounds_answer",
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("answer", sa.String(length=4), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=True),
        sa.CheckConstraint("answer IN ('yes', 'no', 'na')", name=op.f("ck_grounds_answer_answer")),
        sa.CheckConstraint(
            "code IN ('A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8', 'A9', 'A10', 'A11', 'A12', 'A13', 'A14', 'A15', 'A16', 'A17', 'A18', 'A19', 'A20', 'A21', 'A22')",
            name=op.f("ck_grounds_answer_code"),
        ),
        sa.ForeignKeyConstraint(["check_id"], ["grounds_check.id"], name=op.f("fk_grounds_answer_check_id")),
        sa.PrimaryKeyConstraint("check_id", "code", name=op.f("pk_grounds_answer")),
    )
    op.create_table(
        "legal_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("result", sa.String(length=30), nullable=False),
        sa.Column("conditions", sa.String(length=4000), nullable=True),
        sa.Column("advice", sa.String(length=4000), nullable=True),
        sa.Column("guidance_version", sa.String(length=200), nullable=False),
        sa.Column("departure_from_guidance", sa.Boolean(), nullable=False),
        sa.Column("departure_reason", sa.String(length=4000), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(result = 'approve_with_conditions') IS NOT TRUE OR (conditions IS NOT NULL) IS TRUE",
            name=op.f("ck_legal_review_conditions_named"),
        ),
        sa.CheckConstraint(
            "result IN ('approve', 'approve_with_conditions', 'return', 'advise_against')",
            name=op.f("ck_legal_review_result"),
        ),
        sa.CheckConstraint(
            "(departure_from_guidance) IS NOT TRUE OR (departure_reason IS NOT NULL) IS TRUE",
            name=op.f("ck_legal_review_departure_explained"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_legal_review_case_id")),
        sa.ForeignKeyConstraint(["check_id"], ["grounds_check.id"], name=op.f("fk_legal_review_check_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["app_user.id"], name=op.f("fk_legal_review_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_review")),
        sa.UniqueConstraint("case_id", "number", name="uq_legal_review_case_id_number"),
    )
    op.create_table(
        "representations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("invited", sa.Boolean(), nullable=False),
        sa.Column("dispense_reasons", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=True),
        sa.Column("considered", sa.String(length=4000), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(invited) IS NOT TRUE OR (text IS NOT NULL) IS TRUE", name=op.f("ck_representations_answer_of_the_invited")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_representations_case_id")),
        sa.ForeignKeyConstraint(["check_id"], ["grounds_check.id"], name=op.f("fk_representations_check_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["app_user.id"], name=op.f("fk_representations_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representations")),
        sa.UniqueConstraint("case_id", "number", name="uq_representations_case_id_number"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Uuid(), nullable=True),
        sa.Column("tests_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("discloses", sa.Boolean(), nullable=False),
        sa.Column("recommendation", sa.String(length=30), nullable=True),
        sa.Column("departure_reason", sa.String(length=4000), nullable=True),
        sa.Column("acc_approval", sa.String(length=200), nullable=True),
        sa.Column("recipient", sa.String(length=20), nullable=True),
        sa.Column("subject_to_be_told", sa.String(length=10), nullable=True),
        sa.Column("subject_to_be_told_reason", sa.String(length=4000), nullable=True),
        sa.Column("review_date", sa.Date(), nullable=True),
        sa.Column("grounds_result", sa.String(length=20), nullable=True),
        sa.Column("legal_result", sa.String(length=30), nullable=True),
        sa.Column("identity_level", sa.String(length=20), nullable=True),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("assured_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spent_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_reason", sa.String(length=4000), nullable=True),
        sa.CheckConstraint(
            "(discloses) IS NOT TRUE OR (grounds_result IN ('PASS', 'PASS_IF_LEGAL') AND checked_by IS NOT NULL AND assured_by IS NOT NULL AND reviewed_by IS NOT NULL AND legal_result <> 'return' AND recipient IS NOT NULL AND subject_to_be_told IS NOT NULL AND content_digest IS NOT NULL AND check_id IS NOT NULL AND tests_id IS NOT NULL) IS TRUE",
            name=op.f("ck_decision_steps_before_disclosure"),
        ),
        sa.CheckConstraint(
            "(outcome <> COALESCE(recommendation, '')) IS NOT TRUE OR (departure_reason IS NOT NULL) IS TRUE",
            name=op.f("ck_decision_departure_explained"),
        ),
        sa.CheckConstraint(
            "(outcome = 'DEFERRED') IS NOT TRUE OR (review_date IS NOT NULL) IS TRUE",
            name=op.f("ck_decision_deferral_reviewed"),
        ),
        sa.CheckConstraint(
            "grounds_result IN ('PASS', 'PASS_IF_LEGAL', 'RETURN', 'BLOCK')", name=op.f("ck_decision_grounds_result")
        ),
        sa.CheckConstraint(
            "identity_level IN ('CONFIRMED', 'PROBABLE', 'POSSIBLE', 'INSUFFICIENT')",
            name=op.f("ck_decision_identity_level"),
        ),
        sa.CheckConstraint(
            "legal_result IN ('approve', 'approve_with_conditions', 'return', 'advise_against')",
            name=op.f("ck_decision_legal_result"),
        ),
        sa.CheckConstraint(
            "outcome IN ('DISCLOSED_FULL', 'DISCLOSED_LIMITED', 'REASSURANCE_ONLY', 'DISCLOSED_THIRD_PARTY', 'DEFERRED', 'REFUSED', 'DECLINED_BY_VICTIM', 'SUPERSEDED_BY_PROCEEDINGS', 'TRANSFERRED')",
            name=op.f("ck_decision_outcome"),
        ),
        sa.CheckConstraint(
            "recipient IN ('victim', 'parent_guardian', 'other_best_placed')", name=op.f("ck_decision_recipient")
        ),
        sa.CheckConstraint(
            "recommendation IN ('DISCLOSED_FULL', 'DISCLOSED_LIMITED', 'REASSURANCE_ONLY', 'DISCLOSED_THIRD_PARTY', 'DEFERRED', 'REFUSED', 'DECLINED_BY_VICTIM', 'SUPERSEDED_BY_PROCEEDINGS', 'TRANSFERRED', 'CLOSED_NO_IDENTITY', 'OUT_OF_SCOPE')",
            name=op.f("ck_decision_recommendation"),
        ),
        sa.CheckConstraint("subject_to_be_told IN ('yes', 'later', 'no')", name=op.f("ck_decision_subject_to_be_told")),
        sa.CheckConstraint(
            "(spent_at IS NOT NULL) IS NOT TRUE OR (discloses AND spent_by IS NOT NULL) IS TRUE",
            name=op.f("ck_decision_only_a_permission_is_spent"),
        ),
        sa.CheckConstraint(
            "decided_by <> checked_by AND decided_by <> assured_by AND decided_by <> reviewed_by AND reviewed_by <> checked_by AND reviewed_by <> assured_by AND assured_by <> checked_by",
            name=op.f("ck_decision_distinct_people"),
        ),
        sa.CheckConstraint("spent_at IS NULL OR revoked_at IS NULL", name=op.f("ck_decision_spent_or_revoked")),
        sa.ForeignKeyConstraint(["assured_by"], ["app_user.id"], name=op.f("fk_decision_assured_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_decision_case_id")),
        sa.ForeignKeyConstraint(["check_id"], ["grounds_check.id"], name=op.f("fk_decision_check_id")),
        sa.ForeignKeyConstraint(["checked_by"], ["app_user.id"], name=op.f("fk_decision_checked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name=op.f("fk_decision_decided_by")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["app_user.id"], name=op.f("fk_decision_reviewed_by")),
        sa.ForeignKeyConstraint(["revoked_by"], ["app_user.id"], name=op.f("fk_decision_revoked_by")),
        sa.ForeignKeyConstraint(["spent_by"], ["app_user.id"], name=op.f("fk_decision_spent_by")),
        sa.ForeignKeyConstraint(["tests_id"], ["disclosure_tests.id"], name=op.f("fk_decision_tests_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("case_id", "number", name="uq_decision_case_id_number"),
    )
    op.create_index(
        "uq_decision_live",
        "decision",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("discloses AND spent_at IS NULL AND revoked_at IS NULL"),
        postgresql_where=sa.text("discloses AND spent_at IS NULL AND revoked_at IS NULL"),
    )
    op.create_table(
        "decision_item",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_item_decision_id")),
        sa.ForeignKeyConstraint(["item_id"], ["disclosure_item.id"], name=op.f("fk_decision_item_item_id")),
        sa.PrimaryKeyConstraint("decision_id", "item_id", name=op.f("pk_decision_item")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("recipient_name", sa.String(length=200), nullable=False),
        sa.Column("recipient_id_verified", sa.Boolean(), nullable=False),
        sa.Column("safe_location", sa.Boolean(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("mode_reason", sa.String(length=4000), nullable=True),
        sa.Column("interpreter_used", sa.String(length=20), nullable=False),
        sa.Column("undertaking", sa.String(length=20), nullable=False),
        sa.Column("caveat_read", sa.Boolean(), nullable=False),
        sa.Column("reaction", sa.String(length=4000), nullable=False),
        sa.Column("safety_plan_updated", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("delivered_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(mode = 'secure_video') IS NOT TRUE OR (mode_reason IS NOT NULL) IS TRUE",
            name=op.f("ck_delivery_video_explained"),
        ),
        sa.CheckConstraint("interpreter_used IN ('na', 'professional')", name=op.f("ck_delivery_interpreter_used")),
        sa.CheckConstraint("mode IN ('in_person', 'secure_video')", name=op.f("ck_delivery_mode")),
        sa.CheckConstraint(
            "undertaking IN ('signed', 'refused', 'not_appropriate')", name=op.f("ck_delivery_undertaking")
        ),
        sa.CheckConstraint(
            "(given) IS NOT TRUE OR (recipient_id_verified AND safe_location AND caveat_read) IS TRUE",
            name=op.f("ck_delivery_given_safely"),
        ),
        sa.CheckConstraint(
            "delivered_by <> decided_by AND delivered_by <> reviewed_by", name=op.f("ck_delivery_distinct_people")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_delivery_case_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name=op.f("fk_delivery_decided_by")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_delivery_decision_id")),
        sa.ForeignKeyConstraint(["delivered_by"], ["app_user.id"], name=op.f("fk_delivery_delivered_by")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["app_user.id"], name=op.f("fk_delivery_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("case_id", "number", name="uq_delivery_case_id_number"),
        sa.UniqueConstraint("id", "decision_id", name="uq_delivery_id_decision_id"),
    )
    op.create_index(
        "uq_delivery_given",
        "delivery",
        ["decision_id"],
        unique=True,
        sqlite_where=sa.text("given"),
        postgresql_where=sa.text("given"),
    )
    op.create_table(
        "no_disclosure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("reason_given", sa.String(length=4000), nullable=False),
        sa.Column("safety_advice", sa.String(length=4000), nullable=False),
        sa.Column("complaint_route", sa.String(length=4000), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_no_disclosure_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_no_disclosure_decision_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["app_user.id"], name=op.f("fk_no_disclosure_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_disclosure")),
        sa.UniqueConstraint("case_id", "number", name="uq_no_disclosure_case_id_number"),
    )
    op.create_table(
        "delivery_item",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id", "item_id"],
            ["decision_item.decision_id", "decision_item.item_id"],
            name="fk_delivery_item_approved",
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id", "decision_id"], ["delivery.id", "delivery.decision_id"], name="fk_delivery_item_delivery"
        ),
        sa.PrimaryKeyConstraint("delivery_id", "item_id", name=op.f("pk_delivery_item")),
    )
    op.create_table(
        "disclosure_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("discloser_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(length=20), nullable=False),
        sa.Column("recipient_name", sa.String(length=200), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("justification", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "recipient IN ('victim', 'parent_guardian', 'other_best_placed')", name=op.f("ck_disclosure_log_recipient")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_disclosure_log_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_disclosure_log_decision_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_disclosure_log_delivery_id")),
        sa.ForeignKeyConstraint(["discloser_id"], ["app_user.id"], name=op.f("fk_disclosure_log_discloser_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_log")),
        sa.UniqueConstraint("delivery_id", "recipient_name", name="uq_disclosure_log_delivery_id_recipient_name"),
    )
    op.create_index(op.f("ix_disclosure_log_case_id"), "disclosure_log", ["case_id"], unique=False)

    for statement in append_only_statements("disclosure_log", op.get_context().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Removes them."""
    op.drop_index(op.f("ix_disclosure_log_case_id"), table_name="disclosure_log")
    op.drop_table("disclosure_log")
    op.drop_table("delivery_item")
    op.drop_table("no_disclosure")
    op.drop_index(
        "uq_delivery_given", table_name="delivery", sqlite_where=sa.text("given"), postgresql_where=sa.text("given")
    )
    op.drop_table("delivery")
    op.drop_table("decision_item")
    op.drop_index(
        "uq_decision_live",
        table_name="decision",
        sqlite_where=sa.text("discloses AND spent_at IS NULL AND revoked_at IS NULL"),
        postgresql_where=sa.text("discloses AND spent_at IS NULL AND revoked_at IS NULL"),
    )
    op.drop_table("decision")
    op.drop_table("representations")
    op.drop_table("legal_review")
    op.drop_table("grounds_answer")
    op.drop_table("disclosure_tests")
    op.drop_index(op.f("ix_disclosure_item_case_id"), table_name="disclosure_item")
    op.drop_table("disclosure_item")
    op.drop_table("grounds_check")
    op.drop_index(op.f("ix_consultation_case_id"), table_name="consultation")
    op.drop_table("consultation")
