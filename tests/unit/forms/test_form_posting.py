"""From the page and back: what is sent becomes answers, and answers stand on the page as they were typed."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.forms.building import ALIASES, GOOD, component, every_kind, form, rows
from tests.unit.forms.pages import page_of, sent_from
from webapp.errors import InvalidSubmission
from webapp.forms.characters import normal
from webapp.forms.render import answers_from_post, apply_row_buttons, form_view
from webapp.forms.validate import clean

DEFINITION = every_kind()
MADE = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufffd")


def line(most: int) -> st.SearchStrategy[str]:
    return st.text(LETTERS, min_size=1, max_size=most).map(lambda text: normal(text) or "x")


def passage(least: int, most: int) -> st.SearchStrategy[str]:
    letters = st.one_of(LETTERS, st.sampled_from("\n\n\t <>&\"'{}%"))
    return st.text(letters, min_size=least, max_size=most).map(lambda text: normal(text).ljust(least, "x"))


@st.composite
def whole_answers(draw: st.DrawFn) -> dict[str, Any]:
    online = draw(st.booleans())
    victims = draw(st.integers(1, 20))
    answers: dict[str, Any] = {
        "crime_ref": draw(line(20)),
        "reasons": draw(passage(5, 300)),
        "victims": victims,
        "online": online,
        "offence": draw(st.sampled_from(["stalking", "harassment"])),
        "needs": draw(st.sampled_from([["none"], ["interpreter"]])),
        "attributed": draw(st.sampled_from([[], ["A1"]])),
        "caveat_read": True,
        "safe": {"channel": draw(line(100))},
        "alias": draw(st.lists(alias(), min_size=1, max_size=4)),
        "link": [{"alias": name, "level": draw(st.sampled_from(["probable", "confirmed"]))} for name in ("A1", "A2")],
    }
    if online:
        answers["platform"] = draw(line(100))
    if victims == 1:
        answers["offered"] = draw(st.booleans())
    if draw(st.booleans()):
        answers["score"] = draw(st.decimals(-(10**6), 10**6, places=2))
    if draw(st.booleans()):
        answers["born"] = draw(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
    if draw(st.booleans()):
        moment = draw(st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001  # made aware below
        answers["login"] = moment.replace(microsecond=0, tzinfo=UTC)
    return answers


@st.composite
def alias(draw: st.DrawFn) -> dict[str, Any]:
    row: dict[str, Any] = {"handle": draw(line(100)), "site": draw(st.sampled_from(["instagram", "other"]))}
    if row["site"] == "other":
        row["site_name"] = draw(line(50))
    if draw(st.booleans()):
        row["first_seen"] = draw(st.dates(date(1995, 1, 1), date(2026, 1, 1)))
    return row


@MADE
@given(whole_answers())
def test_clean_answers_shown_on_a_page_and_sent_back_are_the_same(answers: dict[str, Any]) -> None:
    kept = clean(DEFINITION, answers, ALIASES)
    page = page_of(form_view(DEFINITION, kept, {}, ALIASES))
    assert clean(DEFINITION, answers_from_post(DEFINITION, sent_from(page)), ALIASES) == kept


NAMES = st.sampled_from(
    [
        *("crime_ref", "reasons", "victims", "score", "born-day", "born-month", "born-year", "login-time", "login-day"),
        *(
            "online",
            "platform",
            "offence",
            "needs",
            "attributed",
            "caveat_read",
            "safe-channel",
            "safe",
            "alias",
            "alias-0",
        ),
        *("alias-0-handle", "alias-1-site", "alias-0-first_seen-day", "alias-99-handle", "alias-999999999-handle"),
        *("link-0-alias", "link-0-level", "link-7-alias", "_add", "_remove", "typename", "__class__", "alias-x-handle"),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["yes", "no", "A1", "31", "2", "2026", "other", "\x00", "\ud800", "\u202e", "<b>", "none", "{{x}}"]
    ),
)


@MADE
@given(st.lists(st.tuples(NAMES, TEXTS), max_size=40))
def test_whatever_is_sent_can_be_read_shown_and_judged(pairs: list[tuple[str, str]]) -> None:
    answers = answers_from_post(DEFINITION, pairs)
    apply_row_buttons(DEFINITION, answers, pairs)
    errors: dict[str, str] = {}
    try:
        clean(DEFINITION, answers, ALIASES)
    except InvalidSubmission as refused:
        errors = refused.errors
    assert errors
    page = page_of(form_view(DEFINITION, answers, errors, ALIASES))
    again = answers_from_post(DEFINITION, sent_from(page))
    assert again["crime_ref"].split() == answers["crime_ref"].split()
    assert again["born"]["year"].split() == answers["born"]["year"].split()


def test_wrong_answers_stay_as_typed() -> None:
    pairs = [
        ("crime_ref", " a<b "),
        ("victims", "many"),
        ("born-day", "31"),
        ("born-month", "2"),
        ("born-year", "2026"),
        ("online", "yes"),
        ("needs", "none"),
        ("needs", "interpreter"),
        ("alias-0-handle", ""),
        ("alias-0-site", "other"),
    ]
    answers = answers_from_post(DEFINITION, pairs)
    again = answers_from_post(DEFINITION, sent_from(page_of(form_view(DEFINITION, answers, {}, ALIASES))))
    for key in ("crime_ref", "victims", "born", "online"):
        assert again[key] == answers[key], key
    assert set(again["needs"]) == {"none", "interpreter"}
    assert answers["alias"][0] == again["alias"][0]


def test_nothing_sent_gives_an_empty_answer_to_every_question() -> None:
    answers = answers_from_post(DEFINITION, [])
    assert set(answers) == {field.key for field in DEFINITION.questions()}
    assert (answers["crime_ref"], answers["needs"], answers["alias"]) == ("", [], [])
    assert answers["born"] == {"day": "", "month": "", "year": ""}


def test_name_sent_twice_keeps_the_last_text() -> None:
    assert answers_from_post(DEFINITION, [("crime_ref", "a"), ("crime_ref", "b")])["crime_ref"] == "b"


def test_character_that_cannot_be_kept_is_not_lost_silently() -> None:
    answers = answers_from_post(DEFINITION, [("crime_ref", "a\x00b\ud800")])
    assert answers["crime_ref"] == "a\ufffdb\ufffd"
    with pytest.raises(InvalidSubmission) as refused:
        clean(DEFINITION, answers, ALIASES)
    assert "broken characters" in refused.value.errors["crime_ref"]


def test_line_ends_of_a_browser_become_line_feeds() -> None:
    answers = answers_from_post(DEFINITION, [("reasons", "first\r\nsecond\r\n")])
    assert clean(DEFINITION, GOOD | {"reasons": answers["reasons"]}, ALIASES)["reasons"] == "first\nsecond"


def test_row_is_added_and_what_was_typed_stays() -> None:
    pairs = [("alias-0-_row", "1"), ("alias-0-handle", "nw"), ("crime_ref", "x"), ("_add", "alias")]
    answers = answers_from_post(DEFINITION, pairs)
    assert apply_row_buttons(DEFINITION, answers, pairs)
    assert [row.get("handle") for row in answers["alias"]] == ["nw", None]
    assert answers["crime_ref"] == "x"
    view = form_view(DEFINITION, answers, {}, ALIASES)
    page = page_of(view)
    assert page.xpath("//*[@autofocus]/@name") == ["alias-1-handle"]


def test_row_in_the_middle_is_removed() -> None:
    pairs = [(f"alias-{n}-handle", str(n)) for n in range(3)] + [("_remove", "alias-1")]
    answers = answers_from_post(DEFINITION, pairs)
    assert apply_row_buttons(DEFINITION, answers, pairs)
    assert [row["handle"] for row in answers["alias"]] == ["0", "2"]
    page = page_of(form_view(DEFINITION, answers, {}, ALIASES))
    assert page.xpath("//*[@autofocus]/@id") == ["q-alias--label"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("_add", "crime_ref"),
        ("_add", "link"),
        ("_add", "nothing"),
        ("_add", ""),
        ("_remove", "alias"),
        ("_remove", "alias-"),
        ("_remove", "alias-x"),
        ("_remove", "alias--1"),
        ("_remove", "alias-99999999"),
        ("_remove", "link-0"),
        ("_remove", "-0"),
        ("_remove", "alias-١"),
    ],
)
def test_other_buttons_change_nothing(name: str, value: str) -> None:
    pairs = [("alias-0-handle", "a"), (name, value)]
    answers = answers_from_post(DEFINITION, pairs)
    before = dict(answers)
    assert not apply_row_buttons(DEFINITION, answers, pairs)
    assert answers == before


def test_removing_a_row_that_is_not_there_changes_nothing() -> None:
    pairs = [("alias-0-handle", "a"), ("_remove", "alias-7")]
    answers = answers_from_post(DEFINITION, pairs)
    assert apply_row_buttons(DEFINITION, answers, pairs)
    assert [row["handle"] for row in answers["alias"]] == ["a"]


def test_rows_are_added_only_as_far_as_allowed() -> None:
    pairs = [(f"alias-{n}-handle", "x") for n in range(3_000)] + [("_add", "alias")]
    answers = answers_from_post(DEFINITION, pairs)
    assert apply_row_buttons(DEFINITION, answers, pairs)
    assert len(answers["alias"]) == 101
    with pytest.raises(InvalidSubmission) as refused:
        clean(DEFINITION, answers, ALIASES)
    assert refused.value.errors["alias"] == "“Alias” may have 100 rows or fewer"


def test_pressing_add_on_a_page_never_answered_shows_one_row_more() -> None:
    definition = form(rows("r", component("textfield", "a"), defaultRepetitions=2))
    page = page_of(form_view(definition))
    pairs = sent_from(page, ("_add", "r"))
    answers = answers_from_post(definition, pairs)
    assert apply_row_buttons(definition, answers, pairs)
    assert len(answers["r"]) == 3


def test_kept_answers_fill_the_inputs() -> None:
    answers = GOOD | {
        "score": Decimal("1.50"),
        "born": date(2001, 2, 3),
        "login": datetime(2026, 7, 1, 9, 5, tzinfo=UTC),
        "attributed": ["A1", "A3"],
    }
    sent = dict(sent_from(page_of(form_view(DEFINITION, answers, {}, ALIASES))))
    assert (sent["score"], sent["born-day"], sent["born-month"], sent["born-year"]) == ("1.50", "3", "2", "2001")
    assert (sent["login-day"], sent["login-time"]) == ("1", "09:05")
    assert sent["attributed"] == "A1"
    assert (sent["online"], sent["caveat_read"]) == ("yes", "yes")
    assert sent["alias-0-site_name"] == "Forum"


def test_answers_from_stored_json_fill_the_inputs() -> None:
    answers = {"born": "2001-02-03", "login": "2026-07-01T09:05:00+00:00", "victims": 3, "score": "1.5"}
    sent = dict(sent_from(page_of(form_view(DEFINITION, answers, {}, ALIASES))))
    assert (sent["born-day"], sent["login-time"], sent["victims"], sent["score"]) == ("3", "09:05", "3", "1.5")
