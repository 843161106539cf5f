"""What names a person, brought to one spelling, so that two records of the same person can be compared.

Pure. Names lose case, accents of width, order and punctuation; telephone numbers become E.164 as dialled in the United
Kingdom; e-mail addresses and accounts lose case; addresses keep letters and digits only.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

_EMAIL = re.compile(r"[^\s@<>,;:()\"]{1,64}@[^\s@<>,;:()\"]{1,255}\.[^\s@<>,;:()\".]{2,}")
_PHONE = re.compile(r"(?:\+|00)?\d(?:[\s().-]?\d){8,14}")
_SHORTEST_PHONE, _LONGEST_PHONE = 10, 15
HOME = "44"


@dataclass(frozen=True)
class Identifiers:
    """What is known of one person. Empty texts and repetitions do no harm."""

    name: str = ""
    date_of_birth: date | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

    def of_case(self) -> set[tuple[str, str]]:
        """(field, value) pairs that a person of a case is found by. A name without a date of birth says so."""
        fields = {("name", name) for name in names(self.name)}
        born = "name_dob" if self.date_of_birth else "name_only"
        return fields | {(born, self._with_birth(name)) for name in names(self.name)} | self._contacts()

    def of_staff(self) -> set[tuple[str, str]]:
        """The pairs that a member of staff, or somebody they know, is matched with.

        With a date of birth, the name matches where it is the same or unknown. Without one, the name alone matches: it
        is better to keep one person too many from a case than one too few.
        """
        if self.date_of_birth is None:
            return {("name", name) for name in names(self.name)} | self._contacts()
        both = {("name_dob", self._with_birth(name)) for name in names(self.name)}
        return both | {("name_only", name) for name in names(self.name)} | self._contacts()

    def _with_birth(self, name: str) -> str:
        return f"{name}|{self.date_of_birth.isoformat()}" if self.date_of_birth else name

    def _contacts(self) -> set[tuple[str, str]]:
        found = {("phone", number) for number in map(phone, self.phones)}
        found |= {("email", address) for address in map(email, self.emails)}
        found |= {("address", address) for address in map(_letters_and_digits, self.addresses)}
        found |= {("account", spelling) for account in self.accounts for spelling in accounts(account)}
        return {(field, value) for field, value in found if value}


def names(text: str) -> set[str]:
    """The spellings of a name that count as the same: all its words, and the first and last of them, in any order."""
    # Composed before punctuation goes, or an accent that stands beside its letter would go with it.
    words = re.sub(r"[^\w\s'-]", " ", _folded(text)).replace("'", "").replace("-", " ").split()
    if not words:
        return set()
    return {" ".join(sorted(words)), " ".join(sorted({words[0], words[-1]}))}


def phone(text: str) -> str:
    """The number in E.164, or nothing for what is no telephone number."""
    digits = re.sub(r"\D", "", _folded(text))
    if _folded(text).startswith("+"):
        whole = digits
    elif digits.startswith("00"):
        whole = digits[2:]
    else:
        whole = HOME + digits.removeprefix("0")
    # A trunk zero written in brackets after the country's code is not dialled: +44 (0)20 …
    whole = re.sub(rf"^{HOME}0", HOME, whole)
    return f"+{whole}" if _SHORTEST_PHONE <= len(whole) <= _LONGEST_PHONE else ""


def email(text: str) -> str:
    """The address in one spelling, or nothing for what is no e-mail address."""
    folded = _folded(text).removeprefix("mailto:").strip("<>")
    return folded if _EMAIL.fullmatch(folded) else ""


def accounts(text: str) -> set[str]:
    """The spellings of an account that count as the same: as it was typed, and without the @ that people put first."""
    folded = _folded(text)
    return {folded, folded.lstrip("@ ")}


def reference(text: str) -> str:
    """The reference of a crime or a case in one spelling: nobody remembers its capitals."""
    return _folded(text)


def contacts_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The telephone numbers and e-mail addresses that stand in a free text."""
    emails = tuple(_EMAIL.findall(text))
    return tuple(_PHONE.findall(_EMAIL.sub(" ", text))), emails


def lines(text: str) -> Iterator[str]:
    """The entries of a box in which each stands on a line of its own."""
    return (line.strip() for line in text.splitlines() if line.strip())


def kinds(fields: Iterable[tuple[str, str]]) -> list[str]:
    """What was given, without what it says: for the account and for the person's own page."""
    return sorted({"name" if field.startswith("name") else field for field, _ in fields})


def _folded(text: str) -> str:
    # Folding can undo the composition, so it is composed once more.
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def _letters_and_digits(text: str) -> str:
    return "".join(character for character in _folded(text) if character.isalnum())
