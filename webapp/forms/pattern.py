"""Patterns for text answers: a small, safe part of regular expressions.

A pattern is refused when a regular expression engine could try more than `WAYS_LIMIT` ways of matching one answer:
such a pattern lets one officer's input stop the service.
"""

WAYS_LIMIT = 1_000_000
LENGTH_LIMIT = 200
ANSWER_LIMIT = 200  # characters of an answer that has a pattern
_QUANTIFIERS = {"*": (0, ANSWER_LIMIT), "+": (1, ANSWER_LIMIT), "?": (0, 1)}
_CLASS_ESCAPES = frozenset("dDwWsS")
_PUNCTUATION = frozenset(r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~ """)


class PatternRefused(Exception):
    """A pattern cannot be used; the message is a sentence for its author."""


def check_pattern(pattern: str) -> None:
    """Refuse a pattern outside the safe part: letters, classes, groups, alternatives and bounded freedom.

    Raises PatternRefused.
    """
    if len(pattern) > LENGTH_LIMIT:
        raise PatternRefused(f"The pattern has more than {LENGTH_LIMIT} characters; make it simpler.")
    if not pattern.startswith("^") or not pattern.endswith("$") or pattern.endswith("\\$"):
        raise PatternRefused("The pattern must begin with “^” and end with “$”, so that it covers the whole answer.")
    reader = _Reader(pattern)
    ways = reader.alternatives(depth=0)
    if reader.rest():
        raise PatternRefused("The pattern closes a bracket that it did not open.")
    if ways > WAYS_LIMIT:
        raise PatternRefused("The pattern can match one answer in too many ways; repeat fewer parts of it.")


class _Reader:
    """Counts, part by part, in how many ways a pattern can be tried on one answer."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def rest(self) -> str:
        return self._pattern[self._at :]

    def _take(self) -> str:
        if self._at >= len(self._pattern):
            raise PatternRefused("The pattern ends too early.")
        self._at += 1
        return self._pattern[self._at - 1]

    def alternatives(self, depth: int) -> int:
        if depth > 10:
            raise PatternRefused("The pattern nests its brackets too deeply.")
        ways = self._sequence(depth)
        while self.rest().startswith("|"):
            if depth == 0:
                raise PatternRefused("Put the alternatives of the pattern into brackets: “^(?:one|other)$”.")
            self._take()
            ways += self._sequence(depth)
        return ways

    def _sequence(self, depth: int) -> int:
        ways = 1
        while self.rest() and self.rest()[0] not in "|)":
            ways = _capped(ways * self._repeated(self._atom(depth)))
        return ways

    def _atom(self, depth: int) -> int:
        character = self._take()
        if character in "*+?{":
            raise PatternRefused(
                f"“{character}” in the pattern repeats nothing; write “\\{character}” for the character."
            )
        if character in "^$" and self.rest()[:1] in ("*", "+", "?", "{"):
            raise PatternRefused("The pattern repeats nothing: “^” and “$” stand for no character.")
        if character == "(":
            return self._group(depth)
        if character == "[":
            self._class()
        elif character == "\\":
            self._escape()
        return 1

    def _group(self, depth: int) -> int:
        if self.rest().startswith("?:"):
            self._at += 2
        elif self.rest().startswith("?"):
            raise PatternRefused("The pattern may group with “(…)” or “(?:…)” only.")
        ways = self.alternatives(depth + 1)
        if self._at >= len(self._pattern) or self._take() != ")":
            raise PatternRefused("The pattern opens a bracket that it does not close.")
        return ways

    def _class(self) -> None:
        if self.rest().startswith("^"):
            self._take()
        empty = True
        while True:
            character = self._take()
            if character == "]" and not empty:
                return
            if character == "[":
                raise PatternRefused("Write “\\[” for a bracket inside a class of characters.")
            if character == "\\":
                self._escape()
            empty = False

    def _escape(self) -> None:
        character = self._take()
        if character not in _CLASS_ESCAPES and character not in _PUNCTUATION:
            raise PatternRefused(f"“\\{character}” is not allowed in a pattern.")

    def _repeated(self, ways: int) -> int:
        bounds = self._bounds()
        if bounds is None:
            return ways
        if self.rest()[:1] in ("*", "+", "?", "{") and self.rest():
            raise PatternRefused("The pattern repeats a repetition; write one repetition only.")
        low, high = bounds
        total = 0
        for count in range(low, high + 1):
            total = _capped(total + _capped(ways**count if ways > 1 else 1))
        return total

    def _bounds(self) -> tuple[int, int] | None:
        mark = self.rest()[:1]
        if mark in _QUANTIFIERS:
            self._take()
            return _QUANTIFIERS[mark]
        if mark != "{":
            return None
        closing = self.rest().find("}")
        low, comma, high = self.rest()[1:closing].partition(",")
        if closing < 0 or not low.isascii() or not low.isdigit() or (high and not (high.isascii() and high.isdigit())):
            raise PatternRefused("Write a repetition as “{3}”, “{2,}” or “{2,5}”.")
        self._at += closing + 1
        least = int(low[:6])
        most = int(high[:6]) if high else (ANSWER_LIMIT if comma else least)
        if least > most or most > ANSWER_LIMIT:
            raise PatternRefused(f"A repetition in a pattern may go up to {ANSWER_LIMIT}, from the smaller number.")
        return least, most


def _capped(ways: int) -> int:
    return min(ways, WAYS_LIMIT + 1)
