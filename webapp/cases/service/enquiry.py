"""Lines of enquiry: planned, asked for under an authority, advised on, chased, and what each of them gave."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases import authority, blind, records
from webapp.cases.authority import AuthorityGiven, AuthorityRule
from webapp.cases.constraints import written
from webapp.cases.model import (
    EnquiryRequest,
    EnquiryRequestAlias,
    LineOfEnquiry,
    LineOfEnquiryAlias,
    PlannedLine,
)
from webapp.cases.numbering import number_after
from webapp.cases.seen import AliasSeen, date_errors
from webapp.cases.service.alias import record_aliases
from webapp.cases.vocabulary import Outcome
from webapp.clock import LONDON
from webapp.database import session
from webapp.errors import InvalidSubmission, Rejected


@dataclass(frozen=True)
class LinePlanned:
    """A line of enquiry as it is planned."""

    kind: str
    may_show: str


@dataclass(frozen=True)
class Asked:
    """What is asked for in one round of a line. `aliases` are codes of the case, `alias` accounts new to it."""

    authority: AuthorityGiven
    necessity: str
    proportionality: str
    collateral: str
    aliases: Sequence[str] = ()
    alias: Sequence[AliasSeen] = ()
    preserved_until: date | None = None


@dataclass(frozen=True)
class Result:
    """What an enquiry gave; what it says of the authority fills what is not recorded yet."""

    enquiry_result: str
    authority: AuthorityGiven
    obtained_on: date | None = None
    source_utc_time: datetime | None = None
    source_port: int | None = None
    handling_code: str | None = None
    handling_conditions: str | None = None
    alias: Sequence[AliasSeen] = ()
    result_summary: str | None = None


def plan_enquiries(actor: Actor, case_id: UUID, lines: Sequence[LinePlanned]) -> list[int]:
    """Writes the planned lines and gives their numbers, one for each."""
    require(actor, Action.RECORD_FACTS)
    records.find_case(case_id)
    with written():
        planned = [_line(actor, case_id, line) for line in lines]
    return [line.number for line in planned]


def pursue_enquiry(
    actor: Actor, case_id: UUID, asked: Asked, rule: AuthorityRule, planned: int | None, before: int | None = None
) -> tuple[EnquiryRequest, int, datetime]:
    """Writes one round of a line, begun now where there is none; with it, the line's number and when it is chased.

    Raises InvalidSubmission for an enquiry about no account, and for days that cannot be.
    """
    require(actor, Action.RECORD_FACTS)
    case = records.find_case(case_id)
    errors = date_errors(asked.alias)
    question, reason = authority.why_not_authority(asked.authority, rule)
    if reason:
        errors[question] = reason
    if not asked.alias and not asked.aliases:
        errors["aliases"] = "Select an alias of the case, or add a new one"
    known = {alias.code: alias for alias in records.aliases_of(case_id)}
    if set(asked.aliases) - set(known):
        errors["aliases"] = "Select aliases of this case only"
    if errors:
        raise InvalidSubmission(errors)
    with written():
        own = _line_of(actor, case_id, planned, before)
        own.closed_at = own.result = None
        row = EnquiryRequest(
            case_id=case_id,
            line_id=own.id,
            number=number_after(EnquiryRequest.number, EnquiryRequest.case_id == case_id),
            preserved_until=asked.preserved_until,
            authority_type=asked.authority.type,
            authority_ref=asked.authority.ref,
            authority_granted_on=asked.authority.granted_on,
            authority_expires_on=authority.last_day(asked.authority, rule),
            necessity=asked.necessity,
            proportionality=asked.proportionality,
            collateral=asked.collateral,
            pursued_by=actor.id,
            at=clock.now(),
        )
        session().add(row)
        session().flush()
        about = {alias.id for alias in record_aliases(actor, case_id, asked.alias)}
        about |= {known[code].id for code in asked.aliases}
        session().add_all(EnquiryRequestAlias(request_id=row.id, alias_id=alias_id) for alias_id in about)
    blind.refresh(case_id)
    if case.outcome == Outcome.CLOSED_NO_IDENTITY:
        case.outcome = None
    return row, own.number, _chased_at(row, rule)


def advise_on_enquiry(
    actor: Actor,
    case_id: UUID,
    number: int,
    *,
    result: str,
    advice: str,
    given: AuthorityGiven,
    rule: AuthorityRule,
) -> datetime:
    """Writes the advice of the single point of contact, and says when the enquiry is to be chased.

    Basis: Investigatory Powers Act 2016 s.76.
    """
    require(actor, Action.RECORD_FACTS)
    row = records.request_of_number(case_id, number)
    if actor.id == row.pursued_by:
        raise Rejected("You pursue this enquiry, so another person has to advise on it.")
    _take_authority(row, given, rule)
    with written():
        row.spoc_result, row.spoc_advice, row.spoc_by, row.spoc_at = result, advice, actor.id, clock.now()
    return _chased_at(row, rule)


def record_result(actor: Actor, case_id: UUID, number: int, result: Result, rule: AuthorityRule) -> bool:
    """Writes what a request gave, and says whether another line of the case is still open.

    Raises InvalidSubmission where no authority stood when the result was obtained, unless it is open source.
    """
    require(actor, Action.RECORD_FACTS)
    row = records.request_of_number(case_id, number)
    if errors := date_errors(result.alias):
        raise InvalidSubmission(errors)
    given = _take_authority(row, result.authority, rule)
    if rule.spoc_compulsory and row.spoc_result != "go_ahead":
        raise Rejected("The single point of contact has not advised on this enquiry, so no result can be attached.")
    if result.enquiry_result != "exhausted":
        question, reason = authority.why_not_result(given, rule, result.obtained_on)
        if reason:
            raise InvalidSubmission({question: reason})
    _write_result(actor, case_id, row, result)
    line = session().get_one(PlannedLine, row.line_id)
    if result.enquiry_result != "more_enquiries":
        line.result, line.closed_at = result.enquiry_result, clock.now()
    session().flush()
    return any(other.closed_at is None and other.id != line.id for other in records.lines_of(case_id))


def _write_result(actor: Actor, case_id: UUID, row: EnquiryRequest, result: Result) -> None:
    # A line on which nothing was obtained has nothing that conditions could be set on.
    code = result.handling_code or "P"
    with written():
        line = LineOfEnquiry(
            case_id=case_id,
            number=number_after(LineOfEnquiry.number, LineOfEnquiry.case_id == case_id),
            request_id=row.id,
            preserved_until=row.preserved_until,
            authority_type=row.authority_type,
            authority_ref=row.authority_ref or _not_used(row),
            authority_granted_on=row.authority_granted_on,
            authority_expires_on=row.authority_expires_on,
            necessity=row.necessity,
            proportionality=row.proportionality,
            collateral=row.collateral,
            obtained_on=result.obtained_on,
            source_utc_time=result.source_utc_time,
            source_port=result.source_port,
            handling_code=code,
            handling_conditions=result.handling_conditions,
            result=result.enquiry_result,
            result_summary=result.result_summary,
            pursued_by=row.pursued_by,
            recorded_by=actor.id,
            at=clock.now(),
        )
        session().add(line)
        session().flush()
        about = set(records.aliases_of_request(row.id))
        about |= {alias.id for alias in record_aliases(actor, case_id, result.alias)}
        session().add_all(LineOfEnquiryAlias(enquiry_id=line.id, alias_id=alias_id) for alias_id in about)
    blind.refresh(case_id)


def chase(
    actor: Actor,
    case_id: UUID,
    number: int,
    *,
    result: str,
    note: str | None,
    preserved_until: date | None,
    given: AuthorityGiven,
    rule: AuthorityRule,
) -> datetime:
    """Writes how a request was chased, and says when that is due again."""
    require(actor, Action.RECORD_FACTS)
    row = records.request_of_number(case_id, number)
    if result == "authority_renewed":
        # What was obtained until now stands under the old authority; the request goes on under the new one.
        row.authority_ref = row.authority_granted_on = row.authority_expires_on = None
        _take_authority(row, given, rule)
    with written():
        if result == "preservation_extended":
            row.preserved_until = preserved_until
        row.chase_result, row.chase_note, row.chased_by, row.chased_at = result, note, actor.id, clock.now()
    return _chased_at(row, rule)


def _chased_at(row: EnquiryRequest, rule: AuthorityRule) -> datetime:
    """When a request is to be chased, as it stands now."""
    today = clock.now().astimezone(LONDON).date()
    return authority.chase_at(today, rule, [row.authority_expires_on, row.preserved_until])


def _take_authority(row: EnquiryRequest, given: AuthorityGiven, rule: AuthorityRule) -> AuthorityGiven:
    """Adds to a request what is now known of its authority, and gives the whole. Raises InvalidSubmission."""
    whole = AuthorityGiven(
        row.authority_type,
        given.ref or row.authority_ref,
        given.granted_on or row.authority_granted_on,
        given.expires_on or (None if given.granted_on else row.authority_expires_on),
    )
    question, reason = authority.why_not_authority(whole, rule)
    if reason:
        raise InvalidSubmission({question: reason})
    whole = replace(whole, expires_on=authority.last_day(whole, rule))
    row.authority_ref, row.authority_granted_on = whole.ref, whole.granted_on
    row.authority_expires_on = whole.expires_on
    return whole


def _not_used(row: EnquiryRequest) -> str | None:
    """What stands for the reference where an enquiry gave nothing and no authority was ever given."""
    return None if row.authority_type == "none_open_source" else "Not given"


def _line(actor: Actor, case_id: UUID, planned: LinePlanned | None) -> PlannedLine:
    row = PlannedLine(
        case_id=case_id,
        number=number_after(PlannedLine.number, PlannedLine.case_id == case_id),
        kind=planned.kind if planned else None,
        may_show=planned.may_show if planned else None,
        planned_by=actor.id,
        planned_at=clock.now(),
    )
    session().add(row)
    session().flush()
    return row


def _line_of(actor: Actor, case_id: UUID, planned: int | None, before: int | None) -> PlannedLine:
    """The planned line; or the one that the round before belonged to, while that is open; or else one begun now.

    A run begins with what the case's other runs know, so the line of a round before may be another run's, long closed.
    """
    lines = {line.number: line for line in records.lines_of(case_id)}
    if planned is not None and planned not in lines:
        raise Rejected(f"There is no line of enquiry {planned} in this case. Ask the process designer.")
    if planned is not None:
        return lines[planned]
    going_on = lines.get(before) if before is not None else None
    return going_on if going_on is not None and going_on.closed_at is None else _line(actor, case_id, None)
