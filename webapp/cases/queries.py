"""Cases as people read them. Every query that shows case material asks the access policy first."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from webapp.access import limits
from webapp.access import queries as people
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.fields import FieldGroup, shown_to
from webapp.access.rules import Ground, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.audit.operations import Purpose
from webapp.audit.particulars import Particulars, cases_shown
from webapp.cases import facts as case_material
from webapp.cases import joint_facts, looks, records, standing
from webapp.cases.model import Case, FormSubmission, Victim
from webapp.cases.sight import access_facts, in_reach_of, known_case, known_to
from webapp.cases.words import Row, Section, moment_in_words
from webapp.database import session
from webapp.errors import Erased
from webapp.forms.definition import Option

__all__ = [
    "FACTS_FOR_FORM",
    "CaseRow",
    "Header",
    "Register",
    "Row",
    "Section",
    "access_facts",
    "case_rows",
    "facts",
    "header",
    "in_reach_of",
    "is_erased",
    "known_case",
    "known_to",
    "moment_in_words",
    "number_known",
    "options",
    "references",
    "register",
    "require_still_there",
    "require_view",
    "unit_of",
]

PAGE = 25
# The topics that each task page shows beside its form; the disclosure topics come from webapp.disclosures.
FACTS_FOR_FORM: dict[str, tuple[str, ...]] = {
    "intake": (),
    "risk_triage": ("report", "risk"),
    "priority_confirmation": ("report", "risk"),
    "safeguarding_plan": ("report", "risk", "safeguarding"),
    "enquiry_plan": ("report", "risk", "aliases", "enquiries"),
    "safeguarding_review": ("report", "risk", "safeguarding"),
    "line_of_enquiry": ("report", "risk", "aliases", "enquiries"),
    "enquiry_consultation": ("report", "aliases", "enquiries"),
    "enquiry_result": ("aliases", "enquiries"),
    "enquiry_chase": ("aliases", "enquiries"),
    "enquiry_exhausted": ("report", "risk", "aliases", "enquiries"),
    "identity_assessment": ("aliases", "enquiries", "identity"),
    "identity_assurance": ("aliases", "enquiries", "identity"),
    "warning": ("report", "risk", "safeguarding", "warnings"),
    "police_link_decision": ("report", "identity", "police_link"),
    **dict.fromkeys(
        ("transfer_offer", "transfer_answer", "transfer_withdrawal"), ("report", "risk", "safeguarding", "transfers")
    ),
    "joint_proposal": ("report", "joint"),  # its coordinator is not shown the evidence about accounts
    "joint_answer": ("report", "aliases", "joint"),
    "joint_accounts": ("aliases", "identity", "joint"),
    "joint_leaving": ("joint",),
    "closure": (
        "report",
        "identity",
        "decision",
        "delivery",
        "contacts",
        "deferral",
        "no_disclosure",
        "no_identity",
        "safeguarding",
    ),
}


@dataclass(frozen=True)
class Header:
    """The bar at the head of every page about a case."""

    id: UUID
    reference: str
    status: str
    priority: str
    outcome: str
    victim_name: str
    crime_ref: str
    opened_at: datetime
    opened_by_name: str
    erased_at: datetime | None = None


@dataclass(frozen=True)
class CaseRow:
    """One line of the register. It names nobody the case is about."""

    id: UUID
    reference: str
    status: str
    priority: str
    outcome: str
    opened_at: datetime
    opened_by_name: str


@dataclass(frozen=True)
class Register:
    """One page of the register; `next_after` asks for the page behind it and is empty on the last one."""

    rows: list[CaseRow]
    next_after: str = ""


def require_view(actor: Actor, case_id: UUID) -> Ground | None:
    """The ground on which the actor may see the case. Raises NotFound where they may not."""
    return require(actor, Action.VIEW_CASE, access_facts(case_id))


def header(actor: Actor, case_id: UUID) -> Header:
    """The head of the case's pages. Raises NotFound where the actor may not see the case."""
    require_view(actor, case_id)
    case = records.find_case(case_id)
    victim = None if case.erased_at else records.victim_of(case_id)
    return Header(
        id=case.id,
        reference=case.reference,
        status=case.status,
        priority=case.priority or "",
        outcome=case.outcome or "",
        victim_name=_victim_name(actor, case, victim),
        crime_ref="" if case.erased_at else case.crime_ref or "",
        opened_at=case.opened_at,
        opened_by_name=people.names_of([case.opened_by]).get(case.opened_by, ""),
        erased_at=case.erased_at,
    )


def _victim_name(actor: Actor, case: Case, victim: Victim | None) -> str:
    if victim is None or case.erased_at is not None or FieldGroup.VICTIM not in shown_to(actor):
        return ""
    return victim.name or ""


def facts(actor: Actor, case_id: UUID, topics: Collection[str] | None = None) -> list[Section]:
    """What is on record on these topics, or on every topic; a look at the whole case is recorded.

    Raises NotFound where the actor may not see the case. Basis: DPA 2018 s.62 (consultation is logged).
    """
    ground = require_view(actor, case_id)
    if topics is None:
        limits.note(actor, Action.VIEW_CASE, case_id)
        purpose = Purpose.BREAK_GLASS if ground is Ground.BREAK_GLASS else None
        reason_id = looks.reason_today(actor, case_id)
        shown = Particulars(fields=tuple(sorted(shown_to(actor))), purpose=purpose, reason_id=reason_id)
        audit.record(Event.CASE_VIEWED, actor.id, case_id, {"ground": ground}, shown)
    if is_erased(case_id):
        return []
    own = case_material.sections(case_id, topics, shown_to(actor))
    joined = joint_facts.section(actor, case_id) if topics is None or joint_facts.TOPIC in topics else None
    return own if joined is None else [*own, joined]


def require_still_there(read: Header) -> None:
    """Raises Erased where the record was erased after its head was read, so that no page shows half of it.

    Asked once the look is in the account: an erasure waits for whoever writes to the account of its case.
    """
    erased_at = session().scalar(select(Case.erased_at).where(Case.id == read.id))
    if read.erased_at is None and erased_at is not None:
        raise Erased


def is_erased(case_id: UUID) -> bool:
    """Whether the record of a case was erased, so that nothing of it can be shown. Raises NotFound."""
    return records.find_case(case_id).erased_at is not None


def register(actor: Actor, after: str = "", limit: int = PAGE) -> Register:
    """The cases the actor may see, newest first, a page at a time."""
    require(actor, Action.LIST_CASES)
    query = select(Case).where(known_to(actor))
    if (place := _place(after)) is not None:
        at, case_id = place
        query = query.where(or_(Case.opened_at < at, and_(Case.opened_at == at, Case.id < case_id)))
    found = session().scalars(query.order_by(Case.opened_at.desc(), Case.id.desc()).limit(limit + 1)).all()
    page = found[:limit]
    if page:
        shown = Particulars(records=cases_shown(case.id for case in page), fields=("reference", "priority", "outcome"))
        audit.record(Event.CASES_LISTED, actor.id, particulars=shown)
    return Register(case_rows(page), _place_text(page[-1]) if len(found) > limit else "")


def case_rows(found: Sequence[Case]) -> list[CaseRow]:
    """The lines of a list of cases that the actor may see."""
    names = people.names_of({case.opened_by for case in found})
    return [
        CaseRow(
            case.id,
            case.reference,
            case.status,
            case.priority or "",
            case.outcome or "",
            case.opened_at,
            names.get(case.opened_by, ""),
        )
        for case in found
    ]


def number_known(actor: Actor) -> int:
    """How many cases the actor may see."""
    require(actor, Action.LIST_CASES)
    return session().scalar(select(func.count()).select_from(Case).where(known_to(actor))) or 0


def unit_of(case_id: UUID) -> UUID | None:
    """The unit that works on the case. Raises NotFound."""
    return records.find_case(case_id).unit_id


def priority_of(case_id: UUID) -> str:
    """The priority that a supervisor has confirmed; empty as long as nobody has."""
    return records.find_case(case_id).priority or ""


def references(case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The references of these cases. A reference says nothing about anybody."""
    rows = session().execute(select(Case.id, Case.reference).where(Case.id.in_(set(case_ids))))
    return {row.id: row.reference for row in rows}


def is_there(case_id: UUID) -> bool:
    """Whether there is a case of this id."""
    return session().get(Case, case_id) is not None


def ids_of_force(force: str) -> Select[UUID]:
    """The cases of a force, to be asked for inside another query."""
    return select(Case.id).where(Case.force == force)


def with_reference(reference: str) -> UUID | None:
    """The case of a reference; None where there is none. Who asks decides what may be told of it."""
    return session().scalar(select(Case.id).where(Case.reference == reference.strip().upper()))


def options(case_id: UUID) -> dict[str, list[Option]]:
    """The choices that forms take from the case: its aliases, those that can be attributed, and its candidates."""
    found = standing.aliases(case_id)
    return {
        "aliases": [Option(alias.code, alias.label) for alias in found],
        "attributable_aliases": [Option(a.code, a.label, a.reason, disabled=bool(a.reason)) for a in found],
        "receiving_units": _receiving_units(case_id),
        "units_to_keep_away": [Option(unit.label, f"{unit.force}, {unit.name}") for unit in people.every_unit()],
        "persons": [Option(subject.code, subject.name) for subject in records.subjects_of(case_id)],
    }


def _receiving_units(case_id: UUID) -> list[Option]:
    """The units of other forces that the case can be offered to: those that are not kept away from it."""
    facts = access_facts(case_id)
    others = (unit for unit in people.every_unit() if unit.force != facts.force)
    return [Option(unit.label, f"{unit.force}, {unit.name}") for unit in others if unit.id not in facts.barred_units]


def _place(text: str) -> tuple[datetime, UUID] | None:
    """The place in the register that a link names; None for the beginning or for anything unreadable."""
    micros, _, case_id = text.partition("_")
    try:
        whole, rest = divmod(int(micros), 1_000_000)
        return datetime.fromtimestamp(whole, UTC).replace(microsecond=rest), UUID(case_id)
    except (ValueError, OverflowError, OSError):
        return None


def _place_text(case: Case) -> str:
    whole = int(case.opened_at.replace(microsecond=0).timestamp())
    return f"{whole * 1_000_000 + case.opened_at.microsecond}_{case.id}"


def forms_submitted() -> frozenset[str]:
    """The ids of all forms that were submitted in any case."""
    return frozenset(session().scalars(select(FormSubmission.form_id).distinct()))
