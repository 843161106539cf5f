"""Random diagrams of every kind of element that are sound by the way they are put together, and walks through them.

A block has one way in and one way out; blocks are put into one another. Whatever comes of events and conditions, each
block lets exactly one token out, or a scope around it ends.
"""

import re
from itertools import pairwise

from hypothesis import strategies as st

from tests.unit.engine import drawing as d
from tests.unit.engine.walking import Walk
from webapp.engine.commands import CompleteUserTask, FireTimers, SendMessage, SendSignal

ONE = ("again", "inside", "loop", "each", "counted", "called", "timed", "beside_timed", "answered", "raised", "failed")
ONE_MORE = ("noticed", "handled", "handled_beside", "signalled", "linked", "beside_message", "escalated", "mapped")
TWO = ("choice", "beside", "either", "first", "split", "asked")
LEAVES = ("task", "task", "note", "manual", "script", "rest", "receive", "wait_signal", "throw", "hold")


def blocks(most=8, kinds=None):
    """Strategy of nested blocks: a leaf's name, or a kind with the blocks inside it."""
    known = {*ONE, *ONE_MORE, *TWO, "sequence"} if kinds is None else set(kinds)
    leaves = LEAVES if kinds is None else [leaf for leaf in LEAVES if leaf in known] or ["task"]

    def around(inner):
        choices = [st.tuples(st.just("sequence"), st.lists(inner, min_size=1, max_size=3))]
        one = [kind for kind in (*ONE, *ONE_MORE) if kind in known]
        two = [kind for kind in TWO if kind in known]
        if one:
            choices.append(st.tuples(st.sampled_from(one), st.lists(inner, min_size=1, max_size=1)))
        if two:
            choices.append(st.tuples(st.sampled_from(two), st.lists(inner, min_size=2, max_size=3)))
        return st.one_of(choices)

    return st.recursive(st.sampled_from(leaves), around, max_leaves=most)


class Drawn:
    """Draws a block as files; `conditions` are the variables that its gateways ask for."""

    def __init__(self):
        self.parts, self.conditions, self.count = [], [], 0
        self.called, self.declared = [], []

    def new(self, kind):
        self.count += 1
        return f"{kind}{self.count}"

    def ask(self):
        name = self.new("c")
        self.conditions.append(name)
        return name

    def declare(self, kind):
        name = self.new(kind)
        self.declared.append(d.declared(**{f"{kind}s": [name]}))
        return name

    def add(self, *parts):
        self.parts += parts

    def block(self, block):
        """Draws a block and gives the ids of its first and last element."""
        if isinstance(block, str):
            own = self.new(block)
            self.add(self.leaf(block, own))
            return own, own
        kind, inner = block
        return getattr(self, f"draw_{kind}")(inner)

    def leaf(self, kind, own):
        if kind == "receive":
            return d.element("receiveTask", own, messageRef=self.declare("message"))
        if kind == "wait_signal":
            return d.catch(own, d.signal(self.declare("signal")))
        if kind == "hold":
            return d.catch(own, d.message(self.declare("message")))
        drawn = {
            "task": lambda: d.user(own),
            "note": lambda: d.task(own),
            "manual": lambda: d.element("manualTask", own),
            "script": lambda: d.script(own, "=1", own),
            "rest": lambda: d.catch(own, d.timer("PT1H")),
            "throw": lambda: d.throw(own),
        }
        return drawn[kind]()

    def draw_sequence(self, inner):
        drawn = [self.block(one) for one in inner]
        for (_, last), (first, _) in pairwise(drawn):
            self.add(d.flow(last, first))
        return drawn[0][0], drawn[-1][1]

    def gates(self, split_kind, join_kind, inner, *, conditions=True):
        split, join = self.new("s"), self.new("j")
        drawn = [self.block(one) for one in inner]
        more = {"default": f"{split}_to_{drawn[-1][0]}"} if conditions else {}
        self.add(d.gateway(split_kind, split, **more), d.gateway(join_kind, join))
        for number, (first, last) in enumerate(drawn):
            plain = not conditions or number == len(drawn) - 1
            self.add(d.flow(split, first, "" if plain else f"={self.ask()}"), d.flow(last, join))
        return split, join

    def draw_choice(self, inner):
        return self.gates("exclusive", "exclusive", inner)

    def draw_beside(self, inner):
        return self.gates("parallel", "parallel", inner, conditions=False)

    def draw_either(self, inner):
        return self.gates("inclusive", "inclusive", inner)

    def draw_split(self, inner):
        """An implicit split of a task and an inclusive join."""
        fork, join = self.new("t"), self.new("j")
        self.add(d.user(fork), d.gateway("inclusive", join))
        for first, last in [self.block(one) for one in inner]:
            self.add(d.flow(fork, first), d.flow(last, join))
        return fork, join

    def draw_asked(self, inner):
        """Conditions on the flows out of a task."""
        fork, join = self.new("t"), self.new("j")
        drawn = [self.block(one) for one in inner]
        self.add(d.user(fork, default=f"{fork}_to_{drawn[-1][0]}"), d.gateway("inclusive", join))
        for number, (first, last) in enumerate(drawn):
            when = "" if number == len(drawn) - 1 else f"={self.ask()}"
            self.add(d.flow(fork, first, when), d.flow(last, join))
        return fork, join

    def draw_first(self, inner):
        """An event-based gateway: a timer, a message or a signal, whichever comes first."""
        race, join = self.new("s"), self.new("j")
        self.add(d.gateway("eventBased", race), d.gateway("exclusive", join))
        events = [d.timer("PT1H"), d.message(self.declare("message")), d.signal(self.declare("signal"))]
        for event, one in zip(events, inner, strict=False):
            caught = self.new("e")
            first, last = self.block(one)
            self.add(d.catch(caught, event), d.flow(race, caught), d.flow(caught, first), d.flow(last, join))
        return race, join

    def draw_again(self, inner):
        first, last = self.block(inner[0])
        back, test, out = self.new("b"), self.new("q"), self.new("o")
        self.add(d.gateway("exclusive", back), d.gateway("exclusive", test, default=f"{test}_out"), d.user(out))
        more = self.new("t")  # whatever the block is, somebody acts in each round
        self.add(d.user(more), d.flow(last, more), d.flow(more, test), d.flow(back, first))
        self.add(d.flow(test, back, f"={self.ask()}"), d.flow(test, out, own=f"{test}_out"))
        return back, out

    def scope(self, inner, *more, kind=d.sub, own="", before=(), **attributes):
        """A sub-process around a block."""
        own = own or self.new("i")
        kept, self.parts = self.parts, []
        begin, finish = self.new("begin"), self.new("finish")
        first, last = self.block(inner)
        held = [d.start(begin, *before), *self.parts, *more, d.end(finish), d.flow(begin, first), d.flow(last, finish)]
        self.parts = kept
        self.add(kind(own, *held, **attributes))
        return own

    def draw_inside(self, inner):
        own = self.scope(inner[0])
        return own, own

    def draw_mapped(self, inner):
        own = self.scope(inner[0], extension=d.mapping({"kept": "=1"}, {"given": "=kept"}))
        return own, own

    def draw_loop(self, inner):
        own = self.scope(inner[0], d.loop(f"={self.ask()}", maximum=3))
        return own, own

    def draw_each(self, inner):
        own = self.scope(inner[0], d.several("=[1, 2]", "one", output="all", each="=one"))
        return own, own

    def draw_counted(self, inner):
        own = self.scope(inner[0], d.several("", sequential=True, count="2"))
        return own, own

    def draw_called(self, inner):
        process, own = self.new("p"), self.new("call")
        kept, self.parts = self.parts, []
        begin, finish = self.new("begin"), self.new("finish")
        first, last = self.block(inner[0])
        self.called.append(
            (process, [d.start(begin), *self.parts, d.end(finish), d.flow(begin, first), d.flow(last, finish)])
        )
        self.parts = kept
        self.add(d.call(own, process))
        return own, own

    def with_way_round(self, inner, definition):
        """An interrupting boundary event on a sub-process, whose way comes together with the ordinary one."""
        own, join, event, after = self.scope(inner), self.new("j"), self.new("e"), self.new("t")
        self.add(d.boundary(event, own, definition), d.user(after), d.gateway("exclusive", join))
        self.add(d.flow(own, join), d.flow(event, after), d.flow(after, join))
        return own, join

    def draw_timed(self, inner):
        return self.with_way_round(inner[0], d.timer("PT2H"))

    def draw_answered(self, inner):
        return self.with_way_round(inner[0], d.message(self.declare("message")))

    def draw_signalled(self, inner):
        return self.with_way_round(inner[0], d.signal(self.declare("signal")))

    def draw_noticed(self, inner):
        return self.with_way_round(inner[0], d.condition(f"={self.ask()}"))

    def with_branch(self, inner, definition):
        """A boundary event beside, whose way ends by itself."""
        own, event, after, done = self.scope(inner), self.new("e"), self.new("t"), self.new("end")
        self.add(d.boundary(event, own, definition, interrupting=False), d.user(after), d.end(done))
        self.add(d.flow(event, after), d.flow(after, done))
        return own, own

    def draw_beside_timed(self, inner):
        return self.with_branch(inner[0], d.timer("R2/PT1H", "timeCycle"))

    def draw_beside_message(self, inner):
        return self.with_branch(inner[0], d.message(self.declare("message")))

    def throwing(self, inner, kind, throw_kind):
        """A block followed by the choice to throw."""
        code = self.declare(kind)
        ask, thrown, after = self.new("q"), self.new("x"), self.new("t")
        kept, self.parts = self.parts, []
        first, last = self.block(inner)
        definition = d.error(code) if kind == "error" else d.escalation(code)
        own, begin, finish = self.new("i"), self.new("begin"), self.new("finish")
        held = [d.start(begin), *self.parts, d.gateway("exclusive", ask, default=f"{ask}_ok"), d.user(after)]
        held += [throw_kind(thrown, definition), d.end(finish), d.flow(begin, first), d.flow(last, ask)]
        held += [d.flow(ask, thrown, f"={self.ask()}"), d.flow(ask, after, own=f"{ask}_ok"), d.flow(after, finish)]
        if throw_kind is d.throw:
            held.append(d.flow(thrown, after))
        self.parts = kept
        self.add(d.sub(own, *held))
        return own, definition

    def draw_failed(self, inner):
        own, definition = self.throwing(inner[0], "error", d.end)
        join, event, after = self.new("j"), self.new("e"), self.new("t")
        self.add(d.boundary(event, own, definition), d.user(after), d.gateway("exclusive", join))
        self.add(d.flow(own, join), d.flow(event, after), d.flow(after, join))
        return own, join

    def draw_escalated(self, inner):
        own, definition = self.throwing(inner[0], "escalation", d.throw)
        event, after, done = self.new("e"), self.new("t"), self.new("end")
        self.add(d.boundary(event, own, definition, interrupting=False), d.user(after), d.end(done))
        self.add(d.flow(event, after), d.flow(after, done))
        return own, own

    def draw_raised(self, inner):
        """A signal thrown to a boundary event beside the sub-process in which it is thrown."""
        name = self.declare("signal")
        own, event, after, done = self.new("i"), self.new("e"), self.new("t"), self.new("end")
        kept, self.parts = self.parts, []
        first, last = self.block(inner[0])
        begin, shout, finish = self.new("begin"), self.new("x"), self.new("finish")
        held = [d.start(begin), *self.parts, d.throw(shout, d.signal(name)), d.end(finish), d.flow(begin, first)]
        self.parts = kept
        self.add(d.sub(own, *held, d.flow(last, shout), d.flow(shout, finish)))
        self.add(d.boundary(event, own, d.signal(name), interrupting=False), d.user(after), d.end(done))
        self.add(d.flow(event, after), d.flow(after, done))
        return own, own

    def handler(self, definition, *, interrupting):
        own, begin, work, done = self.new("h"), self.new("begin"), self.new("t"), self.new("end")
        start = d.start(begin, definition, isInterrupting=str(interrupting).lower())
        return d.sub(own, start, d.user(work), d.end(done), d.chain(begin, work, done), event=True)

    def draw_handled(self, inner):
        own = self.scope(inner[0], self.handler(d.message(self.declare("message")), interrupting=True))
        return own, own

    def draw_handled_beside(self, inner):
        own = self.scope(inner[0], self.handler(d.timer("R2/PT1H", "timeCycle"), interrupting=False))
        return own, own

    def draw_linked(self, inner):
        name, out, into = self.new("link"), self.new("x"), self.new("e")
        first, last = self.block(inner[0])
        self.add(d.throw(out, d.link(name)), d.catch(into, d.link(name)), d.flow(last, out))
        return first, into

    def whole(self, block):
        """The files: the process and those it calls."""
        first, last = self.block(block)
        held = [d.start(), *self.parts, d.end(), d.flow("start", first), d.flow(last, "end")]
        before = "".join(self.declared)
        others = [d.diagram(*parts, process=process, before=before) for process, parts in self.called]
        # What is declared may be used in any file; an id must not be in two of them.
        files = [d.diagram(*held, before=before), *others]
        return [_own_declarations(content, number) for number, content in enumerate(files)]


def _own_declarations(content, number):
    text = content.decode().replace('id="definitions"', f'id="definitions{number}"')
    for kind in ("message", "signal", "error", "escalation"):
        text = text.replace(f'<bpmn:{kind} id="', f'<bpmn:{kind} id="f{number}_')
        text = text.replace(f'{kind}Ref="', f'{kind}Ref="f{number}_')
    return text.encode()


def named(files):
    """The files by name."""
    return {f"file{number}.bpmn": content for number, content in enumerate(files)}


class Wanderer:
    """Walks on by chance: completes tasks, lets time pass, sends what is waited for."""

    def __init__(self, files, conditions, dice):
        self.dice = dice
        self.conditions = conditions
        self.walk = Walk(*files, main="process", **self.answers())

    def answers(self):
        return {name: self.dice.random() < 0.3 for name in self.conditions}

    def possible(self):
        step = self.walk.step
        found = [CompleteUserTask(task.task_id, self.answers()) for task in step.open_tasks] * 3
        found += [SendMessage(message.name, message.key, {}) for message in step.awaited]
        found += [SendSignal(signal.name, {}) for signal in step.signals]
        if step.timers:
            found.append(min(timer.due_at for timer in step.timers))
        return found

    def go(self, steps=300):
        """Walks until the case has ended or so many things have been done; whether it has ended."""
        for _ in range(steps):
            if self.walk.ended:
                break
            choices = self.possible()
            assert choices, f"stuck after {self.walk.trail}"
            chosen = self.dice.choice(choices)
            if hasattr(chosen, "year"):
                self.walk.now = max(self.walk.now, chosen)
                chosen = FireTimers()
            self.walk.do(chosen)
        return self.walk.ended


_FLOW = re.compile(r'(<bpmn:sequenceFlow [^>]*?sourceRef=")([^"]*)(" targetRef=")([^"]*)(">)')
_SWAPS = (
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "userTask",
    "task",
    "endEvent",
    "eventBasedGateway",
)


def mutated(files, dice, times=2):
    """The files with something drawn another way in one of them."""
    changed = list(files)
    for _ in range(times):
        at = dice.randrange(len(changed))
        text = changed[at].decode()
        flows = (_retarget, _retarget, _drop, _more) if _FLOW.search(text) else ()
        changed[at] = dice.choice((_swap, _swap, _terminate, _beside, *flows))(text, dice).encode()
    return changed


def _swap(text, dice):
    """One element, or all of its kind, become another kind."""
    one, other = dice.sample(_SWAPS, 2)
    places = [found.start() for found in re.finditer(f"<bpmn:{one} ", text)]
    if not places or dice.random() < 0.3:
        return text.replace(f"bpmn:{one} ", f"bpmn:{other} ").replace(f"/bpmn:{one}>", f"/bpmn:{other}>")
    at = dice.choice(places)
    head, tail = text[:at], text[at:]
    tail = tail.replace(f"bpmn:{one} ", f"bpmn:{other} ", 1).replace(f"/bpmn:{one}>", f"/bpmn:{other}>", 1)
    return head + tail


def _some_flow(text, dice):
    flows = list(_FLOW.finditer(text))
    return dice.choice(flows), sorted({flow[end] for flow in flows for end in (2, 4)})


def _retarget(text, dice):
    flow, ends = _some_flow(text, dice)
    return text[: flow.start(4)] + dice.choice(ends) + text[flow.end(4) :]


def _drop(text, dice):
    flow, _ = _some_flow(text, dice)
    end = text.index("</bpmn:sequenceFlow>", flow.end()) + len("</bpmn:sequenceFlow>")
    return text[: flow.start()] + text[end:]


def _more(text, dice):
    flow, ends = _some_flow(text, dice)
    more = d.flow(dice.choice(ends), dice.choice(ends), own=f"more{dice.randrange(10**9)}")
    return text[: flow.start()] + more + text[flow.start() :]


def _terminate(text, dice):
    places = [found.end() for found in re.finditer(r"<bpmn:endEvent [^>]*>(?=</)", text)]
    at = dice.choice(places) if places else 0
    return text[:at] + d.terminate() + text[at:] if places else text


def _beside(text, dice):
    one, other = dice.sample(("true", "false"), 2)
    return text.replace(f'cancelActivity="{one}"', f'cancelActivity="{other}"', 1)
