"""Properties, filters, for, some and every."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from webapp.feel import nodes
from webapp.feel.compiling.scope import Code, Scope
from webapp.feel.numbers import whole
from webapp.feel.properties import NO_PROPERTY, property_of
from webapp.feel.temporal import Date, date_of_days
from webapp.feel.values import Range, kind_of

if TYPE_CHECKING:
    from webapp.feel.compiling.compiler import Compiler


def compile_path(compiler: "Compiler", node: nodes.Path) -> Code:
    """`x.name`: a context's entry, a date's year and the like; of a list, the property of each item."""
    target, name, position = compiler.compile(node.target), node.name, node.position

    def read(value: object, scope: Scope) -> object:
        if isinstance(value, dict) and name in value:
            found: object = value[name]
            return found
        found = property_of(value, name)
        if found is NO_PROPERTY:
            scope.run.remark(f"{kind_of(value).capitalize()} has no “{name}”.", position)
            return None
        return found

    def run(scope: Scope) -> object:
        value = target(scope)
        if isinstance(value, list):
            scope.run.charge(len(value))
            return [read(item, scope) for item in value]
        return read(value, scope)

    return run


def compile_filter(compiler: "Compiler", node: nodes.Filter) -> Code:
    """`list[3]`, `list[-1]` or `list[condition]`, where `item` is the item and its entries are names."""
    target = compiler.compile(node.target)
    condition, weight = compiler.compile_within({"item"}, node.condition, of_filter=True)
    position = node.position
    if isinstance(node.condition, nodes.Literal) and isinstance(node.condition.value, Decimal):
        return _picked(target, node.condition.value, position)
    return kept(target, condition, weight, position)


def _picked(target: Code, index: Decimal, position: int) -> Code:
    def run(scope: Scope) -> object:
        value = target(scope)
        if value is None:
            return None
        return _item_at(value if isinstance(value, list) else [value], index, scope, position)

    return run


def kept(target: Code, condition: Code, weight: int, position: int) -> Code:
    """The code that keeps the items of a list under a condition, or picks one when the condition is a number."""

    def run(scope: Scope) -> object:
        value = target(scope)
        if value is None:
            return None
        items = value if isinstance(value, list) else [value]
        return _filtered(items, condition, weight, scope, position) if items else _of_nothing(condition, scope)

    return run


def _of_nothing(condition: Code, scope: Scope) -> object:
    """An empty list stays empty under a condition and has no item under a number."""
    remarks, scope.run.remarks = scope.run.remarks, None
    strict, scope.run.strict = scope.run.strict, False
    number = isinstance(condition(scope), Decimal)
    scope.run.remarks, scope.run.strict = remarks, strict
    return None if number else []


def _filtered(items: list[object], condition: Code, weight: int, scope: Scope, position: int) -> object:
    found: list[object] = []
    for item in items:
        scope.run.charge(1 + weight)
        inner = scope.inner({"item": item})
        if isinstance(item, dict):
            inner = inner.inner(item)
        answer = condition(inner)
        if answer is True:
            found.append(item)
        elif isinstance(answer, Decimal):
            return _item_at(items, answer, scope, position)
        elif answer is not False and answer is not None:
            scope.run.remark(f"A filter is true or false, and this one is {kind_of(answer)}.", position)
    return found


def _item_at(items: list[object], index: Decimal, scope: Scope, position: int) -> object:
    place = whole(index)
    if place is None or place == 0 or abs(place) > len(items):
        scope.run.remark("The list has no item at that place; the first is 1 and the last is -1.", position)
        return None
    return items[place - 1 if place > 0 else place]


Values = Callable[[Scope], Iterable[object] | None]


def _iterated(compiler: "Compiler", iterators: tuple[nodes.Iterator, ...]) -> tuple[list[tuple[str, Values]], set[str]]:
    """What the iterators of a for, some or every go through, each seeing the names before it."""
    found: list[tuple[str, Values]] = []
    names: set[str] = set()
    for iterator in iterators:
        source, _ = compiler.compile_within(set(names), iterator.source)
        to = compiler.compile_within(set(names), iterator.to)[0] if iterator.to is not None else None
        found.append((iterator.name, values_of(source, to, iterator.position)))
        names.add(iterator.name)
    return found, names


def values_of(source: Code, to: Code | None, position: int) -> Values:
    """What an iterator goes through: a list, a range, or the numbers or days from one to another."""

    def values(scope: Scope) -> Iterable[object] | None:
        start = source(scope)
        if to is not None:
            return _steps(start, to(scope), scope, position)
        if isinstance(start, Range):
            if not (start.low_included and start.high_included):
                scope.run.remark("Only a range that includes both its ends can be gone through.", position)
                return None
            return _steps(start.low, start.high, scope, position)
        if start is None:
            scope.run.remark("There is no list to go through.", position)
            return None
        return start if isinstance(start, list) else [start]

    return values


def _steps(start: object, end: object, scope: Scope, position: int) -> Iterable[object] | None:
    first, last = _count(start), _count(end)
    if first is None or last is None or type(start) is not type(end):
        scope.run.remark(f"Nothing can be counted from {kind_of(start)} to {kind_of(end)}.", position)
        return None
    counted = range(first, last + 1) if first <= last else range(first, last - 1, -1)
    if isinstance(start, Date):
        return map(date_of_days, counted)
    return map(Decimal, counted)


def _count(value: object) -> int | None:
    return value.days if isinstance(value, Date) else whole(value)


def _scopes(iterators: list[tuple[str, Values]], scope: Scope) -> Iterator[Scope | None]:
    """One scope for each combination; None where there is nothing to go through."""
    (name, values), rest = iterators[0], iterators[1:]
    found = values(scope)
    if found is None:
        yield None
        return
    for value in found:
        scope.run.charge(1)
        inner = scope.inner({name: value})
        if rest:
            yield from _scopes(rest, inner)
        else:
            yield inner


def compile_for(compiler: "Compiler", node: nodes.For) -> Code:
    """`for x in list return …`; `partial` holds the results so far."""
    iterators, names = _iterated(compiler, node.iterators)
    body, weight = compiler.compile_within(names | {"partial"}, node.body)
    return mapped(iterators, body, weight)


def mapped(iterators: list[tuple[str, Values]], body: Code, weight: int) -> Code:
    """The code that makes a list of what `body` gives for each combination."""

    def run(scope: Scope) -> object:
        made: list[object] = []
        outer = scope.inner({"partial": made})
        for inner in _scopes(iterators, outer):
            if inner is None:
                return None
            scope.run.charge(weight)
            value = body(inner)
            # What a body keeps of “partial” must not grow with it.
            made.append(list(made) if value is made else value)
        return made

    return run


def compile_quantified(compiler: "Compiler", node: nodes.Quantified) -> Code:
    """`some x in list satisfies …` and `every …`."""
    iterators, names = _iterated(compiler, node.iterators)
    body, weight = compiler.compile_within(names, node.body)
    return quantified(iterators, body, weight, node.body.position, every=node.every)


def quantified(iterators: list[tuple[str, Values]], body: Code, weight: int, position: int, *, every: bool) -> Code:
    """The code that tells whether `body` is true for some or for every combination, with the three values of logic."""

    def run(scope: Scope) -> object:
        answer: bool | None = every
        for inner in _scopes(iterators, scope):
            if inner is None:
                return None
            scope.run.charge(weight)
            value = body(inner)
            if value is (not every):
                return value
            if not isinstance(value, bool):
                answer = None
                if value is not None:
                    scope.run.remark(f"“satisfies” asks for true or false, and this is {kind_of(value)}.", position)
        return answer

    return run
