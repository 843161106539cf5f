"""Disclosures as people read them. Every query that shows case material asks the access policy first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from webapp.access.actor import Actor
from webapp.access.fields import FieldGroup, shown_to, shows
from webapp.access.queries import names_of
from webapp.cases.queries import Row, Section, is_erased, require_view
from webapp.cases.words import words
from webapp.disclosures import consulting, records, standing
from webapp.disclosures import facts as disclosure_material
from webapp.disclosures.vocabulary import ALL_VIEWS, VIEWS
from webapp.forms.definition import Option

__all__ = ["FACTS_FOR_FORM", "LoggedDisclosure", "Row", "Section", "disclosure_log", "facts", "options"]

# The topics that each task page shows beside its form; those about the case come from webapp.cases.
FACTS_FOR_FORM: dict[str, tuple[str, ...]] = {
    "consultation_plan": ("report", "risk", "identity", "consultations"),
    "consultation_view": ("report", "risk", "identity", "consultations"),
    "later_view": ("report", "risk", "identity", "consultations", "decision"),
    "grounds_check": ("report", "risk", "aliases", "identity", "consultations", "grounds", "items", "legal_review"),
    "representations_invitation": ("identity", "consultations", "grounds", "items", "representations"),
    "representations_received": ("identity", "items", "representations"),
    "representations": ("identity", "consultations", "grounds", "items", "representations"),
    "legal_review": (
        "report", "risk", "aliases", "identity", "consultations", "grounds", "items", "representations", "legal_review",
    ),
    "disclosure_tests": (
        "report", "risk", "safeguarding", "identity", "consultations", "grounds", "items", "representations",
        "legal_review",
    ),
    "disclosure_decision": (
        "report", "risk", "safeguarding", "identity", "consultations", "grounds", "items", "representations",
        "legal_review", "tests", "decision",
    ),
    "senior_approval": (
        "report", "risk", "identity", "consultations", "grounds", "items", "representations", "legal_review", "tests",
    ),
    "delivery_preparation": ("script", "report", "safeguarding", "identity", "items", "decision"),
    "delivery": ("script", "report", "safeguarding", "identity", "items", "decision", "delivery", "undertaking"),
    "undertaking_review": ("report", "risk", "items", "decision", "delivery", "undertaking"),
    "aftermath_contact": ("report", "risk", "safeguarding", "contacts"),
    "deferral_review": ("consultations", "identity", "grounds", "decision", "deferral"),
    **dict.fromkeys(
        ("withdrawal", "proceedings", "repeat_request"), ("holds", "report", "decision", "delivery", "exceptions")
    ),
    **dict.fromkeys(
        ("coercion_response", "misuse_risk", "misuse"), ("report", "risk", "safeguarding", "contacts", "exceptions")
    ),
    **dict.fromkeys(
        ("already_known", "leak_assessment", "neither_confirm_nor_deny", "misuse_offence", "early_notice"),
        ("report", "safeguarding", "exceptions"),
    ),
    **dict.fromkeys(
        ("recall_opening", "recall_notice", "recall_person", "recall_assessment", "recall_correction"),
        ("recall", "identity", "delivery", "safeguarding"),
    ),
    "internal_review": (
        "exceptions", "report", "risk", "identity", "consultations", "grounds", "items", "representations",
        "legal_review", "tests", "decision", "no_disclosure",
    ),
    "no_disclosure": ("safe_wording", "report", "safeguarding", "decision"),
    "no_identity": ("safe_wording", "report", "safeguarding"),
    "oral_decision": ("report", "risk", "safeguarding", "warnings", "identity", "grounds", "items"),
    "written_decision": ("report", "risk", "safeguarding", "identity", "grounds", "items", "decision", "delivery"),
    "urgent_delivery": ("report", "safeguarding", "identity", "items", "decision", "delivery", "undertaking"),
    "urgent_reconsideration": ("report", "risk", "safeguarding", "items", "decision", "delivery", "undertaking"),
}  # fmt: skip


@dataclass(frozen=True)
class LoggedDisclosure:
    """One row of the disclosure log."""

    at: datetime
    discloser_name: str
    recipient: str
    recipient_name: str
    mode: str
    items: tuple[tuple[str, str], ...]
    basis: str
    justification: str


def facts(actor: Actor, case_id: UUID, topics: Collection[str] | None = None) -> list[Section]:
    """What is on record on these topics, or on every topic. Raises NotFound where the actor may not see the case."""
    require_view(actor, case_id)
    if is_erased(case_id):
        return []
    return disclosure_material.sections(case_id, topics, shown_to(actor))


def disclosure_log(actor: Actor, case_id: UUID) -> list[LoggedDisclosure]:
    """Who was told what, by whom, when and why, oldest first. Basis: DPA 2018 s.62.

    Of an erased case it still says that, when, by whom and to whom in what role something was told. Whoever may know of
    the case, but whose roles do not show what was disclosed, is shown none of it. Raises NotFound.
    """
    require_view(actor, case_id)
    if not shows(actor, FieldGroup.DISCLOSURE):
        return []
    rows = records.log_of(case_id)
    erased = is_erased(case_id)
    names = names_of({row.discloser_id for row in rows})
    return [
        LoggedDisclosure(
            at=row.at,
            discloser_name=names[row.discloser_id],
            recipient=row.recipient,
            recipient_name="" if erased else row.recipient_name,
            mode=row.mode,
            items=() if erased else tuple((item["code"], item["text"]) for item in row.items),
            basis=row.basis,
            justification="" if erased else row.justification,
        )
        for row in rows
    ]


def options(case_id: UUID, consultee: str = "") -> dict[str, list[Option]]:
    """The choices that forms take from the disclosure: the items proposed now, and those that may be told now.

    With the consultee whose view is asked for, the views that it can have.
    """
    check = records.newest_check(case_id)
    proposed = records.items_of(check.id) if check else []
    barred = standing.barred(case_id, proposed)
    live = records.live_decision(case_id)
    approved = records.approved_items(live.id) if live else []
    required = consulting.required_consultees(standing.view_facts(case_id))
    return {
        "consultees": [
            Option(code, words(code), f"Asked in any case, because {required[code]}" if code in required else "")
            for code in VIEWS
        ],
        "views": [Option(view, words(view)) for view in VIEWS.get(consultee, ALL_VIEWS)],
        "proposed_items": [Option(i.code, i.text, barred.get(i.code, ""), disabled=i.code in barred) for i in proposed],
        "approved_items": [Option(item.code, item.text) for item in approved],
        "recipients_to_notify": _to_notify(case_id),
    }


def _to_notify(case_id: UUID) -> list[Option]:
    """The recipients who still have to be told that what they were told was wrong."""
    correction = records.newest_correction(case_id)
    notices = records.notices_of(correction.id) if correction else []
    return [
        Option(f"R{notice.number}", f"{notice.recipient_name} ({words(notice.recipient).lower()})")
        for notice in notices
        if notice.notified_at is None
    ]
