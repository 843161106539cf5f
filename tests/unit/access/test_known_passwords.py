"""Passwords that were stolen elsewhere are found in a list of any size."""

import hashlib
from pathlib import Path

import pytest

from webapp.access.known_passwords import KNOWN, is_list, why_not_known

SEEN = [f"password number {number}" for number in range(2_000)]


def digest(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def a_list(folder: Path, passwords: list[str], ending: str, tail: str = "") -> Path:
    file = folder / "known.txt"
    file.write_text("".join(f"{one}{tail}{ending}" for one in sorted(map(digest, passwords))), newline="")
    return file


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("tail", ["", ":1", ":37359195"])
@pytest.mark.parametrize("count", [2, 3, 17, 2_000])
def test_every_password_of_the_list_is_found_and_no_other(tmp_path: Path, ending: str, tail: str, count: int) -> None:
    file = a_list(tmp_path, SEEN[:count], ending, tail)
    assert is_list(file)
    assert {why_not_known(file, one) for one in SEEN[:count]} == {KNOWN}
    assert {why_not_known(file, f"another {number}") for number in range(300)} == {""}


def test_last_line_counts_without_its_end(tmp_path: Path) -> None:
    file = a_list(tmp_path, SEEN, "\n")
    file.write_bytes(file.read_bytes().rstrip(b"\n"))
    last = max(SEEN, key=digest)
    assert why_not_known(file, last) == KNOWN


def test_without_a_list_nothing_is_known(tmp_path: Path) -> None:
    assert why_not_known(None, SEEN[0]) == ""


@pytest.mark.parametrize(
    "content", [b"", b"password\nletmein\n", b"b" * 41 + b"\n" + b"a" * 40, b"B" * 40 + b"\n" + b"A" * 40]
)
def test_anything_else_is_no_list(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other"
    file.write_bytes(content)
    assert not is_list(file)
