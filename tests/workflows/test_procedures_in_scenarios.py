"""A worked case may begin procedures, and sees all runs of its case at once."""

import pytest

from tests.fixtures import procedures
from webapp.errors import DefinitionRefused
from webapp.scenarios.format import read_scenario
from webapp.scenarios.package import run_package_scenario

TOLD = """
name: An officer warns, and the main process goes on
process: trial
at: 2026-03-02T09:00:00Z
steps:
  - complete: ask
    as: investigating_officer
    with: {text: Something, fails: false}
  - refused:
      begin: verify
      as: investigating_officer
      because: You need the Legal reviewer role
  - begin: warn
  - expect: {open: [say], ended: false, variables: {fails: false}}
  - complete: say
    as: investigating_officer
    with: {text: Something else, fails: true}
  - expect: {open: [review], ended: false, variables: {fails: true}}
  - begin: warn
    as: investigating_officer/2
"""


def test_worked_case_begins_a_procedure_and_sees_what_it_has_told_the_case() -> None:
    scenario = read_scenario(TOLD.replace("investigating_officer/2", "investigating_officer"), "told.yaml")
    result = run_package_scenario(scenario, procedures.files())
    assert result.failures == []
    assert [line["begin"] for line in result.trace if "begin" in line] == ["warn", "warn"]
    assert sorted(result.trace[-1]["open"]) == ["review", "say"]


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        (("as: investigating_officer/2", "as: supervisor"), "step 7: warn was refused"),
        (("because: You need", "because: Because"), "step 2: refused, but not because"),
        (
            ("- begin: warn\n  - expect", "- begin: nothing\n  - expect"),
            "step 3: nothing was refused: There is no such",
        ),
        (("      begin: verify", "      begin: warn"), "step 2: warn was accepted, and should have been refused"),
    ],
)
def test_worked_case_that_does_not_run_as_written_says_where(change: tuple[str, str], failure: str) -> None:
    assert change[0] in TOLD
    scenario = read_scenario(TOLD.replace(*change).replace("officer/2", "officer"), "told.yaml")
    result = run_package_scenario(scenario, procedures.files())
    assert failure in " ".join(result.failures)


def test_worked_case_turns_between_cases_and_comes_back_to_where_each_stood() -> None:
    turns = (
        TOLD
        + """  - case: second
  - expect: {open: [ask]}
  - case: first
  - expect: {variables: {fails: true}}
  - case: second
"""
    )
    result = run_package_scenario(read_scenario(turns.replace("officer/2", "officer"), "told.yaml"), procedures.files())
    assert result.failures == []
    assert result.trace[-1]["open"] == ["ask"]
    for wrong in ("case: 2", "case: [second]"):
        with pytest.raises(DefinitionRefused, match="name of letters"):
            read_scenario(TOLD + f"  - {wrong}\n", "told.yaml")


def test_diagram_that_stands_alone_has_no_procedures() -> None:
    with pytest.raises(DefinitionRefused, match="begin needs a package"):
        read_scenario(TOLD.replace("process: trial", "diagram: trial.bpmn"), "told.yaml")
