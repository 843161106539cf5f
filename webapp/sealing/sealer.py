"""What was kept before there were seals is sealed, page by page: it can be stopped at any moment and go on."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Table, delete, func, null, or_, select, update
from sqlalchemy.orm import Mapper

from webapp.database import Base, Database, append_only_lifted, session
from webapp.sealing import keyring
from webapp.sealing.column import OF_NO_CASE, owner_attribute, row_name, sealed_columns
from webapp.sealing.envelope import NOT_SEALED_YET, Place, seal
from webapp.sealing.model import DataKeyRow, UnsealedTable

AT_ONCE = 200


def waiting() -> list[str]:
    """The tables that still hold rows that are not sealed."""
    return list(session().scalars(select(UnsealedTable.name).order_by(UnsealedTable.name)))


def seal_everything(database: Database, tell: Callable[[str], None]) -> int:
    """Seals what is not sealed yet, a transaction for each page, and says how many rows that were."""
    with database.transaction():
        tables = waiting()
    if not tables:
        return 0
    mappers = {_table(mapper).name: mapper for mapper in Base.registry.mappers if sealed_columns(mapper.class_)}
    # The cases come first: everything else is sealed under their keys.
    tables.sort(key=lambda name: owner_attribute(mappers[name].class_) != "id")
    sealed_rows = 0
    for name in tables:
        while _keys_page(database, mappers[name]):
            pass
        count = 0
        while done := _one_page(database, mappers[name]):
            count += done
        with database.transaction():
            session().execute(delete(UnsealedTable).where(UnsealedTable.name == name))
        tell(f"{name}: {count} rows sealed")
        sealed_rows += count
    database.wipe_free_space(tables)
    return sealed_rows


def _one_page(database: Database, mapper: Mapper[Any]) -> int:
    with database.transaction(), append_only_lifted(_table(mapper).name):
        return _seal_page(mapper)


def _keys_page(database: Database, mapper: Mapper[Any]) -> int:
    """A key for each case that has none."""
    if owner_attribute(mapper.class_) != "id":
        return 0
    own = _table(mapper).c.id
    with database.transaction():
        owners = session().scalars(select(own).where(own.not_in(select(DataKeyRow.owner_id))).limit(AT_ONCE)).all()
        for owner in owners:
            keyring.create(owner)
    return len(owners)


def _seal_page(mapper: Mapper[Any]) -> int:
    table = _table(mapper)
    names = [attribute.name for attribute in sealed_columns(mapper.class_)]
    under = owner_attribute(mapper.class_)
    owner = null() if under == OF_NO_CASE else mapper.get_property(under).columns[0]
    keys = list(table.primary_key.columns)
    open_ones = or_(*(func.substr(table.c[name], 1, 1) == NOT_SEALED_YET for name in names))
    columns = [owner.label("owner"), *keys, *(table.c[name].label(f"value_{name}") for name in names)]
    rows = session().execute(select(*columns).where(open_ones).limit(AT_ONCE)).mappings().all()
    keyring.look_ahead({row["owner"] for row in rows if row["owner"]})
    for row in rows:
        key = keyring.key_of(row["owner"] or keyring.INSTALLATION)
        place = row_name([str(row[column.name]) for column in keys])
        values = {
            name: seal(key, Place(table.name, name, place), row[f"value_{name}"][1:])
            for name in names
            if row[f"value_{name}"] is not None and row[f"value_{name}"][:1] == NOT_SEALED_YET
        }
        same = [column == row[column.name] for column in keys]
        session().execute(update(table).where(*same).values(values))
    return len(rows)


def _table(mapper: Mapper[Any]) -> Table:
    table = mapper.local_table
    if not isinstance(table, Table):
        raise TypeError(f"{mapper.class_.__name__} is no table.")
    return table
