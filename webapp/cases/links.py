"""The links of cases as each person may know of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from webapp.access import queries as accounts
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import BAR, Allowed, may, require
from webapp.cases import sight
from webapp.cases.model import Case, CaseLink
from webapp.database import session

MOST = 100
WORDS = {
    "victim": "The victim may be the same",
    "subject": "The subject may be the same",
    "alias": "The same account is named",
    "crime": "Both are about the same crime",
    "victim_is_subject": "The victim of one may be the subject of the other",
    "joint": "Joint victims of one investigation",
}


@dataclass(frozen=True)
class Side:
    """One of the two cases. `reference` is empty, and `id` None, where the person may not know which it is."""

    id: UUID | None
    reference: str
    force: str
    may_open: bool


@dataclass(frozen=True)
class LinkRow:
    """Two cases that share something."""

    id: UUID
    what: str
    sure: bool
    found_at: datetime
    sides: tuple[Side, Side]
    verdict: str
    note: str
    decided_by: str
    decided_at: datetime | None


def of_case(actor: Actor, case_id: UUID) -> list[LinkRow]:
    """The links of a case that the actor may view; one to a case that a bar or a restriction hides is not there."""
    require(actor, Action.VIEW_CASE, sight.access_facts(case_id))
    query = select(CaseLink).where(or_(CaseLink.case_id == case_id, CaseLink.other_id == case_id))
    rows = session().scalars(query.order_by(CaseLink.found_at, CaseLink.id).limit(MOST)).all()
    return _shown(actor, [row for row in rows if row.verdict != "different"])


def worklist(actor: Actor) -> list[LinkRow]:
    """The links of cases of the actor's force, those that wait for a decision first. For coordinators."""
    require(actor, Action.VIEW_LINKS)
    query = select(CaseLink).where(
        or_(sight.in_reach_of(actor, CaseLink.case_id), sight.in_reach_of(actor, CaseLink.other_id))
    )
    rows = session().scalars(
        query.order_by(CaseLink.decided_at.is_not(None), CaseLink.found_at.desc(), CaseLink.id).limit(MOST)
    )
    return _shown(actor, list(rows))


def is_shown(actor: Actor, link: CaseLink) -> bool:
    """Whether the actor may know of the link at all."""
    return bool(_shown(actor, [link]))


def _shown(actor: Actor, rows: list[CaseLink]) -> list[LinkRow]:
    wanted = {own for row in rows for own in (row.case_id, row.other_id)}
    cases = {case.id: case for case in session().scalars(select(Case).where(Case.id.in_(wanted)))}
    names = accounts.names_of({row.decided_by for row in rows if row.decided_by})
    found = []
    for row in rows:
        sides = (side(actor, cases[row.case_id]), side(actor, cases[row.other_id]))
        if sides[0] is None or sides[1] is None:
            continue
        found.append(
            LinkRow(
                id=row.id,
                what=WORDS[row.kind],
                sure=row.sure,
                found_at=row.found_at,
                sides=(sides[0], sides[1]),
                verdict=row.verdict or "",
                note=(row.note or "") if all(side.id for side in sides if side) else "",
                decided_by=names.get(row.decided_by, "") if row.decided_by else "",
                decided_at=row.decided_at,
            )
        )
    return found


def side(actor: Actor, case: Case) -> Side | None:
    """What the actor may know of a case that is linked; None where a bar or a restriction hides that it exists."""
    facts = sight.access_facts(case.id)
    verdict = may(actor, Action.VIEW_CASE, facts)
    if isinstance(verdict, Allowed):
        return Side(case.id, case.reference, case.force, may_open=True)
    if verdict.rule == BAR or case.restricted:
        return None
    if isinstance(may(actor, Action.VIEW_LINKS), Allowed) and case.force == actor.force:
        return Side(case.id, case.reference, case.force, may_open=False)
    return Side(None, "", case.force if case.force != actor.force else "", may_open=False)
