"""Working a decision out with everything it requires."""

from collections.abc import Mapping, Sequence

from webapp.engine.dmn.boxed import checked
from webapp.engine.dmn.model import DecisionModel, Element, Service
from webapp.errors import EngineFault
from webapp.feel.budget import CALL_DEPTH, Run
from webapp.feel.compiling.calls import ExternalFunction, UserFunction
from webapp.feel.compiling.scope import Scope
from webapp.feel.kinds import MISFIT, AnyType, ListType, SimpleType, Type, fitted
from webapp.feel.literals import parse_date, parse_date_time, parse_duration, parse_time
from webapp.feel.values import Function, kind_of

Key = tuple[str, str]

_READERS = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "years and months duration": parse_duration,
    "days and time duration": parse_duration,
}


class Evaluation:
    """One request: the inputs given and what has been worked out from them so far."""

    def __init__(self, inputs: Mapping[str, object], run: Run, depth: int = 0) -> None:
        self._inputs = inputs
        self._run = run
        self._depth = depth
        self._known: dict[Key, object] = {}

    def give(self, model: DecisionModel, element: Element, value: object) -> None:
        """Set the value of an input or a decision, which is then not worked out."""
        self._known[_key(model, element)] = value

    def value(self, model: DecisionModel, element: Element) -> object:
        """The value of an element; a business knowledge model or decision service is a function."""
        key = _key(model, element)
        if key not in self._known:
            self._depth += 1
            if self._depth > CALL_DEPTH:
                raise EngineFault(f"“{element.name}” requires too many other decisions in a row.")
            self._known[key] = self._work(model, element)
            self._depth -= 1
        return self._known[key]

    def _work(self, model: DecisionModel, element: Element) -> object:
        match element.sort:
            case "input":
                return self._input(model, element)
            case "knowledge":
                return self._function(model, element)
            case "service":
                return ServiceFunction(model, element, self._inputs, self._depth)
            case "decision":
                return self._decision(model, element)
            case "source":
                return None

    def _input(self, model: DecisionModel, element: Element) -> object:
        self._run.place = f"“{element.name}”"
        for name in (f"{model.namespace}#{element.name}", element.name, element.id):
            if name in self._inputs:
                return received(self._inputs[name], element.type, element.name, self._run)
        self._run.remark(f"No value was given for “{element.name}”.")
        return None

    def _function(self, model: DecisionModel, element: Element) -> Function:
        code = element.code
        if element.external or code is None:
            return ExternalFunction()
        names = [parameter.name for parameter in element.parameters]
        kinds = [parameter.type for parameter in element.parameters]
        scope = Scope({}, None, self._run)
        result = element.type

        def body(inner: Scope) -> object:
            inner.run.place = f"“{element.name}”"
            return checked(code(inner), result, element.name, inner)

        function = UserFunction(names, kinds, body, scope, 10)
        function.type = type(function.type)(tuple(kinds), result)
        # A function may call itself, so it is known before what it requires is looked for.
        self._known[_key(model, element)] = function
        scope.values.update(self._required(model, element), **{element.name: function})
        return function

    def _decision(self, model: DecisionModel, element: Element) -> object:
        if element.code is None:
            self._run.remark(f"“{element.name}” decides nothing.")
            return None
        scope = Scope(dict(self._inputs), None, self._run).inner(self._required(model, element))
        self._run.place = f"“{element.name}”"
        value = element.code(scope)
        self._run.place = f"“{element.name}”"
        return checked(value, element.type, element.name, scope)

    def _required(self, model: DecisionModel, element: Element) -> dict[str, object]:
        """The values that an element's arrows bring, those of an imported file together under its name."""
        values: dict[str, object] = {}
        for reference in element.requires:
            found = model.resolve(reference)
            if found is None:
                continue
            through, home, required = found
            value = self.value(home, required)
            if through:
                group = values.setdefault(through, {})
                if isinstance(group, dict):
                    group[required.name] = value
            else:
                values[required.name] = value
        return values


class ServiceFunction(Function):
    """A decision service: called with its input data and input decisions, in this order."""

    def __init__(self, model: DecisionModel, element: Element, inputs: Mapping[str, object], depth: int = 0) -> None:
        self.name = element.name
        self._model = model
        self._element = element
        self._inputs = inputs
        self._depth = depth

    @property
    def parameters(self) -> list[tuple[DecisionModel, Element]]:
        """The elements whose values are given."""
        service = self._service
        found = (self._model.resolve(reference) for reference in (*service.input_data, *service.input_decisions))
        return [(each[1], each[2]) for each in found if each is not None]

    @property
    def _service(self) -> Service:
        if self._element.service is None:
            raise EngineFault(f"“{self._element.name}” is no decision service.")
        return self._element.service

    def call(self, run: Run, arguments: Sequence[object], position: int | None) -> object:
        """The outputs for arguments given by place."""
        parameters = self.parameters
        if len(arguments) != len(parameters):
            run.remark(f"“{self.name}” takes {len(parameters)} arguments and was given {len(arguments)}.", position)
            return None
        evaluation = Evaluation(self._inputs, run, self._depth)
        for (model, element), argument in zip(parameters, arguments, strict=True):
            value = fitted(argument, element.type)
            if value is MISFIT:
                run.remark(f"“{element.name}” cannot be {kind_of(argument)}.", position)
                return None
            evaluation.give(model, element, value)
        found = [self._model.resolve(reference) for reference in self._service.outputs]
        outputs = {each[2].name: evaluation.value(each[1], each[2]) for each in found if each is not None}
        result = next(iter(outputs.values())) if len(outputs) == 1 else outputs
        value = fitted(result, self._element.type)
        return None if value is MISFIT else value

    def call_named(self, run: Run, arguments: Mapping[str, object], position: int | None) -> object:
        """The outputs for arguments given by name."""
        names = [element.name for _, element in self.parameters]
        if set(names) != set(arguments):
            run.remark(f"“{self.name}” takes: {', '.join(names)}.", position)
            return None
        return self.call(run, [arguments[name] for name in names], position)


def received(value: object, kind: Type, name: str, run: Run) -> object:
    """A value from outside as the input's type wants it: text becomes a date or duration where one is asked for."""
    found = fitted(_read(value, kind), kind)
    if found is MISFIT:
        run.remark(f"“{name}” is declared to be of another kind than {kind_of(value)}, or has other allowed values.")
        return None
    return found


def _read(value: object, kind: Type) -> object:
    base = getattr(kind, "base", kind)
    if isinstance(base, ListType) and isinstance(value, list):
        return [_read(item, base.of) for item in value]
    fields = dict(getattr(base, "fields", ()))
    if isinstance(value, dict) and fields:
        return {key: _read(item, fields.get(key, AnyType())) for key, item in value.items()}
    if isinstance(value, str) and isinstance(base, SimpleType) and base.name in _READERS:
        return _READERS[base.name](value) or value
    return value


def _key(model: DecisionModel, element: Element) -> Key:
    return (model.namespace or model.file, element.id)
