"""A database of the release before is carried over and sealed: nothing is lost, and nothing stays readable."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic import command
from sqlalchemy import JSON, MetaData, Uuid, insert, select, text
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

BEFORE = "0006"
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
            row = {**({"id": uuid4()} if "id" in own.c else {}), **values}
            for name, value in row.items():
                if connection.dialect.name == "sqlite" and isinstance(value, UUID):
                    row[name] = value.hex
                elif isinstance(value, dict | list) and not isinstance(own.c[name].type, JSON):
                    row[name] = json.dumps(value)
            connection.execute(insert(own).values(row))
            found = row.get("id")
            return UUID(found) if isinstance(found, str) else found  # type: ignore[return-value]

        people = [add("app_user", login=f"p{n}", name="P", force="", email="", password_hash="!", created_at=NOW)
                  for n in range(4)]  # fmt: skip
        a, b, c, d = people
        version = add("process_definition", **definition(tables, a))
        for number in range(cases):
            case = add("case_file", reference=f"RTK-2026-{number:04d}", status="closed", outcome="DISCLOSED_FULL",
                       opened_by=a, opened_at=NOW, closed_at=NOW, crime_ref="Brambling/1",
                       scope_reason="Because of Peregrine")  # fmt: skip
            add("closure", case_id=case, outcome="DISCLOSED_FULL", retention_review_date=date(2032, 3, 2), closed_by=a,
                at=NOW)  # fmt: skip
            add("victim", case_id=case, name="Joan Featherstone", date_of_birth=date(1990, 2, 3), age_group="adult",
                needs=["Harrowgate"], wants_identity="yes", safe_channel="Peregrine")  # fmt: skip
            add("line_of_enquiry", case_id=case, number=1, authority_type="none_open_source", necessity="n",
                proportionality="p", collateral="c", source_utc_time=NOW, source_port=4711, handling_code="P",
                result="candidate_found", pursued_by=a, at=NOW)  # fmt: skip
            add("form_submission", case_id=case, element_id="e", form_id="f", form_checksum="c",
                answers={"name": "Featherstone"}, submitted_by=a, at=NOW)  # fmt: skip
            subject = add("subject", case_id=case, number=1, code="S1", name="Harrowgate", age_group="adult",
                          status="suspect", police_link="none")  # fmt: skip
            assessment = add("identity_assessment", case_id=case, number=1, subject_id=subject,
                             other_occupants_considered=True, contradiction_unresolved=False,
                             alternative_suspects="Brambling", corroborated_admission=False, checks_complete=True,
                             independent_strands=2, person_level_strand=True, assessed_by=a, at=NOW)  # fmt: skip
            add("strand", assessment_id=assessment, number=1, type=first_of("strand", "type"), grade_source=1,
                grade_assessment="A", handling_code="P", independent_group="Whistledown", person_level=True,
                kind="fact")  # fmt: skip
            check = add("grounds_check", case_id=case, number=1, purpose=first_of("grounds_check", "purpose"),
                        recipient_location="uk", less_intrusive_considered="Brambling", impact_on_subject="i",
                        impact_on_third_parties="i", retaliation_risk="low", sensitive_retained=False,
                        strictly_necessary=False, checks_failed=0, result="PASS", checked_by=a, at=NOW)  # fmt: skip
            add("grounds_answer", check_id=check, code="A1", answer="yes", note="Peregrine")
            item = add("disclosure_item", case_id=case, check_id=check, number=1, code="D1", text="Harrowgate lives",
                       kind="fact", as_at=date(2026, 3, 1), sensitive=False, strictly_necessary=False)  # fmt: skip
            tests = add("disclosure_tests", case_id=case, number=1, check_id=check, necessary=True,
                        necessary_reason="r", pressing_need=True, pressing_need_reason="r", proportionate=True,
                        proportionate_reason="r", weighed_by=d, at=NOW)  # fmt: skip
            decision = add("decision", case_id=case, number=1, check_id=check, tests_id=tests,
                           outcome="DISCLOSED_FULL", recommendation="DISCLOSED_FULL", discloses=True,
                           recipient="victim", subject_to_be_told=first_of("decision", "subject_to_be_told"),
                           grounds_result="PASS", legal_result="approve", identity_level="CONFIRMED", checked_by=a,
                           assured_by=b, reviewed_by=c, decided_by=d, decided_at=NOW,
                           content_digest="0" * 64)  # fmt: skip
            add("decision_item", decision_id=decision, item_id=item)
            delivery = add("delivery", case_id=case, number=1, decision_id=decision, given=True,
                           recipient_name="Joan Featherstone", recipient_id_verified=True, safe_location=True,
                           mode="in_person", interpreter_used=first_of("delivery", "interpreter_used"),
                           undertaking=first_of("delivery", "undertaking"), caveat_read=True, reaction="r",
                           safety_plan_updated=True, decided_by=d, reviewed_by=c, delivered_by=a, at=NOW)  # fmt: skip
            add("disclosure_log", case_id=case, decision_id=decision, delivery_id=delivery, at=NOW, discloser_id=a,
                recipient="victim", recipient_name="Joan Featherstone", mode="in_person",
                items=[{"text": "Harrowgate lives"}], basis="b", justification="Peregrine")  # fmt: skip
            instance = add("process_instance", case_id=case, definition_id=version, revision=1, state=STATE,
                           status="ended", variables={"name": "Whistledown"}, started_at=NOW, started_by=a)  # fmt: skip
            task = add("user_task", instance_id=instance, case_id=case, engine_task_id="e", element_id="e", name="n",
                       candidate_group="g", priority="", status="open", revision=1, created_at=NOW)  # fmt: skip
            add("task_draft", task_id=task, user_id=a, answers={"half": "a Feather…"}, saved_at=NOW)
            names.append(case)
    return names


def first_of(table: str, column: str) -> str:
    """A value that the closed list of a column allows."""
    check = next(c for c in Base.metadata.tables[table].constraints if str(c.name or "") == f"ck_{table}_{column}")
    return str(check.sqltext).split("'")[1]  # type: ignore[attr-defined]


def definition(tables: MetaData, author: UUID) -> dict[str, Any]:
    """A row of process_definition, whatever columns this release gave it."""
    made: dict[str, Any] = {}
    for column in tables.tables["process_definition"].c:
        if column.name != "id" and not column.nullable:
            kind = column.type.python_type if not isinstance(column.type, Uuid) else UUID
            made[column.name] = {UUID: author, str: "x", int: 1, datetime: NOW, bytes: b"", bool: True}.get(kind, "x")
            if column.name == "state":
                made[column.name] = "deployed"
            elif column.foreign_keys:
                made[column.name] = author
    return made


def readable(database: Database) -> list[str]:
    """Which of the secrets can be read in what the database keeps."""
    if database.url.startswith("sqlite"):
        path = Path(database.url.removeprefix("sqlite:///"))
        kept = b"".join(p.read_bytes() for p in path.parent.glob(f"{path.name}*"))
    else:
        with database.engine.connect() as connection:
            tables = [str(name) for name in Base.metadata.tables]
            rows = [connection.execute(text(f"SELECT t::text FROM {name} t")).scalars().all() for name in tables]  # noqa: S608
        plain = "\n".join(row for table in rows for row in table)
        kept = plain.encode() + b"".join(bytes.fromhex(digits) for digits in HEXADECIMAL.findall(plain))
    return [word for word in SECRETS if word.encode() in kept]


def test_everything_is_carried_over_and_sealed(old: Database) -> None:
    [case_id] = fill(old)
    assert readable(old) or not old.url.startswith("sqlite")
    command.upgrade(configuration(old.url), "head")
    with pytest.raises(SettingsError, match="case_file, .* hold rows that are not sealed. Run `keys seal`"):
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
