"""Which groups of facts each role sees of a case it may know of: the seventh rule of the policy, as a table.

Applied on the server wherever facts are shown; what is not a role's to see never leaves it.
Basis: data minimisation, DPA 2018 s.37; legal advice is privileged.
"""

from collections.abc import Mapping
from enum import StrEnum

from webapp.access.actor import Actor


class FieldGroup(StrEnum):
    """Facts that are shown or kept together."""

    CORE = "core"
    VICTIM = "victim"
    VICTIM_CONTACT = "victim_contact"
    RISK = "risk"
    SAFEGUARDING = "safeguarding"
    IDENTITY = "identity"
    EVIDENCE = "evidence"
    DISCLOSURE = "disclosure"
    LEGAL_ADVICE = "legal_advice"


WORDS: Mapping[FieldGroup, str] = {
    FieldGroup.CORE: "the report",
    FieldGroup.VICTIM: "who the victim is",
    FieldGroup.VICTIM_CONTACT: "how to contact the victim",
    FieldGroup.RISK: "the risk",
    FieldGroup.SAFEGUARDING: "the safeguarding plan",
    FieldGroup.IDENTITY: "the subject’s identity",
    FieldGroup.EVIDENCE: "the evidence",
    FieldGroup.DISCLOSURE: "the grounds and the decision",
    FieldGroup.LEGAL_ADVICE: "the legal advice",
}
EVERYTHING = frozenset(FieldGroup)
_CORE, _VICTIM, _CONTACT = FieldGroup.CORE, FieldGroup.VICTIM, FieldGroup.VICTIM_CONTACT
_RISK, _SAFE, _IDENTITY = FieldGroup.RISK, FieldGroup.SAFEGUARDING, FieldGroup.IDENTITY
_EVIDENCE, _DISCLOSURE, _ADVICE = FieldGroup.EVIDENCE, FieldGroup.DISCLOSURE, FieldGroup.LEGAL_ADVICE
SHOWN_TO: Mapping[str, frozenset[FieldGroup]] = {
    "investigating_officer": EVERYTHING,
    "supervisor": EVERYTHING - {_ADVICE},
    "spoc": frozenset({_CORE, _IDENTITY, _EVIDENCE}),
    "intelligence_analyst": frozenset({_CORE, _RISK, _IDENTITY, _EVIDENCE}),
    "identity_reviewer": frozenset({_CORE, _IDENTITY, _EVIDENCE}),
    "safeguarding_lead": frozenset({_CORE, _VICTIM, _CONTACT, _RISK, _SAFE}),
    "data_protection_officer": EVERYTHING - {_CONTACT},
    "legal_reviewer": EVERYTHING - {_CONTACT},
    "decision_maker": EVERYTHING,
    "senior_decision_maker": EVERYTHING,
    "disclosure_officer": frozenset({_CORE, _VICTIM, _CONTACT, _RISK, _SAFE, _IDENTITY, _DISCLOSURE}),
    "scheme_coordinator": frozenset({_CORE, _VICTIM, _RISK, _SAFE, _IDENTITY, _DISCLOSURE}),
    "professional_standards": EVERYTHING,
    "duty_inspector": frozenset({_CORE, _VICTIM, _CONTACT, _RISK, _SAFE, _IDENTITY}),
}
# Choices of forms that name somebody or say what may be told, by the list that a form takes them from.
GROUP_OF_LIST: Mapping[str, FieldGroup] = {
    "persons": _IDENTITY,
    "aliases": _IDENTITY,
    "attributable_aliases": _IDENTITY,
    "proposed_items": _DISCLOSURE,
    "approved_items": _DISCLOSURE,
    "recipients_to_notify": _DISCLOSURE,
}


def shown_to(actor: Actor) -> frozenset[FieldGroup]:
    """The groups of facts that any of the person's roles sees."""
    return frozenset().union(*(SHOWN_TO.get(group, frozenset()) for group in actor.groups))


def shows(actor: Actor, group: str) -> bool:
    """Whether what belongs to this group is the person's to see; what belongs to an unknown one is nobody's."""
    return group in shown_to(actor)


def group_of_new(actor: Actor) -> FieldGroup:
    """The group that a file of this person's belongs to unless they say otherwise: evidence, for those who see it."""
    seen = shown_to(actor)
    return next((group for group in (_EVIDENCE, _SAFE, _DISCLOSURE) if group in seen), _CORE)


def kept_from(actor: Actor) -> list[str]:
    """What the person's roles do not show, in words, for the page to say so."""
    return [WORDS[group] for group in FieldGroup if group not in shown_to(actor)]
