"""When a question is shown: for the page's script, and in words for a page without one."""

from webapp.forms.question import Field
from webapp.forms.questions import Place

_CHOSEN = frozenset({"radio", "select", "checklist", "taglist", "checkbox"})


def show_when(field: Field, place: Place) -> str:
    """The answers of which any one shows the question, as `name=value name=value`; empty when it cannot be said so."""
    pairs = _pairs(field, place)
    if any(len(value.split()) != 1 or not _is_sent(found, value) for found, _, value in pairs):
        return ""
    return " ".join(f"{name}={value}" for _, name, value in pairs)


def condition_words(field: Field, place: Place) -> str:
    """When the question is to be answered, in a sentence; empty when always."""
    if field.hide_when is None:
        return ""
    pairs = _pairs(field, place)
    if not pairs:
        return "Answer this only where your answers above call for it."
    by_question: dict[str, list[str]] = {}
    for found, _, value in pairs:
        by_question.setdefault(found.label, []).append(f"“{_label(found, value)}”")
    return (
        "Answer this if "
        + ", or ".join(
            f"the answer to “{question}” is {' or '.join(labels)}" for question, labels in by_question.items()
        )
        + "."
    )


def _pairs(field: Field, place: Place) -> list[tuple[Field, str, str]]:
    if field.hide_when is None:
        return []
    found = [(place.find(key), value) for key, value in field.hide_when.shown_for]
    return [(target[0], target[1], value) for target, value in found if target]


def _is_sent(field: Field, value: str) -> bool:
    """Whether the browser sends that answer; an unticked box sends nothing."""
    return field.kind in _CHOSEN and not (field.kind == "checkbox" and value != "yes")


def _label(field: Field, value: str) -> str:
    labels = {option.value: option.label for option in field.options}
    return labels.get(value, value.capitalize() if value in ("yes", "no") else value)
