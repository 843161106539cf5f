"""An assured identity goes from the lead case to the victims who follow it, and is doubted where the lead case does.

Each share is only an offer: the joined case takes it over in a transaction of its own (`taking.py`).
"""

from collections.abc import Sequence
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.groups import COORDINATORS, SUPERVISORS
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import joint, records
from webapp.cases.attribution import BY_SURENESS
from webapp.cases.model import IdentityAssurance, IdentityShare, JointVictim
from webapp.cases.vocabulary import IdentityLevel
from webapp.database import session
from webapp.notifications import service as notifications


def share_identity(actor: Actor, row: JointVictim) -> IdentityShare | None:
    """Offers the accepted identity of the lead case to one joined victim.

    None where nothing is accepted yet, or where no account that was used against this victim has a level.
    """
    require(actor, Action.RECORD_FACTS)
    assessment = records.newest_assessment(row.case_id)
    assurance = records.assurance_of(assessment.id) if assessment else None
    if assessment is None or assurance is None or assurance.result != "accept":
        return None
    graded = {one.alias_id for one in records.attributions_of(assessment.id)}
    if not graded & joint.used_against(row):
        return None
    share = IdentityShare(
        case_id=row.case_id,
        joint_id=row.id,
        assessment_id=assessment.id,
        level=assurance.identity_level,
        shared_by=actor.id,
        shared_at=clock.now(),
    )
    session().add(share)
    session().flush()
    audit.record(Event.IDENTITY_SHARED, actor.id, row.case_id, {"share": str(share.id)})
    return share


def follow_assurance(actor: Actor, case_id: UUID) -> tuple[list[UUID], list[UUID]]:
    """What follows for joined cases when the identity of their lead case was assured or returned.

    The cases that may take it over now, and those that took over one that was surer and have to stop.
    """
    require(actor, Action.RECORD_FACTS)
    assessment = records.newest_assessment(case_id)
    assurance = records.assurance_of(assessment.id) if assessment else None
    fallen = _doubt_surer_than(case_id, assurance)
    shared = []
    for row in joint.joined_to(case_id):
        if share_identity(actor, row) is not None:
            shared.append(row.joined_id)
        if joint.not_considered(row) or not joint.used_against(row):
            unit = records.find_case(case_id).unit_id
            for group in (COORDINATORS, SUPERVISORS):
                notifications.joint_waits(group, unit, case_id)
    return shared, fallen


def doubt_all(actor: Actor, case_id: UUID) -> list[UUID]:
    """The identity of this lead case was found wrong: nothing of it may be taken over any more.

    The joined cases that have taken it over, left or not, are given back.
    """
    require(actor, Action.RECORD_FACTS)
    return _doubted(joint.shares_from(case_id))


def _doubt_surer_than(case_id: UUID, assurance: IdentityAssurance | None) -> list[UUID]:
    accepted = assurance is not None and assurance.result == "accept"
    now = BY_SURENESS.index(IdentityLevel(assurance.identity_level)) if assurance and accepted else -1
    shares = joint.shares_from(case_id)
    return _doubted([pair for pair in shares if BY_SURENESS.index(IdentityLevel(pair[0].level)) > now])


def _doubted(shares: Sequence[tuple[IdentityShare, UUID]]) -> list[UUID]:
    found: list[UUID] = []
    for share, joined_id in shares:
        share.doubted_at = clock.now()
        if share.taken_at is not None and joined_id not in found and records.find_case(joined_id).erased_at is None:
            found.append(joined_id)
    session().flush()
    return found
