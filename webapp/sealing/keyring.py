"""The data keys of the open transaction: read once for each owner, made with a case, destroyed with its record."""

import secrets
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import event, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session, SessionTransaction

from webapp.clock import now
from webapp.database import new_id, session
from webapp.errors import Erased
from webapp.sealing.envelope import KEY_BYTES, CannotOpen, DataKey
from webapp.sealing.keys import UnknownKey, Wrapped
from webapp.sealing.model import DataKeyRow
from webapp.sealing.provider import provider

# The installation's own key, for what belongs to no case.
INSTALLATION = UUID("00000000-0000-0000-0000-0000000005ea")
# The secret of the blind indexes is a key of its own, so that who holds one cannot make the other.
INDEXES = UUID("00000000-0000-0000-0000-000000b11d00")
_OWN = frozenset({INSTALLATION, INDEXES})
_OPENED = "opened_data_keys"
_COLUMNS = (DataKeyRow.id, DataKeyRow.owner_id, DataKeyRow.wrapped_by, DataKeyRow.wrapped, DataKeyRow.destroyed_at)


def create(owner: UUID) -> DataKey:
    """A new data key for a new case. Its row is written at once."""
    opened = session()
    key, values = _fresh(owner)
    opened.execute(insert(DataKeyRow).values(values))
    _close_again_if_rotated(opened, key, str(values["wrapped_by"]))
    _remembered(opened)[owner] = key
    return key


def key_of(owner: UUID, within: Session | None = None) -> DataKey:
    """The data key of an owner, one statement in a transaction.

    Raises Erased where it was destroyed, CannotOpen where there is none or the wrapping key is missing.
    """
    opened = within or session()
    known = _remembered(opened)
    if owner not in known:
        known[owner] = _read(opened, owner)
    return known[owner]


def look_ahead(owners: Iterable[UUID]) -> None:
    """Reads the keys of several owners in one statement, before a list shows something of each."""
    opened = session()
    known = _remembered(opened)
    wanted = set(owners) - known.keys()
    if not wanted:
        return
    with opened.no_autoflush:
        rows = opened.execute(select(*_COLUMNS).where(DataKeyRow.owner_id.in_(wanted))).all()
    for row in rows:
        if row.destroyed_at is None:
            known[row.owner_id] = _opened_row(opened, row)


def destroy(owner: UUID) -> None:
    """Makes everything that was sealed for an owner unreadable for ever."""
    opened = session()
    opened.flush()
    opened.execute(
        update(DataKeyRow)
        .where(DataKeyRow.owner_id == owner, DataKeyRow.destroyed_at.is_(None))
        .values(wrapped=None, destroyed_at=now())
        .execution_options(synchronize_session=False)
    )
    _remembered(opened).pop(owner, None)


def context_of(key_id: UUID, owner: UUID) -> bytes:
    """What a wrapped data key is bound to, so that it cannot be given to another owner."""
    return b"data key|" + key_id.bytes + owner.bytes


def _read(opened: Session, owner: UUID) -> DataKey:
    row = _row(opened, owner)
    if row is None and owner in _OWN:
        row = _made_by_whoever_is_first(opened, owner)
    if row is None:
        raise CannotOpen(f"There is no data key for {owner}.")
    if row.destroyed_at is not None:
        raise Erased
    return _opened_row(opened, row)


def _opened_row(opened: Session, row: Row) -> DataKey:  # type: ignore[type-arg]  # a row of _COLUMNS
    context = context_of(row.id, row.owner_id)
    try:
        secret = provider().unwrap(Wrapped(row.wrapped_by, row.wrapped), context)
    except UnknownKey:
        # The keys were rotated and the old one retired between our look at the row and now: look again, once.
        again = _row(opened, row.owner_id)
        if again is None or again.wrapped_by == row.wrapped_by:
            raise
        if again.destroyed_at is not None:
            raise Erased from None
        secret = provider().unwrap(Wrapped(again.wrapped_by, again.wrapped), context)
    return DataKey(row.id, row.owner_id, secret)


def _row(opened: Session, owner: UUID) -> Row | None:  # type: ignore[type-arg]
    with opened.no_autoflush:
        return opened.execute(select(*_COLUMNS).where(DataKeyRow.owner_id == owner)).one_or_none()


def _fresh(owner: UUID) -> tuple[DataKey, dict[str, object]]:
    key = DataKey(new_id(), owner, secrets.token_bytes(KEY_BYTES))
    wrapped = provider().wrap(key.secret, context_of(key.id, owner))
    row = {"wrapped_by": wrapped.key_id, "wrapped": wrapped.secret, "created_at": now()}
    return key, {"id": key.id, "owner_id": owner, **row}


def _made_by_whoever_is_first(opened: Session, owner: UUID) -> Row | None:  # type: ignore[type-arg]
    dialect = sqlite if opened.get_bind().dialect.name == "sqlite" else postgresql
    key, values = _fresh(owner)
    opened.execute(dialect.insert(DataKeyRow).values(values).on_conflict_do_nothing())
    _close_again_if_rotated(opened, key, str(values["wrapped_by"]))
    return _row(opened, owner)


def _close_again_if_rotated(opened: Session, key: DataKey, wrapped_by: str) -> None:
    """A key that was retired between our closing and our row would take the data key with it.

    From our row on, `retire` waits for this transaction and counts it.
    """
    if provider().current() == wrapped_by:
        return
    again = provider().wrap(key.secret, context_of(key.id, key.owner))
    opened.execute(
        update(DataKeyRow)
        .where(DataKeyRow.id == key.id)
        .values(wrapped_by=again.key_id, wrapped=again.secret)
        .execution_options(synchronize_session=False)
    )


def _remembered(opened: Session) -> dict[UUID, DataKey]:
    found: dict[UUID, DataKey] = opened.info.setdefault(_OPENED, {})
    return found


def _forget(opened: Session, previous: SessionTransaction) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    # A key made inside what was undone is no key.
    opened.info.pop(_OPENED, None)


event.listen(Session, "after_soft_rollback", _forget)
