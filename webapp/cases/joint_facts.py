"""What a person may know of the joint investigation that a case belongs to: of a case they cannot see, only that it is.

The rule is the one of linked cases (`links.py`): of a restricted case that they cannot see, nothing at all. What was
shared, and why, is about the identity, and only roles that see that are shown it.
"""

from collections.abc import Sequence
from uuid import UUID

from webapp.access.actor import Actor
from webapp.access.fields import FieldGroup, shows
from webapp.access.queries import names_of
from webapp.cases import joint, records
from webapp.cases.model import IdentityShare, JointVictim
from webapp.cases.words import Row, Section, moment_in_words, signed
from webapp.forms.definition import Option

TOPIC = "joint"
TITLE = "Joint investigation"
GROUP = FieldGroup.IDENTITY
UNSEEN = "A linked case exists."


def section(actor: Actor, case_id: UUID) -> Section | None:
    """The investigation that the case follows or leads; None where there is none that the actor may know of."""
    rows = [*_followed(actor, case_id), *(row for each in joint.led_by(case_id) for row in _led(actor, each))]
    return Section(TOPIC, TITLE, rows) if rows else None


def options(actor: Actor, case_id: UUID) -> dict[str, list[Option]]:
    """The joined victims that a form offers: those whose case the person can see, by its reference."""
    found = [row for row in joint.joined_to(case_id) if joint.knows(actor, row.joined_id)]
    labels = {row.id: records.find_case(row.joined_id).reference for row in found}
    return {"joint_victims": [Option(f"V{row.number}", labels[row.id]) for row in found]}


def _followed(actor: Actor, case_id: UUID) -> Sequence[Row]:
    row = joint.following(case_id)
    if row is None or not row.accepted:
        return []
    if joint.knows(actor, row.case_id):
        return [Row("Lead case", records.find_case(row.case_id).reference)]
    return [] if records.find_case(row.case_id).restricted else [Row("Lead case", UNSEEN)]


def _led(actor: Actor, row: JointVictim) -> list[Row]:
    other = records.find_case(row.joined_id)
    label = f"Victim {row.number}"
    if not joint.knows(actor, other.id):
        return [] if other.restricted else [Row(label, UNSEEN)]
    if not joint.sees(actor, other.id) or not shows(actor, GROUP):
        return [Row(label, other.reference)]
    names = names_of({row.proposed_by} | ({row.answered_by} if row.answered_by else set()))
    parts = [
        other.reference,
        f"Proposed: {row.reason}",
        signed(names.get(row.proposed_by, ""), row.proposed_at),
        f"Accepted: {row.answer}" if row.accepted else "Waits for an answer",
        signed(names.get(row.answered_by, ""), row.answered_at) if row.answered_by and row.answered_at else "",
        _accounts(row),
        f"For its officers: {row.summary}" if row.summary else "",
        *(_share(share) for share, joined_id in joint.shares_from(row.case_id) if joined_id == other.id),
    ]
    return [Row(label, "\n".join(filter(None, parts)))]


def _accounts(row: JointVictim) -> str:
    used = joint.used_against(row)
    codes = [alias.code for alias in records.aliases_of(row.case_id) if alias.id in used]
    said = f"Accounts used against this victim: {', '.join(codes) or 'none yet'}."
    waiting = joint.not_considered(row)
    return f"{said} Not considered yet: {', '.join(waiting)}." if waiting else said


def _share(share: IdentityShare) -> str:
    taken = f", taken over {moment_in_words(share.taken_at)}" if share.taken_at else ", not taken over yet"
    return f"Identity shared {moment_in_words(share.shared_at)}{taken}"
