"""What the rules of disclosure look at, read from the records: what a diagram says makes none of it."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from webapp.cases import standing as cases
from webapp.disclosures import consulting, records
from webapp.disclosures.consulting import ViewFacts
from webapp.disclosures.model import (
    Decision,
    DisclosureItem,
    DisclosureTests,
    GroundsCheck,
    LegalReview,
    Representations,
    SeniorApproval,
)
from webapp.disclosures.rules import GroundsFacts
from webapp.disclosures.vocabulary import CODE_D, ORIGINATOR, PENDING, REFUSED

People = dict[str, Collection[UUID]]


def grounds_facts(check: GroundsCheck) -> GroundsFacts:
    """A grounds check as the rules look at it."""
    return GroundsFacts(
        result=check.result or "",
        purpose=check.purpose,
        recipient_location=check.recipient_location,
        sensitive_retained=check.sensitive_retained,
        strictly_necessary=check.strictly_necessary,
        apd_in_place=bool(check.apd_ref),
        checks_failed=check.checks_failed,
    )


def view_facts(case_id: UUID, added: Mapping[str, str] | None = None) -> ViewFacts:
    """The views on record, with those that are being added; of several by one consultee the newest holds."""
    case = cases.standing(case_id)
    views = {row.consultee: row.view for row in records.consultations_of(case_id)}
    return ViewFacts(
        immediate=case.immediate,
        victim_age_group=case.victim_age_group,
        subject_age_group=case.subject_age_group,
        subject_status=case.subject_status,
        subject_police_link=case.subject_police_link,
        has_conditional_material=case.has_conditional_material,
        victim_may_identify=case.victim_may_identify,
        clean_strands_sufficient=case.clean_strands_sufficient,
        views={**views, **(added or {})},
    )


def count_views(case_id: UUID) -> dict[str, object]:
    """What routing asks about the views as they stand: who objects, refuses or is at work, and what must still come."""
    facts = view_facts(case_id)
    return {
        "originator_refused": facts.views.get(ORIGINATOR) == REFUSED,
        "clean_strands_sufficient": facts.clean_strands_sufficient,
        "cps_objects": consulting.cps_objects(facts),
        "id_procedure_pending": facts.views.get(CODE_D) == PENDING,
        "blocking_views_missing": len(consulting.blocking_views(facts)),
    }


def barred(case_id: UUID, items: Sequence[DisclosureItem]) -> dict[str, str]:
    """The codes of the items that may not be told now, with the reason.

    An alias that cannot be attributed, or what rests on material whose owner has not agreed.
    """
    reasons = {alias.id: alias.reason for alias in cases.aliases(case_id) if alias.reason}
    facts = view_facts(case_id)
    found = {
        item.code: (reasons.get(item.alias_id, "") if item.alias_id else "")
        or consulting.why_item_barred(uses_conditional=item.uses_conditional, facts=facts)
        for item in items
    }
    return {code: reason for code, reason in found.items() if reason}


def officers(case_id: UUID) -> People:
    """Everyone who investigated or checked the grounds, by what they did."""
    return {
        **cases.investigators(case_id),
        "the grounds check": records.people(GroundsCheck.checked_by, GroundsCheck.case_id == case_id),
        "the record of representations": {
            person
            for column in (Representations.recorded_by, Representations.received_by, Representations.considered_by)
            for person in records.people(column, Representations.case_id == case_id)
            if person is not None
        },
    }


def reviewers(case_id: UUID) -> People:
    """Everyone who assessed or assured the identity, by what they did."""
    return {
        "the identity assessment": cases.assessors(case_id),
        "the identity review": cases.assurers(case_id),
    }


def lawyers(case_id: UUID) -> People:
    """Everyone who reviewed the case legally."""
    return {"the legal review": records.people(LegalReview.reviewed_by, LegalReview.case_id == case_id)}


def deciders(case_id: UUID) -> People:
    """Everyone who weighed the tests or decided."""
    return {
        "the three tests": records.people(DisclosureTests.weighed_by, DisclosureTests.case_id == case_id),
        "the decision": records.people(Decision.decided_by, Decision.case_id == case_id),
    }


def approvers(case_id: UUID) -> People:
    """Everyone who answered whether legal advice may be acted against."""
    answered = records.people(SeniorApproval.approved_by, SeniorApproval.case_id == case_id)
    return {"the approval to act against legal advice": answered}
