"""Each rule of a delivery, broken on purpose."""

from dataclasses import replace
from typing import Any

import pytest

from webapp.disclosures.delivery_rules import DeliveryFacts, why_not_deliver
from webapp.disclosures.vocabulary import NOT_GIVEN, UNDERTAKING_REFUSED

MEETING = DeliveryFacts(
    immediate=False,
    approved=frozenset({"D1", "A1"}),
    given=frozenset({"D1"}),
    barred={},
    recipient_id_verified=True,
    safe_location=True,
    caveat_read=True,
    undertaking="signed",
    video_without_reason=False,
)


def test_delivery_of_approved_items_may_be_recorded() -> None:
    assert why_not_deliver(MEETING) is None


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"recipient_id_verified": False}, "recipient_id_verified"),
        ({"safe_location": False}, "safe_location"),
        ({"caveat_read": False}, "caveat_read"),
        ({"given": frozenset()}, "items_given"),
        ({"given": frozenset({"D1", "D2"})}, "items_given"),
        ({"barred": {"D1": "No longer."}}, "items_given"),
        ({"undertaking": "refused"}, "items_given"),
        ({"video_without_reason": True}, "mode_reason"),
        ({"interpreter_missing": True}, "interpreter_used"),
        ({"third_party": True}, "recipient_capacity"),
        ({"not_given_reason": "not_safe"}, "not_given_reason"),
        ({"given": frozenset(), "not_given_reason": "undertaking_refused"}, "items_given"),
        ({"given": frozenset(), "undertaking": "refused", "immediate": True}, "items_given"),
    ],
)
def test_delivery_is_refused_when_a_rule_of_it_is_broken(broken: dict[str, Any], field: str) -> None:
    refusal = why_not_deliver(replace(MEETING, **broken))
    assert refusal is not None
    assert refusal.field == field


def test_refused_undertaking_pauses_except_at_the_highest_priority() -> None:
    refused = replace(MEETING, undertaking="refused")
    assert why_not_deliver(replace(refused, given=frozenset())) is None
    assert why_not_deliver(replace(refused, immediate=True)) is None


def test_decision_maker_may_have_the_items_told_without_an_undertaking() -> None:
    assert why_not_deliver(replace(MEETING, undertaking="refused", refusal_accepted=True)) is None


@pytest.mark.parametrize("reason", sorted(set(NOT_GIVEN) - {UNDERTAKING_REFUSED}))
def test_meeting_that_did_not_come_about_is_recorded_with_its_reason_and_nothing_else_is_asked(reason: str) -> None:
    nothing = replace(MEETING, given=frozenset(), recipient_id_verified=False, safe_location=False, caveat_read=False)
    assert why_not_deliver(replace(nothing, not_given_reason=reason)) is None


def test_third_party_is_told_once_they_are_named_and_verified() -> None:
    assert why_not_deliver(replace(MEETING, third_party=True, third_party_named=True)) is None
