"""The sentences of the forms, in the manner of the GOV.UK Design System: “Enter …”, “Select …”, “… must be …”."""

import re

from webapp.forms.question import Field

_CHOSEN = frozenset({"radio", "select", "checklist", "taglist", "filepicker"})
_VERBS = frozenset(
    {
        "add", "choose", "confirm", "describe", "enter", "explain", "give", "say", "select", "show", "summarise",
        "tell", "tick", "write",
    }
)  # fmt: skip
_DETERMINERS = frozenset(
    {
        "a", "all", "an", "any", "at", "each", "every", "for", "her", "his", "how", "if", "in", "its", "my", "no", "on",
        "our", "that", "the", "their", "these", "this", "those", "what", "when", "where", "whether", "which", "who",
        "whom", "whose", "why", "your",
    }
)  # fmt: skip
_ASKING = frozenset(
    {
        "am", "are", "can", "could", "did", "do", "does", "had", "has", "have", "is", "may", "might", "must", "shall",
        "should", "was", "were", "will", "would",
    }
)  # fmt: skip
_NOUN = {
    "number": "Number",
    "date": "Date",
    "datetime": "Date and time",
}


def lowered(label: str) -> str:
    """A label as the middle of a sentence; abbreviations such as CPS or S-DASH stay as they are."""
    first, _, rest = label.partition(" ")
    if any(c.isupper() or c.isdigit() for c in first[1:]) or first == "I":
        return label
    return first[:1].lower() + first[1:] + (f" {rest}" if rest else "")


def is_question(label: str) -> bool:
    """Whether a label is worded as a question, which does not go on after “Enter” or “Select”."""
    first = _first_word(label)
    return label.rstrip().endswith("?") or first in _ASKING


def required(field: Field) -> str:
    """What to say when a required answer is missing."""
    if field.error_required:
        return field.error_required
    if field.kind == "dynamiclist":
        return f"Add at least one {lowered(field.row_label)}"
    if field.kind == "checkbox":
        return f"Tick “{field.label}” to continue"
    verb = "Select" if field.kind in _CHOSEN else "Enter"
    if is_question(field.label):
        return f"{verb} an answer to “{field.label}”"
    first = _first_word(field.label)
    if first in _VERBS:
        return field.label
    article = "" if first in _DETERMINERS | _ASKING else "the "
    return f"{verb} {article}{lowered(field.label)}"


def subject(field: Field) -> str:
    """What the answer is called at the head of “… must be …”."""
    label = field.label.rstrip(" :.")
    if is_question(label) or not label or _first_word(label) in _VERBS:
        return _NOUN.get(field.kind if field.kind == "number" else field.value_type, "Your answer")
    return label[:1].upper() + label[1:]


def in_row(name: str, sentence: str) -> str:
    """A sentence about a question of one row, so that it is understood in a list of errors."""
    return f"{name} {sentence}" if name.endswith(("?", ".", "!")) else f"{name}: {sentence}"


def _first_word(label: str) -> str:
    words = re.findall(r"[^\W\d_]+", label.lower())
    return words[0] if words else ""
