"""Cases: the register, one case, its diagrams, and opening a new one."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, redirect, request, url_for

from webapp.access.actions import Action
from webapp.access.fields import FieldGroup, kept_from, shown_to
from webapp.access.rules import Allowed, Ground, may
from webapp.audit.context import because
from webapp.cases import emergencies, links, looks
from webapp.cases import queries as cases
from webapp.cases import service as case_service
from webapp.disclosures import queries as disclosures
from webapp.documents import queries as documents
from webapp.errors import Rejected
from webapp.inbox import service
from webapp.instances import casework, evaluations, procedures
from webapp.instances import queries as instances
from webapp.measures import queries as measures
from webapp.web.documents import quarantine
from webapp.web.guard import requires
from webapp.web.page import page, tell
from webapp.web.purposes import must_say_why, purpose_of

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("cases", __name__, url_prefix="/cases")
PACKAGE = "right_to_know"
# The last that is done is read last.
CLOSES = "closure"
LONGEST_PLACE = 120
LONGEST_REASON = {"kind": 20, "words": 1000}


@blueprint.get("")
@requires(Action.LIST_CASES)
def register() -> str:
    """The cases this person may see, newest first."""
    after = request.args.get("after", "")[:LONGEST_PLACE]
    found = cases.register(g.actor, after)
    can_open = isinstance(may(g.actor, Action.OPEN_CASE), Allowed)
    return page("pages/cases.html", found=found, after=after, can_open=can_open)


@blueprint.post("")
@requires(Action.OPEN_CASE)
def open_case() -> ResponseReturnValue:
    """Opens a case, starts its process and goes to its first task."""
    started = service.start_case(g.actor, PACKAGE)
    tell("The case is open. This is its first task.")
    if started.first_task_id is not None:
        return redirect(url_for("tasks.show", task_id=started.first_task_id), 303)
    return redirect(url_for("cases.show", case_id=started.case_id), 303)


@blueprint.get("/<uuid:case_id>")
@requires(Action.VIEW_CASE)
def show(case_id: UUID) -> str:
    """One case: where it stands, what is known, what was done."""
    ground = cases.require_view(g.actor, case_id)
    header = cases.header(g.actor, case_id)
    if header.erased_at is not None:
        cases.facts(g.actor, case_id)
        return page(
            "pages/case_erased.html",
            header=header,
            log=disclosures.disclosure_log(g.actor, case_id),
            log_shown=FieldGroup.DISCLOSURE in shown_to(g.actor),
            timeline=instances.timeline(g.actor, case_id),
        )
    work = casework.case_work(g.actor, case_id)
    if must_say_why(ground, work, case_id):
        return _why_page(header.reference, case_id)
    with because(*purpose_of(work)):
        known = [cases.facts(g.actor, case_id), disclosures.facts(g.actor, case_id), measures.facts(g.actor, case_id)]
    cases.require_still_there(header)
    return page(
        "pages/case.html",
        header=header,
        work=work,
        offers=procedures.offered(g.actor, case_id),
        facts=sorted(chain.from_iterable(known), key=lambda section: section.topic == CLOSES),
        evaluations=evaluations.of_case(g.actor, case_id),
        timeline=instances.timeline(g.actor, case_id),
        documents=documents.of_case(g.actor, case_id, cases.access_facts(case_id), quarantine()),
        links=links.of_case(g.actor, case_id),
        kept_from=kept_from(g.actor),
        identity_shown=FieldGroup.IDENTITY in shown_to(g.actor),
        closes_at=emergencies.ends_at(g.actor, case_id) if ground is Ground.BREAK_GLASS else None,
        people=isinstance(may(g.actor, Action.VIEW_CASE_PEOPLE, cases.access_facts(case_id)), Allowed),
    )


@blueprint.post("/<uuid:case_id>/why")
@requires(Action.VIEW_CASE)
def say_why(case_id: UUID) -> ResponseReturnValue:
    """Keeps why somebody without a task looks at the case, and shows it."""
    reference = cases.header(g.actor, case_id).reference
    kind, words = (request.form.get(name, "")[:longest] for name, longest in LONGEST_REASON.items())
    try:
        case_service.say_why(g.actor, case_id, kind, words)
    except Rejected as error:
        return _why_page(reference, case_id, {error.field: error.sentence}), 422
    return redirect(url_for("cases.show", case_id=case_id), 303)


@blueprint.get("/<uuid:case_id>/runs/<uuid:run_id>/<process_id>.bpmn")
@requires(Action.VIEW_CASE)
def diagram(case_id: UUID, run_id: UUID, process_id: str) -> Response:
    """One diagram of a run of the case as it was drawn, for the picture."""
    drawn = casework.diagram(g.actor, case_id, run_id, process_id)
    return Response(drawn, content_type="text/xml; charset=utf-8")


def _why_page(reference: str, case_id: UUID, errors: dict[str, str] | None = None) -> str:
    typed = {name: request.form.get(name, "") for name in LONGEST_REASON}
    kinds = looks.KINDS
    return page(
        "pages/case_why.html", reference=reference, case_id=case_id, kinds=kinds, typed=typed, errors=errors or {}
    )
