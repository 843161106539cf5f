"""How fast the account takes entries, is sealed and is verified, and in how much memory.

  python bench/account.py [SQLALCHEMY_URL [ENTRIES]]

Without an address, an SQLite file in a temporary folder. The database must be empty.
"""

import sys
import tempfile
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import webapp.tables  # noqa: F401 - the tables of the whole product
from webapp.audit import service
from webapp.audit.events import Event
from webapp.audit.verify import verify
from webapp.database import Database
from webapp.worker.sealer import seal_due

WRITERS = 6
ACTOR = UUID(int=7)


def write(database: Database, count: int) -> list[float]:
    """The seconds that each of so many acts took, one transaction each, in a case of their own."""
    case_id, took = uuid4(), []
    for _ in range(count):
        began = perf_counter()
        with database.transaction():
            service.record(Event.CASE_VIEWED, ACTOR, case_id)
        took.append(perf_counter() - began)
    return took


def main(url: str, entries: int) -> None:
    database = Database(url)
    database.create_all()
    began = perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(write, database, entries // WRITERS) for _ in range(WRITERS)]
        while not all(one.done() for one in writing):
            seal_due(database)
        took = sorted(second for one in writing for second in one.result())
    seconds = perf_counter() - began
    seal_due(database)
    rate, late = len(took) / seconds, took[int(len(took) * 0.95)]
    print(f"{WRITERS} writers beside a sealer: {rate:.0f} entries a second, 95 % within {late * 1000:.0f} ms")
    began = perf_counter()
    with database.reading():
        report = verify()
    seconds = perf_counter() - began
    assert report.holds, report.findings[0]
    tracemalloc.start()
    with database.reading():
        verify()
    _, peak = tracemalloc.get_traced_memory()
    print(
        f"verified {report.entries} entries under {report.seals} seals in {seconds:.1f} s "
        f"({report.entries / seconds:.0f} a second), {peak / 1e6:.1f} MB at most"
    )
    database.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        address = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'account.sqlite'}"
        main(address, int(sys.argv[2]) if len(sys.argv) > 2 else 6000)
