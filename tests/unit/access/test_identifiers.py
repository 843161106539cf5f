"""What names a person is brought to one spelling, and matched no wider than it has to be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.access.identifiers import Identifiers, contacts_in, email, names, phone, reference

BORN, OTHER_DAY = date(1985, 3, 27), date(1986, 3, 27)


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 (0)7700 900 123", "+447700900123"),
        ("0044 7700 900123", "+447700900123"),
        ("+44 7700-900-123", "+447700900123"),
        ("\uff0b\uff14\uff14 7700 900123", "+447700900123"),
        ("(07700) 900123", "+447700900123"),
        ("tel:07700900123", "+447700900123"),
        ("+33 1 23 45 67 89", "+33123456789"),
        ("001 212 555 0100", "+12125550100"),
        ("999", ""),
        ("no number", ""),
        ("+" + "1" * 40, ""),
    ],
)
def test_telephone_number_has_one_spelling(typed: str, whole: str) -> None:
    assert phone(typed) == whole


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("Pat.Doe@Example.ORG ", "pat.doe@example.org"),
        ("<Pat.Doe@example.org>", "pat.doe@example.org"),
        ("mailto:pat.doe@example.org", "pat.doe@example.org"),
        ("pat@example", ""),
        ("two@at@example.org", ""),
        ("", ""),
    ],
)
def test_email_address_has_one_spelling(typed: str, whole: str) -> None:
    assert email(typed) == whole


@pytest.mark.parametrize("spelling", ["Pat Doe", "DOE, Pat", "pat  doe", "\uff30at Doe", "Pat Robin Doe"])
def test_name_is_the_same_in_any_order_case_and_width(spelling: str) -> None:
    assert names(spelling) & names("Pat Doe")


def test_other_name_is_another_and_no_name_matches_nothing() -> None:
    assert not names("Pat Doe") & names("Pat Roe")
    assert not names("Pat Doe") & names("Pat")
    assert names(" -- ") == set()
    assert Identifiers().of_case() == Identifiers().of_staff() == set()


@pytest.mark.parametrize(
    ("staff", "case", "match"),
    [
        (Identifiers("Pat Doe", BORN), Identifiers("Pat Doe", BORN), True),
        (Identifiers("Pat Doe", BORN), Identifiers("Pat Doe", OTHER_DAY), False),
        (Identifiers("Pat Doe", BORN), Identifiers("Pat Doe"), True),
        (Identifiers("Pat Doe"), Identifiers("Pat Doe", BORN), True),
        (Identifiers("Pat Doe"), Identifiers("Pat Roe"), False),
        (Identifiers("Pat Doe", BORN), Identifiers("Kim Roe", BORN), False),
        (Identifiers(phones=("07700 900123",)), Identifiers("Kim Roe", phones=("+44 7700 900123",)), True),
        (Identifiers(emails=("A@example.org",)), Identifiers(emails=("a@EXAMPLE.org",)), True),
        (Identifiers(addresses=("1 High St., AB1 2CD",)), Identifiers(addresses=("1 high st ab12cd",)), True),
        (Identifiers(accounts=("Night_Owl",)), Identifiers(accounts=("night_owl",)), True),
        (Identifiers(accounts=("@Night_Owl ",)), Identifiers(accounts=("night_owl",)), True),
        (Identifiers(accounts=("night_owl",)), Identifiers(accounts=("@night_owl",)), True),
        (Identifiers(accounts=("@",)), Identifiers(accounts=("@ @",)), False),
        (Identifiers(accounts=("a@example.org",)), Identifiers(emails=("a@example.org",)), False),
    ],
)
def test_staff_are_matched_with_people_of_cases(staff: Identifiers, case: Identifiers, *, match: bool) -> None:
    assert bool(staff.of_staff() & case.of_case()) == match


def test_numbers_and_addresses_are_found_in_what_people_type() -> None:
    text = "Work telephone 01632 960 123 (ask for Reception), or kim.roe@example.org, weekdays 10:00 to 16:00"
    phones, emails = contacts_in(text)
    assert [phone(number) for number in phones] == ["+441632960123"]
    assert emails == ("kim.roe@example.org",)
    assert contacts_in("Weekdays 10:00 to 16:00") == ((), ())


def test_reference_is_found_whatever_its_capitals() -> None:
    assert reference(" cr/1234/26") == reference("CR/1234/26 ") != reference("CR/1234/27")


@pytest.mark.parametrize("spelling", ["  \uff2ao\uff41n\u00a0 STRASSE", "joan stra\u00dfe"])
def test_name_is_the_same_however_it_is_composed(spelling: str) -> None:
    assert names(spelling) == {"joan strasse"}
    assert names("Zo\u00eb") == names("Zoe\u0308") != names("Zoe")


@given(st.text())
def test_what_is_in_one_spelling_stays_in_it(text: str) -> None:
    assert reference(reference(text)) == reference(text)
    for normalise in (phone, email):
        once = normalise(text)
        assert not once or normalise(once) == once
    for name in names(text):
        assert name in names(name)
