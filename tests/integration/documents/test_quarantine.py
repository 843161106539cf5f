"""Documents as rows, on both databases: copies, the scanner's turn, verdicts that stand, and whose they are."""

import io
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from webapp import clock
from webapp.access import queries as people
from webapp.access import service as access
from webapp.access.actor import SYSTEM, Actor
from webapp.access.rules import CaseFacts
from webapp.cases import queries as cases
from webapp.cases import service as opening
from webapp.database import Database, session
from webapp.documents import queries, rules, service
from webapp.documents.model import Document, DocumentVersion
from webapp.documents.rules import Quarantine
from webapp.documents.service import Received, Upload
from webapp.documents.store import DocumentStore
from webapp.errors import NotFound, NotPermitted, Rejected

OPEN = Quarantine(scanner=False, unscanned_too=True)


class Desk:
    """An officer with a case, a stranger, and a store."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.store = DocumentStore(folder)
        with database.transaction():
            access.ensure_system_user()
            for login in ("officer", "stranger"):
                access.create_user(SYSTEM, login, login.title(), None, ["investigating_officer"])
        self.officer, self.stranger = (self._person(login) for login in ("officer", "stranger"))
        with database.transaction():
            self.case_id = opening.open_case(self.officer).id

    def _person(self, login: str) -> Actor:
        with self.database.transaction():
            found = people.actor_by_login(login)
        assert found is not None
        return found

    def facts(self) -> CaseFacts:
        return cases.access_facts(self.case_id)

    def received(self, content: bytes) -> Received:
        return service.receive(self.officer, self.store, Upload("chat.txt", "text/plain", io.BytesIO(content)), 10**6)

    def added(self, content: bytes = b"one") -> UUID:
        received = self.received(content)
        with self.database.transaction():
            return service.add(self.officer, self.case_id, self.facts(), received)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path / "documents")


def test_copies_are_numbered_and_the_newest_comes_first(desk: Desk) -> None:
    document_id = desk.added(b"one")
    received = desk.received(b"two")
    with desk.database.transaction():
        service.add_version(desk.officer, desk.case_id, desk.facts(), document_id, received)
    with desk.database.transaction():
        [row] = queries.of_case(desk.officer, desk.case_id, desk.facts(), OPEN)
        assert [version.number for version in row.versions] == [2, 1]
        opened = service.open_version(desk.officer, desk.case_id, desk.facts(), row.newest.id, desk.store, OPEN)
        with opened.stream:
            assert opened.stream.read() == b"two"
        assert queries.one(desk.officer, desk.case_id, desk.facts(), document_id, OPEN).newest.name == "chat.txt"
        with pytest.raises(Rejected, match="same file"):
            service.add_version(desk.officer, desk.case_id, desk.facts(), document_id, received)


def test_a_scan_is_taken_by_one_worker_and_its_verdict_stands(desk: Desk) -> None:
    desk.added()
    with desk.database.transaction():
        [version_id] = queries.due(10)
        assert service.claim_for_scan(SYSTEM, version_id)
    with desk.database.transaction():
        assert service.claim_for_scan(SYSTEM, version_id) is None
        assert queries.due(10) == []
        assert service.record_verdict(SYSTEM, version_id, "Found.It")
    with desk.database.transaction():
        assert not service.record_verdict(SYSTEM, version_id, "")
        service.record_trouble(SYSTEM, version_id, "unreachable")
    with desk.database.transaction():
        version = session().scalars(select(DocumentVersion)).one()
        assert (version.state, version.signature, version.trouble) == ("infected", "Found.It", "")
        with pytest.raises(Rejected, match="stays locked"):
            service.open_version(desk.officer, desk.case_id, desk.facts(), version_id, desk.store, OPEN)


def test_only_the_worker_gives_verdicts(desk: Desk) -> None:
    desk.added()
    with desk.database.transaction():
        [version_id] = queries.due(10)
        with pytest.raises(NotPermitted):
            service.record_verdict(desk.officer, version_id, "")
        with pytest.raises(NotPermitted):
            service.claim_for_scan(desk.officer, version_id)


def test_strangers_and_other_cases_find_nothing(desk: Desk) -> None:
    document_id = desk.added()
    received = desk.received(b"theirs")
    with desk.database.transaction():
        [version_id] = queries.due(10)
        other = opening.open_case(desk.stranger).id
        theirs = cases.access_facts(other)
        for actor, case_id, facts in (
            (desk.stranger, desk.case_id, desk.facts()),
            (desk.stranger, other, theirs),
        ):
            with pytest.raises(NotFound):
                service.open_version(actor, case_id, facts, version_id, desk.store, OPEN)
            with pytest.raises(NotFound):
                service.add_version(actor, case_id, facts, document_id, received)
            with pytest.raises(NotFound):
                queries.one(actor, case_id, facts, document_id, OPEN)
        with pytest.raises(NotFound):
            service.add(desk.stranger, desk.case_id, desk.facts(), received)
        with pytest.raises(NotFound):
            queries.of_case(desk.stranger, desk.case_id, desk.facts(), OPEN)
        assert queries.of_case(desk.stranger, other, theirs, OPEN) == []


def test_document_is_for_those_who_see_its_group_of_facts(desk: Desk) -> None:
    evidence, received = desk.added(), desk.received(b"the plan")
    with desk.database.transaction():
        plan = service.add(desk.officer, desk.case_id, desk.facts(), received, "safeguarding")
    # The same person and case, so that nothing but the roles differs.
    lead, analyst = (
        replace(desk.officer, groups=frozenset({group})) for group in ("safeguarding_lead", "intelligence_analyst")
    )
    received = desk.received(b"the plan, changed")
    with desk.database.transaction():
        version_of = {one: session().get_one(Document, one).versions[0].id for one in (evidence, plan)}
        for person, seen, hidden in ((lead, plan, evidence), (analyst, evidence, plan)):
            assert [row.id for row in queries.of_case(person, desk.case_id, desk.facts(), OPEN)] == [seen]
            assert [one.id for one in queries.choices(person, desk.case_id)] == [seen]
            service.open_version(person, desk.case_id, desk.facts(), version_of[seen], desk.store, OPEN).stream.close()
            with pytest.raises(NotFound):
                queries.one(person, desk.case_id, desk.facts(), hidden, OPEN)
            with pytest.raises(NotFound):
                service.open_version(person, desk.case_id, desk.facts(), version_of[hidden], desk.store, OPEN)
            with pytest.raises(NotFound):
                service.add_version(person, desk.case_id, desk.facts(), hidden, received)
            with pytest.raises(Rejected, match="what the file is about"):
                service.add(person, desk.case_id, desk.facts(), received, "legal_advice")
        added = service.add(lead, desk.case_id, desk.facts(), received)
        assert session().get_one(Document, added).field_group == "safeguarding"


def test_the_database_refuses_a_verdict_without_a_scan(desk: Desk) -> None:
    desk.added()
    for change in ("state = 'clean'", "state = 'opened'", "size_bytes = 0", "trouble = 'none'"):
        with pytest.raises(IntegrityError), desk.database.transaction() as opened:
            opened.execute(text(f"UPDATE document_version SET {change}"))  # noqa: S608 - the list above


def test_stored_files_without_a_row_are_told_apart(desk: Desk) -> None:
    desk.added()
    left = desk.store.put(io.BytesIO(b"x"), 1).name
    with desk.database.transaction():
        names = desk.store.left_since(-1)
        assert list(queries.unknown_of(names, at_once=1)) == [left]
        assert queries.due(0) == []
        assert not service.record_verdict(SYSTEM, uuid4(), "")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_one_person_cannot_fill_the_disk_over_several_cases(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_OF_A_PERSON", 2)
    for content in (b"one", b"two"):
        desk.added(content)
        with desk.database.transaction():
            desk.case_id = opening.open_case(desk.officer).id
    with pytest.raises(Rejected, match="You have added 2 files within a day"):
        desk.added(b"three")
    with clock.fixed(clock.now() + rules.A_DAY):
        desk.added(b"three")
