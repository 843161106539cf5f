"""Lines of enquiry with their requests, strands that say which link they support, and the level by the table.

What is there already is kept: a result from before requests were kept answers none, a strand from before says nothing
of its link, and a level from before was chosen by an analyst.
"""

import sqlalchemy as sa
from alembic import op

from webapp.disclosures.attributable import TABLES, statements

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

LEVELS = "('CONFIRMED', 'PROBABLE', 'POSSIBLE', 'INSUFFICIENT')"
# Column, type, and the values that it is held to, if any.
ADDED: dict[str, tuple[tuple[str, str, str], ...]] = {
    "alias_attribution": (
        ("table_level", "VARCHAR(20)", LEVELS),
        ("table_row", "INTEGER", ""),
        ("account_origins", "INTEGER", ""),
        ("person_origins", "INTEGER", ""),
    ),
    "identity_assessment": (
        ("identity_level", "VARCHAR(20)", LEVELS),
        ("table_checksum", "VARCHAR(64)", ""),
        ("not_applicable_reason", "BYTES", ""),
    ),
    "line_of_enquiry": (("authority_granted_on", "DATE", ""), ("obtained_on", "DATE", "")),
    "strand": (
        ("link", "VARCHAR(10)", "('account', 'person', 'both')"),
        ("endpoint", "BYTES", ""),
        ("originator_consent_ref", "BYTES", ""),
    ),
}
LINKS = (("request_id", "enquiry_request"), ("recorded_by", "app_user"))


def upgrade() -> None:
    """Makes the tables, adds the columns, and has the database refuse aliases that cannot be attributed."""
    _make_tables()
    dialect = op.get_bind().dialect.name
    for table, columns in ADDED.items():
        for name, kind, allowed in columns:
            held = f" CONSTRAINT ck_{table}_{name} CHECK ({name} IN {allowed})" if allowed else ""
            own = {"sqlite": "BLOB", "postgresql": "BYTEA"}[dialect] if kind == "BYTES" else kind
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {own}{held}")
    for column, target in LINKS:
        _add_link("line_of_enquiry", column, target)
    for table in TABLES:
        for statement in statements(table, dialect):
            op.execute(statement)


def _make_tables() -> None:
    op.create_table(
        "exhaustion_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("exhausted", sa.Boolean(), nullable=False),
        sa.Column("reviewed_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reasons", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_exhaustion_review_case_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["app_user.id"], name=op.f("fk_exhaustion_review_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhaustion_review")),
        sa.UniqueConstraint("case_id", "number", name="uq_exhaustion_review_case_id_number"),
    )
    op.create_table(
        "planned_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned_by", sa.Uuid(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("may_show", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('victim_evidence', 'platform_data', 'communications_data', 'connection_records', 'overseas_order', 'mutual_assistance', 'open_source', 'surveillance', 'device_or_search', 'other_evidence')",
            name=op.f("ck_planned_line_kind"),
        ),
        sa.CheckConstraint(
            "result IN ('candidate_found', 'more_enquiries', 'exhausted')", name=op.f("ck_planned_line_result")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_planned_line_case_id")),
        sa.ForeignKeyConstraint(["planned_by"], ["app_user.id"], name=op.f("fk_planned_line_planned_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_line")),
        sa.UniqueConstraint("case_id", "number", name="uq_planned_line_case_id_number"),
    )
    op.create_table(
        "enquiry_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("preserved_until", sa.Date(), nullable=True),
        sa.Column("authority_type", sa.String(length=20), nullable=False),
        sa.Column("authority_granted_on", sa.Date(), nullable=True),
        sa.Column("authority_expires_on", sa.Date(), nullable=True),
        sa.Column("spoc_result", sa.String(length=10), nullable=True),
        sa.Column("spoc_by", sa.Uuid(), nullable=True),
        sa.Column("spoc_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chase_result", sa.String(length=30), nullable=True),
        sa.Column("chased_by", sa.Uuid(), nullable=True),
        sa.Column("chased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pursued_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("authority_ref", sa.LargeBinary(), nullable=True),
        sa.Column("necessity", sa.LargeBinary(), nullable=False),
        sa.Column("proportionality", sa.LargeBinary(), nullable=False),
        sa.Column("collateral", sa.LargeBinary(), nullable=False),
        sa.Column("spoc_advice", sa.LargeBinary(), nullable=True),
        sa.Column("chase_note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "authority_type IN ('s60A', 's61A_urgent', 'OPO', 'MLA', 'DSA_RIPA', 'consent', 'PACE', 'none_open_source')",
            name=op.f("ck_enquiry_request_authority_type"),
        ),
        sa.CheckConstraint(
            "chase_result IN ('preservation_extended', 'authority_renewed', 'reminded', 'let_lapse')",
            name=op.f("ck_enquiry_request_chase_result"),
        ),
        sa.CheckConstraint("spoc_result IN ('go_ahead', 'return')", name=op.f("ck_enquiry_request_spoc_result")),
        sa.CheckConstraint(
            "(spoc_result IS NOT NULL) IS NOT TRUE OR (spoc_advice IS NOT NULL AND spoc_by IS NOT NULL) IS TRUE",
            name=op.f("ck_enquiry_request_advice_given"),
        ),
        sa.CheckConstraint("spoc_by <> pursued_by", name=op.f("ck_enquiry_request_another_person_advises")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_enquiry_request_case_id")),
        sa.ForeignKeyConstraint(["chased_by"], ["app_user.id"], name=op.f("fk_enquiry_request_chased_by")),
        sa.ForeignKeyConstraint(["line_id"], ["planned_line.id"], name=op.f("fk_enquiry_request_line_id")),
        sa.ForeignKeyConstraint(["pursued_by"], ["app_user.id"], name=op.f("fk_enquiry_request_pursued_by")),
        sa.ForeignKeyConstraint(["spoc_by"], ["app_user.id"], name=op.f("fk_enquiry_request_spoc_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry_request")),
        sa.UniqueConstraint("case_id", "number", name="uq_enquiry_request_case_id_number"),
    )
    op.create_table(
        "enquiry_request_alias",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("alias_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["alias_id"], ["alias.id"], name=op.f("fk_enquiry_request_alias_alias_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["enquiry_request.id"], name=op.f("fk_enquiry_request_alias_request_id")
        ),
        sa.PrimaryKeyConstraint("request_id", "alias_id", name=op.f("pk_enquiry_request_alias")),
    )


def _add_link(table: str, column: str, target: str) -> None:
    """A column that points to another table; SQLite takes the constraint only together with the column."""
    name = f"fk_{table}_{column}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} CHAR(32) CONSTRAINT {name} REFERENCES {target} (id)")
        return
    op.add_column(table, sa.Column(column, sa.Uuid(), nullable=True))
    op.create_foreign_key(name, table, target, [column], ["id"])


def downgrade() -> None:
    """Removes them; the results of enquiries and the chosen levels are kept."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in TABLES:
        op.execute(f"DROP TRIGGER {table}_attributable" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            op.execute(f"DROP FUNCTION {table}_attributable()")
    for column, _ in LINKS:
        if postgresql:
            op.drop_constraint(f"fk_line_of_enquiry_{column}", "line_of_enquiry", type_="foreignkey")
        op.drop_column("line_of_enquiry", column)
    for table, columns in ADDED.items():
        for name, _, _ in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    for table in ("enquiry_request_alias", "enquiry_request", "planned_line", "exhaustion_review"):
        op.drop_table(table)
