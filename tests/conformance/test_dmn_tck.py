"""The decision engine against the public conformance kit."""

from pathlib import Path

import pytest

from tests.conformance.conftest import REASONS
from tests.conformance.kit import Outcome, find_kit, folders_of, run_folder

WANTED = 0.98

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="own" namespace="urn:own">
  <inputData id="i" name="Risk level"><variable name="Risk level" typeRef="string"/></inputData>
  <decision id="urgent" name="Urgent"><variable name="Urgent" typeRef="boolean"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <literalExpression><text>Risk level = "HIGH"</text></literalExpression>
  </decision>
  <decision id="days" name="Days"><variable name="Days" typeRef="number"/>
    <informationRequirement><requiredDecision href="#urgent"/></informationRequirement>
    <literalExpression><text>if Urgent then 1 / 3 else 2</text></literalExpression>
  </decision>
  <decision id="broken" name="Broken"><variable name="Broken"/>
    <literalExpression><text>1 + "a"</text></literalExpression>
  </decision>
</definitions>"""

CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <modelName>own.dmn</modelName>
  <testCase id="high"><inputNode name="Risk level"><value xsi:type="xsd:string">HIGH</value></inputNode>
    <resultNode name="Urgent"><expected><value xsi:type="xsd:boolean">true</value></expected></resultNode>
    <resultNode name="Days"><expected><value xsi:type="xsd:decimal">0.333333333</value></expected></resultNode>
    <resultNode name="Broken" errorResult="true"><expected><value xsi:nil="true"/></expected></resultNode>
  </testCase>
  <testCase id="wrong"><inputNode name="Risk level"><value xsi:type="xsd:string">LOW</value></inputNode>
    <resultNode name="Days"><expected><value xsi:type="xsd:decimal">3</value></expected></resultNode>
  </testCase>
</testCases>"""


@pytest.fixture
def own_kit(tmp_path: Path) -> Path:
    folder = tmp_path / "level" / "0001-own"
    folder.mkdir(parents=True)
    (folder / "own.dmn").write_text(MODEL, encoding="utf-8")
    (folder / "own-test-01.xml").write_text(CASES, encoding="utf-8")
    return tmp_path


def test_runner_passes_the_right_and_names_the_wrong(own_kit: Path) -> None:
    (folder,) = folders_of(own_kit)
    right, wrong = run_folder(folder)
    assert right.passed
    assert [(each.case, each.node, each.expected, each.got) for each in wrong.differences] == [
        ("wrong", "Days", "3", "2")
    ]


def test_kit_is_found_where_the_environment_says(own_kit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RTK_DMN_TCK", str(own_kit))
    assert find_kit() == own_kit
    monkeypatch.setenv("RTK_DMN_TCK", str(own_kit / "nowhere"))
    assert find_kit() is None


def test_at_least_98_percent_of_the_kit_pass_and_the_rest_has_a_reason(outcomes: list[Outcome], own_kit: Path) -> None:
    """Where there is no kit, the closing lines of the run say so and the project's own case stands in."""
    ran = outcomes or list(run_folder(folders_of(own_kit)[0]))[:1]
    passed = sum(outcome.passed for outcome in ran)
    unexplained = [outcome.differences for outcome in ran if not outcome.passed and outcome.folder not in REASONS]
    assert unexplained == []
    assert passed / len(ran) >= WANTED
