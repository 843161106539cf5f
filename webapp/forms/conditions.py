"""When a question is hidden: a FEEL condition over the answers of the questions before it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from webapp.feel import Expression, FeelError, compile_expression, nodes

_OF_TIME = frozenset({"now", "today"})


class ConditionRefused(Exception):
    """A condition cannot be used; the message is a sentence for its author."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled condition that hides a question when it yields true.

    `shown_for` holds (key, value) pairs when the condition says no more than that one of these answers must be given;
    it is empty for any other condition.
    """

    source: str
    names: frozenset[str]
    shown_for: tuple[tuple[str, str], ...]
    expression: Expression = field(repr=False, compare=False)

    def hides(self, answers: Mapping[str, object]) -> bool:
        """Whether the question is hidden with these answers; where that cannot be told, it is asked."""
        known = {name: answers.get(name) for name in self.names}
        try:
            return self.expression.evaluate(known) is True
        except FeelError:
            return False


def compile_condition(
    source: str, *, earlier: Collection[str], inner: Collection[str] = (), booleans: Collection[str] = ()
) -> Condition:
    """The condition written in `source`, with or without the `=` that marks an expression.

    `earlier` are the keys it may name, `inner` the keys of rows it may name inside a filter, `booleans` the yes/no
    questions: these may be compared with true and false or with "yes" and "no".
    Raises ConditionRefused.
    """
    text = source.strip().removeprefix("=").strip()
    if not text:
        raise ConditionRefused("The condition is empty; write one or remove it.")
    text = _yes_no_as_boolean(text, booleans)
    try:
        expression = compile_expression(text, names=earlier)
    except FeelError as error:
        raise ConditionRefused(f"The condition cannot be read: {error}") from error
    unknown = (expression.names - set(earlier)) | (expression.possible_names - {*earlier, *inner, "item"})
    if unknown:
        listed = ", ".join(f"“{name}”" for name in sorted(unknown))
        raise ConditionRefused(f"The condition names {listed}, which is no question asked before this one.")
    if expression.functions & _OF_TIME:
        raise ConditionRefused("The condition depends on the time, which differs between showing and sending the form.")
    # A question may bear the name of a function, such as "mode"; what its name then means, FEEL decides by the place.
    names = expression.names | ((expression.possible_names | expression.functions) & set(earlier))
    return Condition(source, names, _shown_for(expression.tree, frozenset(booleans)), expression)


def _yes_no_as_boolean(text: str, booleans: Collection[str]) -> str:
    # The form editor's preview holds "yes" and "no" where a case holds true and false; both spellings mean the same.
    if not booleans:
        return text
    keys = "|".join(map(re.escape, booleans))
    return re.sub(
        rf'(?<![\w."])({keys})(\s*)(=|!=)(\s*)"(yes|no)"',
        lambda found: "".join(found.group(1, 2, 3, 4)) + ("true" if found.group(5) == "yes" else "false"),
        text,
    )


def _shown_for(node: nodes.Node, booleans: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """The answers of which any one shows the question, when the condition is no more than that."""
    match node:
        case nodes.Comparison(operator="!=", left=nodes.Name(name=key), right=nodes.Literal(value=value)):
            return _pair(key, value, booleans)
        case nodes.Call(callee=nodes.Name(name="not"), arguments=(operand,)):
            return _asked_for(operand, booleans)
        case nodes.Logic(operator="and", operands=operands):
            found = [_shown_for(operand, booleans) for operand in operands]
            return tuple(pair for pairs in found for pair in pairs) if all(found) else ()
    return ()


def _asked_for(node: nodes.Node, booleans: frozenset[str]) -> tuple[tuple[str, str], ...]:
    match node:
        case nodes.Comparison(operator="=", left=nodes.Name(name=key), right=nodes.Literal(value=value)):
            return _pair(key, value, booleans)
        case nodes.Logic(operator="or", operands=operands):
            found = [_asked_for(operand, booleans) for operand in operands]
            return tuple(pair for pairs in found for pair in pairs) if all(found) else ()
        case nodes.Call(
            callee=nodes.Name(name="list contains"),
            arguments=(nodes.Name(name=key), nodes.Literal(value=value)),
        ):
            return _pair(key, value, booleans)
    return ()


def _pair(key: str, value: object, booleans: frozenset[str]) -> tuple[tuple[str, str], ...]:
    if isinstance(value, bool):
        return ((key, "yes" if value else "no"),) if key in booleans else ()
    return ((key, value),) if isinstance(value, str) and value else ()
