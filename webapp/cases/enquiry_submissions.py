"""What the forms about lines of enquiry write, and the routing values that follow from their answers."""

from collections.abc import Sequence
from uuid import UUID

from webapp.access.actor import Actor
from webapp.cases import service
from webapp.cases.answers import Answers, Decide, DecidingWriter, Derived, Routing, Writer, only
from webapp.cases.authority import AuthorityGiven, AuthorityRule, rule_of
from webapp.cases.records import request_of_number
from webapp.cases.vocabulary import Outcome
from webapp.errors import Rejected


def enquiry_plan(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The planned lines: their numbers say for what the lines are pursued, one by one."""
    lines = [service.LinePlanned(str(row["kind"]), str(row["may_show"])) for row in answers.get("line") or ()]
    return {"lines_planned": service.plan_enquiries(actor, case_id, lines)}


def line_of_enquiry(actor: Actor, case_id: UUID, answers: Answers, routing: Routing, decide: Decide) -> Derived:
    """What is asked for. A version in which the result stands in the same form has it recorded at once."""
    given = _authority(answers, str(answers["authority_type"]))
    rule = _rule(decide, given.type)
    asked = service.Asked(
        authority=given,
        aliases=list(answers.get("aliases") or ()),
        alias=_seen(answers),
        **only(answers, "necessity", "proportionality", "collateral", "preserved_until"),
    )
    row, number, chase_at = service.pursue_enquiry(
        actor, case_id, asked, rule, _whole(routing.get("line")), _whole(routing.get("line_number"))
    )
    derived: Derived = {"line_number": number, "enquiry_number": row.number, "chase_at": chase_at.isoformat()}
    if "enquiry_result" in answers:
        return {**derived, **_recorded_at_once(actor, case_id, answers, row.number)}
    return derived


def enquiry_consultation(actor: Actor, case_id: UUID, answers: Answers, routing: Routing, decide: Decide) -> Derived:
    """The advice of the single point of contact."""
    number, given, rule = _request(case_id, answers, routing, decide)
    chase_at = service.advise_on_enquiry(
        actor,
        case_id,
        number,
        result=str(answers["spoc_result"]),
        advice=str(answers["spoc_advice"]),
        given=given,
        rule=rule,
    )
    return {"chase_at": chase_at.isoformat()}


def enquiry_result(actor: Actor, case_id: UUID, answers: Answers, routing: Routing, decide: Decide) -> Derived:
    """What the enquiry gave, and whether another line is still open."""
    number, given, rule = _request(case_id, answers, routing, decide)
    return {"other_lines_open": service.record_result(actor, case_id, number, _result(answers, given), rule)}


def enquiry_chase(actor: Actor, case_id: UUID, answers: Answers, routing: Routing, decide: Decide) -> Derived:
    """How the enquiry was chased, and when that is due again."""
    number, given, rule = _request(case_id, answers, routing, decide)
    chase_at = service.chase(
        actor,
        case_id,
        number,
        result=str(answers["chase_result"]),
        note=answers.get("chase_note"),
        preserved_until=answers.get("preserved_until"),
        given=given,
        rule=rule,
    )
    return {"chase_at": chase_at.isoformat()}


def enquiry_exhausted(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The supervisor's word on whether anything is left to try."""
    exhausted = answers["enquiries_exhausted"] is True
    service.review_exhaustion(actor, case_id, exhausted=exhausted, reasons=str(answers["exhausted_reasons"]))
    return {"outcome": Outcome.CLOSED_NO_IDENTITY.value} if exhausted else {}


def _request(
    case_id: UUID, answers: Answers, routing: Routing, decide: Decide
) -> tuple[int, AuthorityGiven, AuthorityRule]:
    number = routing.get("enquiry_number")
    if not isinstance(number, int):
        raise Rejected("This step does not say which enquiry it goes on with. Ask the process designer.")
    given = _authority(answers, request_of_number(case_id, number).authority_type)
    return number, given, _rule(decide, given.type)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _rule(decide: Decide, authority_type: str) -> AuthorityRule:
    answer = decide("authority", {"authority_type": authority_type})
    return rule_of(answer.outputs if answer is not None else None)


def _authority(answers: Answers, authority_type: str) -> AuthorityGiven:
    return AuthorityGiven(
        authority_type, answers.get("authority_ref"), answers.get("authority_granted_on"), answers.get("expiry")
    )


def _seen(answers: Answers) -> Sequence[service.AliasSeen]:
    keys = ("handle", "platform", "stable_id", "first_seen", "last_seen")
    return [service.AliasSeen(**only(row, *keys)) for row in answers.get("alias") or ()]


def _result(answers: Answers, given: AuthorityGiven) -> service.Result:
    keys = (
        "enquiry_result",
        "obtained_on",
        "source_utc_time",
        "source_port",
        "handling_code",
        "handling_conditions",
        "result_summary",
    )
    return service.Result(authority=given, alias=_seen(answers), **only(answers, *keys))


def _recorded_at_once(actor: Actor, case_id: UUID, answers: Answers, number: int) -> Derived:
    """The result of a form that asks for it together with the authority; nobody else confirms that nothing is left."""
    given = _authority(answers, str(answers["authority_type"]))
    result = service.Result(
        authority=given,
        enquiry_result=str(answers["enquiry_result"] or "candidate_found"),
        **only(answers, "source_utc_time", "source_port", "handling_code", "handling_conditions", "result_summary"),
    )
    service.record_result(actor, case_id, number, result, AuthorityRule())
    if result.enquiry_result != "exhausted":
        return {"enquiry_result": result.enquiry_result}
    service.set_outcome(actor, case_id, Outcome.CLOSED_NO_IDENTITY)
    return {"enquiry_result": result.enquiry_result, "outcome": Outcome.CLOSED_NO_IDENTITY.value}


WRITERS: dict[str, Writer] = {"enquiry_plan": enquiry_plan, "enquiry_exhausted": enquiry_exhausted}
DECIDING_WRITERS: dict[str, DecidingWriter] = {
    "line_of_enquiry": line_of_enquiry,
    "enquiry_consultation": enquiry_consultation,
    "enquiry_result": enquiry_result,
    "enquiry_chase": enquiry_chase,
}
