"""A sealed column: services read and write the plain value, the database only ever sees the sealed one.

    name = sealed_or_none(Words(200))

makes the column `name` of bytes, and an attribute that opens it when it is read. What is written waits as `Pending`
and is sealed when the object is flushed, because only then are its row and its owner known. A class seals under the
case in its `case_id`, unless `__sealed_under__` names another attribute or says that it is `OF_NO_CASE`; what belongs
to no case is sealed under the installation's own key.
"""

from typing import Any, Generic, Self, TypeVar, overload
from uuid import UUID

from sqlalchemy import LargeBinary, Uuid, event
from sqlalchemy import inspect as inspect_mapped
from sqlalchemy.orm import Mapper, Session, mapped_column, object_session

from webapp.database import new_id
from webapp.sealing.codecs import Codec
from webapp.sealing.envelope import Place, seal, unseal
from webapp.sealing.keyring import INSTALLATION, key_of

T = TypeVar("T")
_OPENED = "_opened_values"
# For `__sealed_under__` of a table that is about the service and not about a case.
OF_NO_CASE = ""


class Pending:
    """A plain value that waits for its object to be flushed. No driver takes it, so it never reaches the database."""

    __slots__ = ("plain",)

    def __init__(self, plain: bytes) -> None:
        self.plain = plain


class Sealed(Generic[T]):
    """The attribute of a sealed column."""

    def __init__(self, codec: Codec[Any], *, optional: bool) -> None:
        self.codec = codec
        self.optional = optional
        self.name = ""
        self.key = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name, self.key = name, f"{name}_sealed"
        setattr(owner, self.key, mapped_column(name, LargeBinary, nullable=self.optional))
        owner.__sealed__ = (*sealed_columns(owner), self)  # type: ignore[attr-defined]  # read by sealed_columns

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> Any:
        """The plain value. Raises Erased where its key was destroyed, CannotOpen where it was tampered with."""
        if instance is None:
            return self
        stored = getattr(instance, self.key)
        return None if stored is None else self.codec.decode(self._opened(instance, stored))

    def __set__(self, instance: object, value: T) -> None:
        """Keeps the value for the next flush; one that is there already changes nothing."""
        if value is None and self.optional:
            setattr(instance, self.key, None)
            return
        encoded = self.codec.encode(value)
        stored = instance.__dict__.get(self.key)
        if stored is None or self._opened(instance, stored) != encoded:
            setattr(instance, self.key, Pending(encoded))

    def seal_pending(self, instance: object, within: Session) -> None:
        """Seals what waits."""
        stored = instance.__dict__.get(self.key)
        if isinstance(stored, Pending):
            closed = seal(key_of(owner_of(instance), within), place_of(instance, self.name), stored.plain)
            setattr(instance, self.key, closed)
            self._remember(instance, closed, stored.plain)

    def _opened(self, instance: object, stored: bytes | Pending) -> bytes:
        if isinstance(stored, Pending):
            return stored.plain
        known, plain = instance.__dict__.get(_OPENED, {}).get(self.key, (None, b""))
        if known == stored:
            return bytes(plain)
        within = object_session(instance)
        if within is None:
            raise RuntimeError(f"{type(instance).__name__}.{self.name} is sealed: read it inside its transaction.")
        plain = unseal(key_of(owner_of(instance), within), place_of(instance, self.name), stored)
        self._remember(instance, stored, plain)
        return plain

    def _remember(self, instance: object, stored: bytes, plain: bytes) -> None:
        instance.__dict__.setdefault(_OPENED, {})[self.key] = (stored, plain)


def sealed(codec: Codec[T]) -> Sealed[T]:
    """A column that always holds a value."""
    return Sealed(codec, optional=False)


def sealed_or_none(codec: Codec[T]) -> Sealed[T | None]:
    """A column that may be empty; that it is empty can be seen in the database."""
    return Sealed(codec, optional=True)


def sealed_columns(model: type) -> tuple[Sealed[Any], ...]:
    """The sealed attributes of a model."""
    found: tuple[Sealed[Any], ...] = model.__dict__.get("__sealed__", ())
    return found


def owner_of(instance: object) -> UUID:
    """Under whose key an object is sealed."""
    name = owner_attribute(type(instance))
    found: UUID | None = getattr(instance, name) if name else None
    return found or INSTALLATION


def owner_attribute(model: type) -> str:
    """The attribute that names the owner; OF_NO_CASE for none."""
    return str(getattr(model, "__sealed_under__", "case_id"))


def place_of(instance: object, column: str) -> Place:
    """Where a value of an object stands. A new object is given its id here."""
    mapper: Mapper[Any] = inspect_mapped(type(instance))
    parts = []
    for each in mapper.primary_key:
        attribute = mapper.get_property_by_column(each).key
        value = getattr(instance, attribute)
        if value is None and isinstance(each.type, Uuid):
            value = new_id()
            setattr(instance, attribute, value)
        if value is None:
            raise RuntimeError(f"{type(instance).__name__}.{attribute} must be known before the row can be sealed.")
        parts.append(str(value))
    return Place(table_of(mapper), column, row_name(parts))


def row_name(parts: list[str]) -> str:
    """A row in words: its primary key."""
    return "|".join(parts)


def table_of(mapper: Mapper[Any]) -> str:
    """The name of a model's table."""
    return str(mapper.local_table.name)  # type: ignore[attr-defined]  # a Table, whatever the stubs say


def _before_flush(within: Session, context: object, instances: object) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    for instance in (*within.new, *within.dirty):
        for attribute in sealed_columns(type(instance)):
            attribute.seal_pending(instance, within)


event.listen(Session, "before_flush", _before_flush)
