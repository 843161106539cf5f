"""Messages are put into the outbox with the change they tell of."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from webapp.clock import now
from webapp.database import session
from webapp.notifications import rules
from webapp.notifications.model import OutboxMessage


def task_waits(group: str, task_id: UUID) -> None:
    """Tells those of a group who may take a task that it waits for them, as it is when the message goes out."""
    _enqueue(rules.TASK_WAITS, group, task_id)


def incident_opened(group: str, incident_id: UUID) -> None:
    """Tells the people who mend diagrams that a step failed; a diagram is that of every force."""
    _enqueue(rules.INCIDENT_OPENED, group, incident_id)


def clock_alarm(group: str, about: UUID) -> None:
    """Tells the people who mend things that the clock is not believed."""
    _enqueue(rules.CLOCK_ALARM, group, about)


def case_restricted(group: str, force: str, case_id: UUID) -> None:
    """Tells who decides on restricted cases that there is one."""
    _enqueue(rules.CASE_RESTRICTED, group, case_id, force)


def decided_unsettled(group: str, force: str, case_id: UUID) -> None:
    """Tells professional standards that a threat to life did not wait until they had settled a link with policing."""
    _enqueue(rules.DECIDED_UNSETTLED, group, case_id, force)


def transfer_withdrawn(group: str, force: str, offer_id: UUID) -> None:
    """Tells the force that a case was offered to that the offer was withdrawn."""
    _enqueue(rules.TRANSFER_WITHDRAWN, group, offer_id, force)


def bar_met(group: str, force: str, person: UUID) -> None:
    """Tells that somebody tried to reach a case they are kept from."""
    _enqueue(rules.BAR_MET, group, person, force)


def glass_broken(group: str, force: str, opened_id: UUID) -> None:
    """Tells that a case was opened in an emergency and waits for its review."""
    _enqueue(rules.GLASS_BROKEN, group, opened_id, force)


def glass_overdue(group: str, force: str, opened_id: UUID) -> None:
    """Tells that the review of an emergency is late."""
    _enqueue(rules.GLASS_OVERDUE, group, opened_id, force)


def limit_reached(group: str, force: str, person: UUID) -> None:
    """Tells that somebody has reached a limit of the day."""
    _enqueue(rules.LIMIT_REACHED, group, person, force)


def export_asked(group: str, force: str, export_id: UUID) -> None:
    """Tells who decides on it that somebody asked to take a list of cases away."""
    _enqueue(rules.EXPORT_ASKED, group, export_id, force)


def cases_linked(group: str, force: str, link_id: UUID) -> None:
    """Tells the coordinators of a force that two cases may belong together, one of which is theirs."""
    _enqueue(rules.CASES_LINKED, group, link_id, force)


def sign_in_tried(person: UUID, since: datetime) -> bool:
    """Tells somebody that signing in as them failed many times; False where they were told of it since then."""
    told = select(OutboxMessage.id).where(
        OutboxMessage.kind == rules.SIGN_IN_TRIED, OutboxMessage.to_person == person, OutboxMessage.created_at > since
    )
    if session().scalars(told.limit(1)).first() is not None:
        return False
    _enqueue(rules.SIGN_IN_TRIED, "", person, person=person)
    return True


def joint_waits(group: str, unit: UUID | None, case_id: UUID) -> None:
    """Tells a unit that a joined victim waits for somebody to say which accounts concern them."""
    _enqueue(rules.JOINT_WAITS, group, case_id, unit=unit)


def joint_doubted(group: str, unit: UUID | None, case_id: UUID) -> None:
    """Tells a unit that a case of it is frozen, because the joint investigation doubts the identity."""
    _enqueue(rules.JOINT_DOUBTED, group, case_id, unit=unit)


def file_locked(group: str, version_id: UUID) -> None:
    """Tells the people who look after the service that a virus was found."""
    _enqueue(rules.FILE_LOCKED, group, version_id)


@dataclass(frozen=True)
class Whose:
    """The force and the unit that a case belongs to: nobody else is told of its deadlines."""

    force: str
    unit: UUID | None


def due_soon_for_holder(group: str, person: UUID | None, whose: Whose, deadline_id: UUID) -> None:
    """Tells who has a task, or its group as long as nobody has claimed it, that it is due soon."""
    if person:
        _enqueue(rules.DUE_SOON, "", deadline_id, person=person)
    else:
        _enqueue(rules.DUE_SOON, group, deadline_id, whose.force, unit=whose.unit)


def due_soon(group: str, whose: Whose, deadline_id: UUID) -> None:
    """Tells those who look after a unit's deadlines that one is near."""
    _enqueue(rules.DEADLINE_NEAR, group, deadline_id, whose.force, unit=whose.unit)


def late(group: str, whose: Whose, deadline_id: UUID, *, at_once: bool) -> None:
    """Tells those who look after a unit's deadlines that one was missed; `at_once`: at immediate priority."""
    kind = rules.LATE_AT_ONCE if at_once else rules.LATE
    _enqueue(kind, group, deadline_id, whose.force, unit=whose.unit)


def _enqueue(
    kind: str, group: str, about: UUID, force: str = "", *, person: UUID | None = None, unit: UUID | None = None
) -> None:
    to = {"to_group": group, "force": force, "to_person": person, "unit_id": unit}
    at = now()
    session().add(OutboxMessage(kind=kind, **to, about=about, created_at=at, attempt_at=at))
