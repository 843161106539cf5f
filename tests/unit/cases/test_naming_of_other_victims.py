"""Whether a text names another victim: whole names, parts of them and accounts made of them, and no common words."""

import pytest

from webapp.cases.naming import account_names_somebody, names_somebody

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


@pytest.mark.parametrize(
    "text",
    [
        "He wrote to Zoe Nadolny-Angstrom",
        "zoe_nadolny-angstrom",
        "Nadol\u200bny was there",
        "\uff3a\uff4f\uff45 NADOLNY-ANGSTROM",
        "Mrs NadolnyAngstrom",
    ],
)
def test_name_is_found_without_its_accents_and_through_signs_that_nobody_sees(text: str) -> None:
    assert names_somebody(text, ["Zoë Nadolny-Ångström"])


def test_account_that_holds_a_part_of_a_name_in_small_letters_is_found_and_a_longer_word_is_not() -> None:
    for account in ("wilhelmina_hater", "hater99wilhelmina", "@Wilhelmina", "real.haugh.2"):
        assert account_names_somebody(account, OTHERS, OWN)
    for account in ("night_owl_1", "wilhelminastrasse", "featherstone_fan", "rk2026"):
        assert not account_names_somebody(account, OTHERS, OWN)
