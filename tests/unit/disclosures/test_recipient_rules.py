"""Each way in which somebody else than the recipient could be told, tried."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from webapp.access.identifiers import Identifiers
from webapp.disclosures import recipient_rules
from webapp.disclosures.recipient_rules import RecipientFacts, why_not_this_person

BORN = date(1990, 5, 1)
SUBJECT = Identifiers("Sam Sample", date(1988, 2, 3))
ACCOUNTS = Identifiers(phones=("07700 900999",), emails=("sam@example.org",), accounts=("night_owl", "c-1001"))
MET = RecipientFacts(
    name="Alex Example",
    expected="Alex Example",
    others=(),
    contact="",
    by_video=False,
    verified_as="",
    born=BORN,
    subject=frozenset(SUBJECT.of_case() | ACCOUNTS.of_case()),
    subject_names=("Sam Sample", "night_owl"),
)
VIDEO = replace(MET, by_video=True, contact="07700 900123")


@pytest.mark.parametrize(
    "met",
    [
        MET,
        VIDEO,
        replace(MET, name="  EXAMPLE, alex "),
        replace(MET, others=("Robin Example",)),
        replace(MET, expected="", verified_as="Birth certificate seen."),
        replace(VIDEO, contact="alex@example.org"),
        replace(VIDEO, contact="+44 (0)7700 900123"),
        # Two people of one name whose dates of birth are known and differ.
        replace(MET, name="Sam Sample", expected="Sam Sample"),
    ],
)
def test_person_whom_the_decision_names_may_be_told(met: RecipientFacts) -> None:
    assert why_not_this_person(met) is None


@pytest.mark.parametrize(
    ("wrong", "sentence", "field"),
    [
        # Another name, or none.
        ({"name": ""}, recipient_rules.NOT_NAMED, "recipient_name"),
        ({"name": "Alex Other"}, recipient_rules.ANOTHER_NAME, "recipient_name"),
        ({"name": "Alex"}, recipient_rules.ANOTHER_NAME, "recipient_name"),
        ({"expected": ""}, recipient_rules.UNVERIFIED, "recipient_capacity"),
        # Look-alikes.
        ({"name": "\u0410lex Example"}, "mixes letters", "recipient_name"),
        ({"name": "Alex Examp1e"}, recipient_rules.LOOK_ALIKE, "recipient_name"),
        ({"name": "\u0421\u0430\u0445 \u0420\u043e\u0435", "expected": "Cax Poe"}, "other letters", "recipient_name"),
        ({"others": ("R\u043ebin Example",)}, "mixes letters", "other_recipient"),
        ({"others": ("S\u00e1m Sample",)}, "looks like a name of the subject", "other_recipient"),
        ({"others": ("5am Poe", "Sam Samp1e")}, "looks like a name of the subject", "other_recipient"),
        ({"name": "Sam Samp1e", "expected": "Sam Samp1e"}, "looks like a name of the subject", "recipient_name"),
        # What is the subject's.
        ({"name": "Sam Sample", "expected": "Sam Sample", "born": None}, "dates of birth", "recipient_name"),
        ({"name": "Sam Sample", "expected": "Sam Sample", "born": date(1988, 2, 3)}, "is a name of", "recipient_name"),
        ({"name": "Night_Owl", "expected": "night_owl"}, "is a name of the subject", "recipient_name"),
        ({"others": ("Sample, Sam",)}, "is a name of the subject", "other_recipient"),
        ({"contact": "+447700900999"}, recipient_rules.SUBJECTS_CONTACT, "recipient_contact"),
        ({"contact": "Sam@Example.ORG"}, recipient_rules.SUBJECTS_CONTACT, "recipient_contact"),
        # Several addresses, or none, or something else.
        ({"by_video": True}, recipient_rules.NO_CONTACT, "recipient_contact"),
        ({"contact": "alex@example.org, sam@example.org"}, recipient_rules.SEVERAL, "recipient_contact"),
        ({"contact": "alex@example.org;robin@example.org"}, recipient_rules.SEVERAL, "recipient_contact"),
        ({"contact": "alex@example.org 07700 900123"}, recipient_rules.SEVERAL, "recipient_contact"),
        ({"contact": "07700 900123 07700 900124"}, recipient_rules.SEVERAL, "recipient_contact"),
        ({"contact": "07700 900123\n07700 900124"}, recipient_rules.SEVERAL, "recipient_contact"),
        ({"contact": "Alex <alex@example.org>"}, recipient_rules.SEVERAL, "recipient_contact"),
        ({"contact": "by her sister"}, recipient_rules.SEVERAL, "recipient_contact"),
    ],
)
def test_nobody_else_is_told(wrong: dict[str, Any], sentence: str, field: str) -> None:
    refusal = why_not_this_person(replace(MET, **wrong))
    assert refusal is not None
    assert sentence in refusal.sentence
    assert refusal.field == field
