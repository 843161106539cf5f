"""Documents of a case and their versions. The bytes are in the store; what is known of them is here."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Raw, Words
from webapp.sealing.column import sealed, sealed_or_none

_WAITING = text("state = 'waiting'")


class Document(Base):
    """One piece of evidence of a case. A newer copy of it is another version; the older ones stay."""

    __tablename__ = "document"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    # One of webapp.access.fields: who does not see the group does not see that there is a document.
    field_group: Mapped[str] = mapped_column(String(20), default="evidence", server_default="evidence")
    added_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    versions: Mapped[list["DocumentVersion"]] = relationship(
        back_populates="document", order_by="DocumentVersion.number", lazy="selectin"
    )
    moves: Mapped[list["DocumentMove"]] = relationship(order_by="DocumentMove.number")


class DocumentMove(Base):
    """That a document belongs to another group of facts since then, by whom and why. Nothing of it is ever changed."""

    __tablename__ = "document_move"
    __table_args__ = (
        UniqueConstraint("document_id", "number", name="uq_document_move_document_id_number"),
        CheckConstraint("from_group <> to_group", name="another_group"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int] = mapped_column(Integer)
    from_group: Mapped[str] = mapped_column(String(20))
    to_group: Mapped[str] = mapped_column(String(20))
    reason = sealed(Words(1000))
    moved_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class DocumentVersion(Base):
    """One copy as it was sent, never changed: only what the scanner says of it is added.

    `name` is the sender's file name, cleaned; `stored_as` is the name in the store, which has nothing of it, and
    `file_key` the key that the content is sealed under there: empty only for a file that `keys seal` still has to seal.
    """

    __tablename__ = "document_version"
    __table_args__ = (
        UniqueConstraint("document_id", "number", name="uq_document_version_document_id_number"),
        UniqueConstraint("stored_as", name="uq_document_version_stored_as"),
        CheckConstraint("state IN ('waiting', 'clean', 'infected')", name="state"),
        CheckConstraint("trouble IN ('', 'unreachable', 'too_large', 'unreadable', 'missing')", name="trouble"),
        CheckConstraint("size_bytes > 0", name="size"),
        CheckConstraint("state = 'waiting' OR scanned_at IS NOT NULL", name="scanned"),
        Index("ix_document_version_due", "attempt_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    name = sealed(Words(200))
    file_key = sealed_or_none(Raw())
    media_type: Mapped[str] = mapped_column(String(100))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    stored_as: Mapped[str] = mapped_column(String(64))
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    trouble: Mapped[str] = mapped_column(String(12), default="")
    signature: Mapped[str] = mapped_column(String(120), default="")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    scanned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    document: Mapped[Document] = relationship(back_populates="versions", lazy="joined")
