"""Files that were stored before there were seals are sealed, one transaction each; and what an erasure takes away."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import delete, func, select

from webapp.database import Database, session
from webapp.documents.model import Document, DocumentMove, DocumentVersion
from webapp.documents.store import DocumentStore
from webapp.errors import NotFound
from webapp.sealing.files import fresh_key

_OPEN = DocumentVersion.__table__.c.file_key.is_(None)


def waiting() -> int:
    """How many stored files are not sealed yet."""
    return session().scalar(select(func.count()).select_from(DocumentVersion).where(_OPEN)) or 0


def seal_files(database: Database, store: DocumentStore, tell: Callable[[str], None]) -> int:
    """Seals every stored file that is not, and says how many that were. It can be stopped and go on.

    The sealed copy has a name of its own; the open one is removed when the row names the sealed one. A file that is
    missing stays missing, and its row says so when somebody asks for it.
    """
    done = 0
    while (version_id := _next(database)) is not None:
        with database.transaction():
            row = session().get_one(DocumentVersion, version_id)
            before = row.stored_as
            try:
                with store.as_it_lies(before) as stream:
                    kept = store.put(stream, row.size_bytes)
            except NotFound:
                row.file_key = fresh_key()
                tell(f"The content of file version {version_id} is missing.")
                continue
            row.stored_as, row.file_key = kept.name, kept.key
        store.delete(before)
        done += 1
    return done


def _next(database: Database) -> UUID | None:
    with database.transaction():
        return session().scalar(select(DocumentVersion.id).where(_OPEN).limit(1))


def forget(case_id: UUID) -> None:
    """Takes the files of an erased case out of the record; the worker's next sweep takes them off the disk.

    They are unreadable at once: their keys were sealed under the key of the case.
    """
    session().execute(delete(DocumentMove).where(DocumentMove.case_id == case_id))
    session().execute(delete(DocumentVersion).where(DocumentVersion.case_id == case_id))
    session().execute(delete(Document).where(Document.case_id == case_id))
