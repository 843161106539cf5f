"""What each completed form about a measure writes, and the routing values that follow from its answers."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from webapp.access.actor import Actor
from webapp.cases.answers import Answers, Derived, Routing, Writer, only
from webapp.cases.vocabulary import Outcome
from webapp.errors import InvalidSubmission
from webapp.measures import rules, service
from webapp.measures.service import Step
from webapp.measures.vocabulary import Measure

ORDER, MAPPA, FORUM, SUPPORT = Measure.PROTECTION_ORDER, Measure.MAPPA, Measure.FORUM, Measure.SUPPORT
TESTS = ("order_acts", "order_risk", "order_necessary")


def order_consideration(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """Whether an order is sought, and in which order it and the disclosure come."""
    route = str(answers["order_route"])
    _refuse(order_route=rules.why_not_apply(route, {test: answers[test] is True for test in TESTS}))
    state = "not_sought" if route == "none" else "sought"
    facts = only(answers, *TESTS, "order_reasons", "disclosure_order", "disclosure_order_reasons")
    return {"order_number": service.begin(actor, case_id, Step(ORDER, state, sort=route, facts=facts))}


def order_supersession(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """Whether the proceedings take the place of the disclosure, which a person decides."""
    superseded = answers["order_supersedes"] is True
    reasons = str(answers["supersession_reasons"])
    if superseded:
        service.supersede(actor, case_id, reasons)
    state = "superseded" if superseded else "not_superseded"
    _go_on(actor, case_id, routing, Step(ORDER, state, facts={"supersession_reasons": reasons}))
    return {"outcome": Outcome.SUPERSEDED_BY_PROCEEDINGS.value} if superseded else {}


def order_hearing(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """What the court did, with conditions and end where it made an order."""
    result, heard = str(answers["order_result"]), answers["order_heard_on"]
    _check_end(result, heard, answers)
    facts = only(answers, "court_reference", "order_conditions", *_checked(answers))
    step = Step(ORDER, result, on=heard, until=answers.get("order_ends_on"), facts=facts, asked="order_heard_on")
    _go_on(actor, case_id, routing, step)
    return {}


def order_service(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """When the order was served: from then on the respondent has three days to notify."""
    on = answers["order_served_on"]
    step = Step(ORDER, "served", on=on, facts=only(answers, "order_served_how"), asked="order_served_on")
    _go_on(actor, case_id, routing, step)
    return {"order_served_on": on}


def order_notification(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """Whether and when the respondent notified name and address; the diagram says whether that was in time."""
    on: date | None = answers.get("order_notified_on")
    state = "notified" if answers["order_notified"] is True else "not_notified"
    step = Step(ORDER, state, on=on, facts=only(answers, "order_notification_note"), asked="order_notified_on")
    _go_on(actor, case_id, routing, step)
    return {"order_notified_on": on}


def order_breach(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """Whether the order was breached, and what was done. Basis: Stalking Protection Act 2019 s.8."""
    action = str(answers["order_breach_action"])
    state = "no_breach" if action == "no_breach" else "breached"
    facts = only(answers, "order_breach_action", "order_breach_reasons")
    step = Step(ORDER, state, on=answers["order_breach_on"], facts=facts, asked="order_breach_on")
    _go_on(actor, case_id, routing, step)
    return {}


def order_change(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """What became of the order: breach, variation, renewal, a full one after an interim one, or its end."""
    change, on = str(answers["order_change"]), answers["order_changed_on"]
    _check_end(change, on, answers)
    facts = only(answers, "order_change_detail", "order_conditions", *_checked(answers))
    state = "breach_reported" if change == "breach" else change
    step = Step(ORDER, state, on=on, until=answers.get("order_ends_on"), facts=facts, asked="order_changed_on")
    _go_on(actor, case_id, routing, step)
    return {}


def mappa_consideration(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """Conviction and sentence. Every stalking perpetrator is considered."""
    facts = only(answers, "mappa_conviction", "mappa_sentence", "mappa_facts")
    return {"mappa_number": service.begin(actor, case_id, Step(MAPPA, "facts_given", sort="considered", facts=facts))}


def mappa_decision(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """The category that a supervisor decided, with a reason where it is not the one that the table recommends."""
    category, recommended = str(answers["mappa_category"]), str(routing.get("mappa_recommendation") or "")
    reason = answers.get("mappa_departure_reason")
    _refuse(mappa_departure_reason=rules.why_depart(category, recommended, reason))
    facts = only(answers, "mappa_level", "mappa_reasons", "mappa_departure_reason")
    _go_on(actor, case_id, routing, Step(MAPPA, "category_given", sort=category, facts=facts))
    return {}


def mappa_referral(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """The referral, and where the national record of the subject is."""
    facts = only(answers, "national_record", "national_record_reference", "mappa_referral_note")
    on = answers["mappa_referred_on"]
    _go_on(actor, case_id, routing, Step(MAPPA, "referred", on=on, facts=facts, asked="mappa_referred_on"))
    return {}


def mappa_meeting(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """What a meeting decided, and when the next one reviews it."""
    on, review = answers["mappa_met_on"], answers.get("mappa_review_on")
    if review is not None and review <= on:
        _refuse(mappa_review_on="The review must be after the meeting")
    state = "managed" if answers["mappa_managed"] is True else "no_longer_managed"
    facts = only(answers, "mappa_level", "mappa_actions")
    _go_on(actor, case_id, routing, Step(MAPPA, state, on=on, until=review, facts=facts, asked="mappa_met_on"))
    return {"mappa_review_on": review}


def forum_referral(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The referral: what was shared on which basis, and to which guidance regard was had."""
    keys = (
        "forum_name", "forum_reasons", "forum_shared", "forum_basis", "forum_guidance", "forum_guidance_version",
        "forum_departed", "forum_departure_reason",
    )  # fmt: skip
    # What was read is kept in words beside its code in the register, for the register's texts change with its versions.
    read = answers.get("forum_guidance_version_shown") or answers.get("forum_guidance")
    facts = {**only(answers, *keys), **({"forum_guidance": read} if read else {})}
    step = Step(FORUM, "referred", sort=str(answers["forum"]), facts=facts)
    return {"forum_number": service.begin(actor, case_id, step)}


def forum_outcome(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """What the forum made of it."""
    facts, on = only(answers, "forum_views", "forum_actions"), answers["forum_met_on"]
    step = Step(FORUM, str(answers["forum_result"]), on=on, facts=facts, asked="forum_met_on")
    _go_on(actor, case_id, routing, step)
    return {}


def forum_actions_done(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """What was done of the actions of the police."""
    step = Step(FORUM, "actions_done", facts=only(answers, "forum_actions_done"))
    _go_on(actor, case_id, routing, step)
    return {}


def support_referral(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The offer of support, the victim's answer, and the rights that were explained."""
    consent = answers["support_consent"] is True
    if consent and answers.get("support_safe_contact") is not True:
        _refuse(support_safe_contact="Give the service the victim’s safe contact and no other, and say that you did")
    keys = ("victim_rights", "support_safe_contact", "support_note")
    state = "referred" if consent else "no_consent"
    step = Step(SUPPORT, state, sort=str(answers["support_service"]), facts=only(answers, *keys))
    return {"support_number": service.begin(actor, case_id, step)}


def support_uptake(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """Whether the victim has taken up the support."""
    facts, on = only(answers, "support_uptake_note"), answers["support_asked_on"]
    step = Step(SUPPORT, str(answers["support_result"]), on=on, facts=facts, asked="support_asked_on")
    _go_on(actor, case_id, routing, step)
    return {}


_NUMBERS = {ORDER: "order_number", MAPPA: "mappa_number", FORUM: "forum_number", SUPPORT: "support_number"}


def _go_on(actor: Actor, case_id: UUID, routing: Routing, step: Step) -> None:
    number: Any = routing.get(_NUMBERS[step.measure])
    # Of a run that is stored and read again a number comes back as a decimal.
    service.go_on(actor, case_id, int(number) if number is not None else None, step)


def _check_end(result: str, made_on: date, answers: Answers) -> None:
    """The end of an order is looked at once more where it is not what the law leads to expect."""
    until = answers.get("order_ends_on")
    if result == "full" and answers.get("order_length_checked") is not True:
        _refuse(order_ends_on=rules.why_too_short(made_on, until, rules.least_years()))
    if until is not None and until <= made_on:
        _refuse(order_ends_on="The order must end after it was made")


def _checked(answers: Answers) -> tuple[str, ...]:
    """The tick under the end of an order, which says something only where it was given."""
    return ("order_length_checked",) if answers.get("order_length_checked") is True else ()


def _refuse(**reasons: str) -> None:
    given: Mapping[str, str] = {question: reason for question, reason in reasons.items() if reason}
    if given:
        raise InvalidSubmission(dict(given))


WRITERS: dict[str, Writer] = {
    writer.__name__: writer
    for writer in (
        order_consideration, order_supersession, order_hearing, order_service, order_notification, order_breach,
        order_change, mappa_consideration, mappa_decision, mappa_referral, mappa_meeting, forum_referral, forum_outcome,
        forum_actions_done, support_referral, support_uptake,
    )
}  # fmt: skip
