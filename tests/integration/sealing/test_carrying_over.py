"""A database of the release before is carried over and sealed: nothing is lost, and nothing stays readable."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import (
    CHAR,
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Uuid,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from webapp.cases.model import Case, FormSubmission, LineOfEnquiry, Strand, Victim
from webapp.cli.keys import require_sealed, seal_all
from webapp.config import SettingsError
from webapp.database import Base, Database
from webapp.disclosures.digests import content_digest
from webapp.disclosures.model import Decision, DisclosureItem, DisclosureLog, GroundsAnswer
from webapp.inbox.model import TaskDraft
from webapp.instances.model import ProcessInstance
from webapp.migrations.upgrade import configuration
from webapp.sealing import keyring, sealer

BEFORE = str(ScriptDirectory.from_config(configuration("")).get_revision("0013").down_revision)
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SECRETS = ("Featherstone", "Peregrine", "Harrowgate", "Whistledown", "Brambling")
STATE = b"\x00\xffWhistledown\x00\x80"
HEXADECIMAL = re.compile(r"\\\\?x((?:[0-9a-f]{2})+)")


@pytest.fixture
def old(database_url: str) -> Iterator[Database]:
    """A database of the release before, with one row of each kind of value."""
    command.upgrade(configuration(database_url), BEFORE)
    database = Database(database_url)
    yield database
    database.close()


def fill(database: Database, cases: int = 1) -> list[UUID]:
    """Rows as the release before wrote them."""
    tables = MetaData()
    tables.reflect(database.engine)
    names = []
    with database.engine.begin() as connection:

        def add(table: str, **values: Any) -> UUID:
            own = tables.tables[table]
            row = {column.name: values.get(column.name, invented(column, a_person)) for column in own.c}
            row = {name: value for name, value in row.items() if value is not None or own.c[name].nullable}
            for name, value in row.items():
                if connection.dialect.name == "sqlite" and isinstance(value, UUID):
                    row[name] = value.hex
            connection.execute(insert(own).values(row))
            found = row.get("id")
            return UUID(found) if isinstance(found, str) else found  # type: ignore[return-value]

        a_person = None
        a_person = add("app_user", login="p", name="P")
        a, b, c, d = [a_person, *(add("app_user", login=f"p{n}", name="P") for n in range(3))]
        version = add("process_definition", state="deployed")
        for number in range(cases):
            ended = {"status": "closed", "outcome": "DISCLOSED_FULL", "closed_at": NOW}
            told = {"crime_ref": "Brambling/1", "scope_reason": "Because of Peregrine"}
            case = add("case_file", reference=f"RTK-2026-{number:04d}", **ended, **told)
            add("closure", case_id=case, retention_review_date=date(2032, 3, 2))
            known = {"name": "Joan Featherstone", "date_of_birth": date(1990, 2, 3), "needs": ["Harrowgate"]}
            add("victim", case_id=case, safe_channel="Peregrine", **known)
            seen = {"source_utc_time": NOW, "source_port": 4711}
            add("line_of_enquiry", case_id=case, authority_type="none_open_source", handling_code="P", **seen)
            add("form_submission", case_id=case, answers={"name": "Featherstone"})
            subject = add("subject", case_id=case, name="Harrowgate")
            assessment = add("identity_assessment", case_id=case, subject_id=subject, alternative_suspects="Brambling")
            add("strand", assessment_id=assessment, independent_group="Whistledown")
            check = add("grounds_check", case_id=case, less_intrusive_considered="Brambling", result="PASS")
            add("grounds_answer", check_id=check, code="A1", note="Peregrine")
            item = add("disclosure_item", case_id=case, check_id=check, code="D1", text="Harrowgate lives")
            tests = add("disclosure_tests", case_id=case, check_id=check)
            steps = {"checked_by": a, "assured_by": b, "reviewed_by": c, "decided_by": d, "tests_id": tests}
            results = {"grounds_result": "PASS", "legal_result": "approve", "recommendation": "DISCLOSED_FULL"}
            allowed = {"outcome": "DISCLOSED_FULL", "discloses": True, "content_digest": "0" * 64}
            allowed |= {"recipient": "victim", "subject_to_be_told": first_of("decision", "subject_to_be_told")}
            decision = add("decision", case_id=case, check_id=check, **steps, **results, **allowed)
            add("decision_item", decision_id=decision, item_id=item)
            safely = {"given": True, "recipient_id_verified": True, "safe_location": True, "caveat_read": True}
            people = {"decided_by": d, "reviewed_by": c, "delivered_by": a, "recipient_name": "Joan Featherstone"}
            delivery = add("delivery", case_id=case, decision_id=decision, mode="in_person", **safely, **people)
            words = {"recipient_name": "Joan Featherstone", "justification": "Peregrine"}
            words |= {"items": [{"text": "Harrowgate lives"}]}
            add("disclosure_log", case_id=case, decision_id=decision, delivery_id=delivery, **words)
            run = {"state": STATE, "status": "ended", "variables": {"name": "Whistledown"}}
            instance = add("process_instance", case_id=case, definition_id=version, **run)
            task = add("user_task", instance_id=instance, case_id=case, status="open")
            add("task_draft", task_id=task, user_id=a, answers={"half": "a Feather…"})
            names.append(case)
    return names


def first_of(table: str, column: str) -> str:
    """The first value that the closed list of a column allows; empty where it has none."""
    for check in Base.metadata.tables[table].constraints if table in Base.metadata.tables else ():
        if isinstance(check, CheckConstraint) and str(check.name) == f"ck_{table}_{column}":
            return str(check.sqltext).partition("'")[2].partition("'")[0]
    return ""


def invented(column: Column[Any], person: UUID | None) -> Any:
    """Something for a column that must hold a value, and None for one that need not."""
    if column.nullable or column.server_default is not None:
        return None
    if column.name == "id":
        return uuid4()
    if {key.column.table.name for key in column.foreign_keys} == {"app_user"}:
        return person
    if listed := first_of(str(column.table.name), column.name):
        return listed
    kinds = ((Uuid, uuid4()), (JSON, []), (Boolean, False), (Integer, 1), (DateTime, NOW), (Date, NOW.date()))
    kinds += ((LargeBinary, b""), (CHAR, uuid4().hex), (String, "x"))
    return next(value for kind, value in kinds if isinstance(column.type, kind))


def readable(database: Database) -> list[str]:
    """Which of the secrets can be read in what the database keeps."""
    if database.url.startswith("sqlite"):
        path = Path(database.url.removeprefix("sqlite:///"))
        kept = b"".join(p.read_bytes() for p in path.parent.glob(f"{path.name}*"))
    else:
        with database.engine.connect() as connection:
            tables = inspect(connection).get_table_names()
            rows = [connection.execute(text(f"SELECT t::text FROM {name} t")).scalars().all() for name in tables]  # noqa: S608
        plain = "\n".join(row for table in rows for row in table)
        kept = plain.encode() + b"".join(bytes.fromhex(digits) for digits in HEXADECIMAL.findall(plain))
    return [word for word in SECRETS if word.encode() in kept]


def test_everything_is_carried_over_and_sealed(old: Database) -> None:
    [case_id] = fill(old)
    assert readable(old) or not old.url.startswith("sqlite")
    command.upgrade(configuration(old.url), "head")
    with pytest.raises(SettingsError, match="hold rows that are not sealed"):
        require_sealed(old)
    assert seal_all(old) > 10
    require_sealed(old)
    assert readable(old) == []
    with old.transaction() as opened:
        case = opened.get_one(Case, case_id)
        assert (case.crime_ref, case.scope_reason, case.related_case) == ("Brambling/1", "Because of Peregrine", None)
        assert case.review_on == date(2032, 3, 2)
        victim = opened.scalars(select(Victim)).one()
        assert (victim.name, victim.date_of_birth) == ("Joan Featherstone", date(1990, 2, 3))
        assert (victim.needs, victim.code_word) == (["Harrowgate"], None)
        enquiry = opened.scalars(select(LineOfEnquiry)).one()
        assert (enquiry.source_utc_time, enquiry.source_port, enquiry.authority_ref) == (NOW, 4711, None)
        assert opened.scalars(select(FormSubmission)).one().answers == {"name": "Featherstone"}
        strand = opened.scalars(select(Strand)).one()
        assert (strand.case_id, strand.independent_group) == (case_id, "Whistledown")
        answer = opened.scalars(select(GroundsAnswer)).one()
        assert (answer.case_id, answer.note) == (case_id, "Peregrine")
        instance = opened.scalars(select(ProcessInstance)).one()
        assert (instance.state, instance.variables) == (STATE, {"name": "Whistledown"})
        draft = opened.scalars(select(TaskDraft)).one()
        assert (draft.case_id, draft.answers) == (case_id, {"half": "a Feather…"})
        log = opened.scalars(select(DisclosureLog)).one()
        assert (log.recipient_name, log.items) == ("Joan Featherstone", [{"text": "Harrowgate lives"}])


def test_links_rules_and_guards_of_the_tables_stand_as_before(old: Database) -> None:
    fill(old)
    command.upgrade(configuration(old.url), "head")
    seal_all(old)
    with old.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    refused = (
        "DELETE FROM disclosure_log",
        "UPDATE disclosure_log SET mode = 'x'",
        "DELETE FROM case_file",
        "UPDATE decision SET decided_by = checked_by",
        "UPDATE victim SET age_group = 'x'",
        "UPDATE line_of_enquiry SET authority_type = 'cd_request'",
    )
    for statement in refused:
        with pytest.raises(DBAPIError), old.engine.begin() as connection:
            connection.execute(text(statement))


def test_permission_that_fitted_its_items_still_fits_and_another_does_not(old: Database) -> None:
    fill(old)
    command.upgrade(configuration(old.url), "head")
    seal_all(old)
    with old.transaction() as opened:
        decision = opened.scalars(select(Decision)).one()
        items = opened.scalars(select(DisclosureItem)).all()
        # The row's digest was none of these items: it must not have become one.
        assert decision.content_digest not in {"0" * 64, content_digest(decision, items)}


def test_sealing_that_was_stopped_goes_on_where_it_was(old: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = fill(old, cases=5)
    command.upgrade(configuration(old.url), "head")
    monkeypatch.setattr(sealer, "AT_ONCE", 2)
    pages = []

    def stopped(*given: Any) -> Any:
        pages.append(given)
        if len(pages) == 4:
            raise KeyboardInterrupt
        return look_ahead(*given)

    look_ahead = keyring.look_ahead
    monkeypatch.setattr(keyring, "look_ahead", stopped)
    with pytest.raises(KeyboardInterrupt):
        seal_all(old)
    with pytest.raises(SettingsError):
        require_sealed(old)
    seal_all(old)
    require_sealed(old)
    assert readable(old) == []
    with old.transaction() as opened:
        assert {victim.name for victim in opened.scalars(select(Victim))} == {"Joan Featherstone"}
        assert {case.id for case in opened.scalars(select(Case)) if case.crime_ref} == set(cases)


def test_sealed_values_are_not_thrown_away_by_going_back(old: Database) -> None:
    fill(old)
    command.upgrade(configuration(old.url), "head")
    with pytest.raises(RuntimeError, match="restoring the backup"):
        command.downgrade(configuration(old.url), BEFORE)
