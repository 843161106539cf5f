"""Names that are made to look like other names: letters of two scripts in one, and letters borrowed from another.

Pure. Scripts are told by the names that Unicode gives its characters. What looks alike is the part of Unicode's list of
confusable characters (Unicode Technical Standard 39, confusables.txt) that imitates the Latin alphabet, small letters,
with capitals counted where only they look alike. Latin letters that resemble each other, as rn and m, are left alone:
they stand in the names of too many people.
"""

import unicodedata

from webapp.access.identifiers import names

_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo"})
# Scripts that are written together by custom. Basis: Unicode Technical Standard 39, section 5.2.
_TOGETHER = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"CJK", "BOPOMOFO"}),
    frozenset({"CJK", "HANGUL"}),
)
_CYRILLIC = dict(zip("авекмнорстухіјѕһԁԛԝӏ", "abekmhopctyxijshdqwl", strict=True))
_GREEK = dict(zip("αβγεζηικμνορτυχϲϳ", "abyezhikmvoptyxcj", strict=True))
_ARMENIAN = dict(zip("օոսհցզ", "onuhgq", strict=True))
_OTHERS = {"ı": "i", "ɑ": "a", "ɡ": "g", "ɩ": "i", "0": "o", "1": "l", "|": "l"}
_LOOKS_LIKE = str.maketrans({**_CYRILLIC, **_GREEK, **_ARMENIAN, **_OTHERS})


def scripts(text: str) -> frozenset[str]:
    """The scripts of the letters of a text, as Unicode calls them: LATIN, CYRILLIC, GREEK."""
    letters = (letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) in _LETTERS)
    return frozenset(unicodedata.name(letter, "UNKNOWN").split()[0] for letter in letters)


def mixes_scripts(text: str) -> bool:
    """Whether a name is written in more than one script, other than those that are written together by custom."""
    found = scripts(text)
    return len(found) > 1 and not any(found <= together for together in _TOGETHER)


def is_same_name(one: str, other: str) -> bool:
    """Whether two texts are the same name but for case, spaces, order, accents and the names in the middle."""
    return bool(names(_without_accents(one)) & names(_without_accents(other)))


def looks_like(one: str, other: str) -> bool:
    """Whether two names are the same to the eye, in whichever letters they are written."""
    return bool(names(_skeleton(one)) & names(_skeleton(other)))


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _skeleton(text: str) -> str:
    return _without_accents(text.casefold()).translate(_LOOKS_LIKE)
