"""What package.toml may say, and what the law asks of the diagrams whatever it says."""

from datetime import timedelta

import pytest

from tests.fixtures import procedures
from webapp.cli.files import package_files
from webapp.definitions.bundle import problems_of
from webapp.definitions.clocks import Period, read_period
from webapp.definitions.procedures import Procedure
from webapp.definitions.settings import read_settings
from webapp.errors import DefinitionRefused

WHOLE = """
key = "trial"
title = "Trial"
owner = "Somebody"
main = "trial"
[lanes]
"Officer" = "investigating_officer"
[clocks]
review = { P1_IMMEDIATE = "PT1H", P3_STANDARD = "2 working days" }
[invariants]
before_disclosure = ["grounds"]
distinct = [["grounds", "decision"]]
"""


def test_a_whole_file_is_read() -> None:
    settings = read_settings(WHOLE.encode())
    assert settings.lanes == {"Officer": "investigating_officer"}
    assert settings.clocks["review"]["P3_STANDARD"] == Period(working_days=2)
    assert settings.before_disclosure == ("grounds",)
    assert settings.distinct == (frozenset({"grounds", "decision"}),)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("PT0M", Period()),
        ("PT4H", Period(timedelta(hours=4))),
        ("P1DT2H30M", Period(timedelta(days=1, hours=2, minutes=30))),
        ("P28D", Period(timedelta(days=28))),
        ("1 working day", Period(working_days=1)),
        ("10 working days", Period(working_days=10)),
    ],
)
def test_periods(text: str, period: Period) -> None:
    assert read_period(text) == period


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "two days", "-PT1H", "P1M", "1 working", "PT1H; drop", "9" * 9 + " working days"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError) as refused:
        read_period(text)
    assert str(refused.value) == text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("key = ", "kee = "), "Remove kee"),
        (('"trial"\ntitle', '"../x"\ntitle'), "small letters"),
        (('main = "trial"', ""), "Name the main process"),
        (("investigating_officer", "nobody_known"), "nobody_known, which does not exist"),
        (("PT1H", "an hour"), "must read like"),
        (("distinct = ", "distincd = "), "[invariants] holds"),
        (('["grounds"]', '"grounds"'), "[invariants] holds"),
        (("[lanes]", "[lanes"), "cannot be read as TOML"),
    ],
)
def test_each_mistake_is_told_in_a_sentence(change: tuple[str, str], said: str) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        read_settings(WHOLE.replace(*change).encode())
    assert said in " ".join(str(problem) for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("procedures = 3", "a table of its own"),
        ("[procedures]\nwarn = 3", "Write [procedures.warn] as a table"),
        ("[procedures.warn]", "Name the groups that may begin warn"),
        ("[procedures.warn]\nstarted_by = []", "Name the groups that may begin warn"),
        ("[procedures.warn]\nstarted_by = 'supervisor'", "Name the groups that may begin warn"),
        ("[procedures.warn]\nstarted_by = ['administrator']", "administrator, which does not work on cases"),
        ("[procedures.warn]\nstarted_by = ['supervisor']\nwhen = 'later'", "Write open or always under when"),
        ("[procedures.warn]\nstarted_by = ['supervisor']\nonce = 1", "Write true or false under once"),
        ("[procedures.warn]\nstarted_by = ['supervisor']\nonly = true", "Remove only from [procedures.warn]"),
        ("[procedures.trial]\nstarted_by = ['supervisor']", "the main process begins with each case"),
        (f"[procedures.{'w' * 121}]\nstarted_by = ['supervisor']", "at most 120 characters"),
    ],
)
def test_each_mistake_about_a_procedure_is_told_in_a_sentence(table: str, said: str) -> None:
    top, settings = WHOLE.split("[lanes]")
    with pytest.raises(DefinitionRefused) as refused:
        read_settings(f"{top}{table}\n[lanes]{settings}".encode())
    assert said in " ".join(str(problem) for problem in refused.value.problems)


def test_procedures_are_read() -> None:
    settings = read_settings(procedures.SETTINGS.encode())
    assert settings.procedures == {
        "warn": Procedure("warn", frozenset({"investigating_officer", "legal_reviewer"})),
        "verify": Procedure("verify", frozenset({"legal_reviewer"}), always=True, once=True),
    }


def sentences_of(**processes: bytes) -> str:
    return " ".join(str(problem) for problem in problems_of(procedures.files(**processes)))


def test_process_that_a_person_begins_has_a_name_a_purpose_and_a_plain_start() -> None:
    unsaid = procedures.warn().replace(b' name="Warn them"', b"").replace(b"Use this now.", b"")
    assert "Give the process a name" in sentences_of(warn=unsaid)
    assert "Write into the documentation of the process" in sentences_of(warn=unsaid)
    start, waits = b'<bpmn:startEvent id="warn_start">', b'<bpmn:messageEventDefinition messageRef="halt"/>'
    triggered = procedures.warn().replace(start, start + waits)
    assert "Draw a start event without a trigger" in sentences_of(warn=triggered)
    renamed = procedures.warn().replace(b'id="warn"', b'id="alert"')
    assert "[procedures.warn] names no process of the package" in sentences_of(warn=renamed)


def test_procedure_that_tells_somebody_before_its_own_legal_steps_is_refused_whatever_the_main_process_does() -> None:
    files = package_files("right_to_know")
    settings = files["package.toml"].decode()
    begun = '[procedures.deliver_disclosure]\nstarted_by = ["disclosure_officer"]\n\n[lanes]'
    files["package.toml"] = settings.replace("[lanes]", begun, 1).encode()
    found = {problem.rule: str(problem) for problem in problems_of(files)}
    assert "disclosure-too-early" in found
    assert "can be reached without decision, grounds, identity_assurance, legal_review" in found["disclosure-too-early"]


def changed(path: str, old: str, new: str) -> list[str]:
    """The rules that the product's own package breaks when one text in it is changed."""
    files = package_files("right_to_know")
    assert old.encode() in files[path]
    files[path] = files[path].replace(old.encode(), new.encode())
    return sorted({problem.rule for problem in problems_of(files)})


def test_the_package_as_shipped_passes() -> None:
    assert problems_of(package_files("right_to_know")) == []


@pytest.mark.parametrize("step", ["grounds", "identity_assurance", "legal_review", "decision"])
def test_no_package_may_drop_a_step_the_law_asks_for(step: str) -> None:
    listed = 'before_disclosure = ["identity_assurance", "grounds", "legal_review", "decision"]'
    assert changed("package.toml", listed, listed.replace(f'"{step}"', '"closure"')) != []


def test_a_diagram_that_never_marks_the_legal_review_is_refused() -> None:
    marked = '<zeebe:property name="legalStep" value="legal_review" />'
    assert changed("decide_disclosure.bpmn", marked, "") != []


def test_a_delivery_that_does_not_say_that_it_discloses_is_refused() -> None:
    marked = '<zeebe:property name="discloses" value="true" />'
    assert "discloses" in changed("deliver_disclosure.bpmn", marked, "")


def test_a_decision_by_whoever_reviewed_the_law_is_refused() -> None:
    files = package_files("right_to_know")
    text = files["take_decision.bpmn"].decode()
    files["take_decision.bpmn"] = text.replace(", review_legally", "").replace("review_legally, ", "").encode()
    assert "distinct_people" in {problem.rule for problem in problems_of(files)}


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("x = [\n" * 5_000, "toml"),
        ("[clocks]\n" + ".".join(["a"] * 20_000) + " = 1", "toml"),
        (f"x = {'9' * 1_900}{chr(10)}y = {'9' * 100_000}", "toml"),
        ("#\n" * 60_000, "toml"),
        ('clocks = "soon"', "clock"),
        ('[clocks]\nanswer = { P9_SOME_DAY = "PT1H" }', "clock"),
        ('[roles]\nnobody = "Nobody"', "group"),
        ('title = "L\\u202Eaw"', "text"),
        (f'title = "{"n" * 201}"', "text"),
        ('[lanes]\n"Off\\u200Bicer" = "investigating_officer"', "lanes"),
    ],
)
def test_settings_that_would_harm_or_mislead_are_refused_with_a_sentence(written: str, rule: str) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        read_settings(f'key = "law"\nowner = "The tests"\nmain = "law"\n{written}'.encode())
    assert rule in [problem.rule for problem in refused.value.problems]


def test_four_people_take_the_four_steps_whatever_the_package_declares() -> None:
    files = dict(package_files("right_to_know"))
    settings = files["package.toml"].decode()
    start = settings.index("distinct = [")
    files["package.toml"] = settings[:start].encode()
    diagram = files["decide_disclosure.bpmn"].decode()
    files["decide_disclosure.bpmn"] = diagram.replace('name="distinctFrom"', 'name="note"').encode()
    assert "distinct_people" in {problem.rule for problem in problems_of(files)}


def test_record_of_a_legal_step_is_written_by_no_task_beside_it() -> None:
    """A second task with the form of the grounds would replace the check that the officer made, and the lawyer saw."""
    assert "duty_step" in changed("withdrawal.bpmn", 'formId="withdrawal"', 'formId="grounds_check"')


def test_choices_of_a_form_show_no_role_what_it_does_not_see() -> None:
    """Safeguarding leads are not shown what may be told, nor who the subject is."""
    told = changed("safeguard.bpmn", 'formId="safeguarding_plan"', 'formId="delivery_preparation"')
    assert "choices_unseen" in told
