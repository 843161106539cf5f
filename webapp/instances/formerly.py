"""What the elements of a case that was moved were called before, so that what was done on its way goes on counting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from webapp.database import session
from webapp.instances.model import CaseMove, MovePlan, ProcessInstance


@dataclass(frozen=True)
class Former:
    """One move that is in force: from which version, when, after which entry of the path, and by which mapping."""

    source_id: UUID
    mapping: Mapping[str, str]
    moved_at: datetime
    path_until: int


class Course:
    """The versions that a case has run on, in order; the last is the one it runs on now."""

    def __init__(self, moves: list[Former], present: UUID) -> None:
        self._moves = moves
        self._present = present

    def now_called(self, element_id: str, *, at: datetime | None = None, sequence: int = 0) -> str:
        """The present id of an element that was done at a moment, or as an entry of the path; empty if none."""
        for move in self._moves:
            if _before(move, at, sequence):
                element_id = move.mapping.get(element_id, "")
        return element_id

    def version_at(self, sequence: int) -> UUID:
        """The version that the case ran on when this entry of its path was made."""
        return next((move.source_id for move in self._moves if sequence <= move.path_until), self._present)


def _before(move: Former, at: datetime | None, sequence: int) -> bool:
    return at <= move.moved_at if at is not None else sequence <= move.path_until


def course_of(instance: ProcessInstance) -> Course:
    """The course of an instance; one that was never moved is asked nothing."""
    if not instance.moves:
        return Course([], instance.definition_id)
    rows = session().execute(
        select(MovePlan.source_id, MovePlan.mapping, CaseMove.moved_at, CaseMove.path_until)
        .join(CaseMove, CaseMove.plan_id == MovePlan.id)
        .where(CaseMove.instance_id == instance.id, CaseMove.status == "moved")
        .order_by(CaseMove.moved_at, CaseMove.path_until)
    )
    moves = [Former(row.source_id, row.mapping, row.moved_at, row.path_until) for row in rows]
    return Course(moves, instance.definition_id)
