"""What a look at a case is for: a task that waits in it, or a reason that the person has given today.

Basis: DPA 2018 s.62 (the consultation is logged with its reason).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, redirect, url_for

from webapp.access.facts import Ground
from webapp.audit.operations import Purpose
from webapp.cases import looks
from webapp.cases import queries as cases
from webapp.instances import casework
from webapp.web.guard import application

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from webapp.instances.views import CaseWork


def purpose_of(work: CaseWork) -> tuple[Purpose, UUID | None]:
    """A look is for the task that waits for this person in the case; without one an auditor may ask why."""
    task = next((row for row in work.open_tasks if row.may_open), None)
    return (Purpose.OPEN_TASK, task.id) if task is not None else (Purpose.NO_TASK, None)


def must_say_why(ground: Ground | None, work: CaseWork, case_id: UUID) -> bool:
    """Whether the purpose of the look is not known: no task waits, and no reason was given today or for the glass."""
    if not application().settings.reasons_for_looks or ground is Ground.BREAK_GLASS:
        return False
    return purpose_of(work)[0] is Purpose.NO_TASK and looks.reason_today(g.actor, case_id) is None


def why_first(case_id: UUID) -> ResponseReturnValue | None:
    """The way to the page of the case, where somebody has to say first why they look; None where they need not."""
    ground = cases.require_view(g.actor, case_id)
    if must_say_why(ground, casework.case_work(g.actor, case_id), case_id):
        return redirect(url_for("cases.show", case_id=case_id), 303)
    return None
