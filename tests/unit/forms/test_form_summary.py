"""A form's answers for reading only."""

from datetime import UTC, date, datetime
from decimal import Decimal

from tests.unit.forms.building import ALIASES, GOOD, component, every_kind, form, group, rows, yes_no
from tests.unit.forms.pages import summary_of
from webapp.forms.render import summary_view
from webapp.forms.validate import clean

ANSWERS = GOOD | {
    "score": Decimal("1.50"),
    "born": date(2001, 2, 3),
    "login": datetime(2026, 7, 1, 9, 5, 7, tzinfo=UTC),
    "attributed": ["A1"],
}


def test_answers_read_as_people_say_them() -> None:
    view = summary_view(every_kind(), clean(every_kind(), ANSWERS, ALIASES), ALIASES)
    told = {line.question: line.lines for section in view.sections for line in section.lines}
    assert told["Victims"] == ("2",)
    assert told["Score"] == ("1.50",)
    assert told["Born"] == ("3 February 2001",)
    assert told["Login"] == ("1 July 2026 at 09:05:07 UTC",)
    assert told["Online"] == ("Yes",)
    assert told["Offence"] == ("Stalking",)
    assert told["Attributed"] == ("nightwatcher on Instagram",)
    assert told["I read the caveat to the recipient"] == ("Yes",)
    assert told["Times"] == ()


def test_groups_rows_and_records_have_their_headings() -> None:
    view = summary_view(every_kind(), ANSWERS, ALIASES)
    assert [section.title for section in view.sections] == [
        "",
        "Contact",
        "Alias: Alias 1",
        "Link: nightwatcher on Instagram",
        "Link: nw_88 on Telegram",
    ]


def test_question_that_was_not_asked_is_not_told() -> None:
    asked = form(
        yes_no("x"), component("textfield", "why", hide='=x != "no"'), group("G", yes_no("y"), hide="=x = true")
    )
    view = summary_view(asked, {"x": True, "why": "secret", "y": True})
    assert [line.question for section in view.sections for line in section.lines] == ["X"]


def test_moment_is_told_in_london_time() -> None:
    asked = form(component("datetime", "x", subtype="datetime"))
    view = summary_view(asked, {"x": datetime(2026, 7, 1, 13, 30, tzinfo=UTC)})
    assert view.sections[0].lines[0].lines == ("1 July 2026 at 14:30",)


def test_unseen_characters_are_spelled_out() -> None:
    asked = form(component("textarea", "x"))
    (line,) = summary_view(asked, {"x": "a\u202eb\u200bc\n<b>"}).sections[0].lines
    assert line.lines == ("a⟨U+202E⟩b⟨U+200B⟩c", "<b>")


def test_answer_whose_option_has_gone_is_still_told() -> None:
    asked = form(component("select", "x", valuesKey="aliases"), component("checklist", "y", valuesKey="aliases"))
    lines = summary_view(asked, {"x": "A9", "y": ["A9", "A1"]}, ALIASES).sections[0].lines
    assert lines[0].lines == ("A9",)
    assert lines[1].lines == ("A9", "nightwatcher on Instagram")


def test_date_that_had_to_lie_ahead_is_told_when_it_has_passed() -> None:
    asked = form(component("datetime", "x", subtype="date", disallowPassedDates=True))
    assert summary_view(asked, {"x": "2020-01-02"}).sections[0].lines[0].lines == ("2 January 2020",)


def test_page_of_a_summary_is_sound_and_holds_text_only() -> None:
    answers = ANSWERS | {"crime_ref": "<script>alert(1)</script>", "alias": []}
    page = summary_of(summary_view(every_kind(), answers, ALIASES))
    assert not page.xpath("//script")
    assert "<script>alert(1)</script>" in page.text_content()
    assert "Not answered" in page.text_content()
    assert len(page.xpath("//dt")) == len(page.xpath("//dd"))


def test_group_without_rows_says_that_nothing_was_answered() -> None:
    asked = form(rows("r", component("textfield", "a")))
    (section,) = summary_view(asked, {"r": []}).sections
    assert (section.lines[0].question, section.lines[0].lines) == ("R", ())
