"""Input and output mappings: what an element sees under which name, and what of its results goes on."""

from collections.abc import Mapping as Record
from dataclasses import dataclass
from typing import Any

from webapp.engine.expressions import Formula
from webapp.engine.node import Token
from webapp.engine.variables import assign, assign_outside, context_of, put


@dataclass(frozen=True, slots=True)
class Mapping:
    """One compiled line: a formula and the variable, or the path into a record, that it fills."""

    formula: Formula
    target: str


def take_in(token: Token, inputs: tuple[Mapping, ...]) -> None:
    """Gives the token its own variables from the input mappings; a later line sees what an earlier one has set."""
    for line in inputs:
        put(token.data, line.target, line.formula.evaluate(context_of(token), token.instance.now))


def publish(token: Token, outputs: tuple[Mapping, ...], results: Record[str, Any]) -> None:
    """Writes results past the element: all of them, or what the output mappings make of them."""
    if not outputs:
        assign(token, results)
        return
    token.data.update(results)
    give_out(token, outputs)


def give_out(token: Token, outputs: tuple[Mapping, ...]) -> None:
    """Works the output mappings out over the token's own variables and writes what they give outside."""
    given: dict[str, Any] = {}
    for line in outputs:
        seen = context_of(token) | given
        head = line.target.partition(".")[0]
        if "." in line.target and head in seen:
            given.setdefault(head, seen[head])
        put(given, line.target, line.formula.evaluate(seen, token.instance.now))
    assign_outside(token, given)
