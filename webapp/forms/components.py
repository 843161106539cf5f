"""The components of a form's file, each checked and made into a Field."""

import re
from dataclasses import replace
from typing import Any, cast

from webapp.engine.problems import Findings
from webapp.forms import grammar
from webapp.forms.attributes import Attributes
from webapp.forms.characters import short
from webapp.forms.conditions import Condition, ConditionRefused, compile_condition
from webapp.forms.details import DETAILS, rows_follow
from webapp.forms.question import Field, Kind

KEY = re.compile(r"[a-z][a-zA-Z0-9_]{0,63}", re.ASCII)


class _Scope:
    """The questions of the form, or of a row or record inside it, that have been read so far."""

    def __init__(self, outer: "_Scope | None" = None) -> None:
        self.outer = outer
        self.fields: list[Field] = []

    @property
    def keys(self) -> set[str]:
        return {field.key for field in self.fields}

    def seen(self) -> list[Field]:
        """The questions that a condition may name here; those of the row or record come first."""
        own = list(self.fields)
        taken = self.keys
        return own + [field for field in (self.outer.fields if self.outer else []) if field.key not in taken]


class Reading:
    """Goes through the components of one file and collects what is wrong with them."""

    def __init__(self, findings: Findings, file: str) -> None:
        self._findings = findings
        self._file = file
        self._count = 0
        self._ids: set[str] = set()

    def fields(self, components: Any) -> tuple[Field, ...]:
        """The fields of the form's components; problems go to the findings."""
        return self._fields(components, _Scope(), depth=1, in_row=False) if isinstance(components, list) else ()

    def _fields(self, components: list[Any], scope: _Scope, *, depth: int, in_row: bool) -> tuple[Field, ...]:
        if depth > grammar.DEPTH_LIMIT:
            self._findings.add(self._file, "form-depth", f"Groups are nested more than {grammar.DEPTH_LIMIT} deep.")
            return ()
        found = []
        for component in components:
            self._count += 1
            if self._count > grammar.COMPONENT_LIMIT:
                message = f"The form has more than {grammar.COMPONENT_LIMIT} components; split it."
                self._findings.add(self._file, "form-size", message)
                break
            field = self._component(component, scope, depth=depth, in_row=in_row)
            if field is not None:
                found.append(field)
        return tuple(found)

    def _component(self, component: Any, scope: _Scope, *, depth: int, in_row: bool) -> Field | None:
        if not isinstance(component, dict):
            self._findings.add(self._file, "form-component", "A component of the form is not an object; remove it.")
            return None
        given = Attributes(component, self._findings, self._file)
        if not self._known_kind(given):
            return None
        kind = cast(Kind, given.kind)
        self._check_names(given, kind, scope)
        hide_when = self._condition(given, scope)
        field = replace(DETAILS[kind](given), hide_when=hide_when, line=given.line())
        if kind == "group":
            field = self._group(given, field, scope, depth=depth, in_row=in_row)
        if kind == "dynamiclist":
            field = self._rows(given, field, scope, depth=depth, in_row=in_row)
        if field.asks:
            self._check_question(given, field, steers=scope.outer is None)
            scope.fields.append(field)
        return field

    def _known_kind(self, given: Attributes) -> bool:
        if isinstance(given.kind, str) and given.kind in grammar.ATTRIBUTES:
            return True
        kind = short(str(given.kind))
        reason = grammar.REFUSED.get(kind, "Use one of the kinds of question listed in the forms' README.")
        given.refuse("form-kind", f"A component of type “{kind}” is not allowed. {reason}")
        return False

    def _check_names(self, given: Attributes, kind: Kind, scope: _Scope) -> None:
        given.only(grammar.ATTRIBUTES[kind])
        given.only_in("validate", grammar.VALIDATIONS.get(kind, frozenset()))
        given.only_in("properties", grammar.PROPERTIES[kind])
        given.only_in("conditional", frozenset({"hide"}))
        self._check_id(given)
        if kind in ("text", "separator", "spacer") or (kind == "group" and not given.key):
            return
        self._check_key(given, scope)

    def _check_id(self, given: Attributes) -> None:
        component_id = given.text("id", 200)
        if component_id and component_id in self._ids:
            given.refuse("form-id", f"Two components have the id “{short(component_id)}”; give one of them another id.")
        self._ids.add(component_id)

    def _check_key(self, given: Attributes, scope: _Scope) -> None:
        named = "path" if given.kind in ("group", "dynamiclist") else "key"
        if not KEY.fullmatch(given.key):
            message = f"Give the component a {named} of letters, digits and _ that begins with a lower-case letter."
            given.refuse("form-key", message)
        elif given.key in grammar.RESERVED:
            given.refuse("form-reserved", f"The {named} “{given.key}” is reserved; choose another.")
        elif given.key in scope.keys:
            given.refuse("form-double", f"Two questions have the {named} “{given.key}”; give one of them another.")

    def _condition(self, given: Attributes, scope: _Scope) -> Condition | None:
        source = given.conditional.get("hide")
        if source is None or source == "":
            return None
        if not isinstance(source, str):
            given.refuse("form-condition", "The condition for hiding must be an expression.")
            return None
        seen = scope.seen()
        try:
            return compile_condition(
                source,
                earlier=[field.key for field in seen],
                inner={part.key for field in seen for part in field.questions()},
                booleans=[field.key for field in seen if field.value_type == "boolean"],
            )
        except ConditionRefused as refusal:
            given.refuse("form-condition", str(refusal))
            return None

    def _group(self, given: Attributes, field: Field, scope: _Scope, *, depth: int, in_row: bool) -> Field:
        if field.asks and (in_row or scope.outer):
            given.refuse("form-rows", "A group inside another may have no path; leave its path empty.")
        inner = _Scope(outer=scope) if field.asks else scope
        return replace(field, fields=self._fields(given.items("components"), inner, depth=depth + 1, in_row=in_row))

    def _rows(self, given: Attributes, field: Field, scope: _Scope, *, depth: int, in_row: bool) -> Field:
        if in_row or scope.outer:
            message = "A repeated group cannot stand in another one or in a group with a path; put it beside that."
            given.refuse("form-rows", message)
            return field
        row = _Scope(outer=scope)
        field = replace(field, fields=self._fields(given.items("components"), row, depth=depth + 1, in_row=True))
        if not row.fields:
            given.refuse("form-rows", "The repeated group asks nothing; add a question to it.")
        elif field.rows_from:
            field = rows_follow(given, field)
        return field

    def _check_question(self, given: Attributes, field: Field, *, steers: bool) -> None:
        if field.kind == "filepicker" and not steers:
            given.refuse("form-rows", "A question for files stands in the form itself; take it out of the group.")
        if not field.label and field.kind != "group":
            given.refuse("form-label", "Give the question a label; people are asked nothing without one.")
        if field.routing and not steers:
            given.refuse(
                "form-routing", "Only a question of the form itself can steer the process; take it out of the group."
            )
