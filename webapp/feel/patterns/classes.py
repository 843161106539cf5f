"""Which characters a part of a pattern lets through."""

import unicodedata
from collections.abc import Callable
from functools import lru_cache

Test = Callable[[str], bool]

# The Unicode blocks that names and texts in Europe are written in, and the symbols among them.
BLOCKS: dict[str, tuple[int, int]] = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "IPAExtensions": (0x0250, 0x02AF),
    "SpacingModifierLetters": (0x02B0, 0x02FF),
    "CombiningDiacriticalMarks": (0x0300, 0x036F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Armenian": (0x0530, 0x058F),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "Devanagari": (0x0900, 0x097F),
    "Bengali": (0x0980, 0x09FF),
    "Gurmukhi": (0x0A00, 0x0A7F),
    "Gujarati": (0x0A80, 0x0AFF),
    "Tamil": (0x0B80, 0x0BFF),
    "Thai": (0x0E00, 0x0E7F),
    "Georgian": (0x10A0, 0x10FF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "BoxDrawing": (0x2500, 0x257F),
    "MiscellaneousSymbols": (0x2600, 0x26FF),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7A3),
    "PrivateUse": (0xE000, 0xF8FF),
}
CATEGORIES = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cn",
    ]
)


def anything(_character: str) -> bool:
    """Every character."""
    return True


def no_line_end(character: str) -> bool:
    """Every character but the ends of lines."""
    return character not in "\n\r"


def negated(test: Test) -> Test:
    """The characters that the test keeps out."""
    return lambda character: not test(character)


def within(first: str, last: str) -> Test:
    """The characters from one to another."""
    return lambda character: first <= character <= last


def one(wanted: str) -> Test:
    """One character."""
    return lambda character: character == wanted


def category(name: str) -> Test | None:
    """The characters of a Unicode category, or of a block when the name begins with Is; None for unknown names."""
    if name.startswith("Is"):
        block = BLOCKS.get(name[2:])
        return within(chr(block[0]), chr(block[1])) if block else None
    if name not in CATEGORIES:
        return None
    return lambda character: unicodedata.category(character).startswith(name)


def _word(character: str) -> bool:
    return unicodedata.category(character)[0] not in "PZC"


def _initial(character: str) -> bool:
    return character in "_:" or unicodedata.category(character)[0] == "L"


def _name(character: str) -> bool:
    return character in "_:.-\u00b7" or unicodedata.category(character)[0] in "LMN"


def _digit(character: str) -> bool:
    return unicodedata.category(character) == "Nd"


def _space(character: str) -> bool:
    return character in " \t\n\r"


ESCAPES: dict[str, Test] = {
    "d": _digit,
    "w": _word,
    "s": _space,
    "i": _initial,
    "c": _name,
    "D": negated(_digit),
    "W": negated(_word),
    "S": negated(_space),
    "I": negated(_initial),
    "C": negated(_name),
}


@lru_cache(maxsize=4_096)
def spellings(character: str) -> tuple[str, ...]:
    """The character in small and in capital letters."""
    forms = {character, character.lower(), character.upper(), character.lower().upper(), character.upper().lower()}
    return tuple(form for form in forms if len(form) == 1)


def any_case(test: Test) -> Test:
    """The characters that the test lets through in one case or the other."""
    return lambda character: any(test(form) for form in spellings(character))


def any_of(tests: list[Test], *, without: bool, ignoring_case: bool, less: Test | None) -> Test:
    """A class in square brackets: one of the tests, or none of them, and not what is taken away."""

    def positive(character: str) -> bool:
        return any(test(character) for test in tests)

    met = any_case(positive) if ignoring_case else positive
    if less is None:
        return negated(met) if without else met
    return lambda character: met(character) is not without and not less(character)
