"""The five kinds of tampering, each found and placed, by a database's owner with all triggers out of the way."""

import tracemalloc
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import ColumnElement, delete, select, text, update

from tests.integration.audit.tampering import owner, rewrite, rewrite_tail
from webapp import clock
from webapp.audit import anchors, service
from webapp.audit import verify as verification
from webapp.audit.events import Event
from webapp.audit.findings import Kind, Report
from webapp.audit.model import AuditEvent, AuditScope, AuditSeal, AuditSealEntry, AuditUnsealed
from webapp.audit.rules import FIRST, Tree, sealed
from webapp.audit.seals import latest, seal_waiting
from webapp.audit.verify import verify
from webapp.database import Database, session

ACTOR = UUID(int=7)


def act(database: Database, case_id: UUID, count: int) -> None:
    for number in range(count):
        with database.transaction():
            service.record(Event.TASK_CLAIMED, ACTOR, case_id, {"number": number})


def seal(database: Database) -> None:
    with database.transaction():
        assert seal_waiting() is not None


@pytest.fixture
def case_id(database: Database) -> UUID:
    """A case with six entries between the entries of others: three sealed, then three sealed; two more wait."""
    case_id, other = uuid4(), uuid4()
    for _ in range(2):
        act(database, case_id, 3)
        act(database, other, 2)
        seal(database)
    act(database, other, 2)
    return case_id


def place(case_id: UUID, sequence: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return AuditEvent.scope == str(case_id), AuditEvent.sequence == sequence


def report(database: Database, **options: object) -> Report:
    with database.reading():
        return verify(**options)  # type: ignore[arg-type]


def first(database: Database) -> tuple[Kind, str, int | None]:
    found = report(database).findings[0]
    return found.kind, found.scope, found.sequence


def test_untouched_account_holds_and_says_what_waits(database: Database, case_id: UUID) -> None:
    found = report(database)
    assert (found.findings, found.entries, found.scopes) == ([], 12, 2)
    assert (found.seals, found.sealed_entries, found.unsealed) == (2, 10, 2)
    assert found.oldest_unsealed is not None
    assert report(database, scope=str(case_id)).entries == 6


def test_edited_body_is_found(database: Database, case_id: UUID) -> None:
    with owner(database):
        session().execute(update(AuditEvent).where(*place(case_id, 2)).values(event="case_viewed"))
    assert first(database) == (Kind.CHANGED, str(case_id), 2)


@pytest.mark.parametrize(
    "column", ["force", "roles", "address", "purpose", "result", "recorded_at", "fields", "format"]
)
def test_any_field_of_the_statute_that_was_edited_is_found(database: Database, case_id: UUID, column: str) -> None:
    value = {"recorded_at": clock.now(), "roles": ["auditor"], "fields": [], "format": 1}.get(column, "other")
    with owner(database):
        session().execute(update(AuditEvent).where(*place(case_id, 4)).values({column: value}))
    assert first(database) == (Kind.CHANGED, str(case_id), 4)


def test_deleted_row_is_found(database: Database, case_id: UUID) -> None:
    with owner(database):
        session().execute(delete(AuditEvent).where(AuditEvent.scope == str(case_id), AuditEvent.sequence == 2))
    assert first(database) == (Kind.MISSING, str(case_id), 2)
    places = {(one.sequence, one.seal) for one in report(database).findings}
    assert (2, 1) in places


def test_cut_tail_is_found_even_with_the_head_corrected(database: Database, case_id: UUID) -> None:
    scope = str(case_id)
    with owner(database):
        session().execute(delete(AuditEvent).where(AuditEvent.scope == scope, AuditEvent.sequence > 4))
    assert first(database) == (Kind.CUT_OFF, scope, 5)
    with owner(database):
        last = select(AuditEvent.hash).where(AuditEvent.scope == scope, AuditEvent.sequence == 4).scalar_subquery()
        session().execute(update(AuditScope).where(AuditScope.scope == scope).values(sequence=4, hash=last))
    found = report(database).findings
    assert [(one.kind, one.sequence, one.seal) for one in found] == [(Kind.MISSING, 5, 2), (Kind.MISSING, 6, 2)]


def test_tail_that_waited_for_its_seal_is_missed_too(database: Database, case_id: UUID) -> None:
    act(database, case_id, 1)
    scope = str(case_id)
    with owner(database):
        session().execute(delete(AuditEvent).where(AuditEvent.scope == scope, AuditEvent.sequence == 7))
        last = select(AuditEvent.hash).where(AuditEvent.scope == scope, AuditEvent.sequence == 6).scalar_subquery()
        session().execute(update(AuditScope).where(AuditScope.scope == scope).values(sequence=6, hash=last))
    assert [(one.kind, one.sequence) for one in report(database).findings] == [(Kind.MISSING, 7)]


@pytest.mark.parametrize("thorough", [False, True])
def test_whole_case_that_was_removed_is_found(database: Database, case_id: UUID, thorough: bool) -> None:
    scope = str(case_id)
    with owner(database):
        tables = [AuditEvent, AuditScope, AuditUnsealed, *([AuditSealEntry] if thorough else [])]
        for table in tables:
            session().execute(delete(table).where(table.scope == scope))
    found = report(database).findings
    assert {one.kind for one in found} == ({Kind.SEAL} if thorough else {Kind.MISSING})
    assert {one.seal for one in found} == {1, 2}
    if thorough:
        assert "covers 5 entries and 2 are listed; missing: place" in found[0].sentence


def test_recomputed_hash_is_found(database: Database, case_id: UUID) -> None:
    with owner(database):
        rewrite(str(case_id), 3, event="task_viewed")
    assert first(database) == (Kind.CHANGED, str(case_id), 4)


def test_perfect_chain_over_a_lie_is_found_by_the_seals(database: Database, case_id: UUID) -> None:
    scope = str(case_id)
    with owner(database):
        rewrite_tail(scope, 3, 6, event="task_viewed")
    found = report(database).findings
    assert {(one.kind, one.sequence, one.seal) for one in found} == {
        (Kind.CHANGED, 3, 1), (Kind.CHANGED, 4, 2), (Kind.CHANGED, 5, 2), (Kind.CHANGED, 6, 2),
    }  # fmt: skip


def test_leaf_of_a_seal_that_was_changed_with_the_entry_is_found_by_its_root(database: Database, case_id: UUID) -> None:
    scope = str(case_id)
    with owner(database):
        rewrite_tail(scope, 6, 6, event="task_viewed")
        new = select(AuditEvent.hash).where(AuditEvent.scope == scope, AuditEvent.sequence == 6).scalar_subquery()
        leaf = update(AuditSealEntry).where(AuditSealEntry.scope == scope, AuditSealEntry.sequence == 6)
        session().execute(leaf.values(hash=new))
    assert [(one.kind, one.seal) for one in report(database).findings] == [(Kind.SEAL, 2)]


def test_last_seal_that_was_removed_leaves_entries_under_no_seal(database: Database, case_id: UUID) -> None:
    with owner(database):
        session().execute(delete(AuditSealEntry).where(AuditSealEntry.seal == 2))
        session().execute(delete(AuditSeal).where(AuditSeal.number == 2))
    found = report(database).findings
    assert {one.kind for one in found} == {Kind.UNSEALED}
    assert len(found) == 5


def test_entry_taken_off_the_waiting_list_is_found(database: Database, case_id: UUID) -> None:
    with owner(database):
        session().execute(delete(AuditUnsealed))
    assert {one.kind for one in report(database).findings} == {Kind.UNSEALED}


def rebuild(database: Database, case_id: UUID) -> None:
    """Everything is made again over a lie, seals included, so that the database agrees with itself."""
    with owner(database):
        rewrite_tail(str(case_id), 3, 6, event="task_viewed")
        previous = FIRST
        for number in (1, 2):
            leaves = []
            covered = select(AuditSealEntry).where(AuditSealEntry.seal == number).order_by(AuditSealEntry.position)
            for leaf in session().scalars(covered).all():
                entries = AuditEvent.scope == leaf.scope, AuditEvent.sequence == leaf.sequence
                leaf.hash = session().scalars(select(AuditEvent.hash).where(*entries)).one()
                leaves.append(leaf.hash)
            kept = session().get_one(AuditSeal, number)
            kept.root, kept.previous_hash = Tree(leaves).root, previous
            kept.hash = previous = sealed(number, previous, kept.count, kept.root, kept.at)


def test_account_that_was_made_again_as_a_whole_is_found_by_the_anchor_alone(
    database: Database, case_id: UUID, tmp_path: Path
) -> None:
    with database.transaction():
        last = latest()
        assert last is not None
    file = anchors.written(anchors.anchor_of(last, "Example Police", clock.now(), clock.today()), tmp_path)
    assert report(database, anchor=anchors.read(file)).holds
    rebuild(database, case_id)
    assert report(database).holds
    assert [one.kind for one in report(database, anchor=anchors.read(file)).findings] == [Kind.ANCHOR]


def test_trigger_that_is_missing_is_found(database: Database, case_id: UUID) -> None:
    name = "audit_seal_no_update" if database.url.startswith("sqlite") else "audit_seal_no_change ON audit_seal"
    with database.transaction():
        session().execute(text(f"DROP TRIGGER {name}"))
    assert [one.kind for one in report(database).findings] == [Kind.PROTECTION]


def test_look_since_a_day_leaves_out_what_was_before(database: Database, case_id: UUID) -> None:
    soon = clock.now() + timedelta(days=1)
    found = report(database, since=soon)
    assert (found.findings, found.entries, found.seals) == ([], 0, 0)
    everything = report(database, since=soon - timedelta(days=2))
    assert (everything.findings, everything.entries, everything.seals) == ([], 12, 2)


def test_verification_takes_no_more_memory_for_many_entries_than_for_few(
    database: Database, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "AT_ONCE", 50)

    def peak() -> int:
        tracemalloc.start()
        assert report(database).holds
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    def add(count: int) -> None:
        with database.transaction():
            for _ in range(count):
                service.record(Event.CASE_VIEWED, ACTOR, case_id)
        seal(database)

    add(200)
    report(database)
    few = peak()
    add(800)
    assert peak() < 1.5 * few
