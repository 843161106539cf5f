"""What a list costs does not grow with the number of cases that the person may not see."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select, text

from tests.integration.cases.test_sight import Town, town
from webapp.access.actor import Actor
from webapp.cases import queries, sight
from webapp.cases.model import Case, CaseMember, CaseOffer
from webapp.clock import now
from webapp.database import Database, new_id, session
from webapp.instances import lists

__all__ = ["town"]
MOST_MORE = 1.3


def add_cases(town: Town, unit: str, number: int) -> None:
    """Cases of a unit that wait for its officers."""
    owner = town.person("oscar")
    rows = [
        {
            "id": new_id(), "reference": f"{unit}-{new_id()}"[:20], "force": "Avon", "unit_id": town.units[unit],
            "opened_by": owner.id, "opened_at": now(), "status": "open", "restricted": False,
        }
        for _ in range(number)
    ]  # fmt: skip
    session().execute(Case.__table__.insert(), rows)
    offer = {"group_name": "investigating_officer", "unit_id": town.units[unit]}
    offers = [{"case_id": row["id"], **offer} for row in rows]
    session().execute(CaseOffer.__table__.insert(), offers)
    part = [
        {"case_id": row["id"], "user_id": owner.id, "place": "took_part", "added_by": owner.id, "added_at": now()}
        for row in rows
    ]
    session().execute(CaseMember.__table__.insert(), part)


@contextmanager
def steps_of_sqlite(database: Database) -> Iterator[list[int]]:
    """Counts the instructions of SQLite's machine in tens: the same for the same work, on any computer."""
    count = [0]

    def another() -> int:
        count[0] += 1
        return 0

    connection: Any = session().connection().connection.driver_connection
    connection.set_progress_handler(another, 10)
    try:
        yield count
    finally:
        connection.set_progress_handler(None, 0)


def cost(town: Town, actor: Actor) -> int:
    with steps_of_sqlite(town.database) as count:
        queries.register(actor)
        queries.number_known(actor)
        lists.unclaimed_for(actor, ["investigating_officer"], None, 50)
        lists.counts(actor, ["investigating_officer"], now())
    return count[0]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("login", ["olive", "sam", "pia"])
def test_register_and_lists_cost_the_same_beside_many_cases_of_others(town: Town, login: str) -> None:
    with town.open():
        add_cases(town, "North", 5)
        add_cases(town, "South", 20)
        before = cost(town, town.person(login))
        add_cases(town, "South", 1000)
        assert cost(town, town.person(login)) <= before * MOST_MORE


def test_condition_of_need_to_know_reads_no_table_from_end_to_end(town: Town) -> None:
    with town.open():
        add_cases(town, "North", 5)
        add_cases(town, "South", 200)
        sqlite = town.database.engine.dialect.name == "sqlite"
        if not sqlite:
            # On a few rows a whole table is always the cheapest; what is asked is whether an index could be used.
            session().execute(text("SET LOCAL enable_seqscan = off"))
        for login in ("olive", "sam", "pia", "lena"):
            query = select(Case.id).where(sight.known_to(town.person(login)))
            bound = query.compile(town.database.engine, compile_kwargs={"literal_binds": True})
            explained = session().execute(text(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{bound}"))
            plan = [str(row[-1]) for row in explained]
            read = [line for line in plan if line.startswith("SCAN") and "INDEX" not in line] if sqlite else [
                line for line in plan if "Seq Scan" in line
            ]  # fmt: skip
            assert [line for line in read if "anon" not in line and "SUBQUERY" not in line] == [], "\n".join(plan)
