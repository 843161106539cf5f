"""Equal values have equal digests, and a digest says nothing without the key: so the record can be compared blindly."""

from collections.abc import Iterable

from webapp.sealing.blind import blind_index

# One index for all forces: a member of staff of one force may be the victim, or the subject, in a case of another.
ALL_FORCES = ""


def digest(field: str, value: str) -> str:
    """The digest of a value that webapp.access.identifiers brought to one spelling: 32 hexadecimal digits."""
    return blind_index(f"person.{field}", ALL_FORCES, value).hex()


def digests(fields: Iterable[tuple[str, str]]) -> set[str]:
    """The digests of (field, value) pairs."""
    return {digest(field, value) for field, value in fields}
