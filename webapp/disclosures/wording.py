"""What is said aloud: the caveat that goes with every disclosure, and the safe words when nothing is told.

Basis: DPA 2018 s.38(5)(b) (a recipient learns how accurate, complete, reliable and current personal data is); the words
themselves are a house rule, after the Domestic Violence Disclosure Scheme, and are to be confirmed by the force.
"""

from collections.abc import Iterable
from datetime import date

from webapp.cases.vocabulary import IdentityLevel, Outcome
from webapp.cases.words import date_in_words

CERTAINTY = {
    IdentityLevel.CONFIRMED: "We are satisfied that this is right.",
    IdentityLevel.PROBABLE: "We think that this is probably right. It is not certain.",
    IdentityLevel.POSSIBLE: "This is possible and no more than that. It may be wrong.",
    IdentityLevel.INSUFFICIENT: "We do not know who it is.",
}
MAY_CHANGE = "It may change. If we find that it is wrong, we will tell you at once."
TERMS = (
    "What you are told is for your safety only. Please do not publish it, do not contact or follow anybody because of "
    "it, and tell us if it is misused. You may speak about it to the police, a lawyer, a doctor or a support worker."
)
# Neither that the victim is safe, nor that there is or is not anything to tell.
NOTHING_NOW = (
    "We have looked at your case with care. We are not telling you anything further at this time. That does not mean "
    "that there is something to tell, and it does not mean that there is nothing. It does not mean that you are safe, "
    "and it does not mean that you are in more danger than before. Please keep to your safety plan, and call us, or "
    "999 if you are in danger, whenever something worries you. We will speak to you again if this changes."
)
NOTHING = (
    "We have looked at your case with care. We are not telling you anything further. That does not mean that there is "
    "something to tell, and it does not mean that there is nothing. It does not mean that you are safe, and it does "
    "not mean that you are in more danger than before. Please keep to your safety plan, and call us, or 999 if you are "
    "in danger, whenever something worries you."
)

# That nobody was identified, without a word about anybody who was looked at; the door stays open.
NOBODY = (
    "We have followed every line of enquiry that we could, and we have not been able to establish who is behind the "
    "accounts. That does not mean that you are safe. Please keep to your safety plan, keep whatever you receive, and "
    "call us, or 999 if you are in danger, whenever something worries you. The door stays open: if anything is new, "
    "such as an account, a message, or something that you remember, tell us and we will look at your case again."
)


def caveat(identity_level: str, as_at: Iterable[date]) -> str:
    """What is read out before anything is told: how sure the police are, as at which dates, and that it may change."""
    days = sorted(set(as_at))
    certainty = CERTAINTY.get(IdentityLevel(identity_level), "") if identity_level in list(IdentityLevel) else ""
    dated = f"It was so on {_listed([date_in_words(day) for day in days])}." if days else ""
    return " ".join(filter(None, (certainty, dated, MAY_CHANGE)))


def safe_words(outcome: str) -> str:
    """What a victim can safely be told when nothing is disclosed, or when nobody was identified."""
    if outcome == Outcome.CLOSED_NO_IDENTITY:
        return NOBODY
    return NOTHING_NOW if outcome == Outcome.DEFERRED else NOTHING


def what_identifies(said: str, names: Iterable[str]) -> str:
    """The first of these names or accounts that the words hold, whatever the case of the letters; empty without any."""
    plain = f" {' '.join(_letters(said).split())} "
    return next((name for name in names if name.strip() and f" {' '.join(_letters(name).split())} " in plain), "")


def _letters(text: str) -> str:
    return "".join(character if character.isalnum() else " " for character in text.casefold())


def _listed(days: list[str]) -> str:
    return days[0] if len(days) == 1 else f"{', '.join(days[:-1])} and {days[-1]}"
