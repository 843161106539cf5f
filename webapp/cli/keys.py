"""`keys`: the keys that seal what is kept about people: make, list, rotate, retire, and seal what is not sealed yet."""

import os
from pathlib import Path
from typing import Any

from webapp.config import Settings, SettingsError
from webapp.database import Database
from webapp.disclosures.digests import renew_digests
from webapp.sealing import rotation, sealer
from webapp.sealing.keys import KeyFile, WrappingKey, write_key_file
from webapp.sealing.provider import provider


def add_to(subcommands: Any) -> None:
    """The command and its actions."""
    keys = subcommands.add_parser("keys", help="make, list, rotate and retire the keys that seal the record")
    actions = keys.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="the keys and how many data keys each closes")
    listed.set_defaults(run=lambda _: list_keys())
    new = actions.add_parser("new", help="put a new key in front; RTK_KEYS_FILE is made where it is missing")
    new.set_defaults(run=lambda _: new_key())
    rotate = actions.add_parser("rotate", help="close every data key by the newest key, while the service runs")
    rotate.set_defaults(run=lambda _: rotate_keys())
    retire = actions.add_parser("retire", help="take a key out that closes nothing any more")
    retire.add_argument("key")
    retire.set_defaults(run=lambda chosen: retire_key(chosen.key))
    seal = actions.add_parser("seal", help="seal what was kept before there were seals; can be stopped and go on")
    seal.set_defaults(run=lambda _: seal_rows())


def new_key() -> int:
    """Makes a key."""
    key = WrappingKey.fresh()
    path = os.environ.get("RTK_KEYS_FILE")
    if path is None:
        print(f"{key.id}:{key.text()}")
        return 0
    if Path(path).exists():
        KeyFile(Path(path)).add(key)
        print(f"{key.id} wraps from now on. Run `keys rotate`, then `keys retire` the key before it.")
    else:
        write_key_file(Path(path), [key])
        print(f"{path} holds a new key, {key.id}. Keep a copy in a safe place: without it nothing can be read.")
    return 0


def list_keys() -> int:
    """Prints a line for each key."""
    database = _database()
    with database.transaction():
        counts = rotation.in_use()
    database.close()
    newest = provider().current()
    held = provider()
    names = held.ids() if isinstance(held, KeyFile) else [newest]
    for name in dict.fromkeys([*names, *counts]):
        where = "newest" if name == newest else ("" if name in names else "not in the key file")
        print(f"{name}  {counts.get(name, 0)} data keys  {where}".rstrip())
    return 0


def rotate_keys() -> int:
    """Closes every data key by the newest key."""
    database = _database()
    done = rotation.rotate(database, provider())
    database.close()
    print(f"{done} data keys are closed by {provider().current()} now; all others were already.")
    return 0


def retire_key(key_id: str) -> int:
    """Takes a key out of use."""
    database = _database()
    gone = rotation.retire(database, provider(), key_id)
    database.close()
    told = "is out of the key file" if gone else "closes nothing any more; remove it where it is kept"
    print(f"{key_id} {told}. Backups made before the rotation need it.")
    return 0


def seal_rows() -> int:
    """Seals what is not sealed yet. Where the tables have an owner, it is the owner who seals."""
    settings = Settings.from_environment()
    database = Database(settings.owner_database_url or settings.database_url)
    try:
        print(f"{seal_all(database)} rows sealed.")
    finally:
        database.close()
    return 0


def seal_all(database: Database) -> int:
    """Seals every row that is not sealed yet, and renews the digests of permissions, with the keys of their cases."""
    done = sealer.seal_everything(database, tell=print)
    if done:
        with database.transaction():
            renew_digests()
    return done


def require_sealed(database: Database) -> None:
    """Raises SettingsError while keys are missing or rows are not sealed: the service does not start like that."""
    provider()
    with database.transaction():
        left = sealer.waiting()
    if left:
        raise SettingsError(f"{', '.join(left)} hold rows that are not sealed. Run `keys seal` before you start.")


def _database() -> Database:
    return Database(Settings.from_environment().database_url)
