"""Random sound diagrams for tests of properties."""

from itertools import pairwise

from hypothesis import strategies as st

from tests.unit.engine.drawing import diagram, end, flow, gateway, start, sub, user

LEAF = st.just("task")
BLOCKS = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.tuples(st.just("sequence"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.just("choice"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("beside"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("either"), st.lists(inner, min_size=2, max_size=2)),
        st.tuples(st.just("again"), st.lists(inner, min_size=1, max_size=1)),
        st.tuples(st.just("inside"), st.lists(inner, min_size=1, max_size=1)),
    ),
    max_leaves=7,
)
SIMPLE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.tuples(st.just("sequence"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.just("choice"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("beside"), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=7,
)


class Drawn:
    """Draws a block; `conditions` are the variables that its gateways ask for."""

    def __init__(self):
        self.parts, self.conditions, self.count = [], [], 0

    def new(self, kind):
        self.count += 1
        return f"{kind}{self.count}"

    def ask(self):
        name = self.new("c")
        self.conditions.append(name)
        return name

    def block(self, block):
        """Draws a block and gives the ids of its first and last element."""
        if block == "task":
            own = self.new("t")
            self.parts.append(user(own))
            return own, own
        kind, inner = block
        return getattr(self, kind)(inner)

    def sequence(self, inner):
        drawn = [self.block(one) for one in inner]
        for (_, last), (first, _) in pairwise(drawn):
            self.parts.append(flow(last, first))
        return drawn[0][0], drawn[-1][1]

    def gates(self, kind, inner, *, default=True, asked=True):
        split, join = self.new("s"), self.new("j")
        drawn = [self.block(one) for one in inner]
        last_flow = f"{split}_to_{drawn[-1][0]}"
        more = {"default": last_flow} if asked and default else {}
        self.parts += [gateway(kind, split, **more), gateway(kind, join)]
        for number, (first, last) in enumerate(drawn):
            plain = not asked or number == len(drawn) - 1
            self.parts += [flow(split, first, "" if plain else f"={self.ask()}"), flow(last, join)]
        return split, join

    def choice(self, inner):
        return self.gates("exclusive", inner)

    def beside(self, inner):
        return self.gates("parallel", inner, asked=False)

    def either(self, inner):
        return self.gates("inclusive", inner)

    def again(self, inner):
        first, last = self.block(inner[0])
        back, test = self.new("b"), self.new("q")
        self.parts += [gateway("exclusive", back), gateway("exclusive", test, default=f"{test}_out")]
        self.parts += [flow(back, first), flow(last, test), flow(test, back, f"={self.ask()}")]
        out = self.new("o")
        self.parts += [user(out), flow(test, out, own=f"{test}_out")]
        return back, out

    def inside(self, inner):
        own = self.new("i")
        kept, self.parts = self.parts, []
        first, last = self.block(inner[0])
        begin, finish = self.new("begin"), self.new("finish")
        held = [start(begin), *self.parts, end(finish), flow(begin, first), flow(last, finish)]
        self.parts = [*kept, sub(own, *held)]
        return own, own

    def whole(self, block):
        first, last = self.block(block)
        return diagram(start(), *self.parts, end(), flow("start", first), flow(last, "end"))
