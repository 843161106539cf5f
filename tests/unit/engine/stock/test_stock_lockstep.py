"""In step with SpiffWorkflow wherever that runs diagrams right: the same open tasks after each act, the same end data.

Both are saved and read again at every step. Left out is what SpiffWorkflow misruns (docs/engine.md): its inclusive
join, event sub-processes, links, events beside that happen twice, and branches that write the same variable.
"""

import re
from datetime import timedelta
from random import Random
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.specs.event_definitions import timer

from tests.unit.engine import drawing as d
from tests.unit.engine.sound_diagrams import Drawn, blocks
from tests.unit.engine.stock.raw import Clock, Stock
from tests.unit.engine.walking import NOON, Walk
from webapp.engine.commands import FireTimers

RIGHT = {"task", "choice", "beside", "again", "inside", "called", "answered", "failed", "timed", "beside_message"}
INTERRUPTING = {"answered", "failed", "timed"}
CHANCE = st.integers(0, 10**6).map(Random)


class Alike(Drawn):
    """Draws a block for both; notes of what kinds it is and which conditions lead round a loop."""

    def __init__(self):
        super().__init__()
        self.kinds, self.rounds = set(), []

    def block(self, block):
        self.kinds.add(block if isinstance(block, str) else block[0])
        return super().block(block)

    def draw_again(self, inner):
        drawn = super().draw_again(inner)
        self.rounds.append(self.conditions[-1])
        return drawn

    def draw_called(self, inner):
        """A call activity names its process in BPMN's own attribute, which both know."""
        own, _ = super().draw_called(inner)
        self.parts[-1] = d.element("callActivity", own, calledElement=self.called[-1][0])
        return own, own


class Both:
    """One case on each, led through the same acts."""

    def __init__(self, block, dice):
        self.drawn, self.dice = Alike(), dice
        files = self.drawn.whole(block)
        # Branches that answer the same question would overwrite each other there, so then all is answered beforehand.
        self.steered = "beside" not in self.drawn.kinds
        answers = self.answers() if self.steered else self.answers() | dict.fromkeys(self.drawn.rounds, False)
        self.acts = 0
        self.walk = Walk(*files, main="process", **answers)
        quoted = [re.sub(rb">(P[T0-9A-Z]+)<", rb">'\1'<", content) for content in files]
        self.stock = Stock(*quoted, **answers)
        self.agree()

    def answers(self):
        return {name: self.dice.random() < 0.4 for name in self.drawn.conditions}

    def agree(self):
        assert self.stock.open == self.walk.open, self.walk.trail
        assert self.stock.ended == self.walk.ended, self.walk.trail
        if not self.stock.ended:
            self.stock.loaded()

    def act(self):
        """A task is completed, a message comes for which both wait, or time passes."""
        self.acts += 1
        awaited = sorted({message.name for message in self.walk.step.awaited} - self.taken)
        chance = self.dice.random()
        if awaited and chance < 0.2:
            name = self.dice.choice(awaited)
            self.taken.add(name)
            self.walk.message(name)
            self.stock.message(name)
        elif self.walk.step.timers and chance < 0.3:
            self.walk.now = Clock.moment = Clock.moment + timedelta(hours=3)
            self.walk.do(FireTimers())
            self.stock.refresh()
        else:
            chosen = self.dice.choice(self.walk.open)
            written = {f"by_{chosen}": self.acts} | (self.answers() if self.steered else {})
            self.walk.done(chosen, **written)
            self.stock.done(chosen, **written)
        self.agree()

    def run(self, most):
        """So many acts at most; then the end data are compared, where no way was left on the way."""
        self.taken = set()  # there an event beside an activity happens once
        for _ in range(most):
            if self.walk.ended:
                break
            self.act()
        if self.walk.ended and not self.drawn.kinds & INTERRUPTING:
            assert self.walk.values == {name: self.stock.values.get(name) for name in self.walk.values}
        return self.walk.ended


def in_step(block, dice, most):
    with mock.patch.object(timer, "datetime", Clock), mock.patch.object(Clock, "moment", NOON):
        return Both(block, dice).run(most)


@settings(max_examples=40, deadline=None)
@given(blocks(most=7, kinds=RIGHT), CHANCE)
def test_random_diagram_runs_in_step(block, dice):
    in_step(block, dice, most=25)


@pytest.mark.long
@settings(max_examples=2_500, deadline=None, suppress_health_check=list(HealthCheck))
@given(blocks(most=14, kinds=RIGHT), CHANCE)
def test_thousands_of_random_diagrams_run_in_step(block, dice):
    in_step(block, dice, most=60)
