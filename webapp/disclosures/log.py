"""The disclosure log: one row for each recipient, written with the delivery itself. Basis: DPA 2018 s.62."""

from collections.abc import Sequence
from uuid import UUID

from webapp.access.actions import Action
from webapp.access.actor import SYSTEM
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.audit.operations import Purpose
from webapp.audit.particulars import Particulars
from webapp.cases.constraints import written
from webapp.database import session
from webapp.disclosures import records
from webapp.disclosures.model import Decision, Delivery, DisclosureItem, DisclosureLog, DisclosureTests, GroundsCheck
from webapp.disclosures.vocabulary import VICTIM
from webapp.errors import Rejected


def record_disclosure_log(case_id: UUID) -> None:
    """Makes sure that every recipient has a row in the log: the operation of the diagram's service task.

    A delivery writes its rows itself, so that no diagram can leave one out; one that is missing is added here. A
    meeting at which nothing was given has no row. Raises Rejected when there was no meeting. Basis: DPA 2018 s.62.
    """
    require(SYSTEM, Action.RECORD_FACTS)
    deliveries = records.deliveries_of(case_id)
    if not deliveries:
        raise Rejected("No delivery is on record, so there is nothing to log.")
    for delivery in deliveries:
        if delivery.given:
            decision = session().get_one(Decision, delivery.decision_id)
            write(delivery, decision, records.given_items(delivery.id))


def write(delivery: Delivery, decision: Decision, given: Sequence[DisclosureItem]) -> None:
    """Adds the rows of a delivery that are not there yet, one for each recipient, with the words as they were told."""
    known = records.logged_numbers(delivery.id)
    for number, name in enumerate([delivery.recipient_name, *_others(delivery)], start=1):
        if number not in known:
            _add(delivery, decision, given, number, name)


def _others(delivery: Delivery) -> list[str]:
    return [str(other["name"]) for other in delivery.other_recipients or ()]


def _add(delivery: Delivery, decision: Decision, given: Sequence[DisclosureItem], number: int, name: str) -> None:
    # A disclosing decision without a check cannot be made, nor stored; nor one in writing without the tests.
    check = session().get_one(GroundsCheck, decision.check_id)
    with written():
        session().add(
            DisclosureLog(
                case_id=delivery.case_id,
                decision_id=decision.id,
                delivery_id=delivery.id,
                number=number,
                at=delivery.at,
                discloser_id=delivery.delivered_by,
                recipient=decision.recipient or VICTIM,
                recipient_name=name,
                mode=delivery.mode,
                items=[{"code": item.code, "text": item.text, "kind": item.kind} for item in given],
                basis=check.regime or check.purpose,
                justification=_justification(decision),
            )
        )
    detail = {"delivery": str(delivery.id), "decision": str(decision.id), "recipient": number}
    audit.record(
        Event.DISCLOSURE_LOGGED, delivery.delivered_by, delivery.case_id, detail, particulars(delivery, decision)
    )


def particulars(delivery: Delivery, decision: Decision) -> Particulars:
    """To whom and how, as kinds; the recipient's name stands in the log and not in the account."""
    return Particulars(
        fields=("items_given",),
        purpose=Purpose.TASK,
        decision_id=decision.id,
        recipient=decision.recipient or VICTIM,
        channel=delivery.mode,
    )


def _justification(decision: Decision) -> str:
    if decision.oral:
        return decision.oral_reasons or ""
    tests = session().get_one(DisclosureTests, decision.tests_id)
    return "\n\n".join((tests.necessary_reason, tests.pressing_need_reason, tests.proportionate_reason))
