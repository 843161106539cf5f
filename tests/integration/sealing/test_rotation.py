"""Keys change while people work, and a backup comes back under other keys."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from uuid import UUID

import pytest
from sqlalchemy import select, update

from tests.fixtures.postgresql import PostgresServer
from tests.integration.sealing import stored
from webapp.access import service as access
from webapp.access.actor import SYSTEM
from webapp.audit.verify import verify
from webapp.cases import service as cases
from webapp.cases.model import Victim
from webapp.cases.service import case as case_service
from webapp.config import SettingsError
from webapp.database import Database, session
from webapp.sealing import keyring, provider, rotation
from webapp.sealing.blind import blind_index
from webapp.sealing.envelope import CannotOpen
from webapp.sealing.keys import KeyFile, UnknownKey, WrappingKey, write_key_file
from webapp.sealing.model import DataKeyRow

ABOUT = {"age_group": "adult", "needs": [], "wants_identity": "yes", "safe_channel": "Work telephone"}


@pytest.fixture(autouse=True)
def _anybody_opens_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_service, "require", lambda *_: None)


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[KeyFile]:
    """A key file of the test's own."""
    path = tmp_path / "keys" / "keys.txt"
    write_key_file(path, [WrappingKey.fresh()])
    with provider.using(KeyFile(path)):
        yield KeyFile(path)


def open_case(name: str) -> UUID:
    case = cases.open_case(SYSTEM)
    session().add(Victim(case_id=case.id, name=name, **ABOUT))
    return case.id


def names(database: Database) -> list[str | None]:
    with database.transaction() as opened:
        return sorted(victim.name or "" for victim in opened.scalars(select(Victim)))


def opened_with(database: Database, number: int) -> None:
    with database.transaction():
        access.ensure_system_user()
        for which in range(number):
            open_case(f"Joan {which}")


def test_keys_rotate_while_cases_are_opened_read_and_changed(database: Database, keys: KeyFile) -> None:
    opened_with(database, 10)
    stop, trouble, acts = Event(), [], []

    def work(number: int) -> None:
        try:
            while not stop.is_set():
                with database.transaction() as opened:
                    open_case(f"Mary {number}")
                    for victim in opened.scalars(select(Victim).limit(20)):
                        assert victim.name
                with database.transaction() as opened:
                    victim = opened.scalars(select(Victim).where(Victim.code_word_sealed.is_(None))).first()
                    if victim is not None:
                        victim.code_word = f"Heron {number}"
                acts.append(number)
        except Exception as error:  # noqa: BLE001 - whatever went wrong fails the test
            trouble.append(repr(error))

    threads = [Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(4):
            before = keys.current()
            keys.add(WrappingKey.fresh())
            for _ in range(20):
                rotation.rotate(database, keys)
                try:
                    rotation.retire(database, keys, before)
                    break
                except SettingsError as meanwhile:
                    # A case that was opened at this very moment: what an operator is told is to rotate once more.
                    assert "Run `keys rotate` first" in str(meanwhile)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert trouble == []
    assert len(acts) >= 2
    assert keys.ids() == [keys.current()]
    with database.transaction():
        assert set(rotation.in_use()) == {keys.current()}
    assert len(names(database)) >= 10 + len(acts)


def test_rotation_that_was_stopped_goes_on_where_it_was(
    database: Database, keys: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_with(database, 5)
    old = keys.current()
    keys.add(WrappingKey.fresh())
    monkeypatch.setattr(rotation, "AT_ONCE", 2)

    def power_cut(done: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(database, keys, power_cut)
    with database.transaction():
        assert rotation.in_use() == {old: 1, keys.current(): 4}
    with pytest.raises(SettingsError, match="1 data keys are still closed"):
        rotation.retire(database, keys, old)
    assert rotation.rotate(database, keys) == 1
    assert rotation.rotate(database, keys) == 0
    with pytest.raises(SettingsError, match="newest"):
        rotation.retire(database, keys, keys.current())
    assert rotation.retire(database, keys, old)
    assert names(database) == [f"Joan {number}" for number in range(5)]


def test_key_that_is_read_just_before_its_rotation_is_looked_up_again(database: Database, keys: KeyFile) -> None:
    opened_with(database, 1)
    with database.transaction() as opened:
        row = opened.execute(select(*keyring._COLUMNS)).one()
    keys.add(WrappingKey.fresh())
    rotation.rotate(database, keys)
    rotation.retire(database, keys, row.wrapped_by)
    with database.transaction() as opened:
        assert keyring._opened_row(opened, row).owner == row.owner_id
        opened.execute(update(DataKeyRow).values(wrapped_by=row.wrapped_by))
        with pytest.raises(UnknownKey):
            keyring._opened_row(opened, row)


def test_data_key_of_one_case_cannot_be_given_to_another(database: Database, keys: KeyFile) -> None:
    opened_with(database, 2)
    with database.transaction() as opened:
        first, second = opened.execute(select(DataKeyRow.id, DataKeyRow.wrapped)).all()
        opened.execute(update(DataKeyRow).where(DataKeyRow.id == first.id).values(wrapped=second.wrapped))
    with pytest.raises(CannotOpen, match="changed or moved"):
        names(database)


@pytest.fixture
def copy_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Database], Database]]:
    """Backs a database up and restores it elsewhere."""
    made = []

    def copied(database: Database) -> Database:
        if database.url.startswith("sqlite"):
            source = sqlite3.connect(database.url.removeprefix("sqlite:///"))
            target = sqlite3.connect(tmp_path / "restored.sqlite")
            source.backup(target)
            source.close()
            target.close()
            url, drop = f"sqlite:///{tmp_path / 'restored.sqlite'}", lambda: None
        else:
            server: PostgresServer = request.getfixturevalue("postgres_server")
            name = server.create()
            url, drop = server.url(name), lambda: server.drop(name)
            stored.restored(stored.dumped(database), url)
        made.append((Database(url), drop))
        return made[-1][0]

    yield copied
    for restored, drop in made:
        restored.close()
        drop()


def test_backup_comes_back_under_a_new_set_of_keys(
    database: Database, keys: KeyFile, copy_of: Callable[[Database], Database], tmp_path: Path
) -> None:
    opened_with(database, 3)
    with database.transaction():
        index = blind_index("subject.phone", "Testshire", "07700 900123")
    restored = copy_of(database)
    write_key_file(tmp_path / "other" / "keys.txt", [WrappingKey.fresh()])
    elsewhere = KeyFile(tmp_path / "other" / "keys.txt")
    with provider.using(elsewhere):
        # Without the keys of its time a backup says nothing.
        with pytest.raises(UnknownKey):
            names(restored)
        for line in keys.path.read_text().splitlines()[1:]:
            old = WrappingKey.read(*line.split())
            write_key_file(elsewhere.path, [WrappingKey.fresh(), old])
        assert rotation.rotate(restored, elsewhere) == 4
        rotation.retire(restored, elsewhere, old.id)
        assert names(restored) == ["Joan 0", "Joan 1", "Joan 2"]
        with restored.transaction():
            assert verify().findings == []
            assert blind_index("subject.phone", "Testshire", "07700 900123") == index
            open_case("Joan 3")
    assert names(database) == ["Joan 0", "Joan 1", "Joan 2"]
