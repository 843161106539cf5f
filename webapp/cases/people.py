"""Who may know of one case, as the person who decides it sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from webapp.access import queries as accounts
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import Place
from webapp.access.groups import GROUPS
from webapp.access.rules import Allowed, may, require
from webapp.cases import sight
from webapp.cases.model import CaseConflict
from webapp.cases.records import find_case
from webapp.database import session


@dataclass(frozen=True)
class NamedPerson:
    """A person by name, with the words of why."""

    id: UUID
    name: str
    place: Place


@dataclass(frozen=True)
class SharedUnit:
    """A unit that the case is shared with."""

    id: UUID
    title: str


@dataclass(frozen=True)
class KeptAway:
    """A person or unit who must never see the case."""

    id: UUID
    name: str
    kind: str


@dataclass(frozen=True)
class CasePeople:
    """The case's unit, whom its open tasks wait for, who is named, and which units it can be shared with."""

    id: UUID
    reference: str
    unit: str
    restricted: bool
    waiting_for: list[str]
    people: list[NamedPerson]
    shares: list[SharedUnit]
    other_units: list[SharedUnit]
    may_change: bool
    kept_away: list[KeptAway]
    may_change_bars: bool


def case_people(actor: Actor, case_id: UUID) -> CasePeople:
    """Who may know of the case. Raises NotFound where the actor may not see that."""
    facts = sight.access_facts(case_id)
    require(actor, Action.VIEW_CASE_PEOPLE, facts)
    case = find_case(case_id)
    units = {unit.id: unit for unit in accounts.every_unit()}
    names = accounts.names_of({person for person, _ in facts.members})
    titles = {
        own: unit.name if unit.force == case.force else f"{unit.name}, {unit.force}" for own, unit in units.items()
    }
    shared = {unit for _, unit in facts.shares}
    bars = isinstance(may(actor, Action.CHANGE_CASE_BARS, facts), Allowed)
    offered = {group for group, _ in facts.offers}
    return CasePeople(
        id=case_id,
        reference=case.reference,
        unit=titles.get(case.unit_id, "") if case.unit_id else "",
        restricted=case.restricted,
        waiting_for=sorted(GROUPS[group] for group in offered),
        people=sorted((NamedPerson(p, names.get(p, ""), place) for p, place in facts.members), key=lambda p: p.name),
        shares=[SharedUnit(own, titles[own]) for own in sorted(shared, key=lambda own: titles[own])],
        other_units=[SharedUnit(own, titles[own]) for own in units if own not in shared | {case.unit_id}],
        may_change=isinstance(may(actor, Action.CHANGE_CASE_PEOPLE, facts), Allowed),
        kept_away=_kept_away(case_id, titles) if bars else [],
        may_change_bars=bars,
    )


def _kept_away(case_id: UUID, titles: Mapping[UUID, str]) -> list[KeptAway]:
    query = select(CaseConflict).where(CaseConflict.case_id == case_id, CaseConflict.ended_at.is_(None))
    rows = session().scalars(query.order_by(CaseConflict.declared_at, CaseConflict.id)).all()
    names = accounts.names_of({row.user_id for row in rows if row.user_id})
    known = {**names, **titles}
    return [KeptAway(row.id, known.get(row.user_id or row.unit_id or row.id, ""), row.kind) for row in rows]


def _title(unit: accounts.UnitRow, force: str) -> str:
    return unit.name if unit.force == force else f"{unit.name}, {unit.force}"
