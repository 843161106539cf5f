"""A record is reviewed, held, and erased by two people; what was done stays provable."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from tests.integration.cases import answers as given
from tests.integration.cases.path import CasePath
from tests.integration.sealing import stored
from webapp import clock
from webapp.access import service as accounts
from webapp.access.actor import SYSTEM, Actor
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.audit.verify import verify
from webapp.cases import keeping
from webapp.cases import queries as cases
from webapp.cases.model import Closure, Victim
from webapp.database import session
from webapp.disclosures import queries as disclosures
from webapp.disclosures.model import DisclosureLog
from webapp.documents import service as documents
from webapp.documents.model import DocumentVersion
from webapp.documents.queries import unknown_of
from webapp.documents.service import Upload
from webapp.documents.store import DocumentStore
from webapp.errors import ConfirmationNeeded, Conflict, Erased, NotFound, NotPermitted, Rejected
from webapp.retention import queries, service
from webapp.retention.model import LegalHold, RetentionReview
from webapp.sealing.model import DataKeyRow

WHY = "Nothing needs the record any more, and nobody asks for it."
YEARS_LATER = datetime(2037, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def keepers(path: CasePath) -> dict[str, Actor]:
    """The people who decide about records; the case is closed."""
    path.walk(until="closure")
    path.submit("closure", "scheme_coordinator", given.CLOSURE)
    made = {"coordinator": path.cast["scheme_coordinator"], "lawyer": path.cast["legal_reviewer"]}
    with path.at_work():
        for name in ("dpo", "other_dpo"):
            user_id = accounts.create_user(SYSTEM, name, f"Keeper {name}", None, ["data_protection_officer"])
            made[name] = Actor(user_id, name, name, frozenset({"data_protection_officer"}), confirmed=True)
    return made


@contextmanager
def later(path: CasePath) -> Iterator[None]:
    with clock.fixed(YEARS_LATER), path.database.transaction():
        yield


def erase(path: CasePath, keepers: dict[str, Actor]) -> None:
    with later(path):
        service.propose_erasure(keepers["coordinator"], path.case_id, "period_over", WHY)
    with later(path):
        service.confirm_erasure(keepers["dpo"], path.case_id)


def events(case_id: UUID) -> list[str]:
    query = select(AuditEvent.event).where(AuditEvent.case_id == case_id).order_by(AuditEvent.sequence)
    return list(session().scalars(query))


def test_closing_sets_the_review_and_the_list_shows_it_in_time(path: CasePath, keepers: dict[str, Actor]) -> None:
    with path.at_work():
        wanted = session().scalars(select(Closure.retention_review_date)).one()
        assert keeping.found(path.case_id).review_on == wanted
        assert queries.due() == []
        assert queries.worklist(keepers["dpo"]).due == []
    with clock.fixed(datetime.combine(wanted, datetime.min.time(), UTC)), path.database.transaction():
        assert [row.case_id for row in queries.due()] == [path.case_id]
        assert [row.case_id for row in queries.worklist(keepers["coordinator"]).due] == [path.case_id]


def test_record_that_is_kept_comes_up_again(path: CasePath, keepers: dict[str, Actor]) -> None:
    with later(path):
        for years, because in ((0, "from 1 to 10"), (11, "from 1 to 10")):
            with pytest.raises(Rejected, match=because):
                service.keep(keepers["coordinator"], path.case_id, WHY, years)
        with pytest.raises(Rejected, match="at least 20 characters"):
            service.keep(keepers["coordinator"], path.case_id, "Because.", 3)
        with pytest.raises(NotPermitted):
            service.keep(keepers["dpo"], path.case_id, WHY, 3)
        service.keep(keepers["coordinator"], path.case_id, WHY, 3)
        assert keeping.found(path.case_id).review_on == date(2040, 5, 4)
        assert queries.due() == []
        [review] = queries.record_page(keepers["dpo"], path.case_id).reviews
        assert (review.verdict, review.reason) == ("keep", WHY)


def test_erasure_needs_a_closed_case_a_ground_and_its_time(path: CasePath, keepers: dict[str, Actor]) -> None:
    coordinator = keepers["coordinator"]
    with path.at_work():
        with pytest.raises(Rejected, match="not due yet"):
            service.propose_erasure(coordinator, path.case_id, "period_over", WHY)
        with pytest.raises(Rejected, match="Select why"):
            service.propose_erasure(coordinator, path.case_id, "because", WHY)
        with pytest.raises(NotPermitted):
            service.propose_erasure(keepers["dpo"], path.case_id, "court_order", WHY)
        session().execute(text("UPDATE case_file SET status = 'open', outcome = NULL"))
        session().expire_all()
        with pytest.raises(Rejected, match="still open"):
            service.propose_erasure(coordinator, path.case_id, "court_order", WHY)


def test_two_people_erase(path: CasePath, keepers: dict[str, Actor]) -> None:
    both = Actor(
        keepers["coordinator"].id,
        "both",
        "Both",
        frozenset({"scheme_coordinator", "data_protection_officer"}),
        confirmed=True,
    )
    with later(path), pytest.raises(Conflict, match="waits for a decision"):
        service.confirm_erasure(keepers["dpo"], path.case_id)
    with later(path):
        service.propose_erasure(both, path.case_id, "period_over", WHY)
        with pytest.raises(Rejected, match="Wait until that is confirmed"):
            service.keep(both, path.case_id, WHY, 3)
    with later(path), pytest.raises(Rejected, match="proposed the erasure yourself"):
        service.confirm_erasure(both, path.case_id)
    with later(path), pytest.raises(NotPermitted):
        service.confirm_erasure(keepers["coordinator"], path.case_id)
    with later(path), pytest.raises(ConfirmationNeeded):
        service.confirm_erasure(replace(keepers["dpo"], confirmed=False), path.case_id)
    with later(path), pytest.raises(Rejected, match="proposed the erasure yourself"):
        service.return_proposal(both, path.case_id, WHY)
    with pytest.raises(IntegrityError), later(path):
        session().execute(text("UPDATE retention_review SET settled_by = reviewed_by, settled_as = 'confirmed', "
                               "settled_at = reviewed_at"))  # fmt: skip
    with later(path):
        service.return_proposal(keepers["dpo"], path.case_id, WHY)
        assert queries.open_proposal(path.case_id) is None
        assert events(path.case_id)[-2:] == [Event.ERASURE_PROPOSED, Event.ERASURE_RETURNED]
    with later(path):
        service.propose_erasure(both, path.case_id, "period_over", WHY)
        assert [row.case_id for row in queries.worklist(keepers["dpo"]).proposed] == [path.case_id]


def test_hold_stops_an_erasure_and_another_authority_lifts_it(path: CasePath, keepers: dict[str, Actor]) -> None:
    with later(path):
        service.propose_erasure(keepers["coordinator"], path.case_id, "period_over", WHY)
        service.set_hold(keepers["lawyer"], path.case_id, "An inquest has been opened into a death.")
        assert [row.holds for row in queries.worklist(keepers["dpo"]).on_hold] == [1]
        [hold] = queries.holds_of(path.case_id)
    with later(path), pytest.raises(Rejected, match="legal hold"):
        service.confirm_erasure(keepers["dpo"], path.case_id)
    with later(path), pytest.raises(Rejected, match="set this hold yourself"):
        service.lift_hold(keepers["lawyer"], hold.id, "The inquest has ended without result.")
    with later(path), pytest.raises(NotPermitted):
        service.lift_hold(keepers["coordinator"], hold.id, "The inquest has ended without result.")
    with later(path), pytest.raises(NotFound):
        service.lift_hold(keepers["dpo"], path.case_id, "The inquest has ended without result.")
    with pytest.raises(IntegrityError), later(path):
        session().execute(text("UPDATE legal_hold SET lifted_by = set_by, lifted_at = set_at, lift_reason = reason"))
    with later(path):
        service.lift_hold(keepers["dpo"], hold.id, "The inquest has ended without result.")
    with later(path), pytest.raises(Conflict, match="lifted already"):
        service.lift_hold(keepers["dpo"], hold.id, "The inquest has ended without result.")
    with later(path):
        service.confirm_erasure(keepers["dpo"], path.case_id)
        assert events(path.case_id)[-3:] == [Event.HOLD_SET, Event.HOLD_LIFTED, Event.CASE_ERASED]


def test_erased_record_cannot_be_read_again_and_what_was_done_can_be_proved(
    path: CasePath, keepers: dict[str, Actor]
) -> None:
    coordinator = keepers["coordinator"]
    with path.at_work():
        told = session().scalars(select(DisclosureLog)).one()
        before = (told.at, told.discloser_id, told.decision_id, told.recipient)
        wrapped = session().scalar(select(DataKeyRow.wrapped).where(DataKeyRow.owner_id == path.case_id))
        assert cases.header(coordinator, path.case_id).victim_name == "Alex Example"
    erase(path, keepers)
    with later(path):
        assert cases.header(coordinator, path.case_id).victim_name == ""
        assert cases.header(coordinator, path.case_id).erased_at == YEARS_LATER
        assert cases.facts(coordinator, path.case_id) == disclosures.facts(coordinator, path.case_id) == []
        with pytest.raises(Erased):
            assert session().scalars(select(Victim)).one().name
        # The fact and the time of the disclosure stay, and the account is as it was written.
        [log] = disclosures.disclosure_log(coordinator, path.case_id)
        assert (log.at, log.discloser_name, log.recipient_name, log.items) == (before[0], "Disclosure officer", "", ())
        told = session().scalars(select(DisclosureLog)).one()
        assert (told.at, told.discloser_id, told.decision_id, told.recipient) == before
        assert verify().findings == []
        erasure = session().scalars(select(AuditEvent).where(AuditEvent.event == Event.CASE_ERASED)).one()
        assert (erasure.actor_id, erasure.detail["ground"]) == (keepers["dpo"].id, "period_over")
        assert set(erasure.detail) == {"review", "ground"}
        page = queries.record_page(keepers["dpo"], path.case_id)
        assert [(r.verdict, r.settled_as, r.reason) for r in page.reviews] == [("erase", "confirmed", "")]
        assert queries.due() == []
    assert wrapped is not None
    if path.database.url.startswith("sqlite"):
        path.database.wipe_free_space([])
        assert wrapped not in stored.everything(path.database)
    else:
        assert wrapped.hex().encode() not in stored.dumped(path.database)


def test_files_of_an_erased_record_go_with_it(path: CasePath, keepers: dict[str, Actor], tmp_path: Path) -> None:
    store, officer = DocumentStore(tmp_path / "documents"), path.cast["investigating_officer"]
    received = documents.receive(officer, store, Upload("chat.txt", "text/plain", io.BytesIO(b"I know you")), 1000)
    with path.at_work():
        documents.add(officer, path.case_id, cases.access_facts(path.case_id), received)
    erase(path, keepers)
    [left] = [file for file in store.folder.rglob("*") if file.is_file()]
    assert b"I know you" not in left.read_bytes()
    with later(path):
        assert session().scalars(select(DocumentVersion)).all() == []
        assert list(unknown_of(iter([received.stored.name]))) == [received.stored.name], "the next sweep takes it"
        assert verify().findings == []


def test_nothing_is_decided_about_what_is_gone(path: CasePath, keepers: dict[str, Actor]) -> None:
    erase(path, keepers)
    with later(path), pytest.raises(Conflict, match="settled already"):
        service.confirm_erasure(keepers["other_dpo"], path.case_id)
    for act in (
        lambda: service.keep(keepers["coordinator"], path.case_id, WHY, 3),
        lambda: service.propose_erasure(keepers["coordinator"], path.case_id, "court_order", WHY),
        lambda: service.set_hold(keepers["lawyer"], path.case_id, WHY),
    ):
        with later(path), pytest.raises((Rejected, Conflict), match="erased already"):
            act()
    with later(path):
        assert session().scalar(select(func.count()).select_from(LegalHold)) == 0
        assert session().scalar(select(func.count()).select_from(RetentionReview)) == 1
