"""Who has to be asked before a decision, which views it waits for, and what a refusal bars. Pure.

Basis: PACE 1984 Code D; Children Act 1989 s.47; DPA 2018 ss.35 to 37; consultations of the scheme (docs/process.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.cases.vocabulary import UNDER_18
from webapp.disclosures.vocabulary import (
    ACKNOWLEDGED,
    CODE_D,
    CONSENTS,
    CORONER,
    CPS,
    CSC,
    OBJECTS,
    ORIGINATOR,
    PENDING,
    PSD,
    REFUSED,
    UNSETTLED_VIEWS,
    VIEWS,
)

DECEASED = "deceased"
AFTER_ARREST = frozenset({"under_investigation", "bailed", "charged", "convicted"})


@dataclass(frozen=True)
class ViewFacts:
    """What decides which views are needed before a decision. `views` holds the newest of each consultee."""

    immediate: bool
    victim_age_group: str
    subject_age_group: str
    subject_status: str
    subject_police_link: str
    has_conditional_material: bool
    victim_may_identify: bool
    clean_strands_sufficient: bool
    views: Mapping[str, str]

    @property
    def child_involved(self) -> bool:
        """Whether the victim or the subject is a child."""
        return UNDER_18 in (self.victim_age_group, self.subject_age_group)

    @property
    def police_linked(self) -> bool:
        """Whether the subject belongs to the police or to a partner."""
        return self.subject_police_link not in ("", "none")


def required_consultees(facts: ViewFacts) -> dict[str, str]:
    """Whom the facts of the case require to be asked, each with the reason in words."""
    reasons = {
        PSD: ("the subject is linked to the police or a partner agency", facts.police_linked),
        CSC: ("a child is involved", facts.child_involved),
        ORIGINATOR: ("material in this case may be used only with its owner’s consent", facts.has_conditional_material),
        CODE_D: ("the victim may be able to identify the subject", facts.victim_may_identify),
        CPS: ("the subject has been arrested or interviewed", facts.subject_status in AFTER_ARREST),
        CORONER: ("the subject has died", facts.subject_status == DECEASED),
    }
    return {consultee: reason for consultee, (reason, needed) in reasons.items() if needed}


def still_to_ask(facts: ViewFacts) -> list[str]:
    """The required consultees who have not answered, or whose answer may be another one by now."""
    return [who for who in required_consultees(facts) if facts.views.get(who) in (None, *UNSETTLED_VIEWS)]


def blocking_views(facts: ViewFacts) -> dict[str, str]:
    """The views without which nothing may be disclosed yet, each with the sentence that says so."""
    found = {}
    if facts.police_linked and facts.views.get(PSD) != ACKNOWLEDGED:
        found[PSD] = "The subject is linked to the police, so professional standards must acknowledge the case first."
    if facts.immediate:
        return found
    if facts.child_involved and CSC not in facts.views:
        found[CSC] = "A child is involved, so children’s social care must give its view first."
    if facts.has_conditional_material and facts.views.get(ORIGINATOR) not in (CONSENTS | {REFUSED}):
        found[ORIGINATOR] = (
            "Material in this case carries handling code C or comes from abroad, so its owner must answer first: "
            "granted, granted with conditions, or refused."
        )
    if facts.victim_may_identify and CODE_D not in facts.views:
        found[CODE_D] = (
            "The victim may be able to identify the subject, so the Code D officer must say first whether an "
            "identification procedure is needed."
        )
    return found


def missing_view(facts: ViewFacts) -> str:
    """The reason why the views on record are not enough for a disclosure; empty when they are."""
    return next(iter(blocking_views(facts).values()), "")


def why_view_impossible(consultee: str, view: str) -> str:
    """The reason why a consultee cannot have this view; empty when they can."""
    return "" if view in VIEWS.get(consultee, ()) else "Select a view that this consultee can have"


def may_use_conditional(facts: ViewFacts) -> bool:
    """Whether material with handling code C or from abroad may be used: its owner has consented."""
    return facts.views.get(ORIGINATOR) in CONSENTS


def why_item_barred(*, uses_conditional: bool, facts: ViewFacts) -> str:
    """The reason why an item may not be told because of what it rests on; empty when it may."""
    if uses_conditional and not may_use_conditional(facts):
        return "It uses or hints at material whose owner has not agreed. Leave it out, or rest it on other strands."
    return ""


def why_material_barred(facts: ViewFacts) -> str:
    """The reason why nobody may be identified because of what the identification rests on; empty when they may."""
    if facts.has_conditional_material and not may_use_conditional(facts) and not facts.clean_strands_sufficient:
        return (
            "The owner of material with handling code C or from abroad has not agreed, and the identification does "
            "not stand without it. Nobody may be identified; only a reassurance that rests on other material is open."
        )
    return ""


def why_procedure_first(facts: ViewFacts) -> str:
    """The reason why nobody may be described before an identification procedure; empty when they may."""
    if facts.views.get(CODE_D) == PENDING and not facts.immediate:
        return (
            "An identification procedure is still to be held. Defer, and approve at most a reassurance that describes "
            "nobody."
        )
    return ""


def cps_objects(facts: ViewFacts) -> bool:
    """Whether the Crown Prosecution Service objects now."""
    return facts.views.get(CPS) == OBJECTS
