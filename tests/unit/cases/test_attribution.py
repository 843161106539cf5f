"""Which evidence concerns which account, and what may be made of it."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from webapp.cases import attribution, authority, picture, rules
from webapp.cases.authority import AuthorityGiven, AuthorityRule
from webapp.cases.rules import StrandFacts

URGENT = AuthorityRule(spoc_compulsory=True, lapses_after="P3D", chase_before="P1D", chase_after="P28D")
MONTH = AuthorityRule(spoc_compulsory=True, lapses_after="P1M", chase_before="P7D", chase_after="P28D")
NONE = AuthorityRule(chase_before="P7D", chase_after="P28D")


def strand(origin: str, link: str = "", end: str = "", *aliases: str, **more: Any) -> StrandFacts:
    person = more.pop("person_level", link in ("person", "both"))
    given = {"type": "technical", "source": 1, "grade": "A", "code": "P", **more}
    return StrandFacts(
        given["type"], given["source"], given["grade"], given["code"], origin, person,
        link=link, endpoint=end, aliases=frozenset(aliases), consented=given.get("consented", False),
    )  # fmt: skip


def test_account_that_no_strand_ties_to_anything_has_no_evidence() -> None:
    assert attribution.evidence_of("A2", [strand("phone", "account", "phone", "A1"), strand("seen", "person")]) is None


def test_strand_without_aliases_concerns_all_of_them() -> None:
    found = attribution.evidence_of("A9", [strand("phone", "account", "phone")])
    assert found is not None
    assert (found.account_origins, found.person_origins) == (1, 0)


def test_strand_to_the_person_concerns_the_accounts_that_lead_to_the_same_device() -> None:
    strands = [
        strand("provider", "account", "Laptop", "A1"),
        strand("operator", "account", "home broadband", "A2"),
        strand("search", "person", " laptop "),
    ]
    one, two = (attribution.evidence_of(code, strands) for code in ("A1", "A2"))
    assert one is not None and two is not None
    assert (one.account_origins, one.person_origins) == (1, 1)
    assert (two.account_origins, two.person_origins) == (1, 0)
    assert rules.has_person_level(one.strands) and not rules.has_person_level(two.strands)


def test_strands_of_one_origin_count_once_for_an_account_as_for_the_whole() -> None:
    strands = [strand("provider", "account", "phone"), strand(" Provider ", "account", "laptop")]
    found = attribution.evidence_of("A1", strands)
    assert found is not None and found.account_origins == 1


def test_material_with_conditions_counts_once_its_owner_agreed() -> None:
    assert not rules.counts(strand("elsewhere", code="C"))
    assert rules.counts(strand("elsewhere", code="C", consented=True))
    assert not rules.counts(strand("elsewhere", code="C", consented=True, grade="C"))


@pytest.mark.parametrize(
    ("chosen", "by_table", "refused"),
    [
        ("POSSIBLE", "CONFIRMED", ""),
        ("CONFIRMED", "CONFIRMED", ""),
        ("PROBABLE", "POSSIBLE", "gives possible"),
        ("INSUFFICIENT", None, "No strand ties A1"),
    ],
)
def test_analyst_may_be_less_sure_than_the_table_and_never_surer(
    chosen: str, by_table: str | None, refused: str
) -> None:
    reason = attribution.why_not_level("A1", chosen, by_table)
    assert refused in reason and bool(reason) is bool(refused)


def test_check_that_does_not_apply_beside_technical_evidence_is_explained() -> None:
    assert attribution.why_not_excused({"technical"}, {"cgnat_resolved": "na"}, None)
    assert not attribution.why_not_excused({"technical"}, {"cgnat_resolved": "na"}, "No shared addresses there.")
    assert not attribution.why_not_excused({"admission"}, {"cgnat_resolved": "na"}, None)
    assert not attribution.why_not_excused({"technical"}, {"cgnat_resolved": "yes"}, None)


@pytest.mark.parametrize(
    ("rule", "granted", "last"),
    [
        (MONTH, date(2026, 3, 2), date(2026, 4, 1)),
        (MONTH, date(2026, 1, 31), date(2026, 2, 27)),
        (URGENT, date(2026, 3, 28), date(2026, 3, 30)),
        (NONE, date(2026, 3, 2), None),
    ],
)
def test_period_of_an_authority_begins_with_the_day_on_which_it_was_given(
    rule: AuthorityRule, granted: date, last: date | None
) -> None:
    assert authority.last_day(AuthorityGiven("s60A", "R", granted), rule) == last


@pytest.mark.parametrize(
    ("given", "rule", "obtained", "question"),
    [
        (AuthorityGiven("none_open_source"), NONE, date(2026, 3, 5), ""),
        (AuthorityGiven("PACE"), NONE, date(2026, 3, 5), "authority_ref"),
        (AuthorityGiven("PACE", "W 1"), NONE, date(2026, 3, 5), ""),
        (AuthorityGiven("s60A", "R 1"), MONTH, date(2026, 3, 5), "authority_granted_on"),
        (AuthorityGiven("s60A", "R 1", date(2026, 3, 2)), MONTH, date(2026, 4, 1), ""),
        (AuthorityGiven("s60A", "R 1", date(2026, 3, 2)), MONTH, date(2026, 4, 2), "obtained_on"),
        (AuthorityGiven("s60A", "R 1", date(2026, 3, 2)), MONTH, date(2026, 3, 1), "obtained_on"),
        (AuthorityGiven("OPO", "O 1", None, date(2026, 3, 9)), NONE, date(2026, 3, 10), "obtained_on"),
    ],
)
def test_result_needs_an_authority_that_stood_on_the_day(
    given: AuthorityGiven, rule: AuthorityRule, obtained: date, question: str
) -> None:
    assert authority.why_not_result(given, rule, obtained)[0] == question


def test_authority_cannot_be_given_a_longer_life_than_the_law_gives_it() -> None:
    longer = AuthorityGiven("s61A_urgent", "R 1", date(2026, 3, 2), date(2026, 3, 9))
    assert authority.why_not_authority(longer, URGENT)[0] == "expiry"


def test_enquiry_is_chased_before_the_first_end_and_at_the_latest_after_four_weeks() -> None:
    today = date(2026, 3, 2)
    assert authority.chase_at(today, MONTH, [date(2026, 4, 1), date(2026, 3, 20)]).date() == date(2026, 3, 13)
    assert authority.chase_at(today, NONE, [None, None]).date() == date(2026, 3, 30)
    assert authority.chase_at(today, URGENT, [date(2026, 3, 2)]).date() == date(2026, 3, 3)


def test_thirty_accounts_are_drawn_in_a_box_for_each_kind_of_evidence() -> None:
    most = [picture.Account(f"A{n}", f"owl_{n}", "CONFIRMED", frozenset({1, 2})) for n in range(1, 29)]
    rest = [picture.Account(f"A{n}", f"owl_{n}", "POSSIBLE", frozenset({1})) for n in (29, 30)]
    strands = [
        picture.StrandDrawn(1, ("1 Account recovery", "Graded 1AP"), "account", "phone", counts=True),
        picture.StrandDrawn(2, ("2 Device", "Graded 1AP"), "both", "laptop", counts=True),
    ]
    drawn = picture.draw([*most, *rest], strands, "Subject One", "CONFIRMED")
    accounts = [box for box in drawn.boxes if box.column == "accounts"]
    assert [(box.level, len(box.lines)) for box in accounts] == [("CONFIRMED", 29), ("POSSIBLE", 3)]
    assert sorted(line.level for line in drawn.lines) == ["CONFIRMED"] * 5 + ["POSSIBLE"]
    for box in drawn.boxes:
        assert box.x >= 0 and box.x + box.width <= drawn.width
        assert box.y >= 0 and box.y + box.height <= drawn.height
    for column in {box.column for box in drawn.boxes}:
        tops = sorted((box.y, box.y + box.height) for box in drawn.boxes if box.column == column)
        assert all(one[1] < two[0] for one, two in pairwise(tops))


def test_each_line_of_the_picture_has_the_level_of_the_link_that_it_is_part_of() -> None:
    account = picture.Account("A1", "owl", "POSSIBLE", frozenset({1, 2}), "CONFIRMED", "POSSIBLE")
    strands = [
        picture.StrandDrawn(1, ("1 Provider",), "account", "laptop", counts=True),
        picture.StrandDrawn(2, ("2 Seen",), "person", "laptop", counts=True),
    ]
    drawn = picture.draw([account], strands, "Subject One", "PROBABLE")
    from_left = [line.level for line in sorted(drawn.lines, key=lambda line: line.x1)]
    assert from_left == ["CONFIRMED", "CONFIRMED", "POSSIBLE", "POSSIBLE"]


def test_a_line_that_several_accounts_share_is_as_sure_as_the_least_sure_of_them() -> None:
    two = [
        picture.Account(f"A{n}", "", "", frozenset({1}), "CONFIRMED", level)
        for n, level in enumerate(("CONFIRMED", "POSSIBLE"), 1)
    ]
    seen = picture.StrandDrawn(1, ("1 Laptop",), "both", "laptop", counts=True)
    drawn = picture.draw(two, [seen], "Subject One", "CONFIRMED")
    assert max(drawn.lines, key=lambda line: line.x2).level == "POSSIBLE"
    unsure = picture.draw(two, [picture.StrandDrawn(1, ("1",), "both", "laptop", counts=False)], "One", "CONFIRMED")
    assert max(unsure.lines, key=lambda line: line.x2).level == "INSUFFICIENT"


def test_long_names_are_cut_in_the_picture_and_nothing_but_text_is_left_to_draw() -> None:
    [box] = picture.draw([picture.Account("A1", "<script>" + "x" * 90, "", frozenset())], [], "", "").boxes
    assert max(map(len, box.lines)) <= picture.LONGEST["accounts"]
