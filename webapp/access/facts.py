"""What the policy is told before it decides: plain values, read fresh in the transaction of the act."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Place(StrEnum):
    """Why a person by name has to do with a case."""

    TOOK_PART = "took_part"
    CLAIMED = "claimed"
    NAMED = "named"


class Ground(StrEnum):
    """Why a person may know of a case: the purpose that is recorded with each look. Basis: DPA 2018 s.62."""

    CLAIMED = "claimed_task"
    COVER = "cover"
    OFFERED = "offered_task"
    NAMED = "named_in_case"
    TOOK_PART = "took_part"
    SUPERVISION = "supervision"
    PROFESSIONAL_STANDARDS = "professional_standards"
    BREAK_GLASS = "break_glass"


class PoliceLink(StrEnum):
    """What is known of a link between the subject and policing, and who is kept away because of it."""

    NONE = ""
    OPEN = "open"
    COMMAND = "command"
    FORCE = "force"
    NOBODY = "nobody"


@dataclass(frozen=True)
class CaseFacts:
    """What the policy needs to know about a case.

    `offers` are the (group, unit) pairs that an open task waits for; a restricted case offers nothing. `members` are
    people by name with their place. `shares` are the (force, unit) pairs it was shared with. `barred` and
    `barred_units` must never see it, and nor must anybody one of whose identifiers is among `identifiers`. `opened_by`
    are the people for whom the glass is broken now. `police_link` says what professional standards decided about a
    subject who has to do with policing.
    """

    force: str
    unit: UUID | None = None
    restricted: bool = False
    offers: frozenset[tuple[str, UUID]] = frozenset()
    members: frozenset[tuple[UUID, Place]] = frozenset()
    shares: frozenset[tuple[str, UUID]] = frozenset()
    barred: frozenset[UUID] = frozenset()
    barred_units: frozenset[UUID] = frozenset()
    identifiers: frozenset[str] = frozenset()
    opened_by: frozenset[UUID] = frozenset()
    police_link: PoliceLink = PoliceLink.NONE


@dataclass(frozen=True)
class TaskFacts:
    """What the policy needs to know about a user task.

    `earlier` lists the steps this task must be separate from, as far as they are done: (name of the step, person).
    `urgent` says that it belongs to a telling in a threat to life, which waits for nobody.
    """

    candidate_group: str
    case: CaseFacts
    assignee: UUID | None = None
    assignee_name: str = ""
    open: bool = True
    step_name: str = ""
    urgent: bool = False
    earlier: Sequence[tuple[str, UUID]] = ()


@dataclass(frozen=True)
class ProcedureFacts:
    """What the policy needs to know about a procedure that somebody wants to begin on a case.

    `started_by` are the groups that may; `closed` says that the case is, and `always` that this does not matter;
    `running` that one is under way and a second is not allowed.
    """

    case: CaseFacts
    started_by: frozenset[str]
    closed: bool = False
    always: bool = False
    running: bool = False


@dataclass(frozen=True)
class GlassFacts:
    """What the policy needs to know about a case that was opened in an emergency, to let somebody review it.

    `unit` is that of who opened it; `others` says that a reviewer of another unit is there.
    """

    case: CaseFacts
    opened_by: UUID
    unit: UUID | None = None
    others: bool = False


@dataclass(frozen=True)
class ExportFacts:
    """What the policy needs to know about a list of cases that somebody asked to take away."""

    force: str
    asked_by: UUID


@dataclass(frozen=True)
class DefinitionFacts:
    """What the policy needs to know about a version of a process."""

    author: object = None
    state: str = "draft"


@dataclass(frozen=True)
class MoveFacts:
    """What the policy needs to know about a plan that moves running cases to another version."""

    planner: object = None


@dataclass(frozen=True)
class AccountFacts:
    """What the policy needs to know about somebody's account."""

    force: str


@dataclass(frozen=True)
class PersonFacts:
    """What the policy needs to know about a colleague for whom something is arranged."""

    id: UUID
    force: str
    unit: UUID | None


@dataclass(frozen=True)
class UseFacts:
    """How much of a kind (“searches”) the person has used today, this time included, and the most of it a day."""

    kind: str
    used: int
    most: int


Facts = (
    TaskFacts
    | CaseFacts
    | ProcedureFacts
    | GlassFacts
    | ExportFacts
    | DefinitionFacts
    | MoveFacts
    | AccountFacts
    | PersonFacts
    | UseFacts
    | None
)
