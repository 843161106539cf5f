"""A case goes to another force only by that force's own answer, and then wholly."""

from uuid import UUID

import pytest
from sqlalchemy import select

from tests.integration.cases.path import MONDAY, CasePath
from webapp.access import queries as people
from webapp.access import service as accounts
from webapp.access.actor import SYSTEM, Actor
from webapp.audit import queries as audit
from webapp.audit.events import Event
from webapp.cases import queries, service
from webapp.cases.model import CaseConflict
from webapp.cases.records import find_case
from webapp.cases.service.conflicts import COMMAND
from webapp.database import session
from webapp.errors import Conflict, NotFound, Rejected
from webapp.notifications.model import OutboxMessage

OFFER = service.Offer(
    receiving_unit="Borders/Whole force",
    identity_held_by="receiving_force",
    controller="receiving_force",
    transfer_reasons="The subject was identified there.",
)


def of_borders(login: str = "borders") -> Actor:
    if people.actor_by_login(login) is None:
        accounts.create_user(SYSTEM, login, "Coordinator of Borders", None, ["scheme_coordinator"], force="Borders")
    actor = people.actor_by_login(login)
    assert actor is not None
    return actor


def knows(actor: Actor, case_id: UUID) -> bool:
    try:
        queries.require_view(actor, case_id)
    except NotFound:
        return False
    return True


def test_case_is_the_other_forces_once_it_says_so_and_not_before(path: CasePath) -> None:
    path.walk(until="risk_triage")
    sender, case_id = path.cast["scheme_coordinator"], path.case_id
    with path.at_work():
        service.offer_to_groups(SYSTEM, case_id, ["scheme_coordinator"])
        other = of_borders()
        own_unit = queries.unit_of(case_id)
        assert not knows(other, case_id)
        service.offer_transfer(sender, case_id, OFFER)
        assert knows(other, case_id)
        assert knows(sender, case_id)
        assert queries.unit_of(case_id) == own_unit
        with pytest.raises(Rejected, match="already"):
            service.offer_transfer(sender, case_id, OFFER)
        with pytest.raises(Rejected, match="force that would receive"):
            service.answer_transfer(sender, case_id, accepted=True, reasons="We take it ourselves.")
        service.answer_transfer(other, case_id, accepted=True, reasons="We hold the identity.")
        assert queries.unit_of(case_id) == other.unit
        assert knows(other, case_id)
        assert [name for name, person in path.cast.items() if knows(person, case_id)] == []
        assert queries.access_facts(case_id).shares == frozenset()
        [section] = queries.facts(other, case_id, ["transfers"])
        assert [row.label for row in section.rows] == ["Offer 1", "Answer 1"]
        assert "We hold the identity." in section.rows[1].value


def test_refused_offer_leaves_everything_as_it_was(path: CasePath) -> None:
    path.walk(until="risk_triage")
    sender, case_id = path.cast["scheme_coordinator"], path.case_id
    with path.at_work():
        service.offer_to_groups(SYSTEM, case_id, ["scheme_coordinator"])
        other, before = of_borders(), queries.access_facts(case_id)
        service.offer_transfer(sender, case_id, OFFER)
        service.answer_transfer(other, case_id, accepted=False, reasons="Nothing points here.")
        assert queries.access_facts(case_id) == before
        assert not knows(other, case_id)
        done = {entry.event for entry in audit.timeline(case_id)}
        assert {Event.TRANSFER_OFFERED, Event.TRANSFER_REFUSED} <= done
        assert Event.CASE_TRANSFERRED not in done


def test_an_offer_is_withdrawn_by_the_sending_force_alone_which_tells_the_other(path: CasePath) -> None:
    path.walk(until="risk_triage")
    sender, case_id = path.cast["scheme_coordinator"], path.case_id
    with path.at_work():
        service.offer_to_groups(SYSTEM, case_id, ["scheme_coordinator"])
        other, before = of_borders(), queries.access_facts(case_id)
        with pytest.raises(Conflict, match="nothing can be withdrawn"):
            service.withdraw_transfer(sender, case_id, "He is ours.")
        service.offer_transfer(sender, case_id, OFFER)
        with pytest.raises(Rejected, match="force that offered"):
            service.withdraw_transfer(other, case_id, "We do not want it.")
        service.withdraw_transfer(sender, case_id, "He was identified here after all.")
        assert queries.access_facts(case_id) == before
        assert not knows(other, case_id)
        [section] = queries.facts(sender, case_id, ["transfers"])
        assert section.rows[1].value.startswith("Withdrawn by the sending force")
        told = session().scalars(select(OutboxMessage).where(OutboxMessage.kind == "transfer_withdrawn")).one()
        assert (told.to_group, told.force) == ("scheme_coordinator", "Borders")
        with pytest.raises(Conflict, match="no offer"):
            service.answer_transfer(other, case_id, accepted=True, reasons="Too late.")


def test_case_is_not_offered_to_a_unit_that_is_kept_away_nor_within_the_force(path: CasePath) -> None:
    path.walk(until="risk_triage")
    with path.at_work():
        units = [option.value for option in queries.options(path.case_id)["receiving_units"]]
        of_borders()
        again = [option.value for option in queries.options(path.case_id)["receiving_units"]]
        assert (units, again) == ([], ["Borders/Whole force"])
        home = queries.unit_of(path.case_id)
        assert home is not None
        row = people.unit(home)
        assert row is not None
        with pytest.raises(Rejected, match="another force"):
            service.offer_transfer(
                path.cast["scheme_coordinator"],
                path.case_id,
                service.Offer(row.label, "receiving_force", "receiving_force", "Why"),
            )


@pytest.mark.parametrize("since", ["closed", "kept away"])
def test_offer_that_was_overtaken_can_only_be_refused(path: CasePath, since: str) -> None:
    path.walk(until="risk_triage")
    case_id = path.case_id
    with path.at_work():
        service.offer_to_groups(SYSTEM, case_id, ["scheme_coordinator"])
        answering = of_borders()
        service.offer_transfer(path.cast["scheme_coordinator"], case_id, OFFER)
        case = find_case(case_id)
        if since == "closed":
            case.status, case.outcome, case.closed_at = "closed", "REFUSED", MONDAY
        else:
            assert answering.unit is not None
            by = path.cast["supervisor"].id
            session().add(
                CaseConflict(case_id=case_id, unit_id=answering.unit, kind=COMMAND, declared_by=by, declared_at=MONDAY)
            )
            session().flush()
        with pytest.raises(Conflict, match=since):
            service.answer_transfer(answering, case_id, accepted=True, reasons="We hold the identity.")
        service.answer_transfer(answering, case_id, accepted=False, reasons="It is over.")
        assert find_case(case_id).force != "Borders"
