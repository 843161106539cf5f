"""Plans to move running cases, as designers and publishers read them: references of cases, and nobody's data."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select

from webapp.access import queries as people
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import Allowed, Denied, MoveFacts, may, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.audit.operations import Purpose
from webapp.audit.particulars import Particulars, cases_shown
from webapp.cases import queries as cases
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.definitions.bundle import Bundle
from webapp.engine.correspondence import KINDS
from webapp.engine.parse import Element
from webapp.errors import Erased, NotFound
from webapp.instances.judging import Judge
from webapp.instances.model import CaseMove, MovePlan, ProcessInstance, UserTask
from webapp.instances.move_views import CaseRow, Choice, Counts, Line, PackageMoves, PlanRow, PlanView, VersionChoice
from webapp.sealing.keyring import look_ahead

ON_A_PAGE = 50
# A case stands at one of these until somebody or something comes; it passes the others in the same moment.
WAITS = frozenset(
    {
        "userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway", "subProcess",
        "callActivity", "boundaryEvent",
    }
)  # fmt: skip


def of_package(actor: Actor, key: str) -> PackageMoves:
    """The versions of a package with their running cases, and the plans made for them, newest first."""
    require(actor, Action.VIEW_MOVES)
    versions = definitions.published(key)
    if not versions:
        raise NotFound("No version of this package has been published yet.")
    running = _running_on([version.id for version in versions])
    plans = list(session().scalars(select(MovePlan).where(MovePlan.key == key).order_by(MovePlan.created_at.desc())))
    names = people.names_of({plan.planner_id for plan in plans})
    return PackageMoves(
        key=key,
        title=versions[0].title,
        versions=[VersionChoice(v.id, v.version, v.state, running.get(v.id, 0)) for v in versions],
        plans=[_row(plan, names.get(plan.planner_id, "")) for plan in plans],
        can_plan=isinstance(may(actor, Action.PLAN_MOVE), Allowed),
    )


def plan(actor: Actor, plan_id: UUID, after: str = "", show: str = "") -> PlanView:
    """One plan: its lines with what is wrong with them, and a page of its cases with what was found or done.

    `show` keeps to cases of one kind: `attention`, `moves`, or a status of the move. `after` is the reference of the
    last case of the page before.
    """
    require(actor, Action.VIEW_MOVES)
    found = session().get(MovePlan, plan_id)
    if found is None:
        raise NotFound("There is no such plan.")
    facts = MoveFacts(found.planner_id)
    edits = isinstance(may(actor, Action.PLAN_MOVE, facts), Allowed)
    decides = may(actor, Action.APPROVE_MOVE, facts)
    open_ = found.state in ("draft", "in_review")
    judge = Judge(found)
    lines = _lines(found, judge, {p.element: p.message for p in judge.problems()} if open_ else {})
    rows, next_after = _cases(
        actor, found, after, show, can_undo=isinstance(may(actor, Action.UNDO_MOVE, facts), Allowed)
    )
    return PlanView(
        row=_row(found, people.names_of({found.planner_id}).get(found.planner_id, "")),
        key=found.key,
        title=judge.source.settings.title,
        reason=found.reason,
        returned_with=found.returned_with,
        lines=lines,
        counts=_counts(found),
        cases=rows,
        next_after=next_after,
        can_edit=edits and found.state == "draft",
        can_withdraw=edits and open_,
        can_decide=isinstance(decides, Allowed) and found.state == "in_review",
        can_repeat=isinstance(decides, Allowed) and found.state == "approved",
        refusal=decides.reason if isinstance(decides, Denied) and found.state == "in_review" else "",
    )


def package_of(plan_id: UUID) -> str:
    """The key of the package that a plan is for. Raises NotFound."""
    found = session().get(MovePlan, plan_id)
    if found is None:
        raise NotFound("There is no such plan.")
    return found.key


def _lines(found: MovePlan, judge: Judge, problems: Mapping[str, str]) -> list[Line]:
    """One line for each element of the source in reading order, those that need a look told from the others."""
    parsed = judge.source.parsed
    here = _standing(found.source_id)
    choices = _choices(judge.target)
    lines = []
    for process in sorted(parsed.processes, key=lambda process: process != parsed.main):
        for element in parsed.order(process):
            chosen = found.mapping.get(element.id, "")
            other = judge.target.parsed.elements.get(chosen)
            lines.append(
                Line(
                    element_id=element.id,
                    name=element.title,
                    kind=_kind(element),
                    chosen=chosen,
                    chosen_name=other.title if other is not None else "",
                    choices=choices.get(_alike(element), []),
                    problem=problems.get(element.id, ""),
                    waiting=here.get(element.id, 0),
                    waits=element.kind in WAITS,
                    same=other is not None and (other.id, other.title) == (element.id, element.title),
                )
            )
    return lines


def _kind(element: Element) -> str:
    words = "an event sub-process" if element.triggered else KINDS.get(element.kind, f"an {element.kind}")
    return words.partition(" ")[2].capitalize()


def _alike(element: Element) -> tuple[str, str]:
    return element.kind, element.event.kind if element.event else "none"


def _choices(target: Bundle) -> dict[tuple[str, str], list[Choice]]:
    found: dict[tuple[str, str], list[Choice]] = {}
    names = Counter(element.title for element in target.parsed.elements.values())
    for process in target.parsed.processes:
        for element in target.parsed.order(process):
            title = element.title if names[element.title] == 1 else f"{element.title} ({element.id})"
            found.setdefault(_alike(element), []).append(Choice(element.id, title))
    return found


def _standing(version_id: UUID) -> dict[str, int]:
    """How many open tasks there are at each element of a version."""
    rows = session().execute(
        select(UserTask.element_id, func.count())
        .join(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .where(UserTask.status == "open", ProcessInstance.definition_id == version_id)
        .group_by(UserTask.element_id)
    )
    return {row.element_id: row[1] for row in rows}


def _cases(actor: Actor, found: MovePlan, after: str, show: str, *, can_undo: bool) -> tuple[list[CaseRow], str]:
    columns = (ProcessInstance.case_id, ProcessInstance.revision, ProcessInstance.procedure)
    query = select(CaseMove, *columns).join(ProcessInstance, ProcessInstance.id == CaseMove.instance_id)
    query = query.where(CaseMove.plan_id == found.id)
    if show in ("attention", "moves"):
        query = query.where(CaseMove.status == "tried", CaseMove.can_move.is_(show == "moves"))
    elif show:
        query = query.where(CaseMove.status == show)
    place = _place(after)
    if place is not None:
        query = query.where(CaseMove.id > place)
    rows = session().execute(query.order_by(CaseMove.id).limit(ON_A_PAGE + 1)).all()
    if rows:
        shown = Particulars(
            records=cases_shown(row.case_id for row in rows[:ON_A_PAGE]),
            fields=("reference", "move"),
            purpose=Purpose.RUNNING_THE_SERVICE,
        )
        audit.record(Event.CASES_LISTED, actor.id, detail={"plan": str(found.id)}, particulars=shown)
    references = cases.references(row.case_id for row in rows)
    look_ahead(row.case_id for row in rows)
    page = [
        CaseRow(
            id=row.CaseMove.id,
            reference=references.get(row.case_id, ""),
            procedure=_title_of(found, row.procedure),
            status=row.CaseMove.status,
            can_move=row.CaseMove.can_move,
            sentences=_sentences(row.CaseMove),
            can_undo=can_undo and row.CaseMove.status == "moved" and row.revision == row.CaseMove.revision_after,
        )
        for row in rows[:ON_A_PAGE]
    ]
    return page, str(page[-1].id) if len(rows) > ON_A_PAGE else ""


def _title_of(found: MovePlan, procedure: str) -> str:
    process = definitions.bundle(found.source_id).parsed.processes.get(procedure)
    return process.name if process is not None else ""


def _sentences(row: CaseMove) -> list[str]:
    try:
        return list(row.sentences or ())
    except Erased as erased:
        return [erased.sentence]


def _place(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _counts(found: MovePlan) -> Counts:
    rows = session().execute(
        select(CaseMove.status, CaseMove.can_move, func.count())
        .where(CaseMove.plan_id == found.id)
        .group_by(CaseMove.status, CaseMove.can_move)
    )
    by_status: Counter[str] = Counter()
    for status, can_move, count in rows:
        by_status[("moves" if can_move else "attention") if status == "tried" else status] += count
    return Counts(
        running=_running_on([found.source_id]).get(found.source_id, 0),
        waiting=by_status["waiting"],
        moves=by_status["moves"],
        attention=by_status["attention"],
        queued=by_status["queued"],
        moved=by_status["moved"],
        refused=by_status["refused"],
        undone=by_status["undone"],
    )


def _running_on(versions: list[UUID]) -> dict[UUID, int]:
    rows = session().execute(
        select(ProcessInstance.definition_id, func.count())
        .where(ProcessInstance.definition_id.in_(versions), ProcessInstance.status == "active")
        .group_by(ProcessInstance.definition_id)
    )
    return {row.definition_id: row[1] for row in rows}


def _row(found: MovePlan, planner: str) -> PlanRow:
    return PlanRow(
        id=found.id,
        source=definitions.number_of(found.source_id),
        target=definitions.number_of(found.target_id),
        state=found.state,
        planner=planner,
        created_at=found.created_at,
    )
