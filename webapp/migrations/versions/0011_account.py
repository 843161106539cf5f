"""The fields of DPA 2018 s.62 in each entry, heads of the scopes, seals, anchors, and the searches of auditors."""

import sqlalchemy as sa
from alembic import op

from webapp.audit.append import append_statements
from webapp.database import append_only_statements

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FIELDS = (
    ("recorded_at", sa.DateTime(timezone=True)),
    ("operation", sa.String(length=20)),
    ("roles", sa.JSON()),
    ("force", sa.String(length=120)),
    ("records", sa.JSON()),
    ("fields", sa.JSON()),
    ("session_ref", sa.String(length=32)),
    ("address", sa.String(length=45)),
    ("request_id", sa.String(length=32)),
    ("purpose", sa.String(length=20)),
    ("task_id", sa.Uuid()),
    ("reason_id", sa.Uuid()),
    ("decision_id", sa.Uuid()),
    ("recipient", sa.String(length=60)),
    ("channel", sa.String(length=60)),
    ("result", sa.String(length=10)),
)


def upgrade() -> None:
    """Adds the columns and tables; what is there keeps its hashes, gets its heads, and waits for the first seal."""
    dialect = op.get_context().dialect.name
    op.add_column("audit_event", sa.Column("format", sa.Integer(), server_default="1", nullable=False))
    for name, kind in FIELDS:
        op.add_column("audit_event", sa.Column(name, kind, nullable=True))
    op.create_index("ix_audit_event_actor_id_at", "audit_event", ["actor_id", "at", "sequence", "id"], unique=False)
    op.create_index("ix_audit_event_at", "audit_event", ["at", "sequence", "id"], unique=False)
    op.create_table(
        "audit_scope",
        sa.Column("scope", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_audit_scope")),
    )
    op.create_table(
        "audit_unsealed",
        sa.Column("scope", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("scope", "sequence", name=op.f("pk_audit_unsealed")),
    )
    op.create_table(
        "audit_seal",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seal")),
    )
    op.create_table(
        "audit_seal_entry",
        sa.Column("scope", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["seal"], ["audit_seal.number"], name=op.f("fk_audit_seal_entry_seal")),
        sa.PrimaryKeyConstraint("scope", "sequence", name=op.f("pk_audit_seal_entry")),
        sa.UniqueConstraint("seal", "position", name="uq_audit_seal_entry_seal_position"),
    )
    op.create_table(
        "audit_anchor",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_audit_anchor")),
    )
    op.create_table(
        "audit_inquiry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("export", sa.Boolean(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["app_user.id"], name=op.f("fk_audit_inquiry_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_inquiry")),
    )
    op.execute(
        "INSERT INTO audit_scope (scope, sequence, hash) SELECT scope, sequence, hash FROM audit_event AS last "
        "WHERE sequence = (SELECT max(sequence) FROM audit_event WHERE scope = last.scope)"
    )
    op.execute("INSERT INTO audit_unsealed (scope, sequence, hash) SELECT scope, sequence, hash FROM audit_event")
    for table in ("audit_seal", "audit_seal_entry"):
        for statement in append_only_statements(table, dialect):
            op.execute(statement)
    for table in ("audit_event", "disclosure_log"):
        # Made before tables were kept from being emptied; on SQLite nothing empties a table but a deletion.
        for statement in append_only_statements(table, dialect)[2:]:
            op.execute(statement)
    for statement in append_statements(dialect):
        op.execute(statement)


def downgrade() -> None:
    """Removes them. Entries that were made since no longer verify under the release before."""
    postgresql = op.get_context().dialect.name == "postgresql"
    op.execute(f"DROP TRIGGER audit_event_append{' ON audit_event' if postgresql else ''}")
    if postgresql:
        op.execute("DROP FUNCTION audit_append()")
        op.execute("DROP FUNCTION audit_head(text)")
    for table in ("audit_inquiry", "audit_anchor", "audit_seal_entry", "audit_seal", "audit_unsealed", "audit_scope"):
        op.drop_table(table)
    op.drop_index("ix_audit_event_at", table_name="audit_event")
    op.drop_index("ix_audit_event_actor_id_at", table_name="audit_event")
    for name in ("format", *(name for name, _ in FIELDS)):
        op.drop_column("audit_event", name)
