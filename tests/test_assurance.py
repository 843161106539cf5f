"""What docs/assurance.md and docs/asvs.csv say is there: every threat and requirement with its code and a live test."""

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "assurance.md").read_text(encoding="utf-8")
REQUIREMENTS = list(csv.DictReader((ROOT / "docs" / "asvs.csv").read_text(encoding="utf-8").splitlines()))
THREATS = re.findall(r"^\| (T\d\d) \|.*$", PAGE, re.MULTILINE)
NAMED = sorted(set(re.findall(r"`((?:tests|bench)/[\w/.:]+)`", PAGE)))


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


@pytest.mark.parametrize("named", NAMED)
def test_page_names_tests_that_are_there(named: str) -> None:
    assert missing(named) == ""


def test_every_threat_has_a_row_with_a_test() -> None:
    assert [f"T{number:02}" for number in range(1, 31)] == THREATS
    rows = re.findall(r"^\| T\d\d \|.*$", PAGE, re.MULTILINE)
    assert all("`tests/" in row for row in rows)


@pytest.mark.parametrize("row", REQUIREMENTS, ids=lambda row: row["id"])
def test_requirement_has_its_code_and_a_live_test(row: dict[str, str]) -> None:
    assert row["level"] in ("1", "2", "3")
    assert row["meaning"]
    assert (ROOT / row["code"]).exists(), f"{row['code']} is not there."
    assert row["test"].startswith("tests/")
    assert missing(row["test"]) == ""


def test_requirements_stand_once_each_in_their_order() -> None:
    numbers = [tuple(map(int, row["id"].split("."))) for row in REQUIREMENTS]
    assert numbers == sorted(set(numbers))
