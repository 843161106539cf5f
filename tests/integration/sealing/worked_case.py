"""A worked case of the package in which everything that is typed holds a made-up name of its own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from webapp.access.actor import SYSTEM, SYSTEM_ID
from webapp.access.service import ensure_system_user
from webapp.cli.files import package_files
from webapp.database import Database
from webapp.definitions import service as definitions
from webapp.scenarios.cast import Cast
from webapp.scenarios.package import CaseRun
from webapp.scenarios.steps import Advance, Complete, Expect, Refused, Scenario, Step
from webapp.scenarios.usual import scenario_of

PACKAGE = "right_to_know"
TYPED = {"textfield", "textarea"}
# What is typed again to be compared with an earlier answer has that answer's name.
AGAIN = {"recipient_name": "victim_name"}


def typed_questions() -> dict[str, int]:
    """The keys of the questions that are answered in words of one's own, and how long an answer may be."""
    found: dict[str, int] = {}

    def read(components: list[dict[str, Any]]) -> None:
        for one in components:
            if one.get("type") in TYPED:
                found[one["key"]] = one["validate"]["maxLength"]
            read(one.get("components", []))

    for name, content in package_files(PACKAGE).items():
        if name.endswith(".form"):
            read(json.loads(content)["components"])
    return found


@dataclass
class Seeds:
    """Puts a name into each answer; the same answer has the same name wherever it is given."""

    names: dict[tuple[str, str], str] = field(default_factory=dict)
    questions: dict[str, int] = field(default_factory=typed_questions)

    def name_for(self, key: str, value: str) -> str:
        return self.names.setdefault((AGAIN.get(key, key), value), f"Quillfeather{len(self.names):03d}")

    def into(self, value: Any, key: str = "") -> Any:
        if isinstance(value, Mapping):
            return {name: self.into(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.into(inner, key) for inner in value]
        if isinstance(value, str) and key in self.questions:
            name = self.name_for(key, value)
            longer = f"{value} {name}"
            return longer if len(longer) <= self.questions[key] else name
        return value

    def step(self, step: Step) -> Step:
        if isinstance(step, Complete):
            return replace(step, answers=self.into(step.answers))
        if isinstance(step, Refused):
            return replace(step, attempt=replace(step.attempt, answers=self.into(step.attempt.answers)))
        return step


def install(database: Database) -> None:
    """Publishes the package."""
    with database.transaction():
        ensure_system_user()
        definitions.install(SYSTEM, package_files(PACKAGE), SYSTEM_ID)


# Safeguarding goes on after a case is closed, until somebody else has taken it over; it is reviewed within 90 days.
SAFEGUARDING_ENDS = (
    Advance(timedelta(days=90)),
    Complete(
        "review_safeguarding",
        "safeguarding_lead",
        answers={
            "safeguarding_needed": False,
            "end_reason": "handed_over",
            "end_explained": "The advocate's service has taken over and has said so in writing.",
        },
    ),
)


def run(
    database: Database, seeds: Seeds, name: str = "worked_case_1", until: str = "", *, all_ended: bool = False
) -> CaseRun:
    """Takes a worked case to its end, or up to an element; with `all_ended` until nothing of it runs any more."""
    scenario: Scenario = scenario_of(package_files(PACKAGE), f"scenarios/{name}.yaml")
    if all_ended:
        scenario = replace(scenario, steps=[*scenario.steps, *SAFEGUARDING_ENDS], expect=Expect(open=(), ended=True))
    case = CaseRun(database, replace(scenario, steps=[seeds.step(step) for step in scenario.steps]), Cast())
    result = case.run(lambda step: isinstance(step, Complete) and step.element == until)
    assert result.passed, result.failures
    return case
