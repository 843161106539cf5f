"""Holds on disclosure, recalls of what was wrong, the steps of exceptions, and guards in the database itself.

What is there already: each closing record is the first of its case.
"""

import sqlalchemy as sa
from alembic import op

from webapp.database import guard_statements
from webapp.migrations.retyping import Change, carry_over, undo

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

CLOSURES = Change(
    {},
    rules={"uq_closure_case_id_number": "UNIQUE (case_id, number)"},
    rules_before={"uq_closure_case_id": "UNIQUE (case_id)"},
)
STANDING = sa.text("lifted_at IS NULL")
HOLDS = "kind IN ('withdrawn', 'recalled', 'superseded', 'frozen')"
RECIPIENTS = "recipient IN ('victim', 'parent_guardian', 'other_best_placed')"
ERRORS = "time_zone wrong_time_or_date billing_address shared_address wrong_account wrong_person new_evidence"
EXCEPTIONS = (
    "withdrawal coercion_response already_known leak_assessment neither_confirm_nor_deny repeat_request "
    "internal_review proceedings early_notice misuse misuse_risk misuse_offence"
)
RESULTS = (
    "free under_pressure unsure safe_now still_at_risk leak no_leak referred no_further_action said changed unchanged "
    "upheld decide_again charged before_court accepted not_wanted not_reached published contacted retaliated passed_on"
)
HELD = "EXISTS (SELECT 1 FROM disclosure_hold WHERE case_id = NEW.case_id AND lifted_at IS NULL)"
USED = (
    "EXISTS (SELECT 1 FROM decision WHERE id = NEW.decision_id AND case_id = NEW.case_id AND discloses "
    "AND spent_at IS NOT NULL AND revoked_at IS NULL)"
)
SOMEBODY_NOT_TOLD = (
    "EXISTS (SELECT 1 FROM disclosure_log WHERE case_id = NEW.case_id AND NOT "
    "EXISTS (SELECT 1 FROM recall_notice WHERE log_id = disclosure_log.id AND notified_at IS NOT NULL))"
)
GUARDS = (
    ("decision", "insert", f"NEW.discloses AND {HELD}", "hold_on_disclosure"),
    ("delivery", "insert", f"NEW.given AND ({HELD} OR NOT {USED})", "permission_to_disclose"),
    ("correction", "update", f"NEW.corrected_at IS NOT NULL AND {SOMEBODY_NOT_TOLD}", "correction_reaches_all"),
)


def upgrade() -> None:
    """Makes the tables, columns and guards."""
    op.add_column("subject", sa.Column("misidentified_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("case_file", sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("closure", sa.Column("number", sa.Integer(), server_default="1", nullable=False))
    carry_over("closure", CLOSURES)
    _make_hold()
    _make_correction()
    _make_notice()
    op.create_table(
        "exception_step",
        *_key("exception_step"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("result", sa.String(length=30), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("case_id", "number", name="uq_exception_step_case_id_number"),
        sa.CheckConstraint(_one_of("kind", EXCEPTIONS), name=op.f("ck_exception_step_kind")),
        sa.CheckConstraint(_one_of("result", RESULTS), name=op.f("ck_exception_step_result")),
        _link("exception_step", "recorded_by", "app_user"),
    )
    for table, verb, when, name in GUARDS:
        for statement in guard_statements(table, verb, when, name, op.get_context().dialect.name):
            op.execute(statement)


def _make_hold() -> None:
    op.create_table(
        "disclosure_hold",
        *_key("disclosure_hold"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lift_reason", sa.LargeBinary(), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(HOLDS, name=op.f("ck_disclosure_hold_kind")),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lift_reason IS NULL)",
            name=op.f("ck_disclosure_hold_lifted_whole"),
        ),
        _link("disclosure_hold", "set_by", "app_user"),
        _link("disclosure_hold", "lifted_by", "app_user"),
    )
    op.create_index(
        "uq_disclosure_hold_standing",
        "disclosure_hold",
        ["case_id", "kind"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def _make_correction() -> None:
    people = ("opened_by", "protected_by", "assessed_by", "corrected_by")
    op.create_table(
        "correction",
        *_key("correction"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("found", sa.LargeBinary(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("protection", sa.LargeBinary(), nullable=True),
        sa.Column("person_told", sa.String(length=12), nullable=True),
        sa.Column("restriction_reason", sa.LargeBinary(), nullable=True),
        sa.Column("protected_by", sa.Uuid(), nullable=True),
        sa.Column("ico_notified", sa.Boolean(), nullable=True),
        sa.Column("ico_reason", sa.LargeBinary(), nullable=True),
        sa.Column("person_informed_of_breach", sa.Boolean(), nullable=True),
        sa.Column("s231", sa.String(length=20), nullable=True),
        sa.Column("s231_reason", sa.LargeBinary(), nullable=True),
        sa.Column("assessed_by", sa.Uuid(), nullable=True),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected", sa.LargeBinary(), nullable=True),
        sa.Column("corrected_by", sa.Uuid(), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("case_id", "number", name="uq_correction_case_id_number"),
        sa.CheckConstraint(_one_of("cause", ERRORS), name=op.f("ck_correction_cause")),
        sa.CheckConstraint(_one_of("person_told", "told restricted not_found"), name=op.f("ck_correction_person_told")),
        sa.CheckConstraint(
            _one_of("s231", "referred not_serious no_communications_data"), name=op.f("ck_correction_s231")
        ),
        sa.CheckConstraint(
            _when("person_told = 'restricted'", "restriction_reason IS NOT NULL"),
            name=op.f("ck_correction_restriction_explained"),
        ),
        sa.CheckConstraint(
            _when("ico_notified IS NOT NULL", "ico_reason IS NOT NULL AND s231 IS NOT NULL"),
            name=op.f("ck_correction_assessed_whole"),
        ),
        sa.CheckConstraint(
            "(corrected_at IS NULL) = (corrected_by IS NULL)", name=op.f("ck_correction_corrected_by_somebody")
        ),
        sa.CheckConstraint(
            _when("corrected_at IS NOT NULL", "person_told IS NOT NULL AND ico_notified IS NOT NULL"),
            name=op.f("ck_correction_everything_before_corrected"),
        ),
        _link("correction", "subject_id", "subject"),
        *(_link("correction", person, "app_user") for person in people),
    )


def _make_notice() -> None:
    op.create_table(
        "recall_notice",
        *_key("recall_notice"),
        sa.Column("correction_id", sa.Uuid(), nullable=False),
        sa.Column("log_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=20), nullable=False),
        sa.Column("recipient_name", sa.LargeBinary(), nullable=False),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notified_by", sa.Uuid(), nullable=True),
        sa.Column("mode", sa.String(length=12), nullable=True),
        sa.Column("returned", sa.Boolean(), nullable=True),
        sa.Column("passed_on", sa.Boolean(), nullable=True),
        sa.Column("partners_told", sa.Boolean(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.UniqueConstraint("correction_id", "log_id", name="uq_recall_notice_correction_id_log_id"),
        sa.UniqueConstraint("correction_id", "number", name="uq_recall_notice_correction_id_number"),
        sa.CheckConstraint(RECIPIENTS, name=op.f("ck_recall_notice_recipient")),
        sa.CheckConstraint(_one_of("mode", "in_person telephone secure_video"), name=op.f("ck_recall_notice_mode")),
        sa.CheckConstraint(
            _when(
                "notified_at IS NOT NULL",
                "notified_by IS NOT NULL AND mode IS NOT NULL AND returned IS NOT NULL AND passed_on IS NOT NULL",
            ),
            name=op.f("ck_recall_notice_notified_whole"),
        ),
        _link("recall_notice", "correction_id", "correction"),
        _link("recall_notice", "log_id", "disclosure_log"),
        _link("recall_notice", "notified_by", "app_user"),
    )


def _key(table: str) -> list[sa.Column[object] | sa.Constraint]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        _link(table, "case_id", "case_file"),
    ]


def _link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _one_of(column: str, words: str) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words.split())})"


def _when(condition: str, needed: str) -> str:
    return f"({condition}) IS NOT TRUE OR ({needed}) IS TRUE"


def downgrade() -> None:
    """Removes them, where nothing is kept in them yet."""
    sqlite = op.get_context().dialect.name == "sqlite"
    for table, _, _, name in GUARDS:
        op.execute(f"DROP TRIGGER {table}_{name}" if sqlite else f"DROP FUNCTION {table}_{name}() CASCADE")
    for table in ("exception_step", "recall_notice", "correction", "disclosure_hold"):
        op.drop_table(table)
    undo("closure", CLOSURES)
    op.drop_column("closure", "number")
    op.drop_column("case_file", "corrected_at")
    op.drop_column("subject", "misidentified_at")
