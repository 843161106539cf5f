"""Names, room, quarantine, and the store that keeps bytes under names of its own."""

import io
import os
import stat
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.documents import rules
from webapp.documents.rules import Quarantine, clean_name, locked_because, state_in_words
from webapp.documents.store import DocumentStore, digest_of
from webapp.errors import NotFound, Rejected

MANY = 300


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("photo.jpg", "photo.jpg"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\a\\Desktop\\photo.jpg", "photo.jpg"),
        ("..", "document"),
        ("", "document"),
        (".htaccess", "htaccess"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie: x=1.pdf"),
        ("a\0b.pdf", "a b.pdf"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("line\u2028break.pdf", "line break.pdf"),
        ("caf\u0065\u0301.pdf", "café.pdf"),
        ("  spaces   in  .pdf", "spaces in.pdf"),
        ("x" * MANY + ".pdf", "x" * (rules.LONGEST_NAME - 10) + ".pdf"),
        ("…\u202e.pdf", "….pdf"),
    ],
)
def test_names_keep_nothing_that_misleads(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


@given(st.text(max_size=400))
def test_any_name_becomes_a_short_visible_one(sent: str) -> None:
    name = clean_name(sent)
    assert 0 < len(name) <= rules.LONGEST_NAME
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")
    assert all(c.isprintable() for c in name)


@pytest.mark.parametrize(
    ("state", "trouble", "scanner", "unscanned_too", "words", "reason"),
    [
        ("waiting", "", True, False, "Being checked", "being checked"),
        ("waiting", "", True, True, "Being checked", "being checked"),
        ("waiting", "unreachable", True, True, "Could not be scanned", "tried again"),
        ("waiting", "too_large", True, True, "Could not be scanned", "larger than the virus scanner takes"),
        ("waiting", "", False, False, "Not scanned", "not scanned"),
        ("waiting", "", False, True, "Not scanned", ""),
        ("clean", "", True, False, "No virus found", ""),
        ("clean", "", False, False, "No virus found", ""),
        ("infected", "", True, True, "Locked: virus found", "stays locked"),
        ("infected", "", False, True, "Locked: virus found", "stays locked"),
    ],
)
def test_quarantine(state: str, trouble: str, scanner: bool, unscanned_too: bool, words: str, reason: str) -> None:
    quarantine = Quarantine(scanner, unscanned_too)
    assert state_in_words(state, trouble, quarantine) == words
    found = locked_because(state, trouble, quarantine)
    assert reason in found
    assert bool(found) == bool(reason)


def test_a_case_has_room_for_so_much_and_no_more() -> None:
    rules.check_room(rules.MOST_OF_A_CASE - 1, 0, 10)
    with pytest.raises(Rejected, match="which is the most"):
        rules.check_room(rules.MOST_OF_A_CASE, 0, 10)
    with pytest.raises(Rejected, match="5 GB together"):
        rules.check_room(1, rules.LARGEST_CASE_BYTES, 1)


def test_a_person_adds_so_much_in_a_day_and_no_more() -> None:
    rules.check_share(rules.MOST_OF_A_PERSON - 1, 0, 10)
    with pytest.raises(Rejected, match="300 files or 10 GB are the most"):
        rules.check_share(rules.MOST_OF_A_PERSON, 0, 10)
    with pytest.raises(Rejected, match="go on tomorrow"):
        rules.check_share(1, rules.LARGEST_OF_A_PERSON_BYTES, 1)


def test_scans_are_tried_again_ever_more_slowly() -> None:
    waits = [rules.wait_after(attempts) for attempts in range(30)]
    assert waits == sorted(waits)
    assert waits[-1] == rules.LONGEST_WAIT


class Endless(io.RawIOBase):
    """A sender who never stops; counts what was taken from it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "the whole stream was asked for at once"
        self.taken += size
        return b"\0" * size


def test_store_keeps_bytes_under_its_own_name(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path / "documents")
    stored = store.put(io.BytesIO(b"hello"), 5)
    [file] = [path for path in store.folder.rglob("*") if path.is_file()]
    assert file.name == stored.name
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    with store.open(stored.name, stored.key) as opened:
        assert digest_of(opened) == stored.sha256
        assert opened.read() == b"hello"
    store.delete(stored.name)
    store.delete(stored.name)
    with pytest.raises(NotFound):
        store.open(stored.name, stored.key)


def test_too_long_a_stream_is_stopped_and_leaves_nothing(tmp_path: Path) -> None:
    store, sender = DocumentStore(tmp_path), Endless()
    with pytest.raises(Rejected, match="larger than 3 MB"):
        store.put(sender, 3 * 1024 * 1024)  # type: ignore[arg-type]
    assert sender.taken < 4 * 1024 * 1024
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "\n", "", "a/" * 16])
def test_no_other_file_can_be_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        DocumentStore(tmp_path).open(name, bytes(32))
    with pytest.raises(NotFound):
        DocumentStore(tmp_path).delete(name)


def test_links_are_not_followed(tmp_path: Path) -> None:
    store, name = DocumentStore(tmp_path), "a" * 32
    (tmp_path / "aa").mkdir()
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "aa" / name).symlink_to(tmp_path / "secret")
    with pytest.raises(NotFound):
        store.open(name, bytes(32))


def test_only_what_has_lain_long_is_left_over(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path)
    old, new = (store.put(io.BytesIO(b"x"), 1).name for _ in range(2))
    long_ago = time.time() - 7200
    os.utime(tmp_path / old[:2] / old, (long_ago, long_ago))
    assert list(store.left_since(3600)) == [old]
    assert sorted(store.left_since(-1)) == sorted([old, new])
