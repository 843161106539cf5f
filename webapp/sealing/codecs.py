"""How the values of sealed columns become bytes and back: text, JSON, days, moments, whole numbers, bytes."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Codec(Protocol[T]):
    """Turns one kind of value into bytes."""

    def encode(self, value: T) -> bytes:
        """The value as bytes. Raises ValueError for one that does not belong here."""

    def decode(self, encoded: bytes) -> T:
        """The value again."""


@dataclass(frozen=True)
class Words:
    """Text of at most so many characters; 0 for any length."""

    longest: int = 0

    def encode(self, value: str) -> bytes:
        """UTF-8."""
        if not isinstance(value, str):
            raise ValueError(f"Text is needed here, not {type(value).__name__}.")
        if self.longest and len(value) > self.longest:
            raise ValueError(f"There is room for {self.longest} characters here, and {len(value)} were given.")
        return value.encode()

    def decode(self, encoded: bytes) -> str:
        """The text."""
        return encoded.decode()


class Json:
    """Anything JSON can say: answers, routing values, lists."""

    def encode(self, value: Any) -> bytes:
        """Compact JSON in ASCII, so that halves of characters in a draft do no harm."""
        return json.dumps(value, separators=(",", ":")).encode()

    def decode(self, encoded: bytes) -> Any:
        """A value of its own each time, so that changing it changes nothing that is kept."""
        return json.loads(encoded)


class Day:
    """A date."""

    def encode(self, value: date) -> bytes:
        """ISO 8601."""
        if not isinstance(value, date) or isinstance(value, datetime):
            raise ValueError(f"A date is needed here, not {type(value).__name__}.")
        return value.isoformat().encode()

    def decode(self, encoded: bytes) -> date:
        """The date."""
        return date.fromisoformat(encoded.decode())


class Moment:
    """A moment in time, aware, kept in UTC."""

    def encode(self, value: datetime) -> bytes:
        """ISO 8601 in UTC."""
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise ValueError("A moment with a time zone is needed here.")
        return value.astimezone(UTC).isoformat().encode()

    def decode(self, encoded: bytes) -> datetime:
        """The moment in UTC; one written by a database without zones was UTC as well."""
        found = datetime.fromisoformat(encoded.decode())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


class Whole:
    """A whole number."""

    def encode(self, value: int) -> bytes:
        """Decimal digits."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(f"A whole number is needed here, not {type(value).__name__}.")
        return str(value).encode()

    def decode(self, encoded: bytes) -> int:
        """The number."""
        return int(encoded)


class Raw:
    """Bytes as they are."""

    def encode(self, value: bytes) -> bytes:
        """The bytes."""
        if not isinstance(value, bytes):
            raise ValueError(f"Bytes are needed here, not {type(value).__name__}.")
        return value

    def decode(self, encoded: bytes) -> bytes:
        """The bytes."""
        return encoded
