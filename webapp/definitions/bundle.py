"""One version's whole content, read and checked: diagrams, tables, forms and settings together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.access.groups import GROUPS
from webapp.definitions import guidance, rules
from webapp.definitions.clocks import clock_mistakes, conditions
from webapp.definitions.derived import written_by
from webapp.definitions.drawn_periods import period_problems
from webapp.definitions.guidance import Register
from webapp.definitions.procedures import procedure_problems
from webapp.definitions.separation import are_apart, separation_problems
from webapp.definitions.settings import FILE as SETTINGS_FILE
from webapp.definitions.settings import PackageSettings, read_settings
from webapp.engine.check import check
from webapp.engine.operations import writes_of
from webapp.engine.parse import Element, ParsedDefinition, Problem, parse_package
from webapp.engine.unwritten import unwritten
from webapp.errors import DefinitionRefused
from webapp.forms.definition import FormDefinition
from webapp.forms.definition import read as read_form

FORMS = "forms/"


@dataclass(frozen=True)
class Bundle:
    """A package that passed its reading: what an instance runs on."""

    checksum: str
    settings: PackageSettings
    parsed: ParsedDefinition
    forms: Mapping[str, FormDefinition]
    guidance: Register = field(default_factory=Register)

    def form_of(self, element_id: str) -> FormDefinition | None:
        """The form of a user task, or None for a task without questions."""
        form = self.parsed.elements[element_id].form
        return self.forms[form] if form else None

    def group_of(self, element_id: str) -> str:
        """The candidate group of a user task: its own assignment, or its lane's."""
        element = self.parsed.elements[element_id]
        return element.group or self.settings.lanes.get(element.lane, "")

    def separate_from(self, element_id: str) -> list[Element]:
        """The steps that must be done by other people than this one, in either direction of the rule."""
        own = self.parsed.elements[element_id]
        return [element for element in self.parsed.elements.values() if are_apart(own, element)]

    def is_urgent(self, element_id: str) -> bool:
        """Whether this step belongs to a telling in a threat to life: a legal step of one, or drawn beside it."""
        own = self.parsed.elements[element_id]
        if own.properties.get("legalStep", "") in {*self.settings.before_urgent, *self.settings.after_urgent}:
            return True
        beside = (element for element in self.parsed.elements.values() if element.file == own.file)
        return any(element.properties.get("discloses") == "urgent" for element in beside)


def read_bundle(files: Mapping[str, bytes]) -> Bundle:
    """The package in these files. Raises DefinitionRefused with every problem found."""
    if problems := problems_of(files):
        raise DefinitionRefused(problems)
    return load_bundle(files)


def load_bundle(files: Mapping[str, bytes]) -> Bundle:
    """The package in files that passed the gate when they were published.

    It is not judged again: a case must go on running on its version when a later release knows stricter rules.
    """
    settings = read_settings(files[SETTINGS_FILE])
    forms, _ = _read_forms(files)
    register = guidance.read_register(files[guidance.FILE]) if guidance.FILE in files else Register()
    return Bundle(
        rules.checksum(files),
        settings,
        parse_package(_engine_files(files), settings.main),
        {name: guidance.filled(form, register) for name, form in forms.items()},
        register,
    )


def problems_of(files: Mapping[str, bytes]) -> list[Problem]:
    """Everything that keeps these files from being published; empty when nothing does."""
    problems = [
        Problem(path, "", "", "path", "Rename this file: small letters, digits and underscores, and a known ending.")
        for path in files
        if not rules.may_be_path(path)
    ]
    if len(files) > rules.MAXIMUM_FILES:
        problems.append(Problem(SETTINGS_FILE, "", "", "files", "Split the package: it holds too many files."))
    settings: PackageSettings | None = None
    if SETTINGS_FILE not in files:
        problems.append(Problem(SETTINGS_FILE, "", "", "missing", "Add package.toml, which names lanes and roles."))
    else:
        try:
            settings = read_settings(files[SETTINGS_FILE])
        except DefinitionRefused as refused:
            problems += _typed(refused)
    forms, form_problems = _read_forms(files)
    problems += form_problems
    problems += _guidance_problems(files, forms)
    if settings is not None:
        problems += _diagram_problems(files, settings, forms)
    return problems


def _guidance_problems(files: Mapping[str, bytes], forms: Mapping[str, FormDefinition]) -> list[Problem]:
    try:
        register = guidance.read_register(files[guidance.FILE]) if guidance.FILE in files else Register()
    except DefinitionRefused as refused:
        return _typed(refused)
    return guidance.problems_with(forms, register)


def _engine_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if rules.kind_of(path) in ("bpmn", "dmn")}


def _read_forms(files: Mapping[str, bytes]) -> tuple[dict[str, FormDefinition], list[Problem]]:
    forms: dict[str, FormDefinition] = {}
    problems: list[Problem] = []
    for path in sorted(files):
        if not path.startswith(FORMS):
            continue
        stem = path.removeprefix(FORMS).removesuffix(".form")
        try:
            forms[stem] = read_form(files[path], path)
        except DefinitionRefused as refused:
            problems += _typed(refused)
            continue
        if forms[stem].id != stem:
            sentence = f"Give the form the id {stem}, after its file, instead of {forms[stem].id}."
            problems.append(Problem(path, forms[stem].id, forms[stem].title, "form_id", sentence))
    return forms, problems


def _diagram_problems(
    files: Mapping[str, bytes], settings: PackageSettings, forms: Mapping[str, FormDefinition]
) -> list[Problem]:
    stems = {path.removeprefix(FORMS).removesuffix(".form") for path in files if path.startswith(FORMS)}
    form_writes = {form: written_by(definition) for form, definition in forms.items()}
    report = check(
        _engine_files(files),
        forms=stems | set(forms),
        groups=set(GROUPS),
        lanes=settings.lanes,
        operations=rules.OPERATIONS,
        main=settings.main,
        procedures=settings.procedures,
        before_disclosure=settings.before_disclosure,
        before_urgent=settings.before_urgent,
        after_urgent=settings.after_urgent,
        form_writes=form_writes,
    )
    problems = list(report.problems)
    if problems:
        return problems
    parsed = parse_package(_engine_files(files), settings.main)
    for element in parsed.elements.values():
        clock = element.properties.get("clock", "")
        if clock and clock not in settings.clocks:
            sentence = f"Name a clock that package.toml has under [clocks]; {clock} is not there."
            problems.append(Problem(element.file, element.id, element.name, "clock", sentence))
    spans = settings.case_clocks.values()
    steps = {element.properties.get("legalStep", "") for element in parsed.elements.values()}
    problems += [Problem(SETTINGS_FILE, "", "", "clock", sentence) for sentence in clock_mistakes(spans, steps)]
    asked = [(SETTINGS_FILE, "", "", what, text) for what, text in conditions(spans)]
    written = (form_writes, writes_of(rules.OPERATIONS))
    problems += unwritten(parsed.elements.values(), parsed.flows.values(), *written, also=asked)
    problems += period_problems(parsed.elements, settings.clocks)
    problems += procedure_problems(parsed, settings.procedures)
    problems += separation_problems(parsed.elements, settings, forms)
    return problems


def _typed(refused: DefinitionRefused) -> list[Problem]:
    return [problem for problem in refused.problems if isinstance(problem, Problem)]
