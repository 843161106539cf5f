"""Whether a text names a victim of the same investigation: a pure rule, as careful as a comparison of words can be.

Basis: European Convention on Human Rights Article 8; domain rule on joint victims: one is never revealed to another.
"""

import re
from collections.abc import Collection, Iterable
from unicodedata import category, normalize

SHORTEST_PART = 4
SHORTEST_RUN = 6
# Accents, which people leave out, and what takes no room on a page: neither makes another name of it.
_UNSEEN = frozenset({"Mn", "Cf"})


def names_somebody(text: str, names: Iterable[str], own: Collection[str] = ()) -> bool:
    """Whether the text holds one of these names, whole, as first and last word, run together, or a part of it.

    `own` are names that the case may hold, those of its own victim and its subject: a word of theirs does not count by
    itself. A part counts where it is written with a capital letter, as names are, so that “will” and “may” do not.
    """
    seen = _as_seen(text)
    return any(_holds(seen, _as_seen(name), [_as_seen(one) for one in own]) for name in names if name.strip())


def account_names_somebody(account: str, names: Collection[str], own: Collection[str] = ()) -> bool:
    """Whether an account holds one of these names: there a part counts in small letters too, between other signs."""
    words = " ".join(re.findall(r"[^\W\d_]+", _as_seen(account))).title()
    return names_somebody(account, names, own) or names_somebody(words, names, own)


def _holds(text: str, name: str, own: Collection[str]) -> bool:
    words, wanted = _words(text), _words(name)
    folded, parts = [word.casefold() for word in words], [part.casefold() for part in wanted]
    if not parts or " ".join(parts) in {" ".join(each.casefold() for each in _words(one)) for one in own}:
        return False
    if _follow(folded, parts):
        return True
    if any(character.isdigit() for character in name):
        # A reference counts as a whole: its parts are years and numbers.
        return False
    if len(parts) > 1 and {parts[0], parts[-1]} <= set(folded):
        return True
    together = "".join(parts)
    if len(parts) > 1 and len(together) >= SHORTEST_RUN and any(together in word for word in _handles(text)):
        return True
    allowed = {word.casefold() for one in own for word in _words(one)}
    # O'Brien is written OBrien as well, and Smith-Jones Smithjones.
    pieces = ("".join(_words(piece)).casefold() for piece in name.split())
    counted = {part for part in (*parts, *pieces) if len(part) >= SHORTEST_PART and part not in allowed}
    return any(word.casefold() in counted and word[:1].isupper() for word in words)


def _follow(words: list[str], parts: list[str]) -> bool:
    return any(words[start : start + len(parts)] == parts for start in range(len(words) - len(parts) + 1))


def _as_seen(text: str) -> str:
    return "".join(character for character in normalize("NFKD", text) if category(character) not in _UNSEEN)


def _words(text: str) -> list[str]:
    return "".join(character if character.isalnum() else " " for character in text).split()


def _handles(text: str) -> list[str]:
    """What stands between spaces, without whatever is no letter: so an account may hold a name."""
    return ["".join(character for character in word.casefold() if character.isalpha()) for word in text.split()]
