"""Endless texts for fuzzing: words at random, and real expressions cut, joined and changed."""

import random
from collections.abc import Iterator

from tests.conformance.reference import CONTEXT, questions
from webapp.feel.functions import BUILTINS
from webapp.feel.lexer import KEYWORDS

SIGNS = [*"+-*/=<>()[]{},:.?@'\"", "**", "!=", "<=", ">=", "..", "->", "//", "\n", "é", "🐎", "\\"]
VALUES = [
    "0", "1", "-1", "2.5", "1e400", "1e6000", "9" * 40, '"a"', '""', '"(a+)+$"', '"P1D"', "null", "true", "[]", "{}",
    '@"2026-01-31"', '@"P1Y"', '@"PT1H"', '@"10:00:00@Europe/London"', '@"-999999999-01-01"', "now()", "today()",
    "item", "partial", "?", "1..30", "[1..9]", "function(a, b) a", "for i in 1..9 return ", "risk level",
]  # fmt: skip
LONGEST = 400


def inputs(seed: int) -> Iterator[str]:
    """Texts without end, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  # test data, and no secret
    seeds = [question.source for question in questions()]
    names = sorted(BUILTINS)
    words = [*sorted(KEYWORDS), *names, *SIGNS, *VALUES, *CONTEXT]
    while True:
        kind = chance.random()
        if kind < 0.2:
            made = " ".join(chance.choices(words, k=chance.randint(1, 14)))
        elif kind < 0.4:
            arguments = ", ".join(_argument(chance, seeds) for _ in range(chance.randint(0, 4)))
            made = f"{chance.choice(names)}({arguments})"
        elif kind < 0.6:
            made = f"{chance.choice(seeds)} {chance.choice(words)} {chance.choice(seeds)}"
        elif kind < 0.7:
            # Now and then more than there is allowance for.
            count = "1..100000" if chance.random() < 0.01 else _argument(chance, seeds)
            made = f"for i in {count} return {chance.choice(seeds)}"
        else:
            made = _changed(chance, chance.choice(seeds), words)
        yield made[:LONGEST]


def _argument(chance: random.Random, seeds: list[str]) -> str:
    return chance.choice(VALUES) if chance.random() < 0.6 else chance.choice(seeds)


def _changed(chance: random.Random, source: str, words: list[str]) -> str:
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(0, len(source))
        match chance.randint(0, 3):
            case 0:
                source = source[:at] + source[at + 1 :]
            case 1:
                source = source[:at] + chance.choice(words) + source[at:]
            case 2:
                end = chance.randint(at, min(len(source), at + 12))
                source = source[:end] + source[at:end] + source[end:]
            case _:
                source = (
                    source[:at]
                    + chr(chance.choice((0, 9, 34, 40, 92, 96, 123, 0xA0, 0x301, 0x200B, 0x1F40E)))
                    + source[at + 1 :]
                )
    return source
