"""The tree under a seal, the spelling that is hashed, and the closed lists: without a database."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.audit import anchors, context, rules
from webapp.audit.events import WORDS, Event
from webapp.audit.operations import (
    OPERATION_OF,
    OPERATION_WORDS,
    PURPOSE_WORDS,
    RESULT_WORDS,
    Operation,
    Purpose,
    Result,
)
from webapp.audit.particulars import Particulars, identifier, plain
from webapp.audit.seals import Seal
from webapp.errors import Rejected

AT = datetime(2026, 3, 2, 9, 12, 0, 123456, tzinfo=UTC)
HASHES = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(9)]


def split_root(leaves: list[str]) -> bytes:
    """The same tree as RFC 6962 writes it down: split at the largest power of two, from the top."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0].encode()).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + split_root(leaves[:half]) + split_root(leaves[half:])).digest()


@given(st.lists(st.sampled_from(HASHES), min_size=1, max_size=70))
def test_tree_that_grows_has_the_root_of_the_tree_that_is_split(leaves: list[str]) -> None:
    assert rules.Tree(leaves).root == split_root(leaves).hex()


@given(st.lists(st.sampled_from(HASHES), min_size=2, max_size=20, unique=True), st.data())
def test_root_changes_with_any_leaf_and_with_their_order(leaves: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:place], "0" * 64, *leaves[place + 1 :]]
    assert rules.Tree(leaves).root not in {
        rules.Tree(changed).root,
        rules.Tree(leaves[::-1]).root,
        rules.Tree(leaves[:-1]).root,
    }


def entry(**changed: object) -> dict[str, object]:
    made: dict[str, object] = {
        "format": 2, "previous_hash": rules.FIRST, "scope": "s", "sequence": 1, "event": "case_viewed",
        "operation": "consultation", "actor_id": UUID(int=7), "roles": ["supervisor"], "force": "Example Police",
        "case_id": None, "records": [], "fields": ["case"], "at": AT, "recorded_at": AT, "session_ref": "ab",
        "address": "10.0.0.1", "request_id": "cd", "purpose": "task", "task_id": None, "reason_id": None,
        "decision_id": None, "recipient": "", "channel": "", "result": "done", "detail": {},
    }  # fmt: skip
    return made | changed


def test_hash_covers_every_field_of_an_entry() -> None:
    whole = rules.chained(entry())
    for name in entry():
        other = AT.replace(microsecond=123457) if name in {"at", "recorded_at"} else 1 if name == "format" else "other"
        assert rules.chained(entry(**{name: other})) != whole, name


def test_entry_of_a_format_that_nobody_knows_never_holds() -> None:
    assert len(rules.chained(entry(format=3))) != 64


def test_every_event_has_its_kind_and_every_value_its_words() -> None:
    assert set(OPERATION_OF) == set(Event) == set(WORDS)
    assert (set(OPERATION_WORDS), set(PURPOSE_WORDS), set(RESULT_WORDS)) == (set(Operation), set(Purpose), set(Result))
    statute = {"collection", "alteration", "consultation", "disclosure", "combination", "erasure"}
    assert {kind.value for kind in Operation} >= statute


@pytest.mark.parametrize(
    "wrong", [{"recipient": "Alex Example"}, {"fields": ("the victim’s name",)}, {"records": ("case:1", "a b")}]
)
def test_name_or_sentence_cannot_stand_where_a_closed_value_belongs(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="never a name"):
        Particulars(**wrong)  # type: ignore[arg-type]


def test_detail_is_hashed_as_it_will_be_read() -> None:
    assert plain({"groups": ("a", "b"), "n": 1}) == {"groups": ["a", "b"], "n": 1}
    assert identifier("urgency") is None


def test_origin_ends_with_its_request() -> None:
    with context.coming_from(context.Origin("r", "10.0.0.1")):
        context.in_session("s")
        with context.because(Purpose.OPEN_TASK, UUID(int=1)):
            assert context.current() == context.Origin("r", "10.0.0.1", "s", UUID(int=1), Purpose.OPEN_TASK)
        assert context.current() == context.Origin("r", "10.0.0.1", "s")
    assert context.current() == context.Origin()


def test_anchor_is_read_as_it_was_written_and_nothing_else_is_one(tmp_path: Path) -> None:
    anchor = anchors.anchor_of(Seal(7, AT, 3, "a" * 64), "Example Police", AT, AT.date())
    file = anchors.written(anchor, tmp_path / "anchors")
    assert (file.name, anchors.read(file)) == ("anchor-2026-03-02-seal-7.json", anchor)
    assert [found.name for found in file.parent.iterdir()] == [file.name]
    for text in ("", "{}", "[1]", file.read_text().replace('"seal": 7', '"seal": "7"'), file.read_text()[:-5]):
        other = tmp_path / "other.json"
        other.write_text(text)
        with pytest.raises(Rejected, match="anchor"):
            anchors.read(other)
