"""One case walked through its forms without the engine: answers are cleaned, kept and written as the inbox does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from uuid import UUID

import workflows
from tests.integration.cases import answers as given
from webapp import clock
from webapp.access import queries as people
from webapp.access import service as accounts
from webapp.access.actor import SYSTEM, Actor
from webapp.access.groups import CASE_GROUPS
from webapp.cases import queries as cases
from webapp.cases import service
from webapp.cases.answers import Decide
from webapp.cases.submissions import DECIDING_WRITERS
from webapp.cases.submissions import WRITERS as CASE_WRITERS
from webapp.cli.files import package_files
from webapp.database import Database
from webapp.definitions.bundle import read_bundle
from webapp.definitions.guidance import read_register
from webapp.disclosures import queries as disclosures
from webapp.disclosures.submissions import WRITERS as DISCLOSURE_WRITERS
from webapp.engine.deciding import decide
from webapp.forms.definition import FormDefinition, read
from webapp.forms.routing import routing_values
from webapp.forms.validate import clean, shown

FORMS = Path(__file__).parents[3] / "forms" / "right_to_know"
MONDAY = datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
GUIDANCE = {"guidance_versions": read_register(workflows.find("right_to_know")["guidance.toml"]).options()}
WRITERS = {**CASE_WRITERS, **DISCLOSURE_WRITERS}

# Each step of the straight path: form, who does it, the answers, and what the decision tables give after it.
STEPS: list[tuple[str, str, dict[str, Any], dict[str, object]]] = [
    ("intake", "investigating_officer", given.INTAKE, {}),
    ("risk_triage", "investigating_officer", given.RISK, {"priority": "P3_STANDARD"}),
    ("priority_confirmation", "supervisor", {}, {}),
    ("safeguarding_plan", "safeguarding_lead", given.PLAN, {}),
    ("line_of_enquiry", "investigating_officer", given.ENQUIRY, {}),
    ("enquiry_consultation", "spoc", given.ADVICE, {}),
    ("enquiry_result", "investigating_officer", given.RESULT, {}),
    ("identity_assessment", "intelligence_analyst", given.ASSESSMENT, {"identity_level": "CONFIRMED"}),
    ("identity_assurance", "identity_reviewer", given.ASSURANCE, {}),
    ("consultation_plan", "scheme_coordinator", given.PLAN_OF_VIEWS, {"consultee": "cps"}),
    ("consultation_view", "scheme_coordinator", given.VIEW, {}),
    (
        "grounds_check",
        "investigating_officer",
        given.GROUNDS,
        {"grounds_result": "PASS", "grounds_regime": "DPA 2018 Part 3: s.35(2) and s.36"},
    ),
    ("representations_invitation", "investigating_officer", given.INVITATION, {}),
    ("legal_review", "legal_reviewer", given.LEGAL, {}),
    ("disclosure_tests", "decision_maker", given.TESTS, {"recommendation": "DISCLOSED_FULL"}),
    ("disclosure_decision", "decision_maker", given.DECISION, {}),
    ("delivery", "disclosure_officer", given.DELIVERY, {}),
    ("closure", "scheme_coordinator", given.CLOSURE, {}),
]

SECOND = ["identity_reviewer/2", "disclosure_officer/2", "senior_decision_maker/2"]
CAST = [*dict.fromkeys(role for _, role, _, _ in STEPS), "senior_decision_maker", "data_protection_officer", *SECOND]


@cache
def form(form_id: str) -> FormDefinition:
    """A form of the package, as it is shipped."""
    return read((FORMS / f"{form_id}.form").read_bytes(), f"forms/{form_id}.form")


@cache
def tables() -> Decide:
    """The decision tables of the package, as it is shipped."""
    return partial(decide, read_bundle(package_files("right_to_know")).parsed)


@dataclass
class CasePath:
    """A case on its way. `cast` has one person of each role, `role/2` where two are needed. They work at `at`."""

    database: Database
    cast: dict[str, Actor]
    case_id: UUID
    routing: dict[str, object] = field(default_factory=dict)
    at: datetime = MONDAY

    def submit(self, form_id: str, role: str, answers: dict[str, Any], **changes: Any) -> dict[str, object]:
        """Answers one form and gives what it derived; the routing values are kept as the process would."""
        with self.at_work():
            return self._write(form_id, self.cast[role], {**answers, **changes})

    def promote(self, role: str, group: str) -> None:
        """Gives a person a second role, as a small force may have to."""
        person = self.cast[role]
        self.cast[role] = replace(person, groups=person.groups | {group})

    def walk(self, *, until: str, **changes: dict[str, Any]) -> None:
        """Takes the straight path up to a form, which is left to the test. `changes` are by the id of the form."""
        # One transaction for all steps: here the way there is not what is tested.
        with self.at_work():
            for form_id, role, answers, tables in STEPS:
                if form_id == until:
                    return
                self._write(form_id, self.cast[role], {**answers, **changes.get(form_id, {})})
                self.routing |= tables
        raise AssertionError(f"There is no step {until}.")

    def _write(self, form_id: str, actor: Actor, answers: dict[str, Any]) -> dict[str, object]:
        definition = form(form_id)
        consultee = str(self.routing.get("consultee") or "")
        options = {**cases.options(self.case_id), **disclosures.options(self.case_id, consultee), **GUIDANCE}
        cleaned = clean(definition, answers, options)
        service.record_submission(actor, self.case_id, form_id, form_id, "0" * 64, cleaned)
        known = {**cleaned, **shown(definition, cleaned, options)}
        if deciding := DECIDING_WRITERS.get(form_id):
            derived = deciding(actor, self.case_id, known, self.routing, tables())
        else:
            derived = WRITERS[form_id](actor, self.case_id, known, self.routing)
        self.routing |= {**routing_values(definition, cleaned), **derived}
        return derived

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """A transaction, on a Monday morning unless it is said otherwise."""
        with clock.fixed(self.at), self.database.transaction():
            yield


def opened(database: Database) -> tuple[dict[str, Actor], UUID]:
    """The people for a new case, by role, and the case's id."""
    with clock.fixed(MONDAY), database.transaction():
        cast = {role: _person(role) for role in CAST}
        case = service.open_case(cast["investigating_officer"])
    return cast, case.id


def _person(role: str) -> Actor:
    group = role.removesuffix("/2")
    name = CASE_GROUPS[group] + (" Two" if role.endswith("/2") else "")
    accounts.create_user(SYSTEM, role, name, "correct horse battery", [group])
    person = people.actor_by_login(role)
    assert person is not None
    return replace(person, confirmed=True)
