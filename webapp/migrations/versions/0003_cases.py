"""Cases: report, risk, aliases, enquiries, identity, safeguarding and closure."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "case_number",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_case_number")),
    )
    op.create_table(
        "case_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=True),
        sa.Column("priority", sa.String(length=20), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("crime_ref", sa.String(length=40), nullable=True),
        sa.Column("entry_route", sa.String(length=20), nullable=True),
        sa.Column("offence_basis", sa.String(length=20), nullable=True),
        sa.Column("online_anonymous", sa.Boolean(), nullable=True),
        sa.Column("victim_count", sa.Integer(), nullable=True),
        sa.Column("related_case", sa.String(length=40), nullable=True),
        sa.Column("in_scope", sa.Boolean(), nullable=True),
        sa.Column("out_of_scope_referral", sa.String(length=20), nullable=True),
        sa.Column("scope_reason", sa.String(length=4000), nullable=True),
        sa.Column("reported_by", sa.Uuid(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'closed') IS NOT TRUE OR (outcome IS NOT NULL AND closed_at IS NOT NULL) IS TRUE",
            name=op.f("ck_case_file_closed_with_outcome"),
        ),
        sa.CheckConstraint(
            "entry_route IN ('police_initiated', 'victim_request', 'partner_referral')",
            name=op.f("ck_case_file_entry_route"),
        ),
        sa.CheckConstraint(
            "offence_basis IN ('PHA_2A', 'PHA_4A', 'related', 'under_assessment')",
            name=op.f("ck_case_file_offence_basis"),
        ),
        sa.CheckConstraint(
            "out_of_scope_referral IN ('dvds', 'csods', 'ordinary_crime')", name=op.f("ck_case_file_referral")
        ),
        sa.CheckConstraint(
            "outcome IN ('DISCLOSED_FULL', 'DISCLOSED_LIMITED', 'REASSURANCE_ONLY', 'DISCLOSED_THIRD_PARTY', 'DEFERRED', 'REFUSED', 'DECLINED_BY_VICTIM', 'SUPERSEDED_BY_PROCEEDINGS', 'TRANSFERRED', 'CLOSED_NO_IDENTITY', 'OUT_OF_SCOPE')",
            name=op.f("ck_case_file_outcome"),
        ),
        sa.CheckConstraint(
            "priority IN ('P1_IMMEDIATE', 'P2_HIGH', 'P3_STANDARD')", name=op.f("ck_case_file_priority")
        ),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_case_file_status")),
        sa.ForeignKeyConstraint(["opened_by"], ["app_user.id"], name=op.f("fk_case_file_opened_by")),
        sa.ForeignKeyConstraint(["reported_by"], ["app_user.id"], name=op.f("fk_case_file_reported_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("reference", name="uq_case_file_reference"),
    )
    op.create_index("ix_case_file_opened_at", "case_file", ["opened_at"], unique=False)
    op.create_table(
        "alias",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("handle", sa.String(length=200), nullable=False),
        sa.Column("platform", sa.String(length=80), nullable=False),
        sa.Column("stable_id", sa.String(length=200), nullable=True),
        sa.Column("first_seen", sa.Date(), nullable=True),
        sa.Column("last_seen", sa.Date(), nullable=True),
        sa.Column("link_level", sa.String(length=20), nullable=True),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "link_level IN ('CONFIRMED', 'PROBABLE', 'POSSIBLE', 'INSUFFICIENT')", name=op.f("ck_alias_link_level")
        ),
        sa.ForeignKeyConstraint(["added_by"], ["app_user.id"], name=op.f("fk_alias_added_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_alias_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
        sa.UniqueConstraint("case_id", "code", name="uq_alias_case_id_code"),
    )
    op.create_table(
        "case_group",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("group_name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_group_case_id")),
        sa.PrimaryKeyConstraint("case_id", "group_name", name=op.f("pk_case_group")),
    )
    op.create_index(op.f("ix_case_group_group_name"), "case_group", ["group_name"], unique=False)
    op.create_table(
        "case_person",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_person_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_case_person_user_id")),
        sa.PrimaryKeyConstraint("case_id", "user_id", name=op.f("pk_case_person")),
    )
    op.create_index(op.f("ix_case_person_user_id"), "case_person", ["user_id"], unique=False)
    op.create_table(
        "closure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("relationship_to_victim", sa.String(length=20), nullable=True),
        sa.Column("repeat_stalking", sa.Boolean(), nullable=True),
        sa.Column("retaliation", sa.Boolean(), nullable=True),
        sa.Column("isac_referral", sa.Boolean(), nullable=True),
        sa.Column("support_taken_up", sa.Boolean(), nullable=True),
        sa.Column("criminal_justice", sa.String(length=20), nullable=True),
        sa.Column("victim_satisfaction", sa.Integer(), nullable=True),
        sa.Column("retention_review_date", sa.Date(), nullable=False),
        sa.Column("lessons", sa.String(length=4000), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "criminal_justice IN ('none', 'arrested', 'charged', 'convicted', 'protection_order')",
            name=op.f("ck_closure_criminal_justice"),
        ),
        sa.CheckConstraint(
            "outcome IN ('DISCLOSED_FULL', 'DISCLOSED_LIMITED', 'REASSURANCE_ONLY', 'DISCLOSED_THIRD_PARTY', 'DEFERRED', 'REFUSED', 'DECLINED_BY_VICTIM', 'SUPERSEDED_BY_PROCEEDINGS', 'TRANSFERRED', 'CLOSED_NO_IDENTITY', 'OUT_OF_SCOPE')",
            name=op.f("ck_closure_outcome"),
        ),
        sa.CheckConstraint(
            "relationship_to_victim IN ('ex_partner', 'acquaintance', 'stranger', 'unknown')",
            name=op.f("ck_closure_relationship_to_victim"),
        ),
        sa.CheckConstraint("victim_satisfaction BETWEEN 1 AND 5", name=op.f("ck_closure_victim_satisfaction")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_closure_case_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["app_user.id"], name=op.f("fk_closure_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
        sa.UniqueConstraint("case_id", name="uq_closure_case_id"),
    )
    op.create_table(
        "form_submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("element_id", sa.String(length=120), nullable=False),
        sa.Column("form_id", sa.String(length=120), nullable=False),
        sa.Column("form_checksum", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_form_submission_case_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["app_user.id"], name=op.f("fk_form_submission_submitted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_submission")),
    )
    op.create_index("ix_form_submission_case_id_at", "form_submission", ["case_id", "at"], unique=False)
    op.create_table(
        "line_of_enquiry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("preserved_until", sa.Date(), nullable=True),
        sa.Column("authority_type", sa.String(length=20), nullable=False),
        sa.Column("authority_ref", sa.String(length=80), nullable=True),
        sa.Column("authority_expires_on", sa.Date(), nullable=True),
        sa.Column("necessity", sa.String(length=4000), nullable=False),
        sa.Column("proportionality", sa.String(length=4000), nullable=False),
        sa.Column("collateral", sa.String(length=4000), nullable=False),
        sa.Column("source_utc_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_port", sa.Integer(), nullable=True),
        sa.Column("handling_code", sa.String(length=1), nullable=False),
        sa.Column("handling_conditions", sa.String(length=4000), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("result_summary", sa.String(length=4000), nullable=True),
        sa.Column("pursued_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(authority_type <> 'none_open_source') IS NOT TRUE OR (authority_ref IS NOT NULL) IS TRUE",
            name=op.f("ck_line_of_enquiry_authority_has_reference"),
        ),
        sa.CheckConstraint(
            "(handling_code = 'C') IS NOT TRUE OR (handling_conditions IS NOT NULL) IS TRUE",
            name=op.f("ck_line_of_enquiry_conditions_of_code_c"),
        ),
        sa.CheckConstraint(
            "authority_type IN ('s60A', 's61A_urgent', 'OPO', 'MLA', 'DSA_RIPA', 'consent', 'PACE', 'none_open_source')",
            name=op.f("ck_line_of_enquiry_authority_type"),
        ),
        sa.CheckConstraint("handling_code IN ('P', 'C')", name=op.f("ck_line_of_enquiry_handling_code")),
        sa.CheckConstraint(
            "result IN ('candidate_found', 'more_enquiries', 'exhausted')", name=op.f("ck_line_of_enquiry_result")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_line_of_enquiry_case_id")),
        sa.ForeignKeyConstraint(["pursued_by"], ["app_user.id"], name=op.f("fk_line_of_enquiry_pursued_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_of_enquiry")),
        sa.UniqueConstraint("case_id", "number", name="uq_line_of_enquiry_case_id_number"),
    )
    op.create_table(
        "priority_confirmation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("given", sa.String(length=20), nullable=False),
        sa.Column("override", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.String(length=4000), nullable=True),
        sa.Column("note", sa.String(length=4000), nullable=True),
        sa.Column("confirmed", sa.String(length=20), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(override IN ('raise', 'lower')) IS NOT TRUE OR (reason IS NOT NULL) IS TRUE",
            name=op.f("ck_priority_confirmation_override_explained"),
        ),
        sa.CheckConstraint(
            "confirmed IN ('P1_IMMEDIATE', 'P2_HIGH', 'P3_STANDARD')", name=op.f("ck_priority_confirmation_confirmed")
        ),
        sa.CheckConstraint(
            "given IN ('P1_IMMEDIATE', 'P2_HIGH', 'P3_STANDARD')", name=op.f("ck_priority_confirmation_given")
        ),
        sa.CheckConstraint("override IN ('keep', 'raise', 'lower')", name=op.f("ck_priority_confirmation_override")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_priority_confirmation_case_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["app_user.id"], name=op.f("fk_priority_confirmation_confirmed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority_confirmation")),
        sa.UniqueConstraint("case_id", "number", name="uq_priority_confirmation_case_id_number"),
    )
    op.create_table(
        "risk_triage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sdash", sa.JSON(), nullable=False),
        sa.Column("sdash_yes_count", sa.Integer(), nullable=False),
        sa.Column("ttl_credible", sa.Boolean(), nullable=False),
        sa.Column("approach_recent", sa.Boolean(), nullable=False),
        sa.Column("location_known_to_subject", sa.Boolean(), nullable=False),
        sa.Column("escalation_7d", sa.Boolean(), nullable=False),
        sa.Column("risk_level", sa.String(length=10), nullable=False),
        sa.Column("judgement_text", sa.String(length=4000), nullable=False),
        sa.Column("override_asked", sa.String(length=10), nullable=True),
        sa.Column("override_reason", sa.String(length=4000), nullable=True),
        sa.Column("assessed_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("override_asked IN ('raise', 'lower')", name=op.f("ck_risk_triage_override_asked")),
        sa.CheckConstraint("risk_level IN ('STANDARD', 'MEDIUM', 'HIGH')", name=op.f("ck_risk_triage_risk_level")),
        sa.CheckConstraint(
            "(override_asked IS NOT NULL) IS NOT TRUE OR (override_reason IS NOT NULL) IS TRUE",
            name=op.f("ck_risk_triage_override_explained"),
        ),
        sa.ForeignKeyConstraint(["assessed_by"], ["app_user.id"], name=op.f("fk_risk_triage_assessed_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_risk_triage_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_triage")),
        sa.UniqueConstraint("case_id", "number", name="uq_risk_triage_case_id_number"),
    )
    op.create_table(
        "safeguarding_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("actions", sa.JSON(), nullable=False),
        sa.Column("detail", sa.String(length=4000), nullable=True),
        sa.Column("support_offered", sa.Boolean(), nullable=False),
        sa.Column("enhanced_rights", sa.Boolean(), nullable=False),
        sa.Column("next_review", sa.Date(), nullable=False),
        sa.Column("planned_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_safeguarding_plan_case_id")),
        sa.ForeignKeyConstraint(["planned_by"], ["app_user.id"], name=op.f("fk_safeguarding_plan_planned_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safeguarding_plan")),
        sa.UniqueConstraint("case_id", "version", name="uq_safeguarding_plan_case_id_version"),
    )
    op.create_table(
        "subject",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("locality", sa.String(length=200), nullable=True),
        sa.Column("age_group", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("police_link", sa.String(length=20), nullable=False),
        sa.CheckConstraint("age_group IN ('under_18', 'adult', 'unknown')", name=op.f("ck_subject_age_group")),
        sa.CheckConstraint(
            "police_link IN ('none', 'this_force', 'other_force', 'partner_agency')",
            name=op.f("ck_subject_police_link"),
        ),
        sa.CheckConstraint(
            "status IN ('not_arrested', 'under_investigation', 'bailed', 'charged', 'convicted', 'deceased')",
            name=op.f("ck_subject_status"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_subject_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject")),
        sa.UniqueConstraint("case_id", "code", name="uq_subject_case_id_code"),
    )
    op.create_table(
        "victim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("age_group", sa.String(length=10), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("wants_identity", sa.String(length=10), nullable=False),
        sa.Column("safe_channel", sa.String(length=200), nullable=False),
        sa.Column("safe_times", sa.String(length=200), nullable=True),
        sa.Column("code_word", sa.String(length=80), nullable=True),
        sa.CheckConstraint("age_group IN ('under_18', 'adult')", name=op.f("ck_victim_age_group")),
        sa.CheckConstraint(
            "wants_identity IN ('yes', 'no', 'undecided', 'not_asked')", name=op.f("ck_victim_wants_identity")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_victim_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_victim")),
        sa.UniqueConstraint("case_id", name="uq_victim_case_id"),
    )
    op.create_table(
        "identity_assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("time_zone_verified", sa.Boolean(), nullable=True),
        sa.Column("ip_source_attached", sa.Boolean(), nullable=True),
        sa.Column("cgnat_resolved", sa.String(length=4), nullable=True),
        sa.Column("billing_vs_installation", sa.String(length=4), nullable=True),
        sa.Column("other_occupants_considered", sa.Boolean(), nullable=False),
        sa.Column("contradiction_unresolved", sa.Boolean(), nullable=False),
        sa.Column("contradiction_reason", sa.String(length=4000), nullable=True),
        sa.Column("alternative_suspects", sa.String(length=4000), nullable=False),
        sa.Column("corroborated_admission", sa.Boolean(), nullable=False),
        sa.Column("checks_complete", sa.Boolean(), nullable=False),
        sa.Column("independent_strands", sa.Integer(), nullable=False),
        sa.Column("person_level_strand", sa.Boolean(), nullable=False),
        sa.Column("assessed_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "billing_vs_installation IN ('yes', 'no', 'na')",
            name=op.f("ck_identity_assessment_billing_vs_installation"),
        ),
        sa.CheckConstraint("cgnat_resolved IN ('yes', 'no', 'na')", name=op.f("ck_identity_assessment_cgnat_resolved")),
        sa.CheckConstraint(
            "(contradiction_unresolved) IS NOT TRUE OR (contradiction_reason IS NOT NULL) IS TRUE",
            name=op.f("ck_identity_assessment_contradiction_explained"),
        ),
        sa.ForeignKeyConstraint(["assessed_by"], ["app_user.id"], name=op.f("fk_identity_assessment_assessed_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_identity_assessment_case_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_identity_assessment_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_assessment")),
        sa.UniqueConstraint("case_id", "number", name="uq_identity_assessment_case_id_number"),
    )
    op.create_table(
        "line_of_enquiry_alias",
        sa.Column("enquiry_id", sa.Uuid(), nullable=False),
        sa.Column("alias_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["alias_id"], ["alias.id"], name=op.f("fk_line_of_enquiry_alias_alias_id")),
        sa.ForeignKeyConstraint(
            ["enquiry_id"], ["line_of_enquiry.id"], name=op.f("fk_line_of_enquiry_alias_enquiry_id")
        ),
        sa.PrimaryKeyConstraint("enquiry_id", "alias_id", name=op.f("pk_line_of_enquiry_alias")),
    )
    op.create_table(
        "alias_attribution",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("alias_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "level IN ('CONFIRMED', 'PROBABLE', 'POSSIBLE', 'INSUFFICIENT')", name=op.f("ck_alias_attribution_level")
        ),
        sa.ForeignKeyConstraint(["alias_id"], ["alias.id"], name=op.f("fk_alias_attribution_alias_id")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["identity_assessment.id"], name=op.f("fk_alias_attribution_assessment_id")
        ),
        sa.PrimaryKeyConstraint("assessment_id", "alias_id", name=op.f("pk_alias_attribution")),
    )
    op.create_table(
        "identity_assurance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("reasons", sa.String(length=4000), nullable=False),
        sa.Column("identity_level", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.String(length=20), nullable=True),
        sa.Column("assessed_by", sa.Uuid(), nullable=False),
        sa.Column("assured_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "identity_level IN ('CONFIRMED', 'PROBABLE', 'POSSIBLE', 'INSUFFICIENT')",
            name=op.f("ck_identity_assurance_identity_level"),
        ),
        sa.CheckConstraint(
            "priority IN ('P1_IMMEDIATE', 'P2_HIGH', 'P3_STANDARD')", name=op.f("ck_identity_assurance_priority")
        ),
        sa.CheckConstraint("result IN ('accept', 'return')", name=op.f("ck_identity_assurance_result")),
        sa.CheckConstraint("assured_by <> assessed_by", name=op.f("ck_identity_assurance_second_person")),
        sa.ForeignKeyConstraint(["assessed_by"], ["app_user.id"], name=op.f("fk_identity_assurance_assessed_by")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["identity_assessment.id"], name=op.f("fk_identity_assurance_assessment_id")
        ),
        sa.ForeignKeyConstraint(["assured_by"], ["app_user.id"], name=op.f("fk_identity_assurance_assured_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_identity_assurance_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_assurance")),
        sa.UniqueConstraint("assessment_id", name="uq_identity_assurance_assessment_id"),
    )
    op.create_index(op.f("ix_identity_assurance_case_id"), "identity_assurance", ["case_id"], unique=False)
    op.create_table(
        "strand",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=True),
        sa.Column("grade_source", sa.Integer(), nullable=False),
        sa.Column("grade_assessment", sa.String(length=1), nullable=False),
        sa.Column("handling_code", sa.String(length=1), nullable=False),
        sa.Column("independent_group", sa.String(length=40), nullable=False),
        sa.Column("person_level", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.CheckConstraint("grade_assessment IN ('A', 'B', 'C', 'D', 'E')", name=op.f("ck_strand_grade_assessment")),
        sa.CheckConstraint("handling_code IN ('P', 'C')", name=op.f("ck_strand_handling_code")),
        sa.CheckConstraint("kind IN ('fact', 'assessment')", name=op.f("ck_strand_kind")),
        sa.CheckConstraint(
            "type IN ('technical', 'device_forensic', 'account_recovery', 'payment', 'behavioural_linguistic', 'content_knowledge', 'eyewitness', 'admission')",
            name=op.f("ck_strand_type"),
        ),
        sa.CheckConstraint("grade_source IN (1, 2, 3)", name=op.f("ck_strand_grade_source")),
        sa.ForeignKeyConstraint(["assessment_id"], ["identity_assessment.id"], name=op.f("fk_strand_assessment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strand")),
    )
    op.create_index(op.f("ix_strand_assessment_id"), "strand", ["assessment_id"], unique=False)
    op.create_table(
        "strand_alias",
        sa.Column("strand_id", sa.Uuid(), nullable=False),
        sa.Column("alias_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["alias_id"], ["alias.id"], name=op.f("fk_strand_alias_alias_id")),
        sa.ForeignKeyConstraint(["strand_id"], ["strand.id"], name=op.f("fk_strand_alias_strand_id")),
        sa.PrimaryKeyConstraint("strand_id", "alias_id", name=op.f("pk_strand_alias")),
    )


def downgrade() -> None:
    """Removes them."""
    op.drop_table("strand_alias")
    op.drop_index(op.f("ix_strand_assessment_id"), table_name="strand")
    op.drop_table("strand")
    op.drop_index(op.f("ix_identity_assurance_case_id"), table_name="identity_assurance")
    op.drop_table("identity_assurance")
    op.drop_table("alias_attribution")
    op.drop_table("line_of_enquiry_alias")
    op.drop_table("identity_assessment")
    op.drop_table("victim")
    op.drop_table("subject")
    op.drop_table("safeguarding_plan")
    op.drop_table("risk_triage")
    op.drop_table("priority_confirmation")
    op.drop_table("line_of_enquiry")
    op.drop_index("ix_form_submission_case_id_at", table_name="form_submission")
    op.drop_table("form_submission")
    op.drop_table("closure")
    op.drop_index(op.f("ix_case_person_user_id"), table_name="case_person")
    op.drop_table("case_person")
    op.drop_index(op.f("ix_case_group_group_name"), table_name="case_group")
    op.drop_table("case_group")
    op.drop_table("alias")
    op.drop_index("ix_case_file_opened_at", table_name="case_file")
    op.drop_table("case_file")
    op.drop_table("case_number")
