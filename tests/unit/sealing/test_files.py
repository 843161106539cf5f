"""A file is sealed while it streams, opens from any place, and not at all once anything of it was changed."""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webapp.sealing.envelope import CannotOpen
from webapp.sealing.files import MARK, PIECE, SealedWriter, fresh_key, opened

KEY = fresh_key()
SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5]


def written(path: Path, content: bytes, name: str = "a", at_once: int = 10_000) -> Path:
    with path.open("wb") as file:
        writer = SealedWriter(file, KEY, name)
        for start in range(0, len(content), at_once):
            writer.write(content[start : start + at_once])
        writer.finish()
    return path


def read(path: Path, name: str = "a", key: bytes = KEY) -> bytes:
    with opened(path.open("rb"), key, name) as stream:
        return stream.read()


def pattern(size: int) -> bytes:
    return bytes(number % 251 for number in range(size))


@pytest.mark.parametrize("size", SIZES)
def test_what_was_written_is_read(tmp_path: Path, size: int) -> None:
    path = written(tmp_path / "f", pattern(size))
    assert read(path) == pattern(size)
    assert size < 32 or pattern(size)[:32] not in path.read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.integers(0, 2 * PIECE + 50), st.integers(0, 400))
def test_any_place_can_be_read(tmp_path: Path, place: int, length: int) -> None:
    content = pattern(2 * PIECE + 10)
    path = tmp_path / "f"
    if not path.exists():
        written(path, content)
    with opened(path.open("rb"), KEY, "a") as stream:
        assert stream.seek(place) == place
        assert stream.read(length) == content[place : place + length]
        stream.seek(-5, io.SEEK_END)
        assert stream.read() == content[-5:]


@pytest.mark.parametrize("place", [0, len(MARK), len(MARK) + 100, len(MARK) + PIECE + 20, -1])
def test_changed_byte_is_found(tmp_path: Path, place: int) -> None:
    path = written(tmp_path / "f", pattern(2 * PIECE + 10))
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(CannotOpen):
        read(path)


@pytest.mark.parametrize("length", [0, 4, len(MARK), len(MARK) + 5, len(MARK) + PIECE + 16, len(MARK) + PIECE + 20])
def test_cut_file_is_found(tmp_path: Path, length: int) -> None:
    path = written(tmp_path / "f", pattern(2 * PIECE + 10))
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(CannotOpen):
        read(path)


def test_pieces_cannot_change_places_or_grow(tmp_path: Path) -> None:
    path = written(tmp_path / "f", pattern(3 * PIECE))
    sealed = path.read_bytes()
    first, second = (sealed[len(MARK) + n * (PIECE + 16) : len(MARK) + (n + 1) * (PIECE + 16)] for n in (0, 1))
    for changed in (MARK + second + first + sealed[len(MARK) + 2 * (PIECE + 16) :], sealed + first):
        path.write_bytes(changed)
        with pytest.raises(CannotOpen):
            read(path)


def test_another_name_or_key_does_not_open(tmp_path: Path) -> None:
    path = written(tmp_path / "f", b"content")
    for name, key in (("b", KEY), ("a", fresh_key())):
        with pytest.raises(CannotOpen):
            read(path, name, key)


def test_file_that_was_not_sealed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"plain content of a file")
    with pytest.raises(CannotOpen, match="not sealed"):
        read(tmp_path / "f")
