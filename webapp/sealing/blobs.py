"""Files: sealed as a whole under the key of their case, so that the store and its copies hold nothing readable."""

from uuid import UUID

from webapp.sealing.envelope import Place, seal, unseal
from webapp.sealing.keyring import key_of


def seal_file(case_id: UUID, file_id: UUID, content: bytes) -> bytes:
    """What to write to the store."""
    return seal(key_of(case_id), _place(file_id), content)


def open_file(case_id: UUID, file_id: UUID, stored: bytes) -> bytes:
    """The file as it was given. Raises Erased after the case's key was destroyed, CannotOpen for anything changed."""
    return unseal(key_of(case_id), _place(file_id), stored)


def _place(file_id: UUID) -> Place:
    return Place("file", "content", str(file_id))
