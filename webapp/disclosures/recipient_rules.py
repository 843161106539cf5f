"""Whether the person who was met is the one who may be told: pure rules over plain values.

What was typed is what the person says of themselves and their ID shows, and is compared with what is on record, never
filled in from it. Basis: DPA 2018 s.37 (to nobody else) and s.66(2)(a).
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date

from webapp.access.identifiers import Identifiers, email, names, phone
from webapp.access.lookalikes import is_same_name, looks_like, mixes_scripts
from webapp.disclosures.rules import Refusal

NAME, OTHERS, CONTACT, CAPACITY = "recipient_name", "other_recipient", "recipient_contact", "recipient_capacity"
NOT_NAMED = "Enter the recipient’s full name, as they say it themselves and as their ID shows it."
ANOTHER_NAME = (
    "This is not the name of the person whom the decision names. Tell them nothing, and check who they are. If you "
    "mistyped it, type it again; if the name on record is wrong, say below why you gave nothing, and the decision is "
    "looked at again."
)
LOOK_ALIKE = (
    "This name looks like the name on record, but it is written with other letters. Type it with your keyboard and "
    "copy it from nowhere."
)
MIXED = "“{name}” mixes letters of different alphabets, as names do that imitate another. Type the whole name in one."
UNVERIFIED = "The record does not name the victim. Enter how you verified that this is the victim."
SUBJECTS_NAME = (
    "“{name}” is a name of the subject. Tell them nothing, and check who they are. Two people of one name can be told "
    "apart once the dates of birth of both are on record."
)
LIKE_SUBJECT = "“{name}” looks like a name of the subject. Tell them nothing, and check who they are."
SUBJECTS_CONTACT = (
    "This number or address is one that the subject uses. Tell them nothing, and find another way to reach the "
    "recipient."
)
NO_CONTACT = "Enter the telephone number or e-mail address at which the recipient was reached for the video."
SEVERAL = "Enter one telephone number or one e-mail address and nothing else: a link that goes to several is not safe."


@dataclass(frozen=True)
class RecipientFacts:
    """Who was met, as typed, and what is on record.

    `expected` is the name that the decision or the record has, empty where there is none. `born` is the recipient's
    date of birth on record. `subject` are the (field, value) pairs, and `subject_names` the names, of the subject.
    """

    name: str
    expected: str
    others: Sequence[str]
    contact: str
    by_video: bool
    verified_as: str
    born: date | None
    subject: Set[tuple[str, str]]
    subject_names: Sequence[str]


def why_not_this_person(facts: RecipientFacts) -> Refusal | None:
    """The first reason why these people may not be told; None when they may."""
    if not facts.name:
        return Refusal(NOT_NAMED, NAME)
    for name, field in _named(facts):
        if mixes_scripts(name):
            return Refusal(MIXED.format(name=name), field)
    return _why_not_expected(facts) or _why_subject(facts) or _why_not_contact(facts)


def _named(facts: RecipientFacts) -> list[tuple[str, str]]:
    return [(facts.name, NAME), *((name, OTHERS) for name in facts.others)]


def _why_not_expected(facts: RecipientFacts) -> Refusal | None:
    if not facts.expected:
        return None if facts.verified_as else Refusal(UNVERIFIED, CAPACITY)
    if is_same_name(facts.name, facts.expected):
        return None
    return Refusal(LOOK_ALIKE if looks_like(facts.name, facts.expected) else ANOTHER_NAME, NAME)


def _why_subject(facts: RecipientFacts) -> Refusal | None:
    for name, field in _named(facts):
        born = facts.born if field == NAME else None
        if Identifiers(name, born, accounts=(name,)).of_staff() & facts.subject:
            return Refusal(SUBJECTS_NAME.format(name=name), field)
        # A name in the same letters was compared above, with the dates of birth.
        if any(looks_like(name, known) and not names(name) & names(known) for known in facts.subject_names):
            return Refusal(LIKE_SUBJECT.format(name=name), field)
    return None


def _why_not_contact(facts: RecipientFacts) -> Refusal | None:
    if not facts.contact:
        return Refusal(NO_CONTACT, CONTACT) if facts.by_video else None
    called = "" if any(letter.isalpha() for letter in facts.contact) else phone(facts.contact)
    if not (called or email(facts.contact)):
        return Refusal(SEVERAL, CONTACT)
    contact = (facts.contact,)
    reached = Identifiers(phones=contact if called else (), emails=contact, accounts=contact)
    if reached.of_case() & facts.subject:
        return Refusal(SUBJECTS_CONTACT, CONTACT)
    return None
