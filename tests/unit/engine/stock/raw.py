"""SpiffWorkflow 3.2 as its documentation uses it, so that tests can show what it does with a diagram.

Only tests and benchmarks import it besides `webapp/engine`. When a new release mends one of these faults its test fails
here, and the table in docs/engine.md can be shortened.
"""

import re
import sys
import warnings
from datetime import UTC, datetime
from itertools import count

from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.event_definitions import timer
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition, SignalEventDefinition
from SpiffWorkflow.util.task import TaskState

from tests.unit.engine.drawing import element

SPIFF = 'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'


class StillRunning(BaseException):
    """It did not come to an end within what a test waits for; no handler of its own may catch it."""


def spiff(name, text):
    """An extension element of SpiffWorkflow's own."""
    return f"<spiffworkflow:{name} {SPIFF}>{text}</spiffworkflow:{name}>"


def python_task(own, code):
    """A script task as SpiffWorkflow wants it."""
    return element("scriptTask", own, f"<bpmn:script>{code}</bpmn:script>")


def decision_task(own, decision):
    """A business rule task as SpiffWorkflow wants it."""
    return element("businessRuleTask", own, extension=spiff("calledDecisionId", decision))


def plain_table(table):
    """A table of these tests as its parser wants it: without annotations, each cell with an id."""
    number = count()
    bare = table.replace(b'<annotation name="Basis"/>', b"")
    return re.sub(rb"<(input|output)Entry>", lambda found: b'<%sEntry id="c%d">' % (found[1], next(number)), bare)


def specification(*files, process="process", parser=SpiffBpmnParser, tables=(), called=True):
    """What the parser makes of files: the specification of the process, and of those it calls when asked for."""
    reader = parser()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for content in files:
            # Its conditions are Python: the FEEL sign is taken off those of these tests, which read the same.
            reader.add_bpmn_str(content.replace(b">=", b">"))
        for content in tables:
            reader.add_dmn_str(content)
        return reader.get_spec(process), reader.get_subprocess_specs(process) if called else {}


class Stock:
    """One case on SpiffWorkflow."""

    def __init__(self, *files, process="process", parser=SpiffBpmnParser, tables=(), specs=None, steps=300, **data):
        self.specs = specs or specification(*files, process=process, parser=parser, tables=tables)
        self.steps = steps
        self.workflow = BpmnWorkflow(self.specs[0], self.specs[1])
        self.workflow.task_tree.data.update(data)
        self.go_on()

    def go_on(self):
        """Takes the automatic steps; more of them than a test waits for are StillRunning."""
        taken = 0

        def take(_):
            nonlocal taken
            taken += 1
            if taken > self.steps:
                raise StillRunning

        self.workflow.do_engine_steps(will_complete_task=take)
        return self

    def task(self, own):
        """The open task of an element."""
        return next(task for task in self.tasks if task.task_spec.bpmn_id == own)

    @property
    def tasks(self):
        return [t for t in self.workflow.get_tasks(state=TaskState.READY) if t.task_spec.manual]

    @property
    def open(self):
        return sorted(task.task_spec.bpmn_id for task in self.tasks)

    @property
    def ended(self):
        return self.workflow.completed

    @property
    def waiting(self):
        return sorted(t.task_spec.name for t in self.workflow.get_tasks(state=TaskState.WAITING))

    @property
    def stuck(self):
        """Neither ended nor is there anything to do or to wait for."""
        return not self.ended and not self.open and not self.waiting

    @property
    def values(self):
        """The variables: of the whole when it has ended, else of an open task."""
        return self.workflow.data if self.ended else self.tasks[0].data

    def done(self, own, **answers):
        task = self.task(own)
        task.data.update(answers)
        task.run()
        return self.go_on()

    def message(self, name, payload=None, correlations=None):
        event = BpmnEvent(MessageEventDefinition(name), payload or {}, correlations or {})
        self.workflow.send_event(event)
        return self.go_on()

    def signal(self, name):
        self.workflow.catch(BpmnEvent(SignalEventDefinition(name), {}))
        return self.go_on()

    def refresh(self):
        """What an application has to call for timers to be looked at."""
        self.workflow.refresh_timers()
        return self.go_on()

    def saved(self):
        return serializer().serialize_json(self.workflow)

    def loaded(self, text=None):
        """The case saved and read again."""
        self.workflow = serializer().deserialize_json(text or self.saved())
        return self


def serializer():
    return BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))


def outlasts(action, calls=200_000):
    """Whether the action is still going on after so many calls of functions; it is then given up."""
    left = calls

    def note(frame, event, argument):
        nonlocal left
        left -= 1
        if left < 0:
            raise StillRunning

    sys.setprofile(note)
    try:
        action()
    except StillRunning:
        return True
    finally:
        sys.setprofile(None)
    return False


class Clock(datetime):
    """The time that SpiffWorkflow reads, in a test's hands."""

    moment = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

    @classmethod
    def now(cls, tz=None):
        return cls.moment.astimezone(tz)


def set_clock(monkeypatch, moment):
    """Makes this the present moment for SpiffWorkflow's timers."""
    monkeypatch.setattr(timer, "datetime", Clock)
    monkeypatch.setattr(Clock, "moment", moment)
