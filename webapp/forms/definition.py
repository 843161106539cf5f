"""A form's file: read, checked as a whole, and made into a FormDefinition."""

import json
import re
from decimal import Decimal
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from webapp.engine.problems import Findings, Problem
from webapp.errors import DefinitionRefused
from webapp.forms import grammar
from webapp.forms.attributes import is_plain
from webapp.forms.components import Reading
from webapp.forms.question import Field, FormDefinition, Option

__all__ = ["DefinitionRefused", "Field", "FormDefinition", "Option", "Problem", "read"]

_ID = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)


def read(content: str | bytes, name: str) -> FormDefinition:
    """The form in `content`, a form-js JSON text; `name` is its file, such as `forms/intake.form`.

    Raises DefinitionRefused with every problem found: the component's key, the rule, and what to do.
    """
    findings = Findings()
    schema = _json(content, name, findings)
    if schema is None:
        raise DefinitionRefused(findings.problems)
    _check_top(schema, name, findings)
    reading = Reading(findings, name)
    fields = reading.fields(schema.get("components", []))
    findings.raise_if_any()
    form_id = schema["id"]
    checksum = sha256(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content).hexdigest()
    return FormDefinition(form_id, _title(schema, form_id), fields, checksum)


def _json(content: str | bytes, name: str, findings: Findings) -> dict[str, Any] | None:
    try:
        return _parsed(content)
    except UnicodeDecodeError:
        findings.add(name, "form-json", "The file is not UTF-8 text; save it as UTF-8.")
    except RecursionError:
        findings.add(name, "form-json", "The file is nested too deeply.")
    except ValueError as error:
        findings.add(name, "form-json", f"The file is not a form in JSON: {error}.")
    return None


def _parsed(content: str | bytes) -> dict[str, Any]:
    if len(content) > grammar.FILE_LIMIT:
        raise ValueError(f"it is larger than {grammar.FILE_LIMIT // 1024} KB")
    text = content.decode("utf-8") if isinstance(content, bytes) else content
    schema = json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_no_constant, parse_float=Decimal)
    if not isinstance(schema, dict):
        raise ValueError("a form is an object with “components”")
    return schema


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an attribute is given twice in one object")
    return found


def _no_constant(constant: str) -> None:
    raise ValueError(f"{constant} is not a number in JSON")


def _check_top(schema: dict[str, Any], name: str, findings: Findings) -> None:
    for attribute in schema.keys() - grammar.TOP_LEVEL:
        findings.add(name, "form-attribute", f"Forms have no attribute “{attribute[:40]}”; remove it.")
    form_id = schema.get("id")
    if not isinstance(form_id, str) or not _ID.fullmatch(form_id):
        findings.add(name, "form-id", "Give the form an id of lower-case letters, digits and _, such as “risk_triage”.")
    elif name.endswith(".form") and PurePosixPath(name).stem != form_id:
        findings.add(name, "form-id", f"The form's id “{form_id}” must be the name of its file without “.form”.")
    if schema.get("type") != "default":
        findings.add(name, "form-type", "The form's type must be “default”.")
    version = schema.get("schemaVersion")
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= grammar.SCHEMA_VERSION:
        findings.add(name, "form-version", f"The form's schemaVersion must be a number up to {grammar.SCHEMA_VERSION}.")
    title = _title(schema, "")
    if not isinstance(title, str) or len(title) > grammar.LABEL_LIMIT or not is_plain(title):
        findings.add(name, "form-title", "The form's title must be a short plain text.")
    if not isinstance(schema.get("components"), list):
        findings.add(name, "form-components", "The form has no list of components.")


def _title(schema: dict[str, Any], form_id: str) -> Any:
    properties = schema.get("properties")
    given = schema.get("title") or (properties.get("title") if isinstance(properties, dict) else None)
    return given or form_id.replace("_", " ").capitalize()
