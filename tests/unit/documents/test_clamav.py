"""The scanner's protocol, spoken with a stand-in: verdicts, limits, silence, and everything said wrongly."""

import io
import os
from pathlib import Path

import pytest

from tests.fixtures.clamd import SIGNATURE, standing_in
from tests.fixtures.evidence import EICAR_LIKE
from webapp.documents.clamav import CHUNK, Scanner, ScannerTrouble, WrongAddress


def test_clean_and_infected_over_tcp() -> None:
    with standing_in() as clamd:
        scanner = Scanner(clamd.address)
        assert scanner.answers()
        sent = os.urandom(3 * CHUNK + 7)
        assert scanner.scan(io.BytesIO(sent)).is_clean
        assert clamd.seen == [sent]
        verdict = scanner.scan(io.BytesIO(b"before " + EICAR_LIKE))
        assert not verdict.is_clean
        assert verdict.signature == SIGNATURE


def test_over_a_unix_socket(tmp_path: Path) -> None:
    with standing_in(unix=tmp_path / "s") as clamd:
        assert Scanner(clamd.address).answers()
        assert Scanner(clamd.address).scan(io.BytesIO(b"x")).is_clean


@pytest.mark.parametrize("size", [2000, 40 * CHUNK])
def test_file_larger_than_the_scanner_takes(size: int) -> None:
    with standing_in(most=1000) as clamd, pytest.raises(ScannerTrouble) as trouble:
        Scanner(clamd.address).scan(io.BytesIO(b"\0" * size))
    assert trouble.value.kind == "too_large"


def test_scanner_that_never_answers_is_given_up() -> None:
    with standing_in(silent=True) as clamd, pytest.raises(ScannerTrouble) as trouble:
        Scanner(clamd.address, seconds=0.2).scan(io.BytesIO(b"x"))
    assert trouble.value.kind == "unreachable"


def test_nobody_listens(tmp_path: Path) -> None:
    with standing_in() as clamd:
        gone = clamd.address
    for address in (gone, f"unix:{tmp_path / 'none'}"):
        assert not Scanner(address).answers()
        with pytest.raises(ScannerTrouble) as trouble:
            Scanner(address).scan(io.BytesIO(b"x"))
        assert trouble.value.kind == "unreachable"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"stream: Can't allocate memory ERROR", "unreadable"),
        (b"UNKNOWN COMMAND", "unreadable"),
        (b"stream: OK trailing", "unreadable"),
        (b"xstream: OK", "unreadable"),
        (b"OK", "unreadable"),
        (b"", "unreachable"),
        (b"x" * 9000, "unreadable"),
    ],
)
def test_any_other_answer_is_no_verdict(answer: bytes, kind: str) -> None:
    with standing_in(answer=answer) as clamd, pytest.raises(ScannerTrouble) as trouble:
        Scanner(clamd.address).scan(io.BytesIO(b"x"))
    assert trouble.value.kind == kind


def test_scanner_that_hangs_up_gives_no_verdict() -> None:
    with standing_in(hangs_up=True) as clamd:
        assert not Scanner(clamd.address).answers()
        with pytest.raises(ScannerTrouble):
            Scanner(clamd.address).scan(io.BytesIO(b"x"))


def test_name_of_what_was_found_is_plain() -> None:
    with standing_in(answer=b"stream: <b>\x1b[2J\xe2\x80\xae FOUND") as clamd:
        assert Scanner(clamd.address).scan(io.BytesIO(b"x")).signature == "_b___2J_"


@pytest.mark.parametrize(
    "address",
    ["", "clamd:3310", "tcp://host", "tcp://:3310", "unix:relative", "http://127.0.0.1:3310", "tcp://h:99999"],
)
def test_address_that_makes_no_sense_is_refused(address: str) -> None:
    with pytest.raises(WrongAddress, match="must be like tcp"):
        Scanner(address)
