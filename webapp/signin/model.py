"""Sessions, slowed guessing, second factors and the one-time values of signing in.

Secrets that are only compared are kept as SHA-256 of a long random value, so that whoever reads the tables cannot use
what they find. A secret that has to be read again is sealed under the installation's own key.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.clock import now
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Words
from webapp.sealing.column import OF_NO_CASE, sealed

_RUNNING = text("ended_at IS NULL")


class SignInSession(Base):
    """One browser of one person from signing in to its end. `awaiting` names what is still missing, or is empty."""

    __tablename__ = "sign_in_session"
    __table_args__ = (
        CheckConstraint("awaiting IN ('', 'second_factor', 'new_password', 'enrolment')", name="awaiting"),
        CheckConstraint("(ended_at IS NULL) = (end_reason = '')", name="reason_for_its_end"),
        Index("ix_sign_in_session_running", "seen_at", sqlite_where=_RUNNING, postgresql_where=_RUNNING),
        Index("ix_sign_in_session_known", "user_id", "device_hash"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    awaiting: Mapped[str] = mapped_column(String(16), default="")
    methods: Mapped[str] = mapped_column(String(80))
    groups_then: Mapped[str] = mapped_column(Text)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(45))
    program: Mapped[str] = mapped_column(String(60))
    device_hash: Mapped[str] = mapped_column(String(64))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str] = mapped_column(String(16), default="")


class SignInDelay(Base):
    """How often guessing went wrong for one key, and until when the next try has to wait.

    The key is a keyed hash: what people type as a name, which may be a password, cannot be read from it.
    """

    __tablename__ = "sign_in_delay"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TotpSecret(Base):
    """The secret that a person's code generator shares with us; of use once a first code has confirmed it."""

    __tablename__ = "totp_secret"

    __sealed_under__ = OF_NO_CASE

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    secret = sealed(Words())
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Base):
    """A code that stands for the second factor once."""

    __tablename__ = "recovery_code"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Passkey(Base):
    """The public half of a key that a person's device holds."""

    __tablename__ = "passkey"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInChallenge(Base):
    """A value that we gave out and accept back once: of a passkey, or of a sign-in at the force's own provider."""

    __tablename__ = "sign_in_challenge"

    value_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ProviderIdentity(Base):
    """Who a person is at the force's own sign-in provider."""

    __tablename__ = "provider_identity"

    issuer: Mapped[str] = mapped_column(String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), unique=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
