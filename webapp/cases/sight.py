"""Who may know of which case: the facts that the policy asks for, and its twin in SQL for lists.

`access_facts` and `known_to` say the same thing twice, because a list cannot ask a pure function about every case there
is. tests/integration/cases/test_sight.py compares the two, case by case, over random people and cases.
"""

from collections.abc import Iterable
from typing import TypedDict
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, exists, false, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import CaseFacts, Place, PoliceLink
from webapp.access.groups import DUTY_INSPECTORS, PROFESSIONAL_STANDARDS, SUPERVISORS
from webapp.access.rules import Allowed, may
from webapp.cases.model import (
    BreakGlass,
    Case,
    CaseConflict,
    CaseGroup,
    CaseIdentifier,
    CaseMember,
    CaseOffer,
    CaseShare,
)
from webapp.cases.records import find_case
from webapp.clock import now
from webapp.database import session

Ids = Select[UUID]
Column = ColumnElement[UUID] | InstrumentedAttribute[UUID]


def access_facts(case_id: UUID) -> CaseFacts:
    """What the policy asks about a case. Raises NotFound."""
    case = find_case(case_id)
    offers = session().execute(select(CaseOffer.group, CaseOffer.unit_id).where(CaseOffer.case_id == case_id))
    members = session().execute(select(CaseMember.user_id, CaseMember.place).where(CaseMember.case_id == case_id))
    shares = session().execute(
        select(CaseShare.force, CaseShare.unit_id).where(CaseShare.case_id == case_id, CaseShare.ended_at.is_(None))
    )
    opened = select(BreakGlass.user_id).where(BreakGlass.case_id == case_id, BreakGlass.ends_at > now())
    return CaseFacts(
        force=case.force,
        unit=case.unit_id,
        restricted=case.restricted,
        offers=frozenset((group, unit) for group, unit in offers),
        members=frozenset((row.user_id, Place(row.place)) for row in members),
        shares=frozenset((row.force, row.unit_id) for row in shares),
        opened_by=frozenset(session().scalars(opened)),
        police_link=PoliceLink(case.police_link),
        **_bars(case_id),
    )


class _Bars(TypedDict):
    barred: frozenset[UUID]
    barred_units: frozenset[UUID]
    identifiers: frozenset[str]


def _bars(case_id: UUID) -> _Bars:
    conflicts = session().execute(
        select(CaseConflict.user_id, CaseConflict.unit_id).where(
            CaseConflict.case_id == case_id, CaseConflict.ended_at.is_(None)
        )
    )
    people = conflicts.all()
    digests = session().scalars(select(CaseIdentifier.digest).where(CaseIdentifier.case_id == case_id))
    return {
        "barred": frozenset(row.user_id for row in people if row.user_id),
        "barred_units": frozenset(row.unit_id for row in people if row.unit_id),
        "identifiers": frozenset(digests),
    }


def known_to(actor: Actor) -> ColumnElement[bool]:
    """The condition on Case that the policy lets this person know of it: need to know, force and no bar."""
    if not isinstance(may(actor, Action.LIST_CASES), Allowed):
        return false()
    return and_(Case.id.in_(union_all(*_known_ids(actor))), in_reach_of(actor, Case.id))


def known_case(actor: Actor, case_id: Column) -> ColumnElement[bool]:
    """The condition that the policy lets this person know of the case that a row of another table is about.

    It is asked of each such row, so a list of few rows costs little however many cases the person may see.
    """
    if not isinstance(may(actor, Action.LIST_CASES), Allowed):
        return false()
    grounds = (ids.where(ids.selected_columns[0] == case_id).exists() for ids in _known_ids(actor))
    return and_(or_(*grounds), in_reach_of(actor, case_id))


def offered_to(actor: Actor, case_id: Column, group: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """The condition that an open task of this group in this case waits for this person, claimed or not."""
    offered = exists().where(
        CaseOffer.case_id == case_id, CaseOffer.group == group, CaseOffer.unit_id.in_(sorted(actor.units))
    )
    overseen = and_(group == PROFESSIONAL_STANDARDS, case_id.in_(_overseen_by(actor)))
    return and_(or_(offered, case_id.in_(_named_in(actor)), overseen), in_reach_of(actor, case_id))


def covered_by(
    actor: Actor, case_id: Column, group: InstrumentedAttribute[str], assignee: InstrumentedAttribute[UUID | None]
) -> ColumnElement[bool]:
    """The condition that this person may do a task of this group for whoever has claimed it and is away.

    A restricted case is not open to a cover, unless professional standards has named the person in it as well.
    """
    restricted = exists().where(Case.id == case_id, Case.restricted)
    overseen = and_(group == PROFESSIONAL_STANDARDS, case_id.in_(_overseen_by(actor)))
    return and_(assignee.in_(sorted(actor.covers)), or_(~restricted, case_id.in_(_named_in(actor)), overseen))


def cases_brought_to(actor: Actor) -> Ids:
    """The cases of other units whose tasks wait for this person too.

    They are shared with theirs, or the person is named in them; for professional standards, those that are restricted.
    """
    shared = select(CaseShare.case_id).where(CaseShare.unit_id.in_(sorted(actor.units)), CaseShare.ended_at.is_(None))
    return select(union_all(shared, _named_in(actor), _overseen_by(actor)).subquery().c.case_id)


def in_reach_of(actor: Actor, case_id: Column) -> ColumnElement[bool]:
    """The condition that a case is of the person's force or shared with it, and that no bar stands against them."""
    home = aliased(Case)
    own = exists().where(home.id == case_id, home.force == actor.force)
    shared = select(CaseShare.case_id).where(CaseShare.force == actor.force, CaseShare.ended_at.is_(None))
    return and_(or_(own, case_id.in_(shared)), *_not_barred(actor, case_id))


def _not_barred(actor: Actor, case_id: Column) -> list[ColumnElement[bool]]:
    """The conditions that the person neither has to do with anybody in the case nor is of a unit kept from it."""
    stands = and_(CaseConflict.case_id == case_id, CaseConflict.ended_at.is_(None))
    found = [~exists().where(stands, CaseConflict.user_id.in_(sorted(actor.selves)))]
    if actor.unit is not None:
        found.append(~exists().where(stands, CaseConflict.unit_id == actor.unit))
    if actor.identifiers:
        names = CaseIdentifier.digest.in_(sorted(actor.identifiers))
        found.append(~exists().where(CaseIdentifier.case_id == case_id, names))
    return found


def offer(case_id: UUID, groups: Iterable[str] | None = None) -> None:
    """Brings the offers in line with the groups that have an open task, or with those known already."""
    case = find_case(case_id)
    known = set(session().scalars(select(CaseGroup.group).where(CaseGroup.case_id == case_id)))
    wanted = known if groups is None else set(groups)
    if known - wanted:
        session().execute(delete(CaseGroup).where(CaseGroup.case_id == case_id, CaseGroup.group.in_(known - wanted)))
    session().add_all(CaseGroup(case_id=case_id, group=group) for group in sorted(wanted - known))
    units = set() if case.restricted else {case.unit_id, *_shared_with(case_id)} - {None}
    rows = session().execute(select(CaseOffer.group, CaseOffer.unit_id).where(CaseOffer.case_id == case_id))
    offered = {(group, unit) for group, unit in rows}
    due = {(group, unit) for group in wanted for unit in units}
    for group, unit in offered - due:
        session().execute(
            delete(CaseOffer).where(CaseOffer.case_id == case_id, CaseOffer.group == group, CaseOffer.unit_id == unit)
        )
    session().add_all(CaseOffer(case_id=case_id, group=group, unit_id=unit) for group, unit in sorted(due - offered))
    session().flush()


def _shared_with(case_id: UUID) -> Iterable[UUID]:
    return session().scalars(
        select(CaseShare.unit_id).where(CaseShare.case_id == case_id, CaseShare.ended_at.is_(None))
    )


def _known_ids(actor: Actor) -> list[Ids]:
    """One look-up by index for each ground, so that a list costs what the person may see and not what there is."""
    found: list[Ids] = [
        select(CaseMember.case_id).where(CaseMember.user_id == actor.id),
        select(CaseOffer.case_id).where(
            CaseOffer.unit_id.in_(sorted(actor.units)), CaseOffer.group.in_(sorted(actor.groups))
        ),
    ]
    if actor.covers:
        held = select(CaseMember.case_id).join(Case, Case.id == CaseMember.case_id)
        found.append(
            held.where(
                CaseMember.user_id.in_(sorted(actor.covers)),
                CaseMember.place == Place.CLAIMED,
                Case.restricted.is_(False),
            )
        )
    if actor.is_in(SUPERVISORS) and actor.unit is not None:
        found.append(select(Case.id).where(Case.unit_id == actor.unit, Case.restricted.is_(False)))
        shared = select(CaseShare.case_id).join(Case, Case.id == CaseShare.case_id)
        found.append(
            shared.where(CaseShare.unit_id == actor.unit, CaseShare.ended_at.is_(None), Case.restricted.is_(False))
        )
    if actor.is_in(PROFESSIONAL_STANDARDS):
        found.append(_overseen_by(actor))
    if actor.is_in(DUTY_INSPECTORS):
        mine = select(BreakGlass.case_id).where(BreakGlass.user_id == actor.id)
        found.append(mine.where(BreakGlass.ends_at > now()))
    return found


def _named_in(actor: Actor) -> Ids:
    return select(CaseMember.case_id).where(CaseMember.user_id == actor.id, CaseMember.place == Place.NAMED)


def _overseen_by(actor: Actor) -> Ids:
    """The restricted cases of the force, for professional standards; none for anybody else."""
    if not actor.is_in(PROFESSIONAL_STANDARDS):
        return select(Case.id).where(false())
    return select(Case.id).where(Case.restricted, Case.force == actor.force)
