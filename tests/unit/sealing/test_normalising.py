"""Before two values are compared blindly, what does not tell them apart is taken away."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.sealing import blind
from webapp.sealing.codecs import Day, Json, Moment, Raw, Whole, Words


@pytest.mark.parametrize(
    "text",
    [
        "07700 900123",
        "+44 7700 900123",
        "0044 (0)7700-900123",
        "+44 (0) 7700 900 123",
        "(07700) 900123",
        "tel:07700900123",
    ],
)
def test_one_telephone_number_however_it_is_written(text: str) -> None:
    assert blind.phone(text) == "+447700900123"


def test_numbers_of_other_countries_stay_theirs() -> None:
    assert blind.phone("+1 212 555 0100") == blind.phone("001 212 555 0100") == "+12125550100"


def test_names_are_the_same_in_any_case_width_and_spacing() -> None:
    assert blind.name("  Ｊｏａｎ\u00a0 STRASSE") == blind.name("joan straße") == "joan strasse"
    assert blind.name("Zoë") == blind.name("Zoe\u0308") != blind.name("Zoe")


def test_handles_and_addresses() -> None:
    assert blind.handle("@Sky.Watcher ") == blind.handle("sky.watcher")
    assert blind.email("<Joan@Example.ORG>") == blind.email("mailto:joan@example.org") == "joan@example.org"
    assert blind.date(" 1990-02-03 ") == "1990-02-03"


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    for normalise in (blind.name, blind.handle, blind.date):
        once = normalise(text)
        assert normalise(once) == once


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
