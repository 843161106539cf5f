"""Two administrators give rights and reset sign-ins; one ends an account. Sessions and tasks follow at once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from tests.fixtures.trial import Trial, trial
from tests.integration.signin.people import DESK
from webapp import clock
from webapp.access import queries as people
from webapp.access import service as access
from webapp.access.actor import Actor
from webapp.access.model import AppUser
from webapp.config import Settings
from webapp.errors import ConfirmationNeeded, Conflict, NotPermitted, Rejected
from webapp.inbox import service as inbox
from webapp.instances.model import UserTask
from webapp.signin import factors, recovery, sessions, totp
from webapp.signin.rules import End, Limits, Method
from webapp.staff import queries, service
from webapp.staff.model import StaffProposal
from webapp.staff.rules import FIRST_PASSWORD_LASTS, Kind
from webapp.staff.service import NewPerson

__all__ = ["trial"]
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIMITS = Limits.of(Settings("", ""))
NINA = NewPerson("nina", "Nina North", "", ["supervisor"], "Joins the unit on Monday.")
A_HASH = "$argon2id$not-checked-here"


@pytest.fixture(autouse=True)
def nine() -> Iterator[None]:
    with clock.fixed(NINE):
        yield


@pytest.fixture
def ada(trial: Trial) -> Actor:
    return trial.person("ada", "administrator")


@pytest.fixture
def amos(trial: Trial) -> Actor:
    return trial.person("amos", "administrator")


def joined(trial: Trial, ada: Actor, new: NewPerson = NINA) -> tuple[UUID, UUID]:
    """The new account and the proposal of its groups."""
    with trial.database.transaction():
        user_id = service.join(ada, new, A_HASH)
        (proposal,) = queries.proposals(ada, user_id)
    return user_id, proposal.id


def groups(trial: Trial, user_id: UUID) -> set[str]:
    with trial.database.transaction() as session:
        force = session.get_one(AppUser, user_id).force
        return {group for one in people.accounts(force) if one.id == user_id for group in one.groups}


def reason_of_end(trial: Trial, token: str) -> str:
    with trial.database.transaction() as session:
        found = sessions.find(token, LIMITS)
        if found is not None:
            return found.over or ""
        ended = session.scalars(text("SELECT end_reason FROM sign_in_session ORDER BY ended_at")).all()
        return str(ended[-1])


def session_of(trial: Trial, actor: Actor) -> str:
    with trial.database.transaction():
        return sessions.begin(actor, [Method.PASSWORD], DESK)


def test_joiner_can_do_nothing_until_a_second_administrator_agrees(trial: Trial, ada: Actor, amos: Actor) -> None:
    user_id, proposal = joined(trial, ada)
    assert groups(trial, user_id) == set()
    with trial.database.transaction(), pytest.raises(NotPermitted, match="You proposed this"):
        service.approve(ada, proposal)
    with trial.database.transaction():
        service.approve(amos, proposal)
    assert groups(trial, user_id) == {"supervisor"}
    with trial.database.transaction(), pytest.raises(Conflict):
        service.approve(amos, proposal)
    with trial.database.transaction():
        assert queries.proposals(ada) == []
        assert people.has_temporary_password(user_id)
        assert people.password_hash_of("nina") == A_HASH
        clock.move(NINE + FIRST_PASSWORD_LASTS)
        assert people.password_hash_of("nina") is None


def test_two_steps_cannot_be_gone_round(trial: Trial, ada: Actor, amos: Actor) -> None:
    user_id, proposal = joined(trial, ada)
    own, olive = ada.id, trial.person("olive")
    with trial.database.transaction():
        with pytest.raises(Rejected, match="proposed by one administrator"):
            access.create_user(ada, "mine", "Mine", None, ["supervisor"])
        with pytest.raises(Rejected, match="Nobody proposes a change of their own account"):
            service.propose(ada, own, Kind.GROUPS, ["auditor", "administrator"], "Because.")
        with pytest.raises(Rejected, match="own groups"):
            access.change_groups(ada, own, ["administrator", "auditor"])
        with pytest.raises(Rejected, match="in use"):
            access.give_first_password(ada, user_id, A_HASH, NINE)
        # Somebody who signs in at the provider has no password here, and one administrator cannot give them one.
        with pytest.raises(Rejected, match="in use"):
            access.give_first_password(ada, olive.id, A_HASH, NINE)
        with pytest.raises(NotPermitted):
            service.propose(olive, user_id, Kind.GROUPS, ["spoc"], "Because.")
        with pytest.raises(ConfirmationNeeded):
            service.approve(replace(amos, confirmed=False), proposal)
        with pytest.raises(NotPermitted):
            service.withdraw(amos, proposal)


@pytest.mark.parametrize("values", [{"decided_by": "ada"}, {"decided_by": "nina"}, {"proposed_by": "nina"}])
def test_database_itself_wants_a_second_administrator(
    trial: Trial, ada: Actor, amos: Actor, values: dict[str, str]
) -> None:
    user_id, proposal = joined(trial, ada)
    ids = {"ada": ada.id, "nina": user_id}
    given = {"outcome": "approved", "decided_by": amos.id, **{name: ids[who] for name, who in values.items()}}
    with pytest.raises(IntegrityError), trial.database.transaction() as session:
        session.execute(update(StaffProposal).where(StaffProposal.id == proposal).values(**given))


def test_mover_is_signed_out_and_gives_back_what_is_no_longer_theirs(trial: Trial, ada: Actor, amos: Actor) -> None:
    lena = trial.person("lena")
    task = trial.open(trial.asked())["review"]
    with trial.database.transaction():
        inbox.claim(lena, task.id)
    cookie = session_of(trial, lena)
    with trial.database.transaction():
        proposal = service.propose(ada, lena.id, Kind.GROUPS, ["supervisor"], "Moves on.")
    assert reason_of_end(trial, cookie) == ""
    with trial.database.transaction():
        service.approve(amos, proposal)
    assert reason_of_end(trial, cookie) == End.GROUPS_CHANGED
    with trial.database.transaction() as session:
        given_back = session.get_one(UserTask, task.id)
        assert (given_back.assignee_id, given_back.status) == (None, "open")
        assert given_back.revision > task.revision
    assert groups(trial, lena.id) == {"supervisor"}


def test_mover_keeps_the_tasks_of_groups_they_stay_in(trial: Trial, ada: Actor, amos: Actor) -> None:
    lena = trial.person("lena")
    task = trial.open(trial.asked())["review"]
    with trial.database.transaction():
        inbox.claim(lena, task.id)
        proposal = service.propose(ada, lena.id, Kind.GROUPS, ["legal_reviewer", "supervisor"], "Helps out.")
    with trial.database.transaction() as session:
        service.approve(amos, proposal)
        assert session.get_one(UserTask, task.id).assignee_id == lena.id


def test_leaver_is_out_at_once_with_one_administrator(trial: Trial, ada: Actor) -> None:
    lena = trial.person("lena")
    task = trial.open(trial.asked())["review"]
    with trial.database.transaction():
        inbox.claim(lena, task.id)
        service.propose(ada, lena.id, Kind.GROUPS, ["supervisor"], "Moves on.")
    cookie = session_of(trial, lena)
    with trial.database.transaction():
        assert service.leave(ada, lena.id) == 1
        assert people.actor_by_id(lena.id) is None
        assert queries.proposals(ada) == []
    assert reason_of_end(trial, cookie) == End.SUSPENDED
    with trial.database.transaction() as session:
        assert session.get_one(UserTask, task.id).assignee_id is None
        told = session.scalars(text("SELECT to_group FROM outbox_message WHERE to_group = 'legal_reviewer'")).all()
        assert len(told) == 2
        with pytest.raises(Rejected, match="your own account"):
            service.leave(ada, ada.id)


def test_return_of_a_leaver_needs_two_again(trial: Trial, ada: Actor, amos: Actor) -> None:
    lena = trial.person("lena")
    with trial.database.transaction():
        service.leave(ada, lena.id)
        proposal = service.propose(ada, lena.id, Kind.RETURN, [], "Back from leave.")
    with trial.database.transaction(), pytest.raises(NotPermitted):
        service.approve(ada, proposal)
    with trial.database.transaction():
        service.approve(amos, proposal)
        back = people.actor_by_id(lena.id)
        assert back is not None
        assert back.groups == {"legal_reviewer"}


def test_lost_second_factor_and_password_are_reset_by_two(trial: Trial, ada: Actor, amos: Actor) -> None:
    lena = trial.person("lena")
    with trial.database.transaction() as session:
        access.set_own_password(lena, A_HASH)
        totp.prepare(lena)
        session.execute(text("UPDATE totp_secret SET confirmed_at = made_at"))
        session.expire_all()
        recovery.make(lena.id)
        assert factors.of(lena.id).any
    cookie = session_of(trial, lena)
    with trial.database.transaction():
        lost_phone = service.propose(ada, lena.id, Kind.SECOND_FACTOR, [], "Telephone stolen.")
        forgot = service.propose(amos, lena.id, Kind.PASSWORD, [], "Forgot it over the holidays.")
    with trial.database.transaction():
        service.approve(amos, lost_phone)
        assert not factors.of(lena.id).any
        assert factors.of(lena.id).recovery_codes == 0
    assert reason_of_end(trial, cookie) == End.CREDENTIALS
    with trial.database.transaction():
        service.approve(ada, forgot, "$argon2id$new")
        assert people.password_hash_of("lena") == "$argon2id$new"
        assert people.has_temporary_password(lena.id)


def test_refused_and_withdrawn_proposals_change_nothing(trial: Trial, ada: Actor, amos: Actor) -> None:
    user_id, proposal = joined(trial, ada)
    with trial.database.transaction():
        service.refuse(amos, proposal)
        again = service.propose(ada, user_id, Kind.GROUPS, ["spoc"], "Second try.")
        with pytest.raises(Rejected, match="already"):
            service.propose(amos, user_id, Kind.GROUPS, ["supervisor"], "At the same time.")
        service.withdraw(ada, again)
        with pytest.raises(Conflict):
            service.approve(amos, again)
    assert groups(trial, user_id) == set()


def test_account_tells_who_proposed_and_who_decided_without_the_words_of_the_reason(
    trial: Trial, ada: Actor, amos: Actor
) -> None:
    _, proposal = joined(trial, ada)
    with trial.database.transaction() as session:
        service.approve(amos, proposal)
        rows = session.execute(text("SELECT event, CAST(detail AS TEXT) AS detail FROM audit_event")).all()
    events = [row.event for row in rows]
    for event in ("staff_change_proposed", "staff_change_decided", "user_groups_changed", "user_created"):
        assert event in events, event
    assert "Monday" not in str(rows)
    assert "North" not in str(rows)


def test_first_password_lasts_for_a_weekend() -> None:
    assert timedelta(hours=72) == FIRST_PASSWORD_LASTS


@pytest.mark.parametrize(
    "address",
    ["nina@example.org\nBcc: all@example.org", "a@example.org,b@example.org", "nina", "<nina@example.org>", "a@b@c"],
)
def test_address_that_is_more_than_one_is_refused(trial: Trial, ada: Actor, address: str) -> None:
    with trial.database.transaction(), pytest.raises(Rejected, match="one e-mail address"):
        service.join(ada, replace(NINA, email=address), A_HASH)
