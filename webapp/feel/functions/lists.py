"""Functions of lists."""

from decimal import Decimal
from functools import cmp_to_key

from webapp.feel.budget import Run
from webapp.feel.comparing import equal, order
from webapp.feel.functions.registry import function
from webapp.feel.numbers import whole
from webapp.feel.values import Function

Items = list[object]


def _among(items: Items, wanted: object, run: Run) -> bool:
    run.charge(1 + len(items))
    return any(equal(item, wanted, run) is True for item in items)


def _place(run: Run, items: Items, position: Decimal, *, beyond: int = 0) -> int | None:
    """The Python index of a place counted from 1 or, from the end, from -1."""
    place = whole(position)
    if place is None or place == 0 or place > len(items) + beyond or place < -len(items):
        run.remark("The list has no such place; the first is 1 and the last is -1.")
        return None
    return place - 1 if place > 0 else len(items) + place


@function("list contains", "list:list, element:any")
def list_contains(run: Run, items: Items, element: object) -> object:
    """Whether the element stands in the list."""
    return _among(items, element, run)


@function("count", "list:list")
def count(_run: Run, items: Items) -> object:
    """How many items there are."""
    return Decimal(len(items))


@function("is empty", "list:list")
def is_empty(_run: Run, items: Items) -> object:
    """Whether there are no items."""
    return not items


@function("sublist", "list:list, start position:number, length?:number")
def sublist(run: Run, items: Items, start: Decimal, length: Decimal | None = None) -> object:
    """The items from a place on."""
    begin = _place(run, items, start)
    if begin is None:
        return None
    if length is None:
        return items[begin:]
    size = whole(length)
    if size is None or size < 0 or begin + size > len(items):
        run.remark("The list is not that long.")
        return None
    return items[begin : begin + size]


@function("append", "list:list, item*:any")
def append(run: Run, items: Items, *more: object) -> object:
    """The list with these items at its end."""
    run.charge(len(items) // 8)
    return [*items, *more]


@function("concatenate", "list*:list")
def concatenate(run: Run, *lists: Items) -> object:
    """The items of all lists, one list after the other."""
    run.charge(sum(map(len, lists)) // 8)
    return [item for items in lists for item in items]


@function("insert before", "list:list, position:number, newItem:any")
def insert_before(run: Run, items: Items, position: Decimal, item: object) -> object:
    """The list with the item put in at the place."""
    place = _place(run, items, position)
    run.charge(len(items) // 8)
    return None if place is None else [*items[:place], item, *items[place:]]


@function("remove", "list:list, position:number")
def remove(run: Run, items: Items, position: Decimal) -> object:
    """The list without the item at the place."""
    place = _place(run, items, position)
    run.charge(len(items) // 8)
    return None if place is None else [*items[:place], *items[place + 1 :]]


@function("list replace", "list:list, position:number, newItem:any")
def replace_at(run: Run, items: Items, position: Decimal, item: object) -> object:
    """The list with another item at the place."""
    place = _place(run, items, position)
    run.charge(len(items) // 8)
    return None if place is None else [*items[:place], item, *items[place + 1 :]]


@function("list replace", "list:list, match:function, newItem:any")
def replace_matching(run: Run, items: Items, match: Function, new: object) -> object:
    """The list with each item replaced for which `match(item, newItem)` is true."""
    made: Items = []
    for item in items:
        answer = match.call(run, [item, new], None)
        run.charge(1)
        if not isinstance(answer, bool):
            run.remark("The match of “list replace” is true or false for each item.")
            return None
        made.append(new if answer else item)
    return made


@function("reverse", "list:list")
def reverse(run: Run, items: Items) -> object:
    """The list from its end."""
    run.charge(len(items) // 8)
    return items[::-1]


@function("index of", "list:list, match:any")
def index_of(run: Run, items: Items, match: object) -> object:
    """The places where the match stands."""
    run.charge(len(items))
    return [Decimal(place) for place, item in enumerate(items, 1) if equal(item, match, run) is True]


@function("union", "list*:list")
def union(run: Run, *lists: Items) -> object:
    """The items of all lists, each once."""
    return distinct_values(run, [item for items in lists for item in items])


@function("distinct values", "list:list")
def distinct_values(run: Run, items: Items) -> object:
    """The items, each once."""
    made: Items = []
    for item in items:
        if not _among(made, item, run):
            made.append(item)
    return made


@function("duplicate values", "list:list")
def duplicate_values(run: Run, items: Items) -> object:
    """The items that stand in the list more than once, each once."""
    seen: Items = []
    made: Items = []
    for item in items:
        if not _among(seen, item, run):
            seen.append(item)
        elif not _among(made, item, run):
            made.append(item)
    return made


@function("flatten", "list:list")
def flatten(run: Run, items: Items) -> object:
    """The items with those of inner lists in their place."""
    made: Items = []
    waiting = [iter(items)]
    while waiting:
        for item in waiting[-1]:
            run.charge(1)
            if isinstance(item, list):
                waiting.append(iter(item))
                break
            made.append(item)
        else:
            waiting.pop()
    return made


@function("partition", "list:list, size:number")
def partition(run: Run, items: Items, size: Decimal) -> object:
    """The list in pieces of this size."""
    each = whole(size)
    if each is None or each < 1:
        run.remark("The size is a whole number from 1 on.")
        return None
    run.charge(len(items))
    return [items[start : start + each] for start in range(0, len(items), each)]


@function("sort", "list:list, precedes?:function")
def sort(run: Run, items: Items, precedes: Function | None = None) -> object:
    """The list in order: by `precedes(a, b)`, or without it from small to large."""

    def before(one: object, other: object) -> int:
        run.charge(1)
        if precedes is None:
            found = order(one, other)
            if found is None:
                raise _UnorderedError
            return found
        if precedes.call(run, [one, other], None) is True:
            return -1
        return 1 if precedes.call(run, [other, one], None) is True else 0

    try:
        return sorted(items, key=cmp_to_key(before))
    except _UnorderedError:
        run.remark("These items have no order of their own; give “sort” a function that compares two.")
        return None


class _UnorderedError(Exception):
    """Two items cannot be compared."""
