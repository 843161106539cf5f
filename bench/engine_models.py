"""The diagrams that the engine's benchmark runs, each for both engines: drawn once, with each one's own words in it.

They are those of the measurements that the goals come from: `case` is a whole case of 43 activities, `seq40` and
`seq200` are tasks in a row with a choice now and then, `exits40` has a gateway to an early end after every
task, `loop` is a task, a script and the way back.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.unit.engine import drawing as d
from tests.unit.engine import tables
from tests.unit.engine.stock.raw import decision_task, plain_table, python_task

ROUTES = tables.definitions(
    tables.decision(
        "route",
        tables.table(["risk"], ["way"], [[f"{n}", f'"way {n % 3}"'] for n in range(11)] + [["> 10", '"way 9"']]),
    )
)


@dataclass(frozen=True)
class Model:
    """A diagram for each engine, the other files they need, and what a person answers on the way."""

    ours: dict[str, bytes]
    stock: tuple[bytes, ...]
    tables: tuple[bytes, ...] = ()
    answers: dict[str, dict[str, object]] = field(default_factory=dict)
    start: dict[str, object] = field(default_factory=dict)


class Words:
    """What is written differently for the two: scripts, decisions, calls and timers."""

    def __init__(self, *, stock: bool) -> None:
        self.stock = stock

    def script(self, own: str, result: str, text: str) -> str:
        return python_task(own, f"{result} = {text}") if self.stock else d.script(own, f"={text}", result)

    def decision(self, own: str) -> str:
        if self.stock:
            return decision_task(own, "route")
        called = '<zeebe:calledDecision decisionId="route" resultVariable="way"/>'
        return d.element("businessRuleTask", own, extension=called)

    def call(self, own: str, process: str) -> str:
        return d.element("callActivity", own, calledElement=process) if self.stock else d.call(own, process)

    def timer(self, text: str) -> str:
        return d.timer(f"'{text}'" if self.stock else text)

    def three_times(self) -> str:
        return d.several("", count="3")


def _model(draw: Callable[[Words], list[bytes]], own_tables: dict[str, bytes] | None = None, **more: Any) -> Model:
    ours, stock = draw(Words(stock=False)), draw(Words(stock=True))
    files = {f"file{number}.bpmn": content for number, content in enumerate(ours)}
    return Model(files | (own_tables or {}), tuple(stock), **more)


def _whole(words: Words) -> list[bytes]:
    """Intake and triage; enquiries beside each other; a decision; three consultations; a call; work with its clocks."""
    parts, chain = [d.start(), d.end()], ["start"]

    def row(count: int, prefix: str) -> list[str]:
        ids = [f"{prefix}{n}" for n in range(count)]
        parts.extend(d.user(own) for own in ids)
        return ids

    parts += [words.script("s1", "risk", "3"), words.script("s2", "level", "risk + 1"), words.decision("choose")]
    chain += [*row(4, "intake"), "s1", "s2", "choose"]
    # Beside each other: two enquiries and the plan.
    parts += [d.gateway("parallel", "fork"), d.gateway("parallel", "join")]
    for branch in ("left", "right"):
        ids = row(3, branch)
        parts += [words.script(f"note_{branch}", f"noted_{branch}", "level * 2")]
        parts.append(d.chain("fork", *ids, f"note_{branch}", "join"))
    chain += ["fork"]
    after = ["join", *row(2, "assess")]
    # Three consultations at once.
    inner = d.sub(
        "consult", d.start("c1"), d.user("ask"), d.user("reply"), d.end("c2"), d.chain("c1", "ask", "reply", "c2"),
        words.three_times(),
    )  # fmt: skip
    parts += [inner, words.call("identify", "identify")]
    after += ["consult", "identify"]
    # Work with a clock that interrupts and one that reminds.
    parts += [d.user("grounds"), d.boundary("late", "grounds", words.timer("P28D")), d.user("escalate")]
    parts += [
        d.boundary("soon", "grounds", words.timer("P7D"), interrupting=False),
        d.user("remind"),
        d.end("reminded"),
    ]
    parts += [d.chain("late", "escalate", "end"), d.chain("soon", "remind", "reminded")]
    after += ["grounds", *row(3, "review")]
    # Back for another look, once.
    parts += [d.gateway("exclusive", "again"), d.user("decide"), d.gateway("exclusive", "enough", default="on")]
    parts += [words.script("s5", "told", "1"), d.gateway("exclusive", "which", default="plain")]
    parts += [d.flow("enough", "again", when="=more"), d.flow("enough", "s5", own="on")]
    after += ["again", "decide", "enough"]
    parts += [d.user("tell"), d.user("close"), d.gateway("exclusive", "together"), words.script("s6", "done", "2")]
    parts += [d.chain("s5", "which"), d.flow("which", "tell", when="=level > 2"), d.flow("which", "close", own="plain")]
    parts += [d.chain("tell", "together"), d.chain("close", "together", "s6", *row(3, "end_task"), "end")]
    called = d.diagram(
        d.start("i1"), d.user("look"), d.user("compare"), words.script("i2", "sure", "4"), d.end("i3"),
        d.chain("i1", "look", "compare", "i2", "i3"), process="identify",
    )  # fmt: skip
    return [d.diagram(*parts, d.chain(*chain), d.chain(*after)), called]


def case() -> Model:
    """A whole case. Its four services are scripts: SpiffWorkflow calls none without a connector."""
    return _model(
        _whole,
        own_tables={"route.dmn": ROUTES},
        tables=(plain_table(ROUTES),),
        start={"more": True},
        answers={"decide": {"more": False}, "assess1": {"more": True}},
    )


def in_a_row(count: int) -> Model:
    """So many tasks one after the other, with a choice and its merge after every eighth.

    Not a fork and join: SpiffWorkflow predicts both sides of each, so twenty-five of them would never start.
    """

    def draw(_: Words) -> list[bytes]:
        parts, before = [d.start(), d.end()], "start"
        for n in range(count):
            parts += [d.user(f"t{n}"), d.flow(before, f"t{n}")]
            before = f"t{n}"
            if n % 8 == 7:
                parts += [d.gateway("exclusive", f"f{n}", default=f"f{n}_to_b{n}"), d.user(f"a{n}"), d.user(f"b{n}")]
                parts += [d.gateway("exclusive", f"j{n}"), d.flow(before, f"f{n}"), d.flow(f"f{n}", f"b{n}")]
                parts += [d.flow(f"f{n}", f"a{n}", when="=left"), d.chain(f"a{n}", f"j{n}"), d.chain(f"b{n}", f"j{n}")]
                before = f"j{n}"
        return [d.diagram(*parts, d.flow(before, "end"))]

    return _model(draw, start={"left": False})


def exits(count: int) -> Model:
    """So many tasks one after the other, each with a way to an early end."""

    def draw(_: Words) -> list[bytes]:
        parts, before = [d.start(), d.end(), d.end("early")], "start"
        for n in range(count):
            parts += [d.user(f"t{n}"), d.gateway("exclusive", f"x{n}", default=f"on{n}"), d.flow(before, f"t{n}")]
            parts += [d.chain(f"t{n}", f"x{n}"), d.flow(f"x{n}", "early", when="=stop", own=f"out{n}")]
            following = f"t{n + 1}" if n + 1 < count else "end"
            parts.append(d.flow(f"x{n}", following, own=f"on{n}"))
            before = ""
        return [d.diagram(*(part for part in parts if 'sourceRef=""' not in part))]

    return _model(draw, start={"stop": False})


def loop() -> Model:
    """A draft that is sent back while `more` is true, with a script on the way."""

    def draw(words: Words) -> list[bytes]:
        parts = [d.start(), d.gateway("exclusive", "again"), d.user("draft"), words.script("count", "n", "1 + 1")]
        parts += [d.gateway("exclusive", "enough", default="enough_to_end"), d.end()]
        parts += [d.chain("start", "again", "draft", "count", "enough"), d.flow("enough", "again", when="=more")]
        return [d.diagram(*parts, d.flow("enough", "end"))]

    return _model(draw, start={"more": True})


def pairs(count: int) -> Model:
    """So many pairs of fork and join one after the other."""

    def draw(_: Words) -> list[bytes]:
        parts, before = [d.start(), d.end()], "start"
        for n in range(count):
            parts += [d.gateway("parallel", f"f{n}"), d.user(f"a{n}"), d.user(f"b{n}"), d.gateway("parallel", f"j{n}")]
            parts += [d.flow(before, f"f{n}"), d.chain(f"f{n}", f"a{n}", f"j{n}"), d.chain(f"f{n}", f"b{n}", f"j{n}")]
            before = f"j{n}"
        return [d.diagram(*parts, d.flow(before, "end"))]

    return _model(draw)
