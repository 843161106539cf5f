"""What docs/assurance.md and docs/asvs.csv say is there: every threat and requirement with its code and a live test.

`tests/fixtures/asvs-5.0.csv` holds the numbers and levels of all 345 requirements of OWASP ASVS 5.0.0.
"""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.fixtures import figures

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "assurance.md").read_text(encoding="utf-8")
LEVELS = {
    row["id"]: row["level"] for row in csv.DictReader((ROOT / "tests/fixtures/asvs-5.0.csv").read_text().splitlines())
}
REQUIREMENTS = list(csv.DictReader((ROOT / "docs" / "asvs.csv").read_text(encoding="utf-8").splitlines()))
THREATS = re.findall(r"^\| (T\d\d) \|.*$", PAGE, re.MULTILINE)
NAMED = sorted(set(re.findall(r"`((?:tests|bench)/[\w/.:]+)`", PAGE)))
NAMED_FILES = sorted(set(re.findall(r"`((?:webapp|setup|deploy|docs|forms|workflows)/[\w/.-]+)`", PAGE)))
# Requirements that ask for something to be written down: the section of the page is what meets them.
OF_DOCUMENTS = {
    "2.1", "3.1", "5.1", "6.1", "7.1", "8.1", "11.1", "13.1", "14.1", "15.1", "16.1",
}  # fmt: skip
# Of level 3, those that this service takes on as well.
TAKEN_ON = {
    "1.2.10", "1.3.12", "1.5.3", "2.3.5", "3.4.7", "3.4.8", "3.5.8", "3.6.1", "4.1.4", "5.2.4", "5.2.5", "5.2.6",
    "6.3.5", "6.3.8", "6.4.6", "7.5.3", "8.3.2", "8.3.3", "8.4.2", "11.3.4", "14.2.6", "14.2.7", "14.2.8", "15.1.5",
    "15.2.5", "15.4.1", "15.4.2", "15.4.3", "16.5.4",
}  # fmt: skip


def missing(named: str) -> str:
    """What of `file::function` is not there, in a sentence; nothing when it is."""
    file, _, function = named.partition("::")
    path = ROOT / file
    if not path.exists():
        return f"{file} is not there."
    if function and not re.search(rf"^def {function}\b", path.read_text(encoding="utf-8"), re.MULTILINE):
        return f"{file} has no {function}."
    if not function and path.name.startswith("test_") and "def test_" not in path.read_text(encoding="utf-8"):
        return f"{file} has no test."
    return ""


def missing_code(named: str) -> str:
    """What of `file` or `page#heading` is not there."""
    file, _, heading = named.partition("#")
    path = ROOT / file
    if not path.exists():
        return f"{file} is not there."
    if heading and not re.search(rf"^#+ {re.escape(heading)}$", path.read_text(encoding="utf-8"), re.MULTILINE):
        return f"{file} has no section {heading}."
    return ""


def section_of(requirement: str) -> str:
    return requirement.rpartition(".")[0]


@pytest.mark.parametrize("named", NAMED)
def test_page_names_tests_that_are_there(named: str) -> None:
    assert missing(named) == ""


@pytest.mark.parametrize("named", NAMED_FILES)
def test_page_names_files_that_are_there(named: str) -> None:
    assert (ROOT / named).exists()


def test_every_threat_has_a_row_with_its_code_and_a_test() -> None:
    assert [f"T{number:02}" for number in range(1, 31)] == THREATS
    rows = re.findall(r"^\| T\d\d \|.*$", PAGE, re.MULTILINE)
    assert [row for row in rows if "`tests/" not in row] == []
    assert [row for row in rows if not re.search(r"`(webapp|setup|forms)/", row)] == []


def test_every_requirement_of_the_first_two_levels_has_its_row() -> None:
    assert Counter(LEVELS.values()) == {"1": 70, "2": 183, "3": 92}
    listed = {row["id"]: row["level"] for row in REQUIREMENTS}
    assert {one: LEVELS.get(one) for one in listed} == listed
    assert {one for one, level in LEVELS.items() if level in "12"} | TAKEN_ON == set(listed)


@pytest.mark.parametrize("row", REQUIREMENTS, ids=lambda row: row["id"])
def test_requirement_is_met_or_says_plainly_why_not(row: dict[str, str]) -> None:
    """Met by code and a live test (or by a section of a page), the host's duty, short, or it does not apply."""
    assert row["meaning"]
    code, test, note = row["code"], row["test"], row["note"]
    assert not code or missing_code(code) == ""
    assert not test or (test.startswith("tests/") and "::test_" in test and missing(test) == "")
    assert not note or note.endswith(".")
    if row["state"] == "met":
        assert code
        assert test or (section_of(row["id"]) in OF_DOCUMENTS and code.startswith(("docs/", "SECURITY.md#", "forms/")))
    elif row["state"] == "no":
        assert (code, test) == ("", "")
        assert len(note) > 15, "Say why it does not apply."
    else:
        assert row["state"] in {"host", "short"}
        assert len(note) > 25, "Say what the operator has to do, or what is missing."


def test_requirements_stand_once_each_in_their_order() -> None:
    numbers = [tuple(map(int, row["id"].split("."))) for row in REQUIREMENTS]
    assert numbers == sorted(set(numbers))


def test_page_says_how_many_requirements_are_met() -> None:
    counted = Counter(row["state"] for row in REQUIREMENTS)
    fall = "falls" if counted["short"] == 1 else "fall"
    said = f"{counted['met']} are met, {counted['host']} are the host's duty, {counted['short']} {fall} short"
    assert f"Of {len(REQUIREMENTS)} requirements {said} and {counted['no']} do not apply" in PAGE
    for row in REQUIREMENTS:
        if row["state"] == "short":
            assert f"| {row['id']} |" in PAGE, f"docs/assurance.md does not say that {row['id']} falls short."


def test_figures_on_the_page_are_those_that_were_measured() -> None:
    shown = PAGE.partition(figures.BEGIN)[2].partition(figures.END)[0].strip("\n")
    kept = figures.kept()
    assert shown == figures.table(kept).strip("\n")
    assert kept
    assert [row["test"] for row in kept.values() if missing(row["test"])] == []


def test_principles_of_guidance_are_all_there() -> None:
    """Fourteen of the NCSC for cloud services, its five for design, ten of the Government's Secure by Design."""
    for kind, count in (("Cloud", 14), ("Design", 5), ("Secure", 10)):
        rows = re.findall(rf"^\| {kind} (\d+) \|.*$", PAGE, re.MULTILINE)
        assert [int(number) for number in rows] == list(range(1, count + 1)), kind
    rows = re.findall(r"^\| (?:Cloud|Design|Secure) \d+ \|.*$", PAGE, re.MULTILINE)
    assert [row for row in rows if not re.search(r"`(?:tests|webapp|docs|setup|deploy)/|SECURITY\.md", row)] == []
