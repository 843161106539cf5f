"""Lines of enquiry are recorded, with the authority that made them lawful and the aliases they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases import blind
from webapp.cases.constraints import written
from webapp.cases.model import Alias, LineOfEnquiry, LineOfEnquiryAlias
from webapp.cases.numbering import number_after
from webapp.cases.records import aliases_of, find_case
from webapp.cases.vocabulary import LAPSING_AUTHORITIES, Outcome
from webapp.database import session
from webapp.errors import InvalidSubmission


@dataclass(frozen=True)
class AliasSeen:
    """An account as an enquiry saw it."""

    handle: str
    platform: str
    stable_id: str | None = None
    first_seen: date | None = None
    last_seen: date | None = None


@dataclass(frozen=True)
class Enquiry:
    """The answers of a line of enquiry."""

    authority_type: str
    necessity: str
    proportionality: str
    collateral: str
    handling_code: str
    alias: Sequence[AliasSeen] = ()
    preserved_until: date | None = None
    authority_ref: str | None = None
    expiry: date | None = None
    source_utc_time: datetime | None = None
    source_port: int | None = None
    handling_conditions: str | None = None
    enquiry_result: str | None = None
    result_summary: str | None = None


def pursue_enquiry(actor: Actor, case_id: UUID, enquiry: Enquiry) -> str:
    """Writes the line of enquiry and its aliases, and gives its result: a candidate unless another was chosen.

    Raises InvalidSubmission for an authority that lapses without its day, and for impossible dates.
    """
    require(actor, Action.RECORD_FACTS)
    case = find_case(case_id)
    _check(enquiry)
    result = enquiry.enquiry_result or "candidate_found"
    row = LineOfEnquiry(
        case_id=case_id,
        number=number_after(LineOfEnquiry.number, LineOfEnquiry.case_id == case_id),
        preserved_until=enquiry.preserved_until,
        authority_type=enquiry.authority_type,
        authority_ref=enquiry.authority_ref,
        authority_expires_on=enquiry.expiry,
        necessity=enquiry.necessity,
        proportionality=enquiry.proportionality,
        collateral=enquiry.collateral,
        source_utc_time=enquiry.source_utc_time,
        source_port=enquiry.source_port,
        handling_code=enquiry.handling_code,
        handling_conditions=enquiry.handling_conditions,
        result=result,
        result_summary=enquiry.result_summary,
        pursued_by=actor.id,
        at=clock.now(),
    )
    with written():
        session().add(row)
        session().flush()
        about = {_recorded(actor, case_id, seen).id for seen in enquiry.alias}
        session().add_all(LineOfEnquiryAlias(enquiry_id=row.id, alias_id=alias_id) for alias_id in about)
    blind.refresh(case_id)
    if result == "exhausted":
        case.outcome = Outcome.CLOSED_NO_IDENTITY
    elif case.outcome == Outcome.CLOSED_NO_IDENTITY:
        case.outcome = None
    return result


def _check(enquiry: Enquiry) -> None:
    errors: dict[str, str] = {}
    if enquiry.authority_type in LAPSING_AUTHORITIES and enquiry.expiry is None:
        errors["expiry"] = "Enter when the authority expires"
    for number, seen in enumerate(enquiry.alias):
        if seen.first_seen and seen.last_seen and seen.first_seen > seen.last_seen:
            errors[f"alias.{number}.last_seen"] = "The account cannot have been last seen before it was first seen"
    if errors:
        raise InvalidSubmission(errors)


def _recorded(actor: Actor, case_id: UUID, seen: AliasSeen) -> Alias:
    """The alias of the case that this account is, added if it is new."""
    known = aliases_of(case_id)
    alias = next((row for row in known if _is_same(row, seen)), None)
    if alias is None:
        number = len(known) + 1
        alias = Alias(
            case_id=case_id,
            number=number,
            code=f"A{number}",
            handle=seen.handle,
            platform=seen.platform,
            added_by=actor.id,
            added_at=clock.now(),
        )
        session().add(alias)
    alias.stable_id = seen.stable_id or alias.stable_id
    alias.first_seen = min(filter(None, (alias.first_seen, seen.first_seen)), default=None)
    alias.last_seen = max(filter(None, (alias.last_seen, seen.last_seen)), default=None)
    session().flush()
    return alias


def _is_same(alias: Alias, seen: AliasSeen) -> bool:
    """One platform, and the same permanent identifier; the handle decides only where either has none."""
    if alias.platform.casefold() != seen.platform.casefold():
        return False
    if alias.stable_id and seen.stable_id:
        return alias.stable_id == seen.stable_id
    return alias.handle.casefold() == seen.handle.casefold()
