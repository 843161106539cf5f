"""Victims of one investigation: a case joins the lead case, what concerns its victim is chosen, and it may leave again.

Basis: domain rule on joint victims: one investigation, and for each victim their own grounds, decision and delivery;
European Convention on Human Rights Article 8: one victim is never revealed to another.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import joint, keeping, records
from webapp.cases.constraints import written
from webapp.cases.model import Case, CaseLink, JointAlias, JointVictim
from webapp.cases.numbering import number_after
from webapp.cases.service.sharing import share_identity
from webapp.database import session
from webapp.errors import Conflict, InvalidSubmission, Rejected

KIND = "joint"
NO_SUCH_CASE = "There is no other case that you may know of by this reference. Check it, or ask its supervisor."
BOTH_SEEN = "Only somebody who can see both cases may do this. Ask the supervisor of the other case to name you in it."


def propose_joint(
    actor: Actor, case_id: UUID, reference: str, reasons: str, aliases: Collection[str], summary: str | None
) -> JointVictim:
    """Proposes that the case of this reference follows this one. `aliases` are codes of those used against its victim.

    Nothing is shared yet. Raises Rejected for a case that cannot join, and for words that name the other victim.
    """
    require(actor, Action.RECORD_FACTS)
    if keeping.held(case_id).status == "closed":
        raise Conflict("This case is closed, so no other victim can join its investigation.")
    other = _other(actor, case_id, reference)
    row = JointVictim(
        case_id=case_id,
        number=number_after(JointVictim.number, JointVictim.case_id == case_id),
        joined_id=other.id,
        reason=reasons,
        proposed_by=actor.id,
        proposed_at=clock.now(),
    )
    with written():
        session().add(row)
    _choose(row, aliases, summary)
    audit.record(Event.JOINT_PROPOSED, actor.id, case_id, {"joint": str(row.id)})
    return row


def answer_joint(actor: Actor, case_id: UUID, number: int, *, accepted: bool, answer: str) -> tuple[JointVictim, bool]:
    """Another person accepts the proposal, or refuses it. Accepted, the cases are linked, and an identity that is
    assured already is shared at once: whether it was, comes with the row.
    """
    require(actor, Action.RECORD_FACTS)
    row = _seen(actor, case_id, number)
    if row.answered_at is not None:
        raise Conflict("Somebody has answered this proposal since. Load the page again.")
    if row.proposed_by in actor.selves:
        raise Rejected("You proposed this yourself, so another person has to answer.")
    if accepted and keeping.found(row.joined_id).status == "closed":
        raise Rejected(
            "The other case has been closed since, so it cannot join. Refuse the proposal.", "joint_accepted"
        )
    with written():
        row.accepted, row.answer = accepted, answer
        row.answered_by, row.answered_at = actor.id, clock.now()
        if not accepted:
            row.ended_by, row.ended_at = actor.id, clock.now()
    for one in (case_id, row.joined_id):
        audit.record(Event.JOINT_ANSWERED, actor.id, one, {"joint": str(row.id), "accepted": accepted})
    if not accepted:
        return row, False
    _link(actor, row, "same", row.reason)
    return row, share_identity(actor, row) is not None


def choose_accounts(
    actor: Actor, case_id: UUID, number: int, aliases: Collection[str], summary: str | None
) -> tuple[JointVictim, bool]:
    """Says anew which accounts were used against a joined victim; an assured identity is shared at once.

    What the joined case has taken over stays on its record: an account that was ticked by mistake is put right there.
    """
    require(actor, Action.RECORD_FACTS)
    row = _seen(actor, case_id, number)
    if not row.accepted or row.ended_at is not None:
        raise Rejected("This case does not belong to the joint investigation any more.", "joint_victim")
    _choose(row, aliases, summary)
    audit.record(Event.JOINT_CHOSEN, actor.id, case_id, {"joint": str(row.id)})
    return row, share_identity(actor, row) is not None


def leave_joint(actor: Actor, case_id: UUID, number: int | None, reason: str) -> None:
    """A case leaves the joint investigation: this one where it follows another, else the victim of this number.

    What was taken over stays, and is still recalled when the lead case finds it wrong: that is a duty to whoever was
    given it (DPA 2018 s.38(5)). What was not taken over yet is not shared any more.
    """
    require(actor, Action.RECORD_FACTS)
    row = joint.following(case_id) if number is None else _known(actor, case_id, number)
    if row is None or row.ended_at is not None or not row.accepted:
        raise Rejected("This case does not belong to a joint investigation.")
    with written():
        row.ended_by, row.ended_at, row.end_reason = actor.id, clock.now(), reason
    for share, joined_id in joint.shares_from(row.case_id):
        if joined_id == row.joined_id and share.taken_at is None:
            share.doubted_at = clock.now()
    _link(actor, row, "different", reason)
    for one in (row.case_id, row.joined_id):
        audit.record(Event.JOINT_LEFT, actor.id, one, {"joint": str(row.id)})


def _other(actor: Actor, case_id: UUID, reference: str) -> Case:
    """The case that is to join. Raises Rejected with the reason why it cannot."""
    field, own = "joined_reference", records.find_case(case_id)
    other = session().scalar(select(Case).where(Case.reference == reference.strip().upper()))
    if other is None or other.id == case_id or not joint.knows(actor, other.id):
        raise Rejected(NO_SUCH_CASE, field)
    if other.force != own.force:
        raise Rejected("Only cases of one force can be joined. Transfer one of them first.", field)
    if other.status == "closed" or other.priority is None:
        raise Rejected("Only an open case whose priority a supervisor has confirmed can join.", field)
    if joint.following(case_id) is not None:
        raise Rejected("This case follows another one itself. Join the victim from the lead case.", field)
    if joint.following(other.id) is not None or joint.led_by(other.id):
        raise Rejected("That case belongs to a joint investigation already.", field)
    return other


def _seen(actor: Actor, case_id: UUID, number: int) -> JointVictim:
    """The victim of this number, for somebody who can open both cases. Raises Rejected for anybody else."""
    row = joint.numbered(case_id, number)
    if row is None or not joint.sees(actor, row.joined_id):
        raise Rejected(BOTH_SEEN)
    return row


def _known(actor: Actor, case_id: UUID, number: int) -> JointVictim:
    """The victim of this number, for somebody who may know which case it is. Raises Rejected for anybody else."""
    row = joint.numbered(case_id, number)
    if row is None or not joint.knows(actor, row.joined_id):
        raise Rejected(NO_SUCH_CASE)
    return row


def _choose(row: JointVictim, codes: Collection[str], summary: str | None) -> None:
    """Notes each alias of the lead case as used against the victim or not. Raises InvalidSubmission, Rejected."""
    aliases = records.aliases_of(row.case_id)
    if unknown := set(codes) - {alias.code for alias in aliases}:
        raise InvalidSubmission({"joint_aliases": f"There is no alias {', '.join(sorted(unknown))} in this case"})
    ticked = [alias for alias in aliases if alias.code in codes]
    naming = [alias.code for alias in ticked if joint.account_names_another(row.joined_id, alias)]
    if naming:
        sentence = f"The account {', '.join(naming)} names another victim, so it cannot be shared. Leave it out"
        raise InvalidSubmission({"joint_aliases": sentence})
    if joint.names_another(row.joined_id, (summary,)):
        raise Rejected("These words name another victim or their case. Leave the name out.", "joint_summary")
    row.summary = summary
    session().execute(delete(JointAlias).where(JointAlias.joint_id == row.id))
    session().add_all(JointAlias(joint_id=row.id, alias_id=alias.id, used=alias in ticked) for alias in aliases)
    session().flush()


def _link(actor: Actor, row: JointVictim, verdict: str, note: str) -> None:
    """The link that officers of either case see; of one that ended nothing is shown any more."""
    both = CaseLink.case_id == row.case_id, CaseLink.other_id == row.joined_id, CaseLink.kind == KIND
    link = session().scalar(select(CaseLink).where(*both))
    if link is None:
        link = CaseLink(case_id=row.case_id, other_id=row.joined_id, kind=KIND, sure=True, found_at=clock.now())
        session().add(link)
    link.verdict, link.note, link.decided_by, link.decided_at = verdict, note, actor.id, clock.now()
    session().flush()
