"""Cases of one investigation: which follow which, whose names they must not hold, and what was shared with them."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import or_, select

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import Allowed, may
from webapp.cases import links, naming, records, sight
from webapp.cases.model import Alias, Case, IdentityAssessment, IdentityShare, JointAlias, JointVictim
from webapp.database import session

KEPT = "Kept in the joint investigation."


def sees(actor: Actor, case_id: UUID) -> bool:
    """Whether the actor may view a case, asked without saying that there is one."""
    return isinstance(may(actor, Action.VIEW_CASE, sight.access_facts(case_id)), Allowed)


def knows(actor: Actor, case_id: UUID) -> bool:
    """Whether the actor may know which case it is: who views it, and a coordinator of its force (`links.py`)."""
    side = links.side(actor, records.find_case(case_id))
    return side is not None and bool(side.reference)


def led_by(case_id: UUID) -> Sequence[JointVictim]:
    """Every case that this one leads, or was asked to lead and has had no answer yet, in order."""
    query = select(JointVictim).where(JointVictim.case_id == case_id, JointVictim.ended_at.is_(None))
    return session().scalars(query.order_by(JointVictim.number)).all()


def joined_to(case_id: UUID) -> Sequence[JointVictim]:
    """The accepted ones among them: the victims who follow this case's investigation."""
    return [row for row in led_by(case_id) if row.accepted]


def following(case_id: UUID) -> JointVictim | None:
    """The investigation that this case follows, or that somebody has proposed it should."""
    query = select(JointVictim).where(JointVictim.joined_id == case_id, JointVictim.ended_at.is_(None))
    return session().scalars(query).one_or_none()


def numbered(case_id: UUID, number: int) -> JointVictim | None:
    """The victim of this number among those that a case leads."""
    return (
        session()
        .scalars(select(JointVictim).where(JointVictim.case_id == case_id, JointVictim.number == number))
        .one_or_none()
    )


def of_share(share_id: UUID | None) -> IdentityShare | None:
    """What was shared; None where nothing was."""
    return None if share_id is None else session().get(IdentityShare, share_id)


def waiting_share(case_id: UUID) -> IdentityShare | None:
    """The newest share that this case has not taken over yet, and that the investigation still stands by."""
    query = (
        select(IdentityShare)
        .join(JointVictim, JointVictim.id == IdentityShare.joint_id)
        .where(JointVictim.joined_id == case_id, JointVictim.ended_at.is_(None), JointVictim.accepted.is_(True))
        .where(IdentityShare.doubted_at.is_(None))
        .order_by(IdentityShare.shared_at.desc(), IdentityShare.id.desc())
    )
    newest = session().scalars(query.limit(1)).first()
    return newest if newest is not None and newest.taken_at is None else None


def shares_from(case_id: UUID) -> Sequence[tuple[IdentityShare, UUID]]:
    """Every share that this case gave and does not doubt yet, with the case it was for, left or not."""
    query = (
        select(IdentityShare, JointVictim.joined_id)
        .join(JointVictim, JointVictim.id == IdentityShare.joint_id)
        .where(IdentityShare.case_id == case_id, IdentityShare.doubted_at.is_(None))
        .order_by(IdentityShare.shared_at, IdentityShare.id)
    )
    return [(row.IdentityShare, row.joined_id) for row in session().execute(query)]


def sources_of(case_id: UUID) -> list[UUID]:
    """The lead cases whose identity work counts in this one, because it was taken over."""
    query = (
        select(IdentityShare.case_id)
        .join(IdentityAssessment, IdentityAssessment.share_id == IdentityShare.id)
        .where(IdentityAssessment.case_id == case_id)
        .distinct()
    )
    return list(session().scalars(query))


def used_against(joint: JointVictim) -> set[UUID]:
    """The aliases of the lead case that were used against a joined victim, as somebody has ticked them."""
    query = select(JointAlias.alias_id).where(JointAlias.joint_id == joint.id, JointAlias.used.is_(True))
    return set(session().scalars(query))


def not_considered(joint: JointVictim) -> list[str]:
    """The codes of the lead case's aliases that nobody has considered for a joined victim yet."""
    known = set(session().scalars(select(JointAlias.alias_id).where(JointAlias.joint_id == joint.id)))
    return [alias.code for alias in records.aliases_of(joint.case_id) if alias.id not in known]


def others_of(case_id: UUID) -> set[UUID]:
    """The other cases of the joint investigation, also after one has left it: what was known once stays known."""
    mine = select(JointVictim.case_id).where(JointVictim.joined_id == case_id)
    rows = session().execute(
        select(JointVictim.case_id, JointVictim.joined_id).where(
            or_(JointVictim.case_id == case_id, JointVictim.case_id.in_(mine))
        )
    )
    return {each for row in rows for each in (row.case_id, row.joined_id)} - {case_id}


def others_named(case_id: UUID) -> list[str]:
    """What must not be said in this case: names of the other victims, and the references of their cases."""
    found: list[str] = []
    for other in session().scalars(select(Case).where(Case.id.in_(others_of(case_id)), Case.erased_at.is_(None))):
        victim = records.victim_of(other.id)
        found += filter(None, (victim.name if victim else "", other.reference, other.crime_ref))
    return found


def own_names(case_id: UUID) -> list[str]:
    """What may be said in this case although it is like a forbidden word: its victim, its crime and its candidates."""
    victim = records.victim_of(case_id)
    names = [victim.name if victim else "", records.find_case(case_id).crime_ref]
    return [*filter(None, names), *(subject.name for subject in records.subjects_of(case_id))]


def names_another(case_id: UUID, texts: Iterable[str | None], also_own: Collection[str] = ()) -> bool:
    """Whether one of these texts names another victim of the investigation, or their case."""
    forbidden = others_named(case_id)
    if not forbidden:
        return False
    own = [*own_names(case_id), *also_own]
    return any(text and naming.names_somebody(text, forbidden, own) for text in texts)


def account_names_another(case_id: UUID, alias: Alias) -> bool:
    """Whether an account holds the name of another victim of the investigation, so that this case may not learn it."""
    forbidden, own = others_named(case_id), own_names(case_id)
    texts = filter(None, (alias.handle, alias.platform, alias.stable_id))
    return any(naming.account_names_somebody(text, forbidden, own) for text in texts)


def forget(case_id: UUID) -> None:
    """The record of a case is erased: it neither leads nor follows any more, and gives nothing away.

    What a joined case has taken over is sealed under its own key and stays.
    """
    of_case = or_(JointVictim.case_id == case_id, JointVictim.joined_id == case_id)
    for row in session().scalars(select(JointVictim).where(of_case, JointVictim.ended_at.is_(None))):
        row.ended_by, row.ended_at = row.answered_by or row.proposed_by, clock.now()
    for share, _ in shares_from(case_id):
        if share.taken_at is None:
            share.doubted_at = clock.now()
    session().flush()
