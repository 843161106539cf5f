"""A sealed value opens at its own place with its own key, and nowhere else."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.sealing.envelope import BLOCK, CannotOpen, DataKey, Place, seal, unseal

KEY = DataKey(uuid4(), uuid4(), bytes(range(32)))
HERE = Place("victim", "name", str(uuid4()))
places = st.builds(Place, st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))


@given(st.binary(max_size=300), places)
def test_what_was_sealed_opens_again(plain: bytes, place: Place) -> None:
    sealed = seal(KEY, place, plain)
    assert unseal(KEY, place, sealed) == plain
    assert not plain or len(plain) < 4 or plain not in sealed


@given(st.binary(max_size=40), places, places)
def test_value_moved_to_another_place_does_not_open(plain: bytes, place: Place, other: Place) -> None:
    if place != other:
        with pytest.raises(CannotOpen):
            unseal(KEY, other, seal(KEY, place, plain))


@given(st.binary(max_size=40), st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_value_with_one_byte_changed_does_not_open(plain: bytes, at: int, by: int) -> None:
    sealed = bytearray(seal(KEY, HERE, plain))
    sealed[at % len(sealed)] ^= by
    with pytest.raises(CannotOpen):
        unseal(KEY, HERE, bytes(sealed))


@given(st.binary(max_size=200), st.integers(min_value=0, max_value=400))
def test_value_cut_short_does_not_open(plain: bytes, length: int) -> None:
    sealed = seal(KEY, HERE, plain)
    if length < len(sealed):
        with pytest.raises(CannotOpen):
            unseal(KEY, HERE, sealed[:length])


@pytest.mark.parametrize("changed", [{"id": uuid4()}, {"owner": uuid4()}, {"secret": bytes(32)}])
def test_key_of_another_case_does_not_open(changed: dict[str, UUID]) -> None:
    with pytest.raises(CannotOpen):
        unseal(replace(KEY, **changed), HERE, seal(KEY, HERE, b"Joan"))


@given(st.binary(max_size=64))
def test_anything_else_does_not_open(found: bytes) -> None:
    with pytest.raises(CannotOpen, match=r"victim\.name"):
        unseal(KEY, HERE, found)


def test_same_value_is_never_sealed_the_same_way_twice() -> None:
    assert len({seal(KEY, HERE, b"Joan") for _ in range(1000)}) == 1000


def test_length_of_a_short_name_does_not_show() -> None:
    lengths = {len(seal(KEY, HERE, b"x" * length)) for length in range(BLOCK)}
    assert len(lengths) == 1


def test_key_does_not_show_its_secret() -> None:
    assert str(KEY.secret) not in repr(KEY)
