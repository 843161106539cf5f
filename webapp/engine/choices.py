"""Which flows out of an element may be taken together, when each condition is true, false or open."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from webapp.engine.drawn import Element

# A flow, its condition (empty for none), and what the condition comes to: None when it may come out either way.
Asked = tuple[str, str, bool | None]
Taken = tuple[str, ...]


def one_of(flows: Sequence[Asked], default: str) -> Iterator[Taken]:
    """The single flows that an exclusive gateway may take."""
    for flow, _, answer in flows:
        if flow == default:
            continue
        if answer is not False:
            yield (flow,)
        if answer:
            return
    if default:
        yield (default,)


def some_of(flows: Sequence[Asked], default: str) -> Iterator[Taken]:
    """The flows that an inclusive gateway, or an activity with conditions behind it, may take together."""
    asked = [flow for flow, condition, answer in flows if condition and answer is None]
    sure = tuple(flow for flow, condition, answer in flows if condition and answer)
    always = tuple(flow for flow, condition, _ in flows if not condition and flow != default) + sure
    # More than a few conditions side by side: each alone and all together show every way that can be reached.
    sizes = range(1, len(asked) + 1) if len(asked) <= 6 else (1, len(asked))
    for size in sizes:
        yield from ((*always, *some) for some in combinations(asked, size))
    if default or always:
        yield (*always, *((default,) if default and not sure else ()))


def some(beside: Sequence[Element]) -> Iterator[tuple[Element, ...]]:
    """Which events may have happened beside an activity: every choice of a few; of many none, each alone, and all."""
    sizes = range(len(beside) + 1) if len(beside) <= 4 else (0, 1, len(beside))
    for size in sizes:
        yield from combinations(beside, size)
