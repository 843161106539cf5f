"""Cases from before there were units go on being seen by those whose work they are, on both databases."""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

from alembic import command
from sqlalchemy import Connection, MetaData, Table, insert, select

from webapp.access import conflicts
from webapp.access import queries as people
from webapp.access import service as access
from webapp.access.actor import SYSTEM
from webapp.cases import queries, service
from webapp.cases.sight import access_facts
from webapp.database import Database
from webapp.migrations.upgrade import configuration
from webapp.sealing.sealer import seal_everything

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BEFORE_SEALS = "0009"


class Before:
    """A database as it was, with rows put in by table and column."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.tables = MetaData()

    def add(self, table: str, **values: object) -> object:
        """The key of a new row. Identifiers and moments are written as the database of that time wanted them."""
        described = Table(table, self.tables, autoload_with=self.connection)
        row = {key: self._written(value) for key, value in values.items()}
        self.connection.execute(insert(described).values(**row))
        return values.get("id")

    def _written(self, value: object) -> object:
        if self.connection.dialect.name != "sqlite":
            return value
        return value.hex if isinstance(value, UUID) else json.dumps(value) if isinstance(value, dict) else value

    def person(self, login: str, *groups: str, force: str = "Avon") -> UUID:
        own = uuid4()
        self.add("app_user", id=own, login=login, name=login.title(), force=force, email="", password_hash="!",
                 created_at=AT)  # fmt: skip
        for group in groups:
            self.add("membership", user_id=own, group_name=group, since=AT)
        return own


def test_cases_keep_their_people_and_their_open_work(database_url: str) -> None:
    command.upgrade(configuration(database_url), BEFORE_SEALS)
    database = Database(database_url)
    case, quiet = uuid4(), uuid4()
    with database.engine.begin() as connection:
        old = Before(connection)
        olive, lena = old.person("olive", "investigating_officer"), old.person("lena", "legal_reviewer")
        old.person("dara", "decision_maker")
        old.person("bo", "legal_reviewer", force="Borders")
        for number, (own, link) in enumerate(((case, "none"), (quiet, "this_force"))):
            old.add(
                "case_file",
                id=own,
                reference=f"RTK-2026-000{number}",
                status="open",
                opened_by=olive,
                opened_at=AT,
                reported_by=olive,
                reported_at=AT,
            )
            old.add("case_person", case_id=own, user_id=olive)
            old.add("victim", id=uuid4(), case_id=own, name="Kim Roe", age_group="adult", needs={}, safe_channel="x",
                    wants_identity="yes")  # fmt: skip
            old.add("subject", id=uuid4(), case_id=own, number=1, code="S1", name="Pat Doe", age_group="adult",
                    status="charged", police_link=link)  # fmt: skip
            for group in ("legal_reviewer", "decision_maker"):
                old.add("case_group", case_id=own, group_name=group)
        version, instance = uuid4(), uuid4()
        old.add("process_definition", id=version, key="k", version=1, title="K", state="deployed", checksum="",
                note="", author_id=olive, created_at=AT)  # fmt: skip
        for own, of in ((instance, case), (uuid4(), quiet)):
            old.add("process_instance", id=own, case_id=of, definition_id=version, revision=0, status="active",
                    variables={}, started_at=AT, started_by=olive)  # fmt: skip
            old.add("user_task", id=uuid4(), instance_id=own, case_id=of, engine_task_id="t", element_id="e", name="T",
                    candidate_group="legal_reviewer", priority="", status="open", revision=1, assignee_id=lena,
                    created_at=AT)  # fmt: skip
    command.upgrade(configuration(database_url), "head")
    seal_everything(database, lambda _: None)
    with database.transaction():
        access.ensure_system_user()
        assert conflicts.note_names_of_all(SYSTEM) == 4
        assert service.index_old_cases(SYSTEM) == 2
        seen = {login: {row.id for row in queries.register(actor).rows} for login in ("olive", "lena", "dara", "bo")
                if (actor := people.actor_by_login(login)) is not None}  # fmt: skip
        facts, restricted = access_facts(case), access_facts(quiet)
        units = [unit.name for unit in people.every_unit()]
    # Who took part and who holds a task see both; a group whose work is done sees neither, nor does another force.
    assert seen == {"olive": {case, quiet}, "lena": {case, quiet}, "dara": set(), "bo": set()}
    assert (facts.force, {group for group, _ in facts.offers}) == ("Avon", {"legal_reviewer"})
    assert (restricted.restricted, restricted.offers) == (True, frozenset())
    assert facts.identifiers
    assert units == ["Whole force", "Whole force"]
    with database.engine.connect() as connection:
        task = Table("user_task", MetaData(), autoload_with=connection)
        assert None not in connection.scalars(select(task.c.unit_id)).all()
    database.close()
