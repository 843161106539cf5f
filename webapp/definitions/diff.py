"""What changed between two versions of a package, in a designer's words."""

from collections.abc import Mapping

from webapp.definitions import rules
from webapp.definitions.settings import FILE as SETTINGS_FILE
from webapp.definitions.settings import read_settings
from webapp.engine.parse import Element, parse_package
from webapp.errors import DefinitionRefused


def changes_between(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """One sentence for each change, files first, then the steps of the diagrams."""
    sentences = [f"{path} is new." for path in sorted(set(after) - set(before))]
    sentences += [f"{path} was removed." for path in sorted(set(before) - set(after))]
    changed = sorted(path for path in set(before) & set(after) if before[path] != after[path])
    sentences += [f"{path} was changed." for path in changed]
    if any(rules.kind_of(path) == "bpmn" for path in changed):
        sentences += _steps(_elements(before), _elements(after))
    return sentences


def _steps(before: Mapping[str, Element], after: Mapping[str, Element]) -> list[str]:
    sentences = [f"“{_called(after[i])}” was added." for i in after if i not in before]
    sentences += [f"“{_called(before[i])}” was removed." for i in before if i not in after]
    for element_id in (i for i in after if i in before):
        old, new = before[element_id], after[element_id]
        if old.name != new.name:
            sentences.append(f"“{_called(old)}” is now called “{_called(new)}”.")
        if old.lane != new.lane:
            sentences.append(f"“{_called(new)}” moved from the lane “{old.lane}” to “{new.lane}”.")
        if old.form != new.form:
            sentences.append(f"“{_called(new)}” now has the form {new.form or 'none'}, before {old.form or 'none'}.")
        if old.properties != new.properties:
            sentences.append(f"The properties of “{_called(new)}” were changed.")
    return sentences


def _elements(files: Mapping[str, bytes]) -> dict[str, Element]:
    diagrams = {path: content for path, content in files.items() if rules.kind_of(path) in ("bpmn", "dmn")}
    try:
        main = read_settings(files[SETTINGS_FILE]).main if SETTINGS_FILE in files else None
        return dict(parse_package(diagrams, main).elements)
    except DefinitionRefused:
        # A draft that cannot be read yet has its problems listed; its steps are compared once it can.
        return {}


def _called(element: Element) -> str:
    return element.title
