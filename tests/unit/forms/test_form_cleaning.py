"""What each kind of question accepts, how it is kept, and what is said otherwise."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from tests.unit.forms.building import ALIASES, choice, component, form, yes_no
from webapp import clock
from webapp.errors import InvalidSubmission
from webapp.forms.definition import FormDefinition
from webapp.forms.validate import clean

LEFT_OUT = object()


def errors_of(definition: FormDefinition, answers: Mapping[str, Any]) -> dict[str, str]:
    with pytest.raises(InvalidSubmission) as refused:
        clean(definition, answers, ALIASES)
    return refused.value.errors


TEXT = component("textfield", "x", label="Reference")
LONG = component("textarea", "x", label="Reasons", minLength=5, maxLength=20)
CODED = component(
    "textfield", "x", label="Reference", pattern="^[A-Z]{2}/[0-9]+$", properties={"errorPattern": "Use AB/12"}
)
PLAIN_CODED = component("textfield", "x", label="Reference", pattern="^[A-Z]{2}$")
EMAIL = component("textfield", "x", label="Email address", validationType="email")
PHONE = component("textfield", "x", label="Telephone", validationType="phone")
WHOLE = component("number", "x", label="Victims", min=1, max=20, properties={"type": "integer"})
PRICE = component("number", "x", label="Price", decimalDigits=2)
LEAST = component("number", "x", label="Age", min=18)
MOST = component("number", "x", label="How many days?", max=28)
DAY = component("datetime", "x", label="Date of birth", subtype="date")
PAST = component("datetime", "x", label="Last seen", subtype="date", properties={"disallowFutureDates": "true"})
NEXT = component("datetime", "x", label="Review date", subtype="date", disallowPassedDates=True)
MOMENT = component("datetime", "x", label="Login", subtype="datetime")
UTC_MOMENT = component("datetime", "x", label="Login", subtype="datetime", properties={"zone": "UTC"})
PICK = choice("radio", "x", "1", "2", "yes", label="Grade")
BOOL = yes_no("x", label="Assured")
TICK = component("checkbox", "x", label="I agree")
MANY = choice("checklist", "x", "none", "a", "b", label="Needs", properties={"exclusive": "none"})
OPEN = component("select", "x", label="Alias", valuesKey="attributable")
NONE_YET = component("select", "x", label="Person", valuesKey="persons")

ACCEPTED: list[tuple[dict[str, Any], Any, Any]] = [
    (TEXT, "AB 12", "AB 12"),
    (TEXT, "  AB 12 \t", "AB 12"),
    (TEXT, "a\r\nb\tc", "a b c"),
    (TEXT, "", LEFT_OUT),
    (TEXT, "   ", LEFT_OUT),
    (TEXT, None, LEFT_OUT),
    (TEXT, 1234, "1234"),
    (TEXT, "<script>alert(1)</script>", "<script>alert(1)</script>"),
    (TEXT, "{{ 7 * 7 }}", "{{ 7 * 7 }}"),
    (TEXT, "нік\u200d👩\u200d💻 \u202eabc", "нік\u200d👩\u200d💻 \u202eabc"),
    (TEXT, "x" * 500, "x" * 500),
    (LONG, "12345", "12345"),
    (LONG, "1\r\n2\r\n3\t4", "1\n2\n3\t4"),
    (LONG, "x" * 20 + "   ", "x" * 20),
    (CODED, "AB/123", "AB/123"),
    (EMAIL, "name@example.com", "name@example.com"),
    (PHONE, "+44 808 157 0192", "+44 808 157 0192"),
    (WHOLE, "7", 7),
    (WHOLE, " 7 ", 7),
    (WHOLE, 7, 7),
    (WHOLE, "7.0", 7),
    (WHOLE, 7.0, 7),
    (WHOLE, Decimal(7), 7),
    (WHOLE, "", LEFT_OUT),
    (PRICE, "1,234.50", Decimal("1234.50")),
    (PRICE, "-0.5", Decimal("-0.5")),
    (PRICE, 0.25, Decimal("0.25")),
    (LEAST, "18", Decimal(18)),
    (MOST, 28, Decimal(28)),
    (DAY, date(2026, 3, 27), date(2026, 3, 27)),
    (DAY, "2026-03-27", date(2026, 3, 27)),
    (DAY, {"day": "27", "month": "3", "year": "2026"}, date(2026, 3, 27)),
    (DAY, {"day": " 27 ", "month": "03", "year": "2026"}, date(2026, 3, 27)),
    (DAY, {"day": 27, "month": 3, "year": 2026}, date(2026, 3, 27)),
    (DAY, {"day": "27", "month": "March", "year": "2026"}, date(2026, 3, 27)),
    (DAY, {"day": "27", "month": "mar", "year": "2026"}, date(2026, 3, 27)),
    (DAY, {"day": "29", "month": "2", "year": "2028"}, date(2028, 2, 29)),
    (DAY, {"day": "", "month": "", "year": ""}, LEFT_OUT),
    (DAY, {}, LEFT_OUT),
    (PAST, "2026-11-20", date(2026, 11, 20)),
    (NEXT, "2026-11-20", date(2026, 11, 20)),
    (MOMENT, {"day": "1", "month": "7", "year": "2026", "time": "14:30"}, datetime(2026, 7, 1, 13, 30, tzinfo=UTC)),
    (MOMENT, {"day": 1, "month": 1, "year": 2026, "time": "14:30:05"}, datetime(2026, 1, 1, 14, 30, 5, tzinfo=UTC)),
    (MOMENT, {"day": "1", "month": "1", "year": "2026", "time": "2.30pm"}, datetime(2026, 1, 1, 14, 30, tzinfo=UTC)),
    (MOMENT, {"day": "1", "month": "1", "year": "2026", "time": "12am"}, datetime(2026, 1, 1, 0, 0, tzinfo=UTC)),
    (MOMENT, {"day": "1", "month": "1", "year": "2026", "time": "0930"}, datetime(2026, 1, 1, 9, 30, tzinfo=UTC)),
    (MOMENT, {"day": "25", "month": "10", "year": "2026", "time": "1:30"}, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    (MOMENT, "2026-07-01T14:30", datetime(2026, 7, 1, 13, 30, tzinfo=UTC)),
    (MOMENT, "2026-07-01 14:30:00Z", datetime(2026, 7, 1, 14, 30, tzinfo=UTC)),
    (MOMENT, "2026-07-01T14:30+02:00", datetime(2026, 7, 1, 12, 30, tzinfo=UTC)),
    (MOMENT, datetime(2026, 7, 1, 14, 30), datetime(2026, 7, 1, 13, 30, tzinfo=UTC)),  # noqa: DTZ001  # as YAML gives it
    (MOMENT, datetime(2026, 7, 1, 9, tzinfo=timezone(timedelta(hours=-5))), datetime(2026, 7, 1, 14, tzinfo=UTC)),
    (UTC_MOMENT, {"day": "1", "month": "7", "year": "2026", "time": "14:30"}, datetime(2026, 7, 1, 14, 30, tzinfo=UTC)),
    (UTC_MOMENT, {"day": 29, "month": 3, "year": 2026, "time": "01:30"}, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    (PICK, "1", "1"),
    (PICK, 1, "1"),
    (PICK, True, "yes"),
    (PICK, "", LEFT_OUT),
    (BOOL, True, True),
    (BOOL, False, False),
    (BOOL, "yes", True),
    (BOOL, "no", False),
    (BOOL, "", LEFT_OUT),
    (TICK, True, True),
    (TICK, "yes", True),
    (TICK, "true", True),
    (TICK, "on", True),
    (TICK, False, False),
    (TICK, "", False),
    (TICK, None, False),
    (MANY, ["b", "a"], ["a", "b"]),
    (MANY, ["a", "a", ""], ["a"]),
    (MANY, ("none",), ["none"]),
    (MANY, [], []),
    (MANY, None, []),
    (MANY, "", []),
    (OPEN, "A1", "A1"),
    (NONE_YET, "", LEFT_OUT),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "raw", "kept"), ACCEPTED, ids=map(str, range(len(ACCEPTED))))
def test_answer_is_accepted_and_kept(asked: dict[str, Any], raw: Any, kept: Any) -> None:
    with clock.fixed(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        found = clean(form(asked), {"x": raw}, ALIASES)
    assert found == ({} if kept is LEFT_OUT else {"x": kept})
    if kept is not LEFT_OUT:
        assert type(found["x"]) is type(kept)
        with clock.fixed(datetime(2026, 11, 20, 12, tzinfo=UTC)):
            assert clean(form(asked), found, ALIASES) == found


REAL_DATE = "Date of birth must be a real date"
REAL_TIME = "Login must have a real time, such as 14:30"
REFUSED: list[tuple[dict[str, Any], Any, str]] = [
    (TEXT, ["a"], "Reference must be a text"),
    (TEXT, {"a": "b"}, "Reference must be a text"),
    (TEXT, [["a"]], "Reference must be a text"),
    (TEXT, True, "Reference must be a text"),
    (TEXT, 1.5, "Reference must be a text"),
    (TEXT, 10**40, "Reference must be a text"),
    (TEXT, b"bytes", "Reference must be a text"),
    (TEXT, object(), "Reference must be a text"),
    (TEXT, "x" * 501, "Reference must be 500 characters or fewer"),
    (TEXT, "x" * 10_000_000, "Reference must be 500 characters or fewer"),
    (TEXT, "a\x00b", "Reference must not contain control characters or broken characters; type it again"),
    (TEXT, "a\x1bb", "Reference must not contain control characters or broken characters; type it again"),
    (TEXT, "a\x85b", "Reference must not contain control characters or broken characters; type it again"),
    (TEXT, "a\ud800b", "Reference must not contain control characters or broken characters; type it again"),
    (TEXT, "a\ufffeb", "Reference must not contain control characters or broken characters; type it again"),
    (TEXT, "a\ufffdb", "Reference must not contain control characters or broken characters; type it again"),
    (LONG, "1234", "Reasons must be 5 characters or more"),
    (LONG, "x" * 21, "Reasons must be 20 characters or fewer"),
    (CODED, "AB123", "Use AB/12"),
    (CODED, "AB/12\nCD", "Use AB/12"),
    (CODED, "AB/١٢", "Use AB/12"),
    (PLAIN_CODED, "abc", "Reference must be in the format that the question describes"),
    (EMAIL, "name", "Email address must be an email address in the correct format, like name@example.com"),
    (EMAIL, "a@b@c.d", "Email address must be an email address in the correct format, like name@example.com"),
    (EMAIL, "a@b", "Email address must be an email address in the correct format, like name@example.com"),
    (EMAIL, "a@b.c,d@e.f", "Email address must be an email address in the correct format, like name@example.com"),
    (PHONE, "call me", "Telephone must be a phone number, like 01632 960 001 or +44 808 157 0192"),
    (WHOLE, "seven", "Victims must be a whole number, like 15"),
    (WHOLE, "7.5", "Victims must be a whole number"),
    (WHOLE, 7.5, "Victims must be a whole number"),
    (WHOLE, "0", "Victims must be between 1 and 20"),
    (WHOLE, 21, "Victims must be between 1 and 20"),
    (WHOLE, True, "Victims must be a whole number, like 15"),
    (WHOLE, "٧", "Victims must be a whole number, like 15"),
    (WHOLE, "1e1", "Victims must be a whole number, like 15"),
    (WHOLE, "0x7", "Victims must be a whole number, like 15"),
    (WHOLE, "1_0", "Victims must be a whole number, like 15"),
    (WHOLE, "9" * 5_000, "Victims must be a whole number, like 15"),
    (WHOLE, 10**5_000, "Victims must be a whole number, like 15"),
    (WHOLE, float("nan"), "Victims must be a whole number, like 15"),
    (WHOLE, float("inf"), "Victims must be a whole number, like 15"),
    (WHOLE, Decimal("NaN"), "Victims must be a whole number, like 15"),
    (WHOLE, ["7"], "Victims must be a whole number, like 15"),
    (PRICE, "1.234", "Price must have 2 decimal places or fewer"),
    (PRICE, "1,23", "Price must be a number, like 15"),
    (PRICE, "£5", "Price must be a number, like 15"),
    (LEAST, "17", "Age must be 18 or more"),
    (MOST, "29", "Number must be 28 or less"),
    (DAY, {"day": "31", "month": "2", "year": "2026"}, REAL_DATE),
    (DAY, {"day": "29", "month": "2", "year": "2027"}, REAL_DATE),
    (DAY, {"day": "0", "month": "1", "year": "2026"}, REAL_DATE),
    (DAY, {"day": "1", "month": "13", "year": "2026"}, REAL_DATE),
    (DAY, {"day": "1", "month": "Smarch", "year": "2026"}, REAL_DATE),
    (DAY, {"day": "one", "month": "1", "year": "2026"}, REAL_DATE),
    (DAY, {"day": "١", "month": "1", "year": "2026"}, REAL_DATE),
    (DAY, {"day": "1", "month": "1", "year": "26"}, "Date of birth must have a year of 4 numbers"),
    (DAY, {"day": "1", "month": "1", "year": "1066"}, "Date of birth must be between 1900 and 2199"),
    (DAY, {"day": "1", "month": "1", "year": ""}, "Date of birth must include a year"),
    (DAY, {"day": "", "month": "", "year": "2026"}, "Date of birth must include a day and month"),
    (DAY, {"day": "", "month": "1", "year": ""}, "Date of birth must include a day and year"),
    (DAY, {"day": ["1"], "month": "1", "year": "2026"}, REAL_DATE),
    (DAY, {"day": True, "month": "1", "year": "2026"}, REAL_DATE),
    (DAY, {"day": "1", "month": "1", "era": "BC"}, "Date of birth must be a real date, such as 2026-03-27"),
    (DAY, "27/3/2026", "Date of birth must be a real date, such as 2026-03-27"),
    (DAY, "2026-02-31", REAL_DATE),
    (DAY, 20260327, "Date of birth must be a real date, such as 2026-03-27"),
    (DAY, datetime(2026, 3, 27, tzinfo=UTC), "Date of birth must be a real date, such as 2026-03-27"),
    (PAST, "2026-11-21", "Last seen must be today or in the past"),
    (NEXT, "2026-11-19", "Review date must be today or in the future"),
    (MOMENT, {"day": "1", "month": "7", "year": "2026", "time": ""}, "Login must include a time"),
    (MOMENT, {"day": "1", "month": "7", "year": "2026"}, "Login must include a time"),
    (MOMENT, {"day": "", "month": "7", "year": "2026", "time": "9:00"}, "Login must include a day"),
    (MOMENT, {"day": "1", "month": "7", "year": "2026", "time": "25:00"}, REAL_TIME),
    (MOMENT, {"day": "1", "month": "7", "year": "2026", "time": "9"}, REAL_TIME),
    (MOMENT, {"day": "1", "month": "7", "year": "2026", "time": "13pm"}, REAL_TIME),
    (MOMENT, {"day": "1", "month": "7", "year": "2026", "time": "noon"}, REAL_TIME),
    (MOMENT, {"day": "1", "month": "7", "year": "2026", "time": 930}, "Login must include a time"),
    (
        MOMENT,
        {"day": "29", "month": "3", "year": "2026", "time": "01:30"},
        "Login must have a real time: the clocks went forward past this one",
    ),
    (MOMENT, "2026-07-01", "Login must be a real date and time, such as 2026-03-27T14:30"),
    (MOMENT, "2026-02-31T10:00", "Login must be a real date and time"),
    (MOMENT, date(2026, 7, 1), "Login must be a real date and time, such as 2026-03-27T14:30"),
    (MOMENT, "1800-07-01T10:00", "Login must be between 1900 and 2199"),
    (PICK, "3", "Select one of the answers listed for “Grade”"),
    (PICK, False, "Select one of the answers listed for “Grade”"),
    (PICK, ["1"], "Select one of the answers listed for “Grade”"),
    (PICK, {"value": "1"}, "Select one of the answers listed for “Grade”"),
    (PICK, "x" * 100_000, "Select one of the answers listed for “Grade”"),
    (BOOL, "maybe", "Select one of the answers listed for “Assured”"),
    (BOOL, 1, "Select one of the answers listed for “Assured”"),
    (TICK, "maybe", "“I agree” can only be ticked or left empty"),
    (TICK, 1, "“I agree” can only be ticked or left empty"),
    (TICK, ["yes"], "“I agree” can only be ticked or left empty"),
    (MANY, "a", "The answer to “Needs” must be a list"),
    (MANY, {"a": True}, "The answer to “Needs” must be a list"),
    (MANY, ["c"], "Select one of the answers listed for “Needs”"),
    (MANY, [["a"]], "Select one of the answers listed for “Needs”"),
    (MANY, ["none", "a"], "Select “None” or the answers that apply, not both, for “Needs”"),
    (MANY, ["a"] * 100_000, "Select fewer answers for “Needs”"),
    (OPEN, "A9", "Select one of the answers listed for “Alias”"),
    (OPEN, "A3", "“rain on TikTok” cannot be selected: The link is only POSSIBLE."),
    (NONE_YET, "P1", "There is nothing to select yet for “Person”"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "raw", "sentence"), REFUSED, ids=map(str, range(len(REFUSED))))
def test_answer_is_refused_with_a_sentence(asked: dict[str, Any], raw: Any, sentence: str) -> None:
    with clock.fixed(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        assert errors_of(form(asked), {"x": raw}) == {"x": sentence}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (TEXT, "Enter the reference"),
        (LONG, "Enter the reasons"),
        (WHOLE, "Enter the victims"),
        (DAY, "Enter the date of birth"),
        (MOMENT, "Enter the login"),
        (PICK, "Select the grade"),
        (MANY, "Select the needs"),
        (OPEN, "Select the alias"),
        (TICK, "Tick “I agree” to continue"),
        (component("textfield", "x", label="CPS reference"), "Enter the CPS reference"),
        (component("textfield", "x", label="S-DASH score"), "Enter the S-DASH score"),
        (component("textfield", "x", label="Your name"), "Enter your name"),
        (component("textfield", "x", label="The place"), "Enter the place"),
        (component("textfield", "x", label="How it was found"), "Enter how it was found"),
        (component("textfield", "x", label="Describe the harm"), "Describe the harm"),
        (component("textfield", "x", label="A", properties={"errorRequired": "Say a"}), "Say a"),
    ],
)
def test_missing_answer_is_asked_for(asked: dict[str, Any], sentence: str) -> None:
    must = asked | {"validate": asked.get("validate", {}) | {"required": True}}
    for nothing in ({}, {"x": ""}, {"x": None}, {"x": []}, {"x": "  "}):
        assert errors_of(form(must), nothing) == {"x": sentence}
