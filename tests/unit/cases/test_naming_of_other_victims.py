"""Whether a text names another victim: whole names, parts of them and accounts made of them, and no common words."""

import pytest

from webapp.cases.naming import names_somebody

OTHERS = ["Wilhelmina Featherstone-Haugh", "RTK-2026-0001", "RK/1000/26"]
OWN = ["Grace Featherstone", "Subject One", "RK/2000/26"]


@pytest.mark.parametrize(
    "text",
    [
        "He also wrote to Wilhelmina Featherstone-Haugh in May",
        "WILHELMINA FEATHERSTONE HAUGH was told",
        "haugh, wilhelmina",
        "Seen with Wilhelmina at the station",
        "wilhelmina.featherstone.haugh_fan",
        "see rtk-2026-0001",
        "as in RTK 2026 0001",
        "crime RK/1000/26",
    ],
)
def test_text_that_names_another_victim_is_found(text: str) -> None:
    assert names_somebody(text, OTHERS, OWN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The full name of the subject",
        "Grace Featherstone lives there, and Featherstone is her name",
        "RK/2000/26 and RTK-2026-0002",
        "He was seen in 2026",
    ],
)
def test_text_about_this_case_is_not(text: str) -> None:
    assert not names_somebody(text, OTHERS, OWN)


def test_word_that_is_a_name_as_well_counts_only_with_a_capital_letter() -> None:
    assert names_somebody("Seen with Grace", ["Grace Will"], ["Anna Stone"])
    assert not names_somebody("By the grace of the court he will", ["Grace Young"], ["Anna Stone"])


def test_victim_without_a_name_and_two_of_one_name_forbid_nothing() -> None:
    assert not names_somebody("Anything at all", ["", "  "], [])
    assert not names_somebody("Ann Lee", ["Ann Lee"], ["Lee, Ann", "Ann Lee"])
