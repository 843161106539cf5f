"""The grounds are checked, item by item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases import joint
from webapp.cases import standing as cases
from webapp.cases.constraints import written
from webapp.cases.numbering import number_after
from webapp.cases.vocabulary import NO
from webapp.database import session
from webapp.disclosures import consulting, records, rules, standing
from webapp.disclosures.consulting import ViewFacts
from webapp.disclosures.model import DisclosureItem, GroundsAnswer, GroundsCheck
from webapp.disclosures.vocabulary import CHECKS, GROUNDS_RESULTS
from webapp.errors import InvalidSubmission, Rejected

NAMES_ANOTHER = "An item may name nobody but the subject. Take out the other name or reference in it"


@dataclass(frozen=True)
class ItemGiven:
    """One fact as it would be told."""

    text: str
    fact_or_assessment: str
    as_at: date | None
    sensitive: bool
    strictly_necessary: bool | None = None
    sch8_para: str | None = None
    reassures: bool = False
    uses_conditional: bool = False


@dataclass(frozen=True)
class CheckGiven:
    """The answers of the grounds check. `checks` and `notes` by code, A1 to A22."""

    purpose_primary: str
    proposed_item: Sequence[ItemGiven]
    proposed_alias: Sequence[str]
    checks: Mapping[str, str]
    notes: Mapping[str, str]
    recipient_location: str
    less_intrusive_considered: str
    impact_on_subject: str
    impact_on_third_parties: str
    retaliation_risk: str
    apd_ref: str | None = None
    dpia_ref: str | None = None


def check_grounds(actor: Actor, case_id: UUID, given: CheckGiven) -> GroundsCheck:
    """Writes the check with its answers and items; they replace those of an earlier check.

    Raises InvalidSubmission for an item without what the law asks of it or an alias that cannot be attributed,
    Rejected when this person assured the identity, reviewed the case legally or decided.
    """
    require(actor, Action.RECORD_FACTS)
    earlier = {
        **standing.reviewers(case_id),
        **standing.lawyers(case_id),
        **standing.deciders(case_id),
        **standing.approvers(case_id),
    }
    if reason := rules.why_same_person(actor.selves, earlier, "check the grounds"):
        raise Rejected(reason)
    _check_items(given, standing.view_facts(case_id))
    _check_names(case_id, given)
    sensitive = [item.sensitive for item in given.proposed_item]
    necessary = [(item.sensitive, item.strictly_necessary) for item in given.proposed_item]
    failed = rules.failed_checks(given.checks, immediate=cases.standing(case_id).immediate)
    row = GroundsCheck(
        case_id=case_id,
        number=number_after(GroundsCheck.number, GroundsCheck.case_id == case_id),
        purpose=given.purpose_primary,
        recipient_location=given.recipient_location,
        less_intrusive_considered=given.less_intrusive_considered,
        impact_on_subject=given.impact_on_subject,
        impact_on_third_parties=given.impact_on_third_parties,
        retaliation_risk=given.retaliation_risk,
        apd_ref=given.apd_ref,
        dpia_ref=given.dpia_ref,
        sensitive_retained=rules.is_sensitive_kept(sensitive),
        strictly_necessary=rules.are_strictly_necessary(necessary),
        checks_failed=len(failed),
        checked_by=actor.id,
        at=clock.now(),
    )
    with written():
        session().add(row)
        session().flush()
        session().add_all(
            GroundsAnswer(
                case_id=case_id, check_id=row.id, code=code, answer=given.checks[code], note=given.notes.get(code)
            )
            for code in CHECKS
        )
        session().add_all(_items(case_id, row.id, given))
    return row


def note_grounds_result(actor: Actor, case_id: UUID, result: str, regime: str) -> None:
    """Keeps what the grounds table gave beside the check it was given for; a result once kept stays."""
    require(actor, Action.RECORD_FACTS)
    check = records.newest_check(case_id)
    if check is not None and check.result is None and result in GROUNDS_RESULTS:
        check.result, check.regime = result, regime[:300]


def _check_items(given: CheckGiven, views: ViewFacts) -> None:
    errors: dict[str, str] = {}
    for number, item in enumerate(given.proposed_item):
        if reason := consulting.why_item_barred(uses_conditional=item.uses_conditional, facts=views):
            errors[f"proposed_item.{number}.uses_conditional"] = reason
        if item.sensitive and item.strictly_necessary is None:
            errors[f"proposed_item.{number}.strictly_necessary"] = "Select yes if the item is strictly necessary"
        if item.sensitive and item.strictly_necessary and not item.sch8_para:
            errors[f"proposed_item.{number}.sch8_para"] = "Select the paragraph of Schedule 8 that applies"
    if any(item.sensitive for item in given.proposed_item) and given.checks.get("A4") == NO:
        errors["check_A4"] = "You marked an item as sensitive, so answer yes to check A4, or change the item"
    if not given.proposed_item and not given.proposed_alias:
        errors["proposed_item"] = "Add at least one item"
    if errors:
        raise InvalidSubmission(errors)


def _check_names(case_id: UUID, given: CheckGiven) -> None:
    """Raises InvalidSubmission for an item that names another victim of the investigation. Basis: ECHR Article 8.

    The sentence is the same whoever is named, so that nobody learns from it who else is a victim.
    """
    errors = {
        f"proposed_item.{number}.text": NAMES_ANOTHER
        for number, item in enumerate(given.proposed_item)
        if joint.names_another(case_id, (item.text,))
    }
    if errors:
        raise InvalidSubmission(errors)


def _items(case_id: UUID, check_id: UUID, given: CheckGiven) -> list[DisclosureItem]:
    texts = [
        DisclosureItem(
            case_id=case_id,
            check_id=check_id,
            number=number,
            code=f"D{number}",
            text=item.text,
            kind=item.fact_or_assessment,
            as_at=item.as_at,
            sensitive=item.sensitive,
            strictly_necessary=item.sensitive and bool(item.strictly_necessary),
            sch8_para=item.sch8_para if item.sensitive else None,
            reassures=item.reassures,
            uses_conditional=item.uses_conditional,
        )
        for number, item in enumerate(given.proposed_item, start=1)
    ]
    return texts + _alias_items(case_id, check_id, given.proposed_alias, start=len(texts) + 1)


def _alias_items(case_id: UUID, check_id: UUID, codes: Sequence[str], start: int) -> list[DisclosureItem]:
    known = {alias.code: alias for alias in cases.aliases(case_id)}
    for code in codes:
        if code not in known:
            raise InvalidSubmission({"proposed_alias": f"There is no alias {code} in this case"})
        if known[code].reason:
            raise InvalidSubmission({"proposed_alias": f"{code}: {known[code].reason}"})
    return [
        DisclosureItem(
            case_id=case_id,
            check_id=check_id,
            number=number,
            code=code,
            text=f"The account {known[code].label}",
            alias_id=known[code].id,
            # That an account belongs to a person is always a conclusion drawn from evidence.
            kind="assessment",
            as_at=clock.today(),
            sensitive=False,
            strictly_necessary=False,
            reassures=False,
            uses_conditional=False,
        )
        for number, code in enumerate(dict.fromkeys(codes), start=start)
    ]
