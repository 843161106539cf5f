"""Passwords that are known from thefts elsewhere, looked up in a file that the operator provides.

The file holds the SHA-1 of each password in hexadecimal, one a line in ascending order, and may say behind a colon how
often it was seen: the form in which such lists are passed on. It may be many gigabytes, so it is searched by halves.
Basis: NIST SP 800-63B-4 section 3.1.1.2.
"""

import hashlib
from pathlib import Path
from typing import BinaryIO

KNOWN = (
    "This password is known from a theft elsewhere, so it is tried first by whoever guesses. Use three random words."
)
LONGEST_LINE = 64
_DIGITS = 40


def why_not_known(file: Path | None, password: str) -> str:
    """The sentence why nobody should use this password, or an empty text. Raises OSError where the file is away."""
    if file is None:
        return ""
    # Not to protect anything: the lists are made of this digest.
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as lines:
        return KNOWN if _holds(lines, file.stat().st_size, wanted) else ""


def is_list(file: Path) -> bool:
    """Whether the file begins as such a list does. Raises OSError."""
    with file.open("rb") as lines:
        first, second = _digest(lines.readline(LONGEST_LINE)), _digest(lines.readline(LONGEST_LINE))
    return all(len(one) == _DIGITS and one.isalnum() for one in (first, second)) and first < second


def _holds(lines: BinaryIO, size: int, wanted: bytes) -> bool:
    """Looks between two places for the line; every line that begins before `low` is smaller than what is wanted."""
    low, high = 0, size
    while high - low > LONGEST_LINE:
        middle = (low + high) // 2
        lines.seek(middle)
        lines.readline(LONGEST_LINE)  # the rest of the line that the middle lies in
        if _digest(lines.readline(LONGEST_LINE)) < wanted:
            low = middle
        else:
            high = middle
    lines.seek(max(0, low - LONGEST_LINE))
    return any(_digest(line) == wanted for line in lines.read(4 * LONGEST_LINE).splitlines())


def _digest(line: bytes) -> bytes:
    # The end of the file counts as larger than everything.
    return line[:_DIGITS].strip().upper() or b"~"
