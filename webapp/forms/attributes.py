"""One component's attributes, taken one by one and checked for their kind."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from webapp.engine.problems import Findings
from webapp.forms import grammar
from webapp.forms.characters import has_unseen, short

_LARGEST = Decimal(10) ** 15


def is_plain(text: str) -> bool:
    """Whether a text is shown as it stands: no unseen characters, no expression, no template."""
    return not has_unseen(text) and not text.lstrip().startswith("=") and "{{" not in text


class Attributes:
    """A component of the file. Every getter gives a usable value and notes what is wrong with the one it found."""

    def __init__(self, component: Mapping[str, Any], findings: Findings, file: str) -> None:
        self._component = component
        self._findings = findings
        self._file = file
        self.kind = component.get("type")
        self.key = self._name()
        self._label = component.get("label", component.get("dateLabel", ""))
        self.properties = self.mapping("properties")
        self.validate = self.mapping("validate")
        self.conditional = self.mapping("conditional")

    def _name(self) -> str:
        key = self._component.get("path" if self.kind in ("group", "dynamiclist") else "key", "")
        return key if isinstance(key, str) else "?"

    def refuse(self, rule: str, message: str) -> None:
        """Notes a problem of this component."""
        label = self._label if isinstance(self._label, str) else ""
        element = self.key or self._component.get("id") or str(self.kind)
        self._findings.add(self._file, rule, message, short(str(element)), short(label))

    def __contains__(self, name: str) -> bool:
        return self._component.get(name) is not None

    def mapping(self, name: str) -> Mapping[str, Any]:
        """An object inside the component; empty when there is none."""
        value = self._component.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.refuse("form-attribute", f"“{name}” must be an object.")
            return {}
        return value

    def only(self, allowed: frozenset[str]) -> None:
        """Refuses the attributes that this kind of component does not have."""
        for name in sorted(self._component.keys() - allowed):
            self.refuse("form-attribute", f"A {self.kind} has no attribute “{short(name)}” here; remove it.")

    def only_in(self, part: str, allowed: frozenset[str]) -> None:
        """Refuses unknown names in `properties`, `validate` or `conditional`."""
        for name in sorted(self.mapping(part).keys() - allowed):
            self.refuse(f"form-{part}", f"“{short(name)}” means nothing in the {part} of a {self.kind}; remove it.")

    def absent(self, name: str, reason: str) -> None:
        """Refuses an attribute that is switched on or filled in."""
        if self._component.get(name) not in (None, False, "", []):
            self.refuse("form-attribute", f"“{name}” is not supported: {reason}")

    def text(self, name: str, limit: int, *, lines: bool = False) -> str:
        """A plain text, on one line unless `lines`."""
        return self._checked_text(self._component.get(name), name, limit, lines)

    def property(self, name: str, limit: int = grammar.LABEL_LIMIT) -> str:
        """A plain text from `properties`."""
        return self._checked_text(self.properties.get(name), name, limit, lines=False)

    def _checked_text(self, value: Any, name: str, limit: int, lines: bool) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse("form-text", f"“{name}” must be a text.")
            return ""
        if len(value) > limit:
            self.refuse("form-text", f"“{name}” is longer than {limit} characters; shorten it.")
        elif not is_plain(value) or ("\n" in value and not lines):
            self.refuse("form-text", f"“{name}” must be plain text, with no expression, template or unseen character.")
        return value.strip()

    def flag(self, name: str, *, default: bool = False) -> bool:
        """True or false."""
        return self._checked_flag(self._component.get(name, default), name)

    def validation_flag(self, name: str) -> bool:
        """True or false from `validate`."""
        return self._checked_flag(self.validate.get(name, False), name)

    def property_flag(self, name: str) -> bool:
        """True when a property says "true"; form-js keeps properties as texts."""
        value = self.properties.get(name, "false")
        if value not in ("true", "false"):
            self.refuse("form-properties", f"The property “{name}” must be “true” or “false”.")
        return bool(value == "true")

    def _checked_flag(self, value: Any, name: str) -> bool:
        if not isinstance(value, bool):
            self.refuse("form-attribute", f"“{name}” must be true or false.")
        return value is True

    def count(self, name: str, limit: int, *, default: int | None = None) -> int | None:
        """A whole number from the component."""
        return self._checked_count(self._component.get(name), name, limit, default)

    def validation_count(self, name: str, limit: int) -> int | None:
        """A whole number from `validate`."""
        return self._checked_count(self.validate.get(name), name, limit, None)

    def _checked_count(self, value: Any, name: str, limit: int, default: int | None) -> int | None:
        if value is None or value == "":
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= limit:
            self.refuse("form-number", f"“{name}” must be a whole number from 0 to {limit}.")
            return default
        return value

    def validation_number(self, name: str) -> Decimal | None:
        """A number from `validate`."""
        value = self.validate.get(name)
        if value is None or value == "":
            return None
        number = Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
        if number is None or abs(number) > _LARGEST:
            self.refuse("form-number", f"“{name}” must be a number.")
            return None
        return number

    def subtype(self) -> Any:
        """The subtype of a datetime; form-js takes a date when nothing is said."""
        return self._component.get("subtype", "date")

    def line(self) -> str:
        """The line of the form on which the editor put the component; empty when it says none."""
        row = self.mapping("layout").get("row")
        return row if isinstance(row, str) else ""

    def items(self, name: str) -> list[Any]:
        """A list from the component; empty when there is none."""
        value = self._component.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse("form-attribute", f"“{name}” must be a list.")
            return []
        return value
