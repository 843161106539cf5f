"""Sessions on the server, slowed guessing, second factors, and changes of staff that two administrators make."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables. Nobody has a session on the server yet, so everybody signs in again."""
    op.create_table(
        "sign_in_delay",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_delay")),
    )
    op.create_index(op.f("ix_sign_in_delay_last_at"), "sign_in_delay", ["last_at"], unique=False)
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_passkey_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_user_id"), "passkey", ["user_id"], unique=False)
    op.create_table(
        "provider_identity",
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_provider_identity_user_id")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_provider_identity")),
        sa.UniqueConstraint("user_id", name=op.f("uq_provider_identity_user_id")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "sign_in_challenge",
        sa.Column("value_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_sign_in_challenge_user_id")),
        sa.PrimaryKeyConstraint("value_hash", name=op.f("pk_sign_in_challenge")),
    )
    op.create_index(op.f("ix_sign_in_challenge_until"), "sign_in_challenge", ["until"], unique=False)
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("awaiting", sa.String(length=16), nullable=False),
        sa.Column("methods", sa.String(length=80), nullable=False),
        sa.Column("groups_then", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("program", sa.String(length=60), nullable=False),
        sa.Column("device_hash", sa.String(length=64), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (end_reason = '')", name=op.f("ck_sign_in_session_reason_for_its_end")
        ),
        sa.CheckConstraint(
            "awaiting IN ('', 'second_factor', 'new_password', 'enrolment')", name=op.f("ck_sign_in_session_awaiting")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_sign_in_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    op.create_index("ix_sign_in_session_known", "sign_in_session", ["user_id", "device_hash"], unique=False)
    op.create_index(
        "ix_sign_in_session_running",
        "sign_in_session",
        ["seen_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "staff_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(outcome = '') = (decided_by IS NULL)", name=op.f("ck_staff_proposal_decided_by_somebody")),
        sa.CheckConstraint(
            "kind IN ('groups', 'password', 'second_factor', 'return')", name=op.f("ck_staff_proposal_kind")
        ),
        sa.CheckConstraint(
            "outcome <> 'approved' OR decided_by <> proposed_by", name=op.f("ck_staff_proposal_second_administrator")
        ),
        sa.CheckConstraint(
            "outcome <> 'approved' OR decided_by <> user_id", name=op.f("ck_staff_proposal_not_by_whom_it_is_about")
        ),
        sa.CheckConstraint(
            "outcome IN ('', 'approved', 'refused', 'withdrawn')", name=op.f("ck_staff_proposal_outcome")
        ),
        sa.CheckConstraint("proposed_by <> user_id", name=op.f("ck_staff_proposal_not_for_oneself")),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name=op.f("fk_staff_proposal_decided_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["app_user.id"], name=op.f("fk_staff_proposal_proposed_by")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_staff_proposal_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_proposal")),
    )
    op.create_index(
        "uq_staff_proposal_open",
        "staff_proposal",
        ["user_id", "kind"],
        unique=True,
        sqlite_where=sa.text("outcome = ''"),
        postgresql_where=sa.text("outcome = ''"),
    )
    op.create_table(
        "totp_secret",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_totp_secret_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_totp_secret")),
    )
    op.add_column("app_user", sa.Column("temporary_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Removes them."""
    op.drop_column("app_user", "temporary_until")
    op.drop_table("totp_secret")
    op.drop_index(
        "uq_staff_proposal_open",
        table_name="staff_proposal",
        sqlite_where=sa.text("outcome = ''"),
        postgresql_where=sa.text("outcome = ''"),
    )
    op.drop_table("staff_proposal")
    op.drop_index(
        "ix_sign_in_session_running",
        table_name="sign_in_session",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_sign_in_session_known", table_name="sign_in_session")
    op.drop_table("sign_in_session")
    op.drop_index(op.f("ix_sign_in_challenge_until"), table_name="sign_in_challenge")
    op.drop_table("sign_in_challenge")
    op.drop_table("recovery_code")
    op.drop_table("provider_identity")
    op.drop_index(op.f("ix_passkey_user_id"), table_name="passkey")
    op.drop_table("passkey")
    op.drop_index(op.f("ix_sign_in_delay_last_at"), table_name="sign_in_delay")
    op.drop_table("sign_in_delay")
