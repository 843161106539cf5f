"""The wrapping key changes while the service runs: each data key is closed again by the newest one."""

from collections.abc import Callable

from sqlalchemy import func, select, text, update

from webapp.config import SettingsError
from webapp.database import Database, session
from webapp.sealing.keyring import context_of
from webapp.sealing.keys import KeyFile, KeyProvider, Wrapped
from webapp.sealing.model import DataKeyRow

AT_ONCE = 200


def in_use() -> dict[str, int]:
    """How many data keys each wrapping key closes now."""
    query = select(DataKeyRow.wrapped_by, func.count().label("data_keys")).where(DataKeyRow.destroyed_at.is_(None))
    return {row.wrapped_by: row.data_keys for row in session().execute(query.group_by(DataKeyRow.wrapped_by))}


def rotate(database: Database, provider: KeyProvider, tell: Callable[[int], None] = lambda _: None) -> int:
    """Closes every data key by the newest wrapping key and says how many were under another.

    A page is a transaction, and what is done is never done again, so that it can be stopped and go on. What the cases
    hold is not touched. A data key that somebody else changed or destroyed meanwhile stays as they left it.
    """
    done = 0
    while page := _one_page(database, provider):
        done += page
        tell(done)
    return done


def _one_page(database: Database, provider: KeyProvider) -> int:
    newest = provider.current()
    with database.transaction() as opened:
        rows = opened.execute(
            select(DataKeyRow.id, DataKeyRow.owner_id, DataKeyRow.wrapped_by, DataKeyRow.wrapped)
            .where(DataKeyRow.wrapped_by != newest, DataKeyRow.destroyed_at.is_(None))
            .order_by(DataKeyRow.id)
            .limit(AT_ONCE)
        ).all()
        for row in rows:
            context = context_of(row.id, row.owner_id)
            fresh = provider.wrap(provider.unwrap(Wrapped(row.wrapped_by, row.wrapped), context), context)
            opened.execute(
                update(DataKeyRow)
                .where(DataKeyRow.id == row.id, DataKeyRow.wrapped == row.wrapped)
                .values(wrapped_by=fresh.key_id, wrapped=fresh.secret)
                .execution_options(synchronize_session=False)
            )
    return len(rows)


def retire(database: Database, provider: KeyProvider, key_id: str) -> bool:
    """Takes a wrapping key out of use and says whether it is gone from the key file.

    Raises SettingsError while it is the newest or closes a data key. A key outside a file is for its keeper to remove.
    """
    if key_id == provider.current():
        raise SettingsError(f"{key_id} is the newest key. Make a new one and rotate before you retire it.")
    with database.transaction() as opened:
        if database.engine.dialect.name == "postgresql":
            # Waits for every transaction that is making a data key now, so that none is missed.
            opened.execute(text("LOCK TABLE data_key IN SHARE MODE"))
        left = in_use().get(key_id, 0)
        if left:
            raise SettingsError(f"{left} data keys are still closed by {key_id}. Run `keys rotate` first.")
        if isinstance(provider, KeyFile):
            provider.remove(key_id)
    return isinstance(provider, KeyFile)
