"""What the forms of a joint investigation write. The process learns which case to tell, by its id and nothing else."""

from uuid import UUID

from webapp.access.actor import Actor
from webapp.cases import joint, service
from webapp.cases.answers import Answers, Derived, Routing, Writer
from webapp.errors import Rejected


def joint_proposal(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """Another victim of the investigation, and the accounts that were used against them."""
    row = service.propose_joint(
        actor,
        case_id,
        reference=str(answers["joined_reference"]),
        reasons=str(answers["joint_reasons"]),
        aliases=list(answers.get("joint_aliases") or ()),
        summary=answers.get("joint_summary"),
    )
    return {"joint_number": row.number}


def joint_answer(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """Whether the case joins; an identity that is assured already is shared at once."""
    number = routing.get("joint_number")
    if not isinstance(number, int):
        raise Rejected("This step does not say which proposal it is. Ask the process designer to check the diagram.")
    row, shared = service.answer_joint(
        actor, case_id, number, accepted=answers["joint_accepted"] is True, answer=str(answers["joint_answer_reasons"])
    )
    return {"joined_case": str(row.joined_id), "joint_shared": shared}


def joint_accounts(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """Which accounts concern a joined victim, said anew."""
    row, shared = service.choose_accounts(
        actor,
        case_id,
        _number(answers),
        aliases=list(answers.get("joint_aliases") or ()),
        summary=answers.get("joint_summary"),
    )
    return {"joined_case": str(row.joined_id), "joint_shared": shared}


def joint_leaving(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """A case leaves: the joined one by itself, or one of those that this case leads."""
    number = None if joint.following(case_id) is not None else _number(answers)
    service.leave_joint(actor, case_id, number, str(answers["leaving_reasons"]))
    return {}


def _number(answers: Answers) -> int:
    """The number in the code that the form offered, such as V2."""
    code = str(answers.get("joint_victim") or "")
    if not code[1:].isdecimal():
        raise Rejected("Select which victim it is about.", "joint_victim")
    return int(code[1:])


WRITERS: dict[str, Writer] = {
    "joint_proposal": joint_proposal,
    "joint_answer": joint_answer,
    "joint_accounts": joint_accounts,
    "joint_leaving": joint_leaving,
}
