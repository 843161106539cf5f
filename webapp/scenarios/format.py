"""The scenario file: a worked case as YAML, read strictly, with every mistake named.

A file has `name`, `process` (the key of a package) or `diagram` (the path of a single .bpmn beside the file), `at`,
optional `start` variables and names of other `forces`, `steps`, and a final `expect`. Each step is one of usual,
complete, begin, expect, advance, message, answer, refused, case. Where cases work on each other, `case` turns to that
of the name given, whose steps the next ones are; a new name opens a new case, and the one that is there from the start
is called `first`. What a package usually answers to a step stands in a file of its own, see `usual.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.errors import DefinitionRefused
from webapp.scenarios.reading import Reading, quoted
from webapp.scenarios.steps import Advance, Answer, Begin, Complete, Expect, Message, Refused, Scenario, Step, Turn
from webapp.scenarios.strict_yaml import load

TOP = frozenset({"name", "description", "process", "diagram", "at", "start", "forces", "steps", "expect"})
EXPECTED = frozenset({"open", "ended", "incidents", "variables", "outcome", "clocks"})
CLOCK_STATES = ("running", "due_soon", "late", "kept", "missed")


def read_scenario(text: str | bytes, name: str, usual: Mapping[str, Complete] | None = None) -> Scenario:
    """The scenario in a YAML text; `usual` holds what is usually answered to a step, by its element.

    Raises DefinitionRefused with a sentence for every mistake.
    """
    return _Reader(name, usual or {}).scenario(load(text, name))


def read_usual(text: str | bytes, name: str) -> Mapping[str, Complete]:
    """What is usually answered to the steps of a package, by element. Raises DefinitionRefused with every mistake."""
    return _Reader(name, {}).usual_answers(load(text, name))


class _Reader(Reading):
    """Reads one file of scenarios and gathers its mistakes."""

    def __init__(self, file: str, usual: Mapping[str, Complete]) -> None:
        super().__init__(file)
        self.usual = usual

    def scenario(self, raw: Any) -> Scenario:
        top = self.mapping(raw, "the file")
        self.known(top, TOP, "the file")
        if bool(top.get("process")) == bool(top.get("diagram")):
            self.mistake("Name either a process (a package key) or a diagram (a .bpmn file).")
        steps = top.get("steps", [])
        if not isinstance(steps, list):
            self.mistake("steps must be a list.")
            steps = []
        read = Scenario(
            name=str(top.get("name") or self.file),
            at=self.moment(top.get("at")),
            process=str(top.get("process") or ""),
            diagram=str(top.get("diagram") or ""),
            start=self.mapping(top.get("start") or {}, "start"),
            forces=self.forces(top.get("forces") or []),
            steps=[step for number, raw_step in enumerate(steps, 1) for step in self.steps(raw_step, number)],
            expect=self.expect(top.get("expect") or {}, "expect"),
        )
        attempts = [step.attempt if isinstance(step, Refused) else step for step in read.steps]
        if read.diagram and any(isinstance(attempt, Begin) for attempt in attempts):
            self.mistake("begin needs a package: a diagram that stands alone has no procedures.")
        if read.diagram and any(isinstance(attempt, Turn) for attempt in attempts):
            self.mistake("case needs a package: a diagram that stands alone has no cases.")
        if self.mistakes:
            raise DefinitionRefused(self.mistakes)
        return read

    def forces(self, raw: Any) -> Sequence[str]:
        if not isinstance(raw, list) or not all(isinstance(name, str) and name.isalpha() for name in raw):
            self.mistake("forces is a list of names of other forces, such as [Borders].")
            return ()
        return tuple(raw)

    def usual_answers(self, raw: Any) -> Mapping[str, Complete]:
        """The file of usual answers: an element with `as` and `with` for each."""
        read = {}
        for element, given in self.mapping(raw, "the file").items():
            answer = self.mapping(given, element)
            self.known(answer, frozenset({"as", "with"}), element)
            read[element] = self.complete({"complete": element, **answer}, element)
        if self.mistakes:
            raise DefinitionRefused(self.mistakes)
        return read

    def steps(self, raw: Any, number: int) -> list[Step]:
        """The step, or the several that are completed as usual."""
        where = f"step {number}"
        step = self.mapping(raw, where)
        if "usual" in step:
            self.known(step, frozenset({"usual"}), where)
            return self.as_usual(step["usual"], where)
        read = self.step(step, where)
        return [] if read is None else [read]

    def as_usual(self, raw: Any, where: str) -> list[Step]:
        if not isinstance(raw, list):
            self.mistake(f"{where}: usual is a list of element ids.")
            return []
        known = [element for element in raw if isinstance(element, str) and element in self.usual]
        for element in raw:
            if element not in known:
                self.mistake(f"{where}: there is no usual answer to “{quoted(element)}”.")
        return [self.usual[element] for element in known]

    def step(self, step: Mapping[str, Any], where: str) -> Step | None:
        if "complete" in step:
            return self.complete(step, where)
        if "begin" in step:
            return self.begin(step, where)
        if "answer" in step:
            return self.answer(step, where)
        readers = {
            "expect": self.expect,
            "advance": self.advance,
            "message": self.message,
            "refused": self.refused,
            "case": self.turn,
        }
        for kind, reader in readers.items():
            if kind in step:
                self.known(step, frozenset({kind}), where)
                return reader(step[kind], where)
        self.mistake(
            f"{where}: a step is one of usual, complete, begin, expect, advance, message, answer, refused, case."
        )
        return None

    def complete(self, raw: Mapping[str, Any], where: str) -> Complete:
        self.known(raw, frozenset({"complete", "like", "as", "with", "about", "late_because"}), where)
        element, about = str(raw.get("complete")), str(raw.get("about") or "")
        late = str(raw.get("late_because") or "")
        role, person, force = self.role(raw.get("as"), where)
        answers = self.mapping(raw.get("with") or {}, f"{where}: with")
        if "like" not in raw:
            return Complete(element, role, person, answers, about, late, force)
        usual = self.usual.get(element)
        if raw["like"] != "usual" or usual is None:
            self.mistake(f"{where}: like is “usual”, for an element to which there is a usual answer.")
            return Complete(element, role, person, answers, about, late, force)
        if not role:
            role, person, force = usual.role, usual.person, usual.force
        # An answer that is left out is not given at all: a form refuses answers to what it does not ask.
        kept = {key: value for key, value in {**usual.answers, **answers}.items() if value is not None}
        return Complete(element, role, person, kept, about, late, force)

    def begin(self, raw: Mapping[str, Any], where: str) -> Begin:
        self.known(raw, frozenset({"begin", "as"}), where)
        role, person, force = self.role(raw.get("as"), where)
        return Begin(str(raw["begin"]), role, person, force)

    def answer(self, raw: Mapping[str, Any], where: str) -> Answer:
        self.known(raw, frozenset({"answer", "with", "error", "failure"}), where)
        if raw.get("error") and raw.get("failure"):
            self.mistake(f"{where}: an operation answers with an error or with a failure, not with both.")
        variables = self.mapping(raw.get("with") or {}, f"{where}: with")
        return Answer(str(raw["answer"]), variables, str(raw.get("error") or ""), str(raw.get("failure") or ""))

    def refused(self, raw: Any, where: str) -> Refused:
        step = self.mapping(raw, where)
        attempt = {key: value for key, value in step.items() if key != "because"}
        read = self.begin if "begin" in step else self.complete
        return Refused(read(attempt, where), str(step.get("because") or ""))

    def turn(self, raw: Any, where: str) -> Turn | None:
        if isinstance(raw, str) and raw.isalpha():
            return Turn(raw)
        self.mistake(f"{where}: case takes a name of letters, such as second.")
        return None

    def message(self, raw: Any, where: str) -> Message:
        step = self.mapping(raw, where)
        self.known(step, frozenset({"name", "key", "with", "for"}), where)
        if not step.get("name"):
            self.mistake(f"{where}: a message needs a name.")
        key = step.get("key")
        variables = self.mapping(step.get("with") or {}, f"{where}: with")
        kept_for = self.duration(step["for"], f"{where}: for") if "for" in step else Message.kept_for
        return Message(str(step.get("name")), "" if key is None else str(key), variables, kept_for or Message.kept_for)

    def advance(self, raw: Any, where: str) -> Advance | None:
        by = self.duration(raw, f"{where}: advance")
        return None if by is None else Advance(by)

    def expect(self, raw: Any, where: str) -> Expect:
        expected = self.mapping(raw, where)
        self.known(expected, EXPECTED, where)
        names = expected.get("open")
        if names is not None and not isinstance(names, list):
            self.mistake(f"{where}: open is a list of element ids.")
            names = None
        outcome, ended, incidents = (expected.get(key) for key in ("outcome", "ended", "incidents"))
        if ended is not None and not isinstance(ended, bool):
            self.mistake(f"{where}: ended is true or false.")
        if incidents is not None and (isinstance(incidents, bool) or not isinstance(incidents, int)):
            self.mistake(f"{where}: incidents is a number.")
        return Expect(
            open=None if names is None else tuple(str(name) for name in names),
            ended=ended if isinstance(ended, bool) else None,
            incidents=incidents if isinstance(incidents, int) else None,
            outcome=None if outcome is None else str(outcome),
            variables=self.mapping(expected.get("variables") or {}, f"{where}: variables"),
            clocks=self.clocks(expected.get("clocks") or {}, f"{where}: clocks"),
        )

    def clocks(self, raw: Any, where: str) -> dict[str, str]:
        read = {name: str(state) for name, state in self.mapping(raw, where).items()}
        if not set(CLOCK_STATES).issuperset(read.values()):
            self.mistake(f"{where}: each clock must be one of {', '.join(CLOCK_STATES)}.")
        return read
