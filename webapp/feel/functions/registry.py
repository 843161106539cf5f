"""How built-in functions are declared, and how a call finds the right form of one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from webapp.feel.budget import Run
from webapp.feel.kinds import MISFIT
from webapp.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from webapp.feel.values import Function, Range, kind_of

Body = Callable[..., object]

_KINDS: Final[dict[str, tuple[type, ...]]] = {
    "any": (object,),
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "list": (list,),
    "context": (dict,),
    "date": (Date,),
    "time": (Time,),
    "date and time": (DateTime,),
    "day": (Date, DateTime),
    "clock": (Time, DateTime, Date),
    "duration": (YearsMonths, DaysTime),
    "days and time duration": (DaysTime,),
    "range": (Range,),
    "point": (Decimal, str, Date, Time, DateTime, YearsMonths, DaysTime),
    "function": (Function,),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One parameter: its name, what it takes, whether it may be left out, and whether it may be null."""

    name: str
    kinds: tuple[type, ...]
    optional: bool
    many: bool = False
    nullable: bool = False

    def __str__(self) -> str:
        return self.name + ("…" if self.many else "?" if self.optional else "")

    def fit(self, value: object) -> object:
        """The value as the function wants it, or MISFIT. A list of one stands for its value and the other way round."""
        if value is None:
            return None if self.nullable or object in self.kinds else MISFIT
        if isinstance(value, self.kinds):
            return value
        if list in self.kinds:
            return [value]
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], self.kinds):
            return value[0]
        return MISFIT


@dataclass(frozen=True, slots=True)
class Form:
    """One way to call a function."""

    slots: tuple[Slot, ...]
    body: Body

    @property
    def required(self) -> int:
        """How many arguments there must be."""
        return sum(not slot.optional and not slot.many for slot in self.slots)

    @property
    def variadic(self) -> bool:
        """Whether the last parameter takes all further arguments."""
        return bool(self.slots) and self.slots[-1].many

    def takes(self, count: int) -> bool:
        """Whether so many arguments can be given."""
        return self.required <= count and (self.variadic or count <= len(self.slots))

    def prepared(self, arguments: Sequence[object]) -> list[object] | None:
        """The arguments as the body wants them; None when one does not fit."""
        made: list[object] = []
        for index, argument in enumerate(arguments):
            value = self.slots[min(index, len(self.slots) - 1)].fit(argument)
            if value is MISFIT:
                return None
            made.append(value)
        return made

    def prepared_by_name(self, arguments: Mapping[str, object]) -> list[object] | None:
        """The arguments in the body's order; None when a name is unknown, one is missing or one does not fit."""
        if not arguments.keys() <= {slot.name for slot in self.slots}:
            return None
        if any(slot.name not in arguments for slot in self.slots if not slot.optional):
            return None
        prepared: list[object] = []
        for slot in self.slots:
            # What is left out is null for the body, even where a null may not be given.
            value = slot.fit(arguments[slot.name]) if slot.name in arguments else None
            if value is MISFIT:
                return None
            prepared.append(value)
        return prepared


class Builtin(Function):
    """A function of the language."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.forms: list[Form] = []

    def call(self, run: Run, arguments: Sequence[object], position: int | None) -> object:
        """The result for arguments given by place."""
        counted = False
        for form in self.forms:
            if form.takes(len(arguments)):
                counted = True
                prepared = form.prepared(arguments)
                if prepared is not None:
                    return self._work(run, form, prepared, position)
        if counted:
            kinds = ", ".join(kind_of(argument) for argument in arguments)
            run.remark(f"“{self.name}” takes {self.takes()} and was given ({kinds}).", position)
        else:
            run.remark(f"“{self.name}” takes {self.takes()} and was given {len(arguments)} arguments.", position)
        return None

    def _work(self, run: Run, form: Form, arguments: Sequence[object], position: int | None) -> object:
        before = run.position
        run.position = position
        try:
            return form.body(run, *arguments)
        finally:
            run.position = before

    def call_named(self, run: Run, arguments: Mapping[str, object], position: int | None) -> object:
        """The result for arguments given by name."""
        # Two forms may have the same names, as before(point, range) and before(range, point): then their order tells.
        given = list(arguments)
        for form in sorted(self.forms, key=lambda form: given != [slot.name for slot in form.slots]):
            prepared = form.prepared_by_name(arguments)
            if prepared is not None:
                return self._work(run, form, prepared, position)
        run.remark(f"“{self.name}” takes {self.takes()}; these arguments do not fit.", position)
        return None

    def takes(self) -> str:
        """The ways to call the function, in words."""
        return " or ".join(f"({', '.join(str(slot) for slot in form.slots)})" for form in self.forms)


BUILTINS: dict[str, Builtin] = {}


def function(name: str, slots: str = "") -> Callable[[Body], Body]:
    """Declare a function: `function("substring", "string:string, start position:number, length?:number")`.

    A parameter is `name:kind|kind`; after the name `?` lets it be left out, `!` lets it be null, `??` both, and `*`
    takes all further arguments.
    Declared again under the same name, it is another form, tried after the earlier ones.
    """

    def declare(body: Body) -> Body:
        builtin = BUILTINS.setdefault(name, Builtin(name))
        builtin.forms.append(Form(tuple(_slot(text) for text in slots.split(",") if text.strip()), body))
        return body

    return declare


def _slot(text: str) -> Slot:
    name, _, kinds = text.strip().partition(":")
    found: tuple[type, ...] = ()
    for kind in kinds.split("|"):
        found += _KINDS[kind]
    return Slot(name.rstrip("?!*"), found, name.endswith("?"), name.endswith("*"), name.endswith(("??", "!")))
