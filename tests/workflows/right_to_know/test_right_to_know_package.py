"""The package is whole: everything its diagrams name is there, and its settings say what the scheme demands."""

import tomllib
from importlib.resources import files
from itertools import combinations

import pytest

import workflows
from tests.workflows.right_to_know.drawing import NAMES, diagrams
from webapp.cli.files import package_files
from webapp.definitions.bundle import problems_of, read_bundle
from webapp.errors import NotFound

PACKAGE = tomllib.loads(workflows.find("right_to_know")["package.toml"].decode())
TASKS = {task.get("id", ""): task for diagram in diagrams().values() for task in diagram.of_kind("userTask")}
IN_A_THREAT = ("threat_to_life.bpmn", "decide_urgently.bpmn", "tell_what_protects.bpmn", "write_decision.bpmn")
URGENT = [task.get("id", "") for name in IN_A_THREAT for task in diagrams()[name].of_kind("userTask")]
OFFICER = {"intake", "triage_risk", "pursue_enquiry", "record_result", "check_grounds", "decide_invitation"}


def property_of(task: str, name: str) -> str:
    found = TASKS[task].find(f".//zeebe:property[@name='{name}']", NAMES)
    return "" if found is None else found.get("value", "")


def separate(task: str) -> set[str]:
    """The steps whose doer may not do this one, whichever side says so."""
    named = {part.strip() for part in property_of(task, "distinctFrom").split(",") if part.strip()}
    return named | {other for other in TASKS if task in property_of(other, "distinctFrom").replace(",", " ").split()}


@pytest.mark.parametrize("key", ["right_to_know", "_template"])
def test_package_can_be_published(key: str) -> None:
    assert [str(problem) for problem in problems_of(package_files(key))] == []


def test_every_user_task_has_its_form_and_its_group() -> None:
    bundle = read_bundle(package_files("right_to_know"))
    for task in TASKS:
        assert bundle.form_of(task) is not None, task
        assert bundle.group_of(task) in PACKAGE["roles"], task


def test_every_form_is_asked_somewhere() -> None:
    used = {task.find(".//zeebe:formDefinition", NAMES).get("formId") for task in TASKS.values()}  # type: ignore[union-attr]
    assert used == {
        path.removeprefix("forms/").removesuffix(".form")
        for path in package_files("right_to_know")
        if path.endswith(".form")
    }


def test_lanes_of_the_diagrams_are_those_of_the_package() -> None:
    drawn = {lane.get("name") for diagram in diagrams().values() for lane in diagram.of_kind("lane")}
    assert drawn == set(PACKAGE["lanes"])
    assert set(PACKAGE["lanes"].values()) <= set(PACKAGE["roles"])


def test_every_clock_that_a_task_names_is_set_and_every_period_is_stated() -> None:
    named = {property_of(task, "clock") for task in TASKS} - {""}
    assert named <= set(PACKAGE["clocks"])
    outcome = {"P1_IMMEDIATE": "PT24H", "P2_HIGH": "P5D", "P3_STANDARD": "P28D"}
    assert outcome.items() <= PACKAGE["clocks"]["outcome"].items()
    assert PACKAGE["clocks"]["legal_review"]["P3_STANDARD"] == "3 working days"


def test_legal_steps_that_disclosure_needs_are_drawn_once_each_and_the_decision_also_for_a_child() -> None:
    drawn = [property_of(task, "legalStep") for task in TASKS]
    usual = [property_of(task, "legalStep") for task in TASKS if task not in URGENT]
    for step in PACKAGE["invariants"]["before_disclosure"]:
        assert usual.count(step) == (2 if step == "decision" else 1), step
    urgent = [property_of(task, "legalStep") for task in URGENT]
    for step in (*PACKAGE["invariants"]["before_urgent_disclosure"], *PACKAGE["invariants"]["after_urgent_disclosure"]):
        # The identity is assured in the process that the usual steps call as well; about a child a senior decision
        # maker decides, and puts it in writing.
        expected = {"identity_assurance": 0, "oral_decision": 2, "written_decision": 2}
        assert urgent.count(step) == expected.get(step, 1), step
    for group in PACKAGE["invariants"]["distinct"]:
        assert set(group) <= set(drawn)


def test_only_the_delivery_discloses() -> None:
    telling = {task: property_of(task, "discloses") for task in TASKS if property_of(task, "discloses")}
    assert telling == {"deliver_to_recipient": "true", "tell_urgently": "urgent"}


def test_officer_reviewer_lawyer_and_decision_maker_are_four_people() -> None:
    parts = [OFFICER, {"assure_identity"}, {"review_legally"}, {"weigh_tests", "make_decision"}]
    for one, two in combinations(parts, 2):
        for task in one:
            assert two <= separate(task), task


def test_nobody_assures_reviews_or_decides_on_their_own_assessment() -> None:
    assert {"assure_identity", "review_legally", "weigh_tests", "make_decision"} <= separate("assess_identity")


@pytest.mark.parametrize("task", ["deliver_to_recipient", "record_no_disclosure"])
def test_disclosure_officer_is_neither_lawyer_nor_decision_maker(task: str) -> None:
    assert separate(task) >= {"review_legally", "weigh_tests", "make_decision"}


def test_supervisor_who_triaged_may_not_confirm_the_priority() -> None:
    assert separate("confirm_priority") == {"triage_risk"}


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../webapp", "Right_To_Know", "right_to_know/scenarios", "nothing", "a\x00b"]
)
def test_nothing_but_a_package_is_found(name: str) -> None:
    with pytest.raises(NotFound):
        workflows.find(name)


def test_finder_gives_the_files_as_they_are() -> None:
    folder = files(workflows) / "right_to_know"
    found = workflows.find("right_to_know")
    assert found["scope.dmn"] == (folder / "scope.dmn").read_bytes()
    assert "scenarios/worked_case_1.yaml" in found
    assert workflows.keys() == ["right_to_know"]
