"""A sealed value comes back as it went in, and what does not fit its column is refused."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.sealing.codecs import Day, Json, Moment, Raw, Whole, Words


@given(st.text(), st.integers(), st.dates(), st.binary(), st.datetimes())
def test_values_come_back_as_they_went_in(text: str, number: int, day: object, raw: bytes, at: object) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        text = "?"
    moment = at.replace(tzinfo=UTC)  # type: ignore[attr-defined]
    pairs = (
        (Words(), text),
        (Whole(), number),
        (Day(), day),
        (Raw(), raw),
        (Moment(), moment),
        (Json(), [text, number]),
    )
    for codec, value in pairs:
        assert codec.decode(codec.encode(value)) == value


def test_value_that_does_not_fit_is_refused_before_it_is_kept() -> None:
    wrong = ((Words(3), "four"), (Words(), 3), (Day(), "2026-01-01"), (Whole(), True), (Raw(), "text"), (Moment(), 3))
    for codec, value in wrong:
        with pytest.raises(ValueError, match="here"):
            codec.encode(value)
