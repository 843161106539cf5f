"""Accounts, evidence and the person of a case on one page: as a picture and as the same in tables."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from webapp.access import limits
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.fields import FieldGroup, shown_to
from webapp.access.rules import Ground
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.audit.operations import Purpose
from webapp.audit.particulars import Particulars
from webapp.cases import attribution, looks, queries, records, rules, standing
from webapp.cases.model import AliasAttribution, IdentityAssessment, Strand
from webapp.cases.picture import Account, Picture, StrandDrawn, draw
from webapp.cases.rules import StrandFacts
from webapp.cases.words import date_in_words, words
from webapp.errors import NotPermitted


@dataclass(frozen=True)
class AccountRow:
    """One account in the table."""

    code: str
    name: str
    stable_id: str
    seen: str
    level: str
    by_table: str
    strands: str
    to_device: str = ""
    to_person: str = ""


@dataclass(frozen=True)
class StrandRow:
    """One strand in the table."""

    number: int
    what: str
    grade: str
    link: str
    end: str
    counts: bool


@dataclass(frozen=True)
class Attributed:
    """What the page shows. A reader who may not see the evidence sees codes and levels only."""

    person: str
    level: str
    assessed_at: datetime | None
    accounts: list[AccountRow]
    strands: list[StrandRow]
    picture: Picture
    whole: bool


def attributed(actor: Actor, case_id: UUID) -> Attributed:
    """Who is thought to be behind which account, on which evidence; the look is recorded as one at the subject.

    Raises NotFound where the actor may not see the case, NotPermitted where their roles do not show the identity.
    Basis: DPA 2018 s.62 (consultation is logged).
    """
    ground = queries.require_view(actor, case_id)
    shown = shown_to(actor)
    if FieldGroup.IDENTITY not in shown:
        raise NotPermitted("Your roles do not show who the subject is.")
    whole = FieldGroup.EVIDENCE in shown
    purpose = Purpose.BREAK_GLASS if ground is Ground.BREAK_GLASS else None
    groups = (FieldGroup.IDENTITY, FieldGroup.EVIDENCE) if whole else (FieldGroup.IDENTITY,)
    limits.note(actor, Action.VIEW_CASE, case_id)
    seen = Particulars(fields=tuple(sorted(groups)), purpose=purpose, reason_id=looks.reason_today(actor, case_id))
    audit.record(Event.CASE_VIEWED, actor.id, case_id, {"ground": ground}, seen)
    if queries.is_erased(case_id):
        return Attributed("", "", None, [], [], draw([], [], "", ""), whole)
    return _attributed(case_id, whole=whole)


def _attributed(case_id: UUID, *, whole: bool) -> Attributed:
    assessment = records.newest_assessment(case_id)
    level = _level_of(assessment)
    facts = standing.strand_facts(assessment.id) if assessment else []
    rows = list(records.strands_of(assessment.id)) if assessment else []
    strands = [_strand(row, fact) for row, fact in zip(rows, facts, strict=True)] if whole else []
    levels = {row.alias_id: row for row in records.attributions_of(assessment.id)} if assessment else {}
    accounts, drawn = [], []
    for alias in records.aliases_of(case_id):
        concerned = _concerned(alias.code, rows, facts) if whole else []
        own = levels.get(alias.id)
        name = f"{alias.handle} on {alias.platform}" if whole else ""
        seen = [date_in_words(day) for day in (alias.first_seen, alias.last_seen) if day]
        accounts.append(
            AccountRow(
                alias.code,
                name,
                (alias.stable_id or "") if whole else "",
                " to ".join(dict.fromkeys(seen)) if whole else "",
                alias.link_level or "",
                (own.table_level or "") if own else "",
                ", ".join(map(str, concerned)),
                *_links(own),
            )
        )
        drawn.append(Account(alias.code, name, alias.link_level or "", frozenset(concerned), *_links(own)))
    person = _person(case_id, assessment)
    pictured = [
        StrandDrawn(row.number, (f"{row.number} {row.what}", f"Graded {row.grade}"), fact_link, row.end, row.counts)
        for row, fact_link in zip(strands, map(attribution.link_of, facts), strict=False)
    ]
    return Attributed(
        person,
        level,
        assessment.at if assessment else None,
        accounts,
        strands,
        draw(drawn, pictured, person, level),
        whole,
    )


def _strand(row: Strand, fact: StrandFacts) -> StrandRow:
    grade = f"{row.grade_source}{row.grade_assessment}{row.handling_code}"
    link = words(attribution.link_of(fact))
    return StrandRow(row.number, words(row.type), grade, link, row.endpoint or "", rules.counts(fact))


def _concerned(alias: str, rows: list[Strand], facts: list[StrandFacts]) -> list[int]:
    evidence = attribution.evidence_of(alias, facts)
    if evidence is None:
        return []
    return [row.number for row, fact in zip(rows, facts, strict=True) if any(fact is one for one in evidence.strands)]


def _links(own: AliasAttribution | None) -> tuple[str, str]:
    """The levels of the two links; empty where no strand shows one."""
    return (own.account_level or "", own.person_level or "") if own else ("", "")


def _level_of(assessment: IdentityAssessment | None) -> str:
    if assessment is None:
        return ""
    assurance = records.assurance_of(assessment.id)
    return assessment.identity_level or (assurance.identity_level if assurance else "")


def _person(case_id: UUID, assessment: IdentityAssessment | None) -> str:
    if assessment is None:
        return ""
    return next((s.name for s in records.subjects_of(case_id) if s.id == assessment.subject_id), "")
