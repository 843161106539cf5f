"""A pattern ready for use."""

from collections.abc import Iterator
from functools import lru_cache

from webapp.feel.budget import Run
from webapp.feel.patterns.classes import any_case, one
from webapp.feel.patterns.machine import Program, Saves
from webapp.feel.patterns.reader import One, PatternError, PatternReader, Row

LENGTH_LIMIT = 1_000


class Pattern:
    """A compiled pattern."""

    def __init__(self, program: Program, *, literal: bool) -> None:
        self._program = program
        self._literal = literal

    def search(self, text: str, run: Run) -> Saves | None:
        """The first find: where it and each of its groups start and end."""
        return self._program.search(text, 0, run)

    def finds(self, text: str, run: Run) -> Iterator[Saves]:
        """All finds, none overlapping another.

        Raises PatternError for a pattern that finds the empty text, because it would be found everywhere.
        """
        if self._program.search("", 0, run) is not None:
            raise PatternError("The pattern also finds an empty text; let it find at least one character.")
        place = 0
        while (found := self._program.search(text, place, run)) is not None:
            yield found
            place = max(found[1], found[0] + 1)

    def find_all(self, text: str, run: Run) -> list[object]:
        """The texts found."""
        return [text[found[0] : found[1]] for found in self.finds(text, run)]

    def split(self, text: str, run: Run) -> list[object]:
        """What stands between the finds."""
        parts: list[object] = []
        place = 0
        for found in self.finds(text, run):
            parts.append(text[place : found[0]])
            place = found[1]
        return [*parts, text[place:]]

    def replace(self, text: str, replacement: str, run: Run) -> str:
        """The text with each find replaced. Raises PatternError for a wrong replacement."""
        template = [replacement] if self._literal else self._template(replacement)
        made: list[str] = []
        place = 0
        for found in self.finds(text, run):
            made.append(text[place : found[0]])
            for piece in template:
                if isinstance(piece, int):
                    first, last = found[2 * piece], found[2 * piece + 1]
                    made.append(text[first:last] if first >= 0 else "")
                else:
                    made.append(piece)
            run.charge(len(template))
            place = found[1]
        return "".join([*made, text[place:]])

    def _template(self, replacement: str) -> list[str | int]:
        pieces: list[str | int] = []
        index = 0
        while index < len(replacement):
            character, following = replacement[index], replacement[index + 1 : index + 2]
            if character == "\\" and following in ("\\", "$") and following:
                pieces.append(following)
                index += 2
            elif character == "$" and following.isdigit():
                number, index = int(following), index + 2
                while replacement[index : index + 1].isdigit() and (
                    number * 10 + int(replacement[index]) <= self._program.groups
                ):
                    number, index = number * 10 + int(replacement[index]), index + 1
                pieces.append(number if number <= self._program.groups else "")
            elif character in "\\$":
                raise PatternError(f"Write “\\{character}” for a “{character}” in the replacement.")
            else:
                pieces.append(character)
                index += 1
        return pieces


@lru_cache(maxsize=256)
def compile_pattern(text: str, flags: str) -> Pattern:
    """The pattern with its flags: s (dot finds line ends), m (^ and $ at each line), i (any case), x, q.

    Raises PatternError.
    """
    if len(text) > LENGTH_LIMIT:
        raise PatternError(f"The pattern has more than {LENGTH_LIMIT} characters.")
    if not set(flags) <= set("smixq"):
        raise PatternError("The flags of a pattern are s, m, i, x and q.")
    ignoring_case, lines = "i" in flags, "m" in flags
    if "q" in flags:
        tests = [any_case(one(character)) if ignoring_case else one(character) for character in text]
        return Pattern(Program(Row(tuple(map(One, tests))), 0, lines=lines, ignoring_case=ignoring_case), literal=True)
    reader = PatternReader(
        _without_space(text) if "x" in flags else text, dot_all="s" in flags, ignoring_case=ignoring_case
    )
    tree = reader.read()
    return Pattern(Program(tree, reader.groups, lines=lines, ignoring_case=ignoring_case), literal=False)


def _without_space(text: str) -> str:
    """The pattern without the white space outside of classes."""
    made: list[str] = []
    depth, escaped = 0, False
    for character in text:
        if not escaped and character in "[]":
            depth += 1 if character == "[" else -1
        if character not in " \t\n\r" or depth > 0:
            made.append(character)
            escaped = character == "\\" and not escaped
    return "".join(made)
