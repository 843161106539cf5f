"""Matching by a small machine that counts its steps and keeps its own stack."""

from dataclasses import dataclass

from webapp.feel.budget import Run
from webapp.feel.errors import FeelLimitError
from webapp.feel.patterns.classes import Test, spellings
from webapp.feel.patterns.reader import Again, Edge, Either, Group, One, Part, PatternError, Repeat, Row

SIZE_LIMIT = 4_000
STEP_LIMIT = 60_000

Saves = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One order to the machine; which fields count depends on `kind`."""

    kind: str
    test: Test | None = None
    to: int = 0
    other: int = 0


class Program:
    """The orders for one pattern."""

    def __init__(self, tree: Part, groups: int, *, lines: bool, ignoring_case: bool) -> None:
        self.groups = groups
        self._orders: list[Order] = []
        self._slots = 2 * (groups + 1)
        self._lines = lines
        self._ignoring_case = ignoring_case
        self._emit(tree)
        self._add(Order("found"))

    def _add(self, order: Order) -> int:
        if len(self._orders) >= SIZE_LIMIT:
            raise PatternError("The pattern is too large; repeat less.")
        self._orders.append(order)
        return len(self._orders) - 1

    def _emit(self, part: Part) -> None:
        match part:
            case One(test):
                self._add(Order("one", test))
            case Edge(end):
                self._add(Order("end" if end else "start"))
            case Again(group):
                self._add(Order("again", to=group))
            case Row(parts):
                for each in parts:
                    self._emit(each)
            case Group(inner, None):
                self._emit(inner)
            case Group(inner, number):
                self._add(Order("save", to=2 * (number or 0)))
                self._emit(inner)
                self._add(Order("save", to=2 * (number or 0) + 1))
            case Either(parts):
                self._emit_either(parts)
            case Repeat():
                self._emit_repeat(part)

    def _emit_either(self, parts: tuple[Part, ...]) -> None:
        jumps: list[int] = []
        for each in parts[:-1]:
            split = self._add(Order("split"))
            self._emit(each)
            jumps.append(self._add(Order("jump")))
            self._orders[split] = Order("split", to=split + 1, other=len(self._orders))
        self._emit(parts[-1])
        for jump in jumps:
            self._orders[jump] = Order("jump", to=len(self._orders))

    def _emit_repeat(self, part: Repeat) -> None:
        for _ in range(part.least):
            self._emit(part.inner)
        if part.most is None:
            self._emit_loop(part)
            return
        splits: list[int] = []
        for _ in range(part.most - part.least):
            splits.append(self._add(Order("split")))
            self._emit(part.inner)
        for split in splits:
            self._orders[split] = self._split(split + 1, len(self._orders), greedy=part.greedy)

    def _emit_loop(self, part: Repeat) -> None:
        mark = self._slots
        self._slots += 1
        start = self._add(Order("split"))
        self._add(Order("save", to=mark))
        self._emit(part.inner)
        # A round that found nothing must not be followed by another.
        self._add(Order("moved", to=mark))
        self._add(Order("jump", to=start))
        self._orders[start] = self._split(start + 1, len(self._orders), greedy=part.greedy)

    @staticmethod
    def _split(inside: int, after: int, *, greedy: bool) -> Order:
        return Order("split", to=inside, other=after) if greedy else Order("split", to=after, other=inside)

    def search(self, text: str, begin: int, run: Run) -> Saves | None:
        """The first match at or after `begin`: for each group its start and end, -1 where it took no part.

        Raises FeelLimitError when that takes too many steps.
        """
        steps = 0
        for start in range(begin, len(text) + 1):
            found, steps = self._match(text, start, steps)
            if found is not None:
                run.charge(1 + steps // 8)
                return found
        run.charge(1 + steps // 8)
        return None

    def _match(self, text: str, start: int, steps: int) -> tuple[Saves | None, int]:
        orders, size = self._orders, len(text)
        waiting: list[tuple[int, int, Saves]] = [(0, start, (start,) + (-1,) * (self._slots - 1))]
        while waiting:
            at, place, saves = waiting.pop()
            while True:
                steps += 1
                if steps > STEP_LIMIT:
                    raise FeelLimitError("The pattern takes too long on this text; make it simpler.")
                order = orders[at]
                at += 1
                kind = order.kind
                if kind == "one":
                    if place >= size or not order.test(text[place]):  # type: ignore[misc]  # such an order has a test
                        break
                    place += 1
                elif kind == "split":
                    waiting.append((order.other, place, saves))
                    at = order.to
                elif kind == "jump":
                    at = order.to
                elif kind == "save":
                    saves = (*saves[: order.to], place, *saves[order.to + 1 :])
                elif kind == "found":
                    return (start, place, *saves[2 : 2 * (self.groups + 1)]), steps
                else:
                    moved = self._other(order, text, place, saves)
                    if moved is None:
                        break
                    place = moved
        return None, steps

    def _other(self, order: Order, text: str, place: int, saves: Saves) -> int | None:
        """The place after one of the rarer orders; None when it is not met."""
        if order.kind == "moved":
            return place if saves[order.to] != place else None
        if order.kind == "start":
            return place if place == 0 or (self._lines and text[place - 1] == "\n" and place < len(text)) else None
        if order.kind == "end":
            return place if place == len(text) or (self._lines and text[place] == "\n") else None
        first, last = saves[2 * order.to], saves[2 * order.to + 1]
        if first < 0 or last < 0:
            return place  # A group that took no part matches nothing, which is always there.
        wanted = text[first:last]
        seen = text[place : place + len(wanted)]
        return place + len(wanted) if self._same(wanted, seen) else None

    def _same(self, wanted: str, seen: str) -> bool:
        if not self._ignoring_case:
            return wanted == seen
        return len(wanted) == len(seen) and all(
            one in spellings(other) for one, other in zip(wanted, seen, strict=True)
        )
