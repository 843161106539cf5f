"""The clocks of a package are read strictly, and a clock of the whole case has to name what the diagrams have."""

import pytest

from webapp.cli.files import package_files
from webapp.definitions.bundle import problems_of
from webapp.definitions.clocks import read_clocks, read_escalation
from webapp.definitions.settings import read_settings

OUTCOME = {
    "title": "Outcome",
    "P3_STANDARD": "P28D",
    "starts_after": ["identity_assurance"],
    "starts_if": '=identity_level = "PROBABLE"',
    "ends_after": ["delivery"],
}


def test_clock_of_a_case_has_periods_steps_and_conditions() -> None:
    clocks, of_cases, mistakes = read_clocks({"outcome": OUTCOME, "review": {"P2_HIGH": "1 working day"}})
    assert mistakes == []
    assert set(clocks) == {"outcome", "review"}
    assert set(of_cases) == {"outcome"}
    assert of_cases["outcome"].starts_after == {"identity_assurance"}
    assert of_cases["outcome"].starts_if is not None
    assert of_cases["outcome"].ends_if is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "a title"),
        ({"title": "t" * 121}, "a title"),
        ({"starts_after": []}, "Name under starts_after"),
        ({"ends_after": "delivery"}, "Name under ends_after"),
        ({"ends_after": ["../delivery"]}, "Name under ends_after"),
        ({"starts_if": "identity_level"}, "begins with “=”"),
        ({"starts_if": "=identity_level ="}, "cannot be read"),
        ({"ends_if": 3}, "begins with “=”"),
        ({"P3_STANDARD": "a month"}, "must read like"),
        ({"P4": "P1D"}, "names the priority P4"),
    ],
)
def test_mistake_in_a_clock_of_a_case_is_told(change: dict[str, object], said: str) -> None:
    _, _, mistakes = read_clocks({"outcome": {**OUTCOME, **change}})
    assert said in " ".join(mistakes)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("soon", "[escalation] holds"),
        ({"warns_at": 100}, "1 to 99"),
        ({"warns_at": True}, "1 to 99"),
        ({"warning": "supervisor"}, "a list of groups"),
        ({"breach": ["administrator"]}, "does not work on cases"),
        ({"P9": ["supervisor"]}, "Remove P9"),
    ],
)
def test_mistake_in_who_is_told_is_told(raw: object, said: str) -> None:
    _, mistakes = read_escalation(raw)
    assert said in " ".join(mistakes)


def test_breach_at_one_priority_tells_further_groups_and_nobody_twice() -> None:
    escalation, _ = read_escalation({"breach": ["supervisor"], "P1_IMMEDIATE": ["duty_inspector", "supervisor"]})
    assert escalation.on_breach("P1_IMMEDIATE") == ("supervisor", "duty_inspector")
    assert escalation.on_breach("P3_STANDARD") == ("supervisor",)


def test_package_without_escalation_warns_at_four_fifths_and_tells_nobody_else() -> None:
    settings = read_settings(b'key = "k"\ntitle = "K"\nowner = "O"\nmain = "k"\n')
    assert (settings.escalation.warns_at, settings.escalation.on_breach("P1_IMMEDIATE")) == (80, ())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('starts_after = ["identity_assurance"]', 'starts_after = ["identity_assured"]', "which no task has"),
        ("ends_if = '=outcome != \"DEFERRED\"'", "ends_if = '=outcom != \"DEFERRED\"'", 'asks for "outcom"'),
    ],
)
def test_clock_that_names_what_the_diagrams_do_not_have_is_refused(old: str, new: str, said: str) -> None:
    files = package_files("right_to_know")
    text = files["package.toml"].decode()
    assert old in text
    files["package.toml"] = text.replace(old, new).encode()
    assert said in " ".join(problem.message for problem in problems_of(files))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('P3_STANDARD = "5 working days" }\nrepresentations', 'P3_STANDARD = "4 working days" }\nrepresentations',
         "other working days for P3_STANDARD than the clock consultations, which has 4"),
        ('representations = { P2_HIGH = "2 working days"', 'representations = { P2_HIGH = "3 working days"',
         "other working days for P2_HIGH than the clock representations, which has 3"),
    ],
)  # fmt: skip
def test_a_timer_that_counts_other_working_days_than_the_clock_of_its_task_is_refused(
    old: str, new: str, said: str
) -> None:
    files = package_files("right_to_know")
    text = files["package.toml"].decode()
    assert old in text
    files["package.toml"] = text.replace(old, new).encode()
    assert said in " ".join(problem.message for problem in problems_of(files))


def test_a_timer_of_working_days_stands_at_a_task_with_a_clock() -> None:
    files = package_files("right_to_know")
    text = files["hear_subject.bpmn"].decode()
    clock = '<zeebe:property name="clock" value="representations" />'
    assert text.count(clock) == 2
    files["hear_subject.bpmn"] = text.replace(clock, "").encode()
    assert "at a task that has a clock" in " ".join(problem.message for problem in problems_of(files))
