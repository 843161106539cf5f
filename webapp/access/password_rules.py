"""Which passwords people may choose. Basis: NIST SP 800-63B-4 section 3.1.1.2 and NCSC: length, no composition rules,
no forced change, and none that stands on every list of guesses.
"""

import re

from webapp.access.passwords import MAXIMUM_CHARACTERS, MINIMUM_CHARACTERS

# What lists of leaked passwords are made of, once digits and signs around them are taken away.
_LISTED = """
password passw0rd letmein welcome qwerty qwertyuiop asdfghjkl zxcvbnm iloveyou admin administrator monkey dragon
football liverpool chelsea arsenal superman batman trustno1 sunshine princess master shadow michael jordan summer
winter spring autumn changeme default temporary secret login police constable officer righttoknow
"""
COMMON = frozenset(_LISTED.split())
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz")
MOST_OF_IT = 0.6
LONGEST_RUN = 6


def why_not(password: str, *about_the_person: str) -> str:
    """The sentence why nobody should use this password, or an empty text.

    `about_the_person` are words that whoever knows the person would try: the login and the parts of the name.
    """
    if len(password) < MINIMUM_CHARACTERS:
        return f"Use a password of {MINIMUM_CHARACTERS} characters or more. Three random words are a good one."
    if len(password) > MAXIMUM_CHARACTERS:
        return f"Use a password of {MAXIMUM_CHARACTERS} characters or fewer."
    low = password.lower()
    if len(set(low)) < LONGEST_RUN or _is_mostly_runs(low):
        return "This password is easy to guess: it repeats itself or runs along the keyboard. Use three random words."
    letters = re.sub(r"[^a-z]", "", low)
    if letters in COMMON or any(letters == word * 2 for word in COMMON):
        return "This password is on every list of guesses. Use three random words."
    words = [word for text in about_the_person for word in re.split(r"[^a-z]+", text.lower()) if len(word) > 2]
    if any(word in low and len(word) >= MOST_OF_IT * len(letters) for word in words):
        return "This password is made from your name. Use three random words."
    return ""


def _is_mostly_runs(low: str) -> bool:
    """Whether most of the text is made of stretches that repeat one sign or run along a row, either way."""
    pairs = {row[at : at + 2] for row in ROWS for at in range(len(row) - 1)}
    runs = sum(
        low[at] == low[at + 1] or low[at : at + 2] in pairs or low[at : at + 2][::-1] in pairs
        for at in range(len(low) - 1)
    )
    return runs >= MOST_OF_IT * (len(low) - 1)
