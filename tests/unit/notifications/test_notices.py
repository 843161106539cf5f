"""What a notice says: never who, never which case."""

import pytest

from webapp.access.groups import GROUPS
from webapp.notifications import rules

KINDS = [value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)]


@pytest.mark.parametrize("kind", KINDS)
def test_notice_names_neither_person_nor_case(kind: str) -> None:
    subject, body = rules.text_of(kind, next(iter(GROUPS)), "https://rtk.example")
    assert "RTK-" not in subject + body
    assert subject.startswith("Right to Know: ")
    assert body.endswith("\n")


def test_each_kind_says_something_of_its_own() -> None:
    assert len({rules.text_of(kind, "supervisor", "https://rtk.example")[0] for kind in KINDS}) == len(KINDS)
