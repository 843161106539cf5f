"""What lists of tasks say of a case: nothing in it says anything about anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from webapp.cases.model import Case
from webapp.database import session


@dataclass(frozen=True)
class Line:
    """A case as lists of tasks name it; `priority` is empty until a supervisor has confirmed one."""

    reference: str = ""
    priority: str = ""


def lines(case_ids: Iterable[UUID]) -> dict[UUID, Line]:
    """The line of each of these cases."""
    query = select(Case.id, Case.reference, Case.priority).where(Case.id.in_(set(case_ids)))
    return {row.id: Line(row.reference, row.priority or "") for row in session().execute(query)}
