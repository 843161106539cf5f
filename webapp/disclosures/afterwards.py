"""What each completed form after the decision writes, and the routing values that follow from its answers."""

from uuid import UUID

from webapp.access.actor import Actor
from webapp.cases.answers import Answers, Derived, Routing, Writer, only
from webapp.disclosures import service
from webapp.disclosures.vocabulary import CONTACTS, NO_CHANGE
from webapp.errors import Rejected


def delivery_preparation(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """What is going to be said."""
    keys = ("script", "meeting_plan", "interpreter_arranged", "aftercare")
    items = list(answers.get("items_planned") or ())
    service.prepare(actor, case_id, service.Preparation(items_planned=items, **only(answers, *keys)))
    return {}


def delivery(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The meeting with the recipient, and whether anything was told."""
    return {"told": service.deliver(actor, case_id, _meeting(answers)).given}


def urgent_delivery(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The meeting with the recipient in a threat to life, and whether anything was told."""
    return {"told_urgently": service.deliver(actor, case_id, _meeting(answers), urgently=True).given}


def urgent_reconsideration(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """Whether it is tried again after a meeting in a threat to life at which nothing was told."""
    service.reconsider_urgently(actor, case_id, str(answers["urgent_next"]), str(answers["urgent_next_reason"]))
    return {}


def _meeting(answers: Answers) -> service.Meeting:
    others = answers.get("other_recipient") or ()
    return service.Meeting(
        items_given=list(answers.get("items_given") or ()),
        other_recipient=[service.OtherRecipient(**only(row, "name", "capacity", "undertaking")) for row in others],
        **only(
            answers,
            "recipient_id_verified",
            "recipient_name",
            "recipient_capacity",
            "recipient_contact",
            "safe_location",
            "mode",
            "mode_reason",
            "interpreter_used",
            "undertaking",
            "caveat_read",
            "not_given_reason",
            "reaction",
            "safety_plan_updated",
        ),
    )


def undertaking_review(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """What becomes of a disclosure of which nothing was told."""
    decision = service.reconsider(
        actor,
        case_id,
        str(answers["undertaking_result"]),
        list(answers.get("items_remaining") or ()),
        str(answers["undertaking_reason"]),
    )
    return {"outcome": decision.outcome, "discloses": decision.discloses}


def aftermath_contact(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """One contact after the delivery, and whether the risk has to be assessed again."""
    keys = ("reached", "not_reached_plan", "safe", "new_incident", "retaliation", "support_taken_up", "misuse")
    after = str(routing.get("contact_after") or "")
    if after not in CONTACTS:
        raise Rejected("This step does not say which contact it is. Ask the process designer to check the diagram.")
    contact = service.Contact(after=after, note=answers.get("contact_note"), **only(answers, *keys))
    service.record_contact(actor, case_id, contact)
    return {"risk_changed": contact.risk_changed}


def deferral_review(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """What has changed since the deferral; where nothing has, the next date."""
    resume, again = str(answers["review_next"]), answers.get("next_review_date")
    service.review_deferral(
        actor, case_id, str(answers["deferral_change"]), resume, again, str(answers["deferral_reason"])
    )
    return {"review_date": again} if resume == NO_CHANGE else {}


def no_disclosure(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """How the victim was told."""
    keys = ("wording", "reason_given", "safety_advice", "complaint_route", "review_offered")
    service.record_no_disclosure(actor, case_id, service.Explanation(**only(answers, *keys)))
    return {}


def no_identity(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """How the victim was told that nobody was identified."""
    keys = ("wording", "reason_given", "told_how", "safety_advice", "complaint_route", "door_open")
    service.record_no_identity(actor, case_id, service.NobodyFound(**only(answers, *keys)))
    return {}


WRITERS: dict[str, Writer] = {
    "delivery_preparation": delivery_preparation,
    "delivery": delivery,
    "urgent_delivery": urgent_delivery,
    "undertaking_review": undertaking_review,
    "urgent_reconsideration": urgent_reconsideration,
    "aftermath_contact": aftermath_contact,
    "deferral_review": deferral_review,
    "no_disclosure": no_disclosure,
    "no_identity": no_identity,
}
