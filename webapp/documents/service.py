"""Files are taken in, opened, and judged by the scanner. Every open is recorded; nothing is ever changed in place."""

from dataclasses import dataclass, field
from typing import BinaryIO, Protocol
from uuid import UUID

from sqlalchemy import func, select

from webapp.access.actions import Action
from webapp.access.actor import SYSTEM, Actor
from webapp.access.fields import group_of_new, shows
from webapp.access.rules import CaseFacts, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.clock import now
from webapp.database import session
from webapp.documents import content, rules
from webapp.documents.model import Document, DocumentMove, DocumentVersion
from webapp.documents.store import Stored, digest_of
from webapp.errors import NotFound, Rejected
from webapp.sealing.envelope import CannotOpen

MOST_AT_ONCE = 10
LONGEST_REASON = 1000
CHANGED = "This file is not as it was sent. Tell an administrator: it has to be restored."


class Store(Protocol):
    """Where bytes are kept, sealed: DocumentStore, or another."""

    def put(self, stream: BinaryIO, most: int) -> Stored:
        """Keeps a stream of at most so many bytes."""

    def open(self, name: str, key: bytes) -> BinaryIO:
        """What was kept under a name, opened with its key."""

    def delete(self, name: str) -> None:
        """Keeps it no longer."""


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: the sender's name for it, the type the browser declared, and its bytes."""

    name: str
    declared: str
    stream: BinaryIO


@dataclass(frozen=True)
class Received:
    """A file that is stored and found to be what it says; it belongs to no case yet."""

    name: str
    media_type: str
    stored: Stored


@dataclass(frozen=True)
class Opened:
    """A version that is handed out; `stream` is open and at its beginning."""

    name: str
    kept_as: str
    media_type: str
    size_bytes: int
    stream: BinaryIO


@dataclass(frozen=True)
class ToScan:
    """Where the content to scan is kept, and its key."""

    stored_as: str
    key: bytes = field(repr=False)


def receive(actor: Actor, store: Store, upload: Upload, most: int) -> Received:
    """Streams a file to the store and checks what it is. Raises Rejected; then nothing of it stays.

    Size comes first, then name and declared type, then the content. No transaction is needed.
    """
    require(actor, Action.ADD_DOCUMENT)
    name = rules.clean_name(upload.name)
    kind = rules.expected_kind(name, upload.declared)
    stored = store.put(upload.stream, most)
    try:
        with store.open(stored.name, stored.key) as kept:
            content.check(kept, stored.size, kind)
    except BaseException:
        store.delete(stored.name)
        raise
    return Received(name, kind.media_type, stored)


def add(actor: Actor, case_id: UUID, facts: CaseFacts, received: Received, group: str = "") -> UUID:
    """The id of a new document of the case, in quarantine until it was scanned.

    `group` is the group of facts that it belongs to, one of those that the actor sees; empty for the usual one of
    their roles. Raises NotFound, Rejected.
    """
    require(actor, Action.ADD_DOCUMENT, facts)
    if group and not shows(actor, group):
        raise Rejected("Select what the file is about.", "group")
    _check_room(actor, case_id, received)
    belongs_to = group or group_of_new(actor)
    document = Document(case_id=case_id, field_group=belongs_to, added_by=actor.id, added_at=now())
    session().add(document)
    session().flush()
    _add_version(actor, document, received, 1)
    return document.id


def add_version(actor: Actor, case_id: UUID, facts: CaseFacts, document_id: UUID, received: Received) -> None:
    """Adds a newer copy of a document; the older ones stay. Raises NotFound, Rejected."""
    require(actor, Action.ADD_DOCUMENT, facts)
    document = session().get(Document, document_id, with_for_update=True)
    if document is None or document.case_id != case_id or not shows(actor, document.field_group):
        raise NotFound
    _check_room(actor, case_id, received)
    newest = document.versions[-1]
    if newest.sha256 == received.stored.sha256:
        raise Rejected("This is the same file as the newest version. Choose the changed one.")
    _add_version(actor, document, received, newest.number + 1)


def move(actor: Actor, case_id: UUID, facts: CaseFacts, document_id: UUID, group: str, reason: str) -> None:
    """From now on the document belongs to another group of facts: who sees it changes with that, at once.

    Only between groups that the person sees: nobody puts a file where they could not take it from. Raises NotFound,
    Rejected.
    """
    require(actor, Action.ADD_DOCUMENT, facts)
    document = session().get(Document, document_id, with_for_update=True)
    if document is None or document.case_id != case_id or not shows(actor, document.field_group):
        raise NotFound
    if not shows(actor, group) or group == document.field_group:
        raise Rejected("Select another part of the case than the one the file is about now.", "group")
    if not reason.strip():
        raise Rejected("Enter why the file is about something else.", "reason")
    if len(reason) > LONGEST_REASON:
        raise Rejected(f"The reason may have {LONGEST_REASON} characters at most.", "reason")
    before, document.field_group = document.field_group, group
    row = DocumentMove(
        case_id=case_id,
        document_id=document.id,
        number=len(document.moves) + 1,
        from_group=before,
        to_group=group,
        reason=reason.strip(),
        moved_by=actor.id,
        at=now(),
    )
    session().add(row)
    session().flush()
    detail = {"document": str(document.id), "from": before, "to": group, "move": str(row.id)}
    audit.record(Event.DOCUMENT_MOVED, actor.id, case_id, detail)


def open_version(
    actor: Actor, case_id: UUID, facts: CaseFacts, version_id: UUID, store: Store, quarantine: rules.Quarantine
) -> Opened:
    """Hands a version out; that it was opened is recorded. Raises NotFound, and Rejected while it is locked.

    Basis: DPA 2018 s.62 (consultation), s.66(2)(d) (what a fault has damaged is not handed out).
    """
    require(actor, Action.OPEN_DOCUMENT, facts)
    version = session().get(DocumentVersion, version_id)
    if version is None or version.document.case_id != case_id or not shows(actor, version.document.field_group):
        raise NotFound
    if reason := rules.locked_because(version.state, version.trouble, quarantine):
        raise Rejected(reason)
    audit.record(Event.DOCUMENT_OPENED, actor.id, case_id, _named(version))
    try:
        stream = store.open(version.stored_as, version.file_key or b"")
    except NotFound:
        raise Rejected("The content of this file is missing. Tell an administrator: it has to be restored.") from None
    except (CannotOpen, ValueError):
        raise Rejected(CHANGED) from None
    if not _is_as_sent(stream, version.sha256):
        stream.close()
        raise Rejected(CHANGED)
    kept_as = rules.kept_as(version.media_type, version.sha256)
    return Opened(version.name, kept_as, version.media_type, version.size_bytes, stream)


def claim_for_scan(actor: Actor, version_id: UUID) -> ToScan | None:
    """A version that waits, taken for one scan; None where another worker has it."""
    require(actor, Action.RUN_AUTOMATIC_STEP)
    version = _waiting(version_id)
    if version is None or version.attempt_at > now():
        return None
    version.attempts += 1
    version.attempt_at = now() + rules.LEASE
    return ToScan(version.stored_as, version.file_key or b"")


def record_verdict(actor: Actor, version_id: UUID, signature: str) -> bool:
    """Opens or locks a version for good, as the scanner said; whether it had to be locked."""
    require(actor, Action.RUN_AUTOMATIC_STEP)
    version = _waiting(version_id)
    if version is None:
        return False
    version.state = "infected" if signature else "clean"
    version.signature, version.trouble, version.scanned_at = signature, "", now()
    event = Event.DOCUMENT_LOCKED if signature else Event.DOCUMENT_SCANNED
    audit.record(event, SYSTEM.id, version.document.case_id, _named(version))
    return bool(signature)


def record_trouble(actor: Actor, version_id: UUID, trouble: rules.Trouble) -> None:
    """The scan gave no verdict: the version stays in quarantine, and the next try waits longer."""
    require(actor, Action.RUN_AUTOMATIC_STEP)
    version = _waiting(version_id)
    if version is not None:
        version.trouble = trouble
        version.attempt_at = now() + rules.wait_after(version.attempts)


def _is_as_sent(stream: BinaryIO, sha256: str) -> bool:
    try:
        return digest_of(stream) == sha256
    except CannotOpen:
        return False


def _waiting(version_id: UUID) -> DocumentVersion | None:
    query = select(DocumentVersion).where(DocumentVersion.id == version_id, DocumentVersion.state == "waiting")
    return session().scalars(query.with_for_update(of=DocumentVersion, skip_locked=True)).one_or_none()


def _check_room(actor: Actor, case_id: UUID, received: Received) -> None:
    held = select(func.count(), func.coalesce(func.sum(DocumentVersion.size_bytes), 0))
    count, size = session().execute(held.where(DocumentVersion.case_id == case_id)).one()
    rules.check_room(count, int(size), received.stored.size)
    of_person = DocumentVersion.uploaded_by == actor.id, DocumentVersion.uploaded_at > now() - rules.A_DAY
    count, size = session().execute(held.where(*of_person)).one()
    rules.check_share(count, int(size), received.stored.size)


def _add_version(actor: Actor, document: Document, received: Received, number: int) -> None:
    version = DocumentVersion(
        case_id=document.case_id,
        document_id=document.id,
        number=number,
        name=received.name,
        media_type=received.media_type,
        size_bytes=received.stored.size,
        sha256=received.stored.sha256,
        stored_as=received.stored.name,
        file_key=received.stored.key,
        uploaded_by=actor.id,
        uploaded_at=now(),
        attempt_at=now(),
    )
    version.document = document
    session().add(version)
    session().flush()
    audit.record(Event.DOCUMENT_ADDED, actor.id, document.case_id, _named(version))


def _named(version: DocumentVersion) -> dict[str, object]:
    """What the account says of a version: identifiers and its digest, never its name."""
    return {
        "document": str(version.document_id),
        "field_group": version.document.field_group,
        "version": version.number,
        "sha256": version.sha256,
        "kind": version.media_type,
        "size": version.size_bytes,
    }
