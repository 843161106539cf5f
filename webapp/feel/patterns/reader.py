"""The text of a pattern to a tree."""

from dataclasses import dataclass

from webapp.feel.patterns import classes
from webapp.feel.patterns.classes import Test

DEPTH_LIMIT = 30
REPEAT_LIMIT = 1_000

_SINGLE = {"n": "\n", "r": "\r", "t": "\t"}
_PUNCTUATION = frozenset("\\|.?*+(){}[]-^$")


class PatternError(Exception):
    """The text is no pattern; `message` says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class One:
    """One character."""

    test: Test


@dataclass(frozen=True, slots=True)
class Edge:
    """`^` or `$`."""

    end: bool


@dataclass(frozen=True, slots=True)
class Again:
    """What the group of that number found, once more."""

    group: int


@dataclass(frozen=True, slots=True)
class Group:
    """A part in brackets; `number` is None when it is not kept."""

    inner: "Part"
    number: int | None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part so many times; `most` is None without a limit."""

    inner: "Part"
    least: int
    most: int | None
    greedy: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Parts one after the other."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Any of the parts, the first that leads to a match."""

    parts: tuple["Part", ...]


Part = One | Edge | Again | Group | Repeat | Row | Either


class PatternReader:
    """Reads by recursive descent."""

    def __init__(self, text: str, *, dot_all: bool, ignoring_case: bool) -> None:
        self._text = text
        self._index = 0
        self._depth = 0
        self._dot = classes.anything if dot_all else classes.no_line_end
        self._ignoring_case = ignoring_case
        self._closed: set[int] = set()
        self.groups = 0

    def read(self) -> Part:
        """The whole pattern. Raises PatternError."""
        part = self._either()
        if self._index < len(self._text):
            raise PatternError("The pattern closes a bracket that it does not open.")
        return part

    def _peek(self) -> str:
        return self._text[self._index] if self._index < len(self._text) else ""

    def _take(self) -> str:
        character = self._peek()
        if not character:
            raise PatternError("The pattern ends too early.")
        self._index += 1
        return character

    def _accept(self, text: str) -> bool:
        if self._text.startswith(text, self._index):
            self._index += len(text)
            return True
        return False

    def _either(self) -> Part:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise PatternError("The pattern has too many brackets inside one another.")
        parts = [self._row()]
        while self._accept("|"):
            parts.append(self._row())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _row(self) -> Part:
        parts: list[Part] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom()))
        return Row(tuple(parts))

    def _repeated(self, part: Part) -> Part:
        sign = self._peek()
        if sign == "" or sign not in "?*+{":
            return part
        self._index += 1
        least, most = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(sign) or self._counts()
        greedy = not self._accept("?")
        if self._peek() and self._peek() in "?*+{":
            raise PatternError("The pattern repeats a repetition; put brackets around it.")
        return Repeat(part, least, most, greedy)

    def _counts(self) -> tuple[int, int | None]:
        end = self._text.find("}", self._index)
        least, comma, most = self._text[self._index : end if end >= 0 else None].partition(",")
        if end < 0 or not _is_count(least) or (most and not _is_count(most)):
            raise PatternError("The pattern has a wrong number of times in { }.")
        self._index = end + 1
        low, high = int(least), int(most) if most else (None if comma else int(least))
        if low > REPEAT_LIMIT or (high is not None and (high > REPEAT_LIMIT or high < low)):
            raise PatternError("The pattern has a wrong number of times in { }.")
        return low, high

    def _atom(self) -> Part:
        character = self._take()
        match character:
            case "(":
                return self._group()
            case "[":
                return One(self._class())
            case ".":
                return One(self._dot)
            case "^" | "$":
                return Edge(character == "$")
            case "\\":
                return self._escape()
        if character in "?*+{}]":
            raise PatternError(
                f"The pattern has a “{character}” that stands for nothing; write “\\{character}” for the sign."
            )
        return One(self._cased(classes.one(character)))

    def _cased(self, test: Test) -> Test:
        return classes.any_case(test) if self._ignoring_case else test

    def _group(self) -> Part:
        number = None
        if not self._accept("?:"):
            if self._peek() == "?":
                raise PatternError("The pattern looks ahead or back, which is not possible here.")
            self.groups += 1
            number = self.groups
        inner = self._either()
        if not self._accept(")"):
            raise PatternError("The pattern opens a bracket that it does not close.")
        if number is not None:
            self._closed.add(number)
        return Group(inner, number)

    def _escape(self) -> Part:
        if not self._peek().isdigit():
            return One(self._escaped())
        number = int(self._take())
        while self._peek().isdigit() and number * 10 + int(self._peek()) in self._closed:
            number = number * 10 + int(self._take())
        if number not in self._closed:
            raise PatternError(f"The pattern has no group {number} before “\\{number}”.")
        return Again(number)

    def _escaped(self) -> Test:
        character = self._take()
        if character in classes.ESCAPES:
            return classes.ESCAPES[character]
        if character in "pP":
            return self._category(outside=character == "P")
        if character in _SINGLE:
            return classes.one(_SINGLE[character])
        if character in _PUNCTUATION:
            return classes.one(character)
        raise PatternError(f"The pattern has “\\{character}”, which has no meaning.")

    def _category(self, *, outside: bool) -> Test:
        end = self._text.find("}", self._index)
        if self._take() != "{" or end < 0:
            raise PatternError("The pattern lacks a category in { }.")
        found = classes.category(self._text[self._index : end])
        if found is None:
            raise PatternError("The pattern names a category of characters that is not known.")
        self._index = end + 1
        return classes.negated(found) if outside else found

    def _class(self) -> Test:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise PatternError("The pattern has too many brackets inside one another.")
        without = self._accept("^")
        tests: list[Test] = []
        less: Test | None = None
        while True:
            if self._accept("-["):
                less = self._class()
                if not self._accept("]"):
                    raise PatternError("A class ends after what is taken away from it.")
                break
            if self._accept("]"):
                break
            tests.append(self._class_member())
        if not tests:
            raise PatternError("The pattern has a class without characters.")
        self._depth -= 1
        return classes.any_of(tests, without=without, ignoring_case=self._ignoring_case, less=less)

    def _class_member(self) -> Test:
        first = self._class_character()
        if not isinstance(first, str):
            return first
        if self._peek() != "-" or self._text.startswith(("-]", "-["), self._index):
            return classes.one(first)
        self._index += 1
        last = self._class_character()
        if not isinstance(last, str) or last < first:
            raise PatternError("The pattern has a class that goes from a later character to an earlier one.")
        return classes.within(first, last)

    def _class_character(self) -> Test | str:
        character = self._take()
        if character == "[":
            raise PatternError("A “[” inside a class is written “\\[”.")
        if character != "\\":
            return character
        following = self._peek()
        if following in _SINGLE or (following and following in _PUNCTUATION):
            return _SINGLE.get(self._take(), following)
        return self._escaped()


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 5
