"""Measures as people read them. Every query that shows case material asks the access policy first."""

from collections.abc import Collection
from uuid import UUID

from webapp.access.actor import Actor
from webapp.access.fields import shown_to
from webapp.cases.queries import Section, is_erased, require_view
from webapp.measures import facts as measure_material

_ALL = ("protection_orders", "mappa", "forums", "support")
# The topics that each task page shows beside its form. What is done beside a disclosure informs the decision about it.
FACTS_FOR_FORM: dict[str, tuple[str, ...]] = {
    "grounds_check": ("protection_orders",),
    "legal_review": ("protection_orders", "mappa"),
    "disclosure_tests": _ALL,
    "disclosure_decision": _ALL,
    "delivery": ("support",),
    "safeguarding_plan": _ALL,
    "order_consideration": ("report", "risk", "identity", "protection_orders"),
    "order_supersession": ("report", "risk", "identity", "decision", "protection_orders"),
    "order_hearing": ("protection_orders",),
    "order_service": ("protection_orders",),
    "order_notification": ("protection_orders",),
    "order_breach": ("risk", "protection_orders"),
    "order_change": ("protection_orders",),
    "mappa_consideration": ("report", "risk", "identity", "mappa"),
    "mappa_decision": ("report", "risk", "identity", "mappa"),
    "mappa_referral": ("identity", "mappa"),
    "mappa_meeting": ("risk", "mappa"),
    "forum_referral": ("report", "risk", "safeguarding", "forums"),
    "forum_outcome": ("risk", "forums"),
    "forum_actions_done": ("forums",),
    "support_referral": ("report", "risk", "safeguarding", "support"),
    "support_uptake": ("report", "support"),
}


def facts(actor: Actor, case_id: UUID, topics: Collection[str] | None = None) -> list[Section]:
    """What is on record on these topics, or on every topic. Raises NotFound where the actor may not see the case."""
    require_view(actor, case_id)
    if is_erased(case_id):
        return []
    return measure_material.sections(case_id, topics, shown_to(actor))
