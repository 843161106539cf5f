"""Activities done several times: for each item of a collection, a number of times, or while a condition holds."""

from typing import Any

from webapp.engine.activities import Activity, ready
from webapp.engine.drawn import Element, Loop
from webapp.engine.expressions import Formula
from webapp.engine.failures import fault
from webapp.engine.node import STARTED, Token
from webapp.engine.specification import ScopeSpec
from webapp.engine.variables import assign_outside, context_of
from webapp.feel import nodes

MAX_ROUNDS = 1_000


class LoopBody(Activity):
    """What several rounds of one activity have in common. Each round is a token on `inner` that names this body."""

    def __init__(self, spec: ScopeSpec, key: str, element: Element, loop: Loop, inner: Activity) -> None:
        super().__init__(spec, key, element)
        self.loop = loop
        self.inner = inner
        self.formulas: dict[str, Formula] = {}
        self.recorded = False

    def value(self, name: str, token: Token, **extra: Any) -> Any:
        """The value of one of the loop's expressions, seen from a token."""
        return self.formulas[name].evaluate(context_of(token, **extra), token.instance.now)

    def question(self, name: str, token: Token, **extra: Any) -> bool:
        """The value of an expression that must be exactly true or false."""
        value = self.value(name, token, **extra)
        if not isinstance(value, bool):
            raise fault(token, "The condition of the loop is neither true nor false.")
        return value

    def start_round(self, token: Token, number: int, **variables: Any) -> None:
        """Begins a round."""
        began = token.scope.spawn(self.inner, body=str(token.id), round=number)
        began.data = {"loopCounter": number, **variables}

    def rounds(self, token: Token) -> list[Token]:
        """The rounds that are going on."""
        own = str(token.id)
        return [other for other in token.scope.tokens if other.internal_data.get("body") == own]

    def cancelled(self, token: Token) -> None:
        for other in self.rounds(token):
            other.withdraw()
        super().cancelled(token)


class MultiInstance(LoopBody):
    """One round for each item of a collection, at the same time or one after the other."""

    def work(self, token: Token) -> bool:
        items = self._items(token)
        token.internal_data.update(items=items, results=[None] * len(items), begun=0, completed=0)
        if not items:
            token.instance.record.finish(token, token.instance.now)
            return True
        token.become(STARTED)
        for _ in items if self.loop.kind == "parallel" else items[:1]:
            self._next(token)
        return False

    def _items(self, token: Token) -> list[Any]:
        if "collection" in self.formulas:
            items = self.value("collection", token)
            if not isinstance(items, list):
                raise fault(token, "The input collection is not a list.")
        else:
            count = self.value("cardinality", token)
            if not isinstance(count, int) or isinstance(count, bool) or count < 0:
                raise fault(token, "The number of rounds is not a whole number of 0 or more.")
            if count > MAX_ROUNDS:
                raise fault(token, f"More than {MAX_ROUNDS:,} rounds are not begun at once.")
            items = list(range(1, count + 1))
        if len(items) > MAX_ROUNDS:
            raise fault(token, f"More than {MAX_ROUNDS:,} rounds are not begun at once.")
        return items

    def _next(self, token: Token) -> None:
        index = token.internal_data["begun"]
        token.internal_data["begun"] = index + 1
        own: dict[str, Any] = dict.fromkeys(self._results_of_a_round())
        if self.loop.item:
            own[self.loop.item] = token.internal_data["items"][index]
        self.start_round(token, index + 1, **own)

    def _results_of_a_round(self) -> list[str]:
        """The variable that each round gives to the output collection: its own, as in Camunda 8.

        Rounds that run at the same time would otherwise overwrite each other's result.
        """
        element = self.formulas.get("output_element")
        tree = element.expression.tree if element is not None and element.expression is not None else None
        while isinstance(tree, nodes.Path):
            tree = tree.target
        mapped = {line.target.partition(".")[0] for line in self.element.outputs}
        known = mapped | {"loopCounter"}
        return [tree.name] if isinstance(tree, nodes.Name) and tree.name not in known else []

    def round_done(self, token: Token, finished: Token) -> None:
        marks = token.internal_data
        if "output_element" in self.formulas:
            index = finished.internal_data["round"] - 1
            # The list is made anew: a saved state must never share a list with the one before it.
            results = list(marks["results"])
            results[index] = self.value("output_element", finished)
            marks["results"] = results
        marks["completed"] += 1
        enough = self._enough(token, finished)
        finished.discard()
        if enough or marks["completed"] == len(marks["items"]):
            for other in self.rounds(token):
                other.withdraw()
            ready(token)
        elif self.loop.kind == "sequential":
            self._next(token)

    def _enough(self, token: Token, finished: Token) -> bool:
        if "condition" not in self.formulas:
            return False
        marks = token.internal_data
        going_on = marks["begun"] - marks["completed"]
        return self.question(
            "condition",
            finished,
            numberOfInstances=len(marks["items"]),
            numberOfActiveInstances=going_on,
            numberOfCompletedInstances=marks["completed"],
            numberOfTerminatedInstances=0,
            **({self.loop.output_collection: marks["results"]} if self.loop.output_collection else {}),
        )

    def perform(self, token: Token) -> bool:
        if self.loop.output_collection:
            assign_outside(token, {self.loop.output_collection: token.internal_data["results"]})
        return True


class StandardLoop(LoopBody):
    """The same activity again and again while a condition holds, at most so many times."""

    def work(self, token: Token) -> bool:
        token.internal_data["completed"] = 0
        if self.loop.test_before and not self._again(token):
            token.instance.record.finish(token, token.instance.now)
            return True
        token.become(STARTED)
        self.start_round(token, 1)
        return False

    def round_done(self, token: Token, finished: Token) -> None:
        token.internal_data["completed"] += 1
        finished.discard()
        if self._again(token):
            self.start_round(token, token.internal_data["completed"] + 1)
        else:
            ready(token)

    def _again(self, token: Token) -> bool:
        done = token.internal_data["completed"]
        if self.loop.maximum is not None and done >= self.loop.maximum:
            return False
        if "condition" not in self.formulas:
            return True
        return self.question("condition", token, loopCounter=done)
