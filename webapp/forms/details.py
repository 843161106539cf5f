"""What each kind of component holds besides its key and condition."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from webapp.forms import grammar, passages
from webapp.forms.attributes import Attributes, is_plain
from webapp.forms.characters import short
from webapp.forms.pattern import ANSWER_LIMIT, PatternRefused, check_pattern
from webapp.forms.question import Field, Option

_ENDINGS = re.compile(r"\.[a-z0-9]{2,5}(?:, ?\.[a-z0-9]{2,5})*", re.ASCII)


def _question(given: Attributes) -> dict[str, Any]:
    for name in ("disabled", "readonly"):
        given.absent(name, "leave the question out, or hide it by a condition.")
    given.absent("defaultValue", "a question starts unanswered, so that every answer is somebody's.")
    return {
        "key": given.key,
        "label": given.text("label", grammar.LABEL_LIMIT),
        "hint": given.text("description", grammar.HINT_LIMIT, lines=True),
        "basis": given.property("basis"),
        "required": given.validation_flag("required"),
        "error_required": given.property("errorRequired"),
    }


def _textfield(given: Attributes) -> Field:
    pattern = given.validate.get("pattern") or ""
    most = given.validation_count("maxLength", grammar.ANSWER_LIMIT)
    if pattern:
        try:
            check_pattern(pattern if isinstance(pattern, str) else "(")
        except PatternRefused as refusal:
            given.refuse("form-pattern", str(refusal))
            pattern = ""
        most = min(most or ANSWER_LIMIT, ANSWER_LIMIT)
    validation = given.validate.get("validationType") or ""
    if validation not in ("", "custom", "email", "phone"):
        given.refuse("form-validate", "The validationType must be “email” or “phone”.")
    return Field(
        kind="textfield",
        value_type="text",
        pattern=pattern,
        error_pattern=given.property("errorPattern"),
        validation="email" if validation == "email" else "phone" if validation == "phone" else "",
        **_affixes(given),
        **_lengths(given, most or 500),
        **_question(given),
    )


def _textarea(given: Attributes) -> Field:
    most = given.validation_count("maxLength", grammar.ANSWER_LIMIT)
    return Field(kind="textarea", value_type="text", **_affixes(given), **_lengths(given, most), **_question(given))


def _lengths(given: Attributes, most: int | None) -> dict[str, Any]:
    least = given.validation_count("minLength", grammar.ANSWER_LIMIT)
    if least is not None and most is not None and least > most:
        given.refuse("form-validate", "The minLength is greater than the maxLength.")
    return {"min_length": least, "max_length": most}


def _affixes(given: Attributes) -> dict[str, Any]:
    given.only_in("appearance", frozenset({"prefixAdorner", "suffixAdorner"}))
    found = given.mapping("appearance")
    sides = {"prefix": found.get("prefixAdorner"), "suffix": found.get("suffixAdorner")}
    for text in sides.values():
        if text is not None and not (isinstance(text, str) and is_plain(text) and len(text) <= 20):
            given.refuse("form-text", "The text beside an input must be plain and at most 20 characters.")
    return {side: text for side, text in sides.items() if isinstance(text, str)}


def _number(given: Attributes) -> Field:
    given.absent("serializeToString", "a number is kept as a number.")
    digits = given.count("decimalDigits", 10)
    kind_of_number = given.properties.get("type", "")
    if kind_of_number not in ("", "integer", "decimal"):
        given.refuse("form-properties", "The property “type” of a number must be “integer” or “decimal”.")
    whole = kind_of_number == "integer" or digits == 0
    routing = given.property_flag("routing")
    if routing and not whole:
        given.refuse("form-routing", "Only a whole number can steer the process; set the property type to “integer”.")
    least, most = given.validation_number("min"), given.validation_number("max")
    if least is not None and most is not None and least > most:
        given.refuse("form-validate", "The min is greater than the max.")
    return Field(
        kind="number",
        value_type="integer" if whole else "decimal",
        routing=routing,
        minimum=least,
        maximum=most,
        decimal_digits=0 if whole else digits,
        **_affixes(given),
        **_question(given),
    )


def _datetime(given: Attributes) -> Field:
    subtype = given.subtype()
    if subtype not in ("date", "datetime"):
        given.refuse("form-kind", "The subtype of a datetime must be “date” or “datetime”; ask for a time as text.")
    zone = given.properties.get("zone", "")
    if zone not in ("", "UTC", "Europe/London") or (zone and subtype != "datetime"):
        given.refuse("form-properties", "The property “zone” must be “UTC” or “Europe/London”, on a date and time.")
    question = _question(given)
    question["label"] = question["label"] or given.text("dateLabel", grammar.LABEL_LIMIT)
    return Field(
        kind="datetime",
        value_type="datetime" if subtype == "datetime" else "date",
        utc=zone == "UTC",
        not_past=given.flag("disallowPassedDates"),
        not_future=given.property_flag("disallowFutureDates"),
        **question,
    )


def _register(given: Attributes) -> str:
    """The entry of the guidance register that a question takes its words from; only a radio can."""
    code = given.property("register") if given.kind == "radio" else ""
    if code and not code.isalnum():
        given.refuse("form-properties", "The property “register” is the code of a check, such as A1.")
    return code


def _single_choice(given: Attributes) -> Field:
    options, options_from = _options(given)
    boolean = given.properties.get("type", "")
    if boolean not in ("", "boolean"):
        given.refuse("form-properties", "The property “type” of a choice must be “boolean” or be left out.")
    if boolean and {option.value for option in options} != {"yes", "no"}:
        given.refuse("form-boolean", "A question of type boolean has exactly the values “yes” and “no”.")
    routing = given.property_flag("routing")
    if routing and options_from:
        given.refuse(
            "form-routing", "A choice from a list of the case cannot steer the process: it is not a closed set."
        )
    return Field(
        kind="radio" if given.kind == "radio" else "select",
        value_type="boolean" if boolean else "choice",
        options=options,
        options_from=options_from,
        routing=routing,
        register=_register(given),
        **_question(given),
    )


def _several_choices(given: Attributes) -> Field:
    options, options_from = _options(given)
    exclusive = given.property("exclusive")
    if exclusive and exclusive not in {option.value for option in options}:
        given.refuse("form-properties", "The property “exclusive” must be the value of one of the options.")
    return Field(
        kind="checklist" if given.kind == "checklist" else "taglist",
        value_type="choices",
        options=options,
        options_from=options_from,
        exclusive=exclusive,
        **_question(given),
    )


def _checkbox(given: Attributes) -> Field:
    if given.properties.get("type", "boolean") != "boolean":
        given.refuse("form-properties", "A checkbox is always of type “boolean”.")
    routing = given.property_flag("routing")
    return Field(kind="checkbox", value_type="boolean", routing=routing, **_question(given))


def _filepicker(given: Attributes) -> Field:
    # Which kinds of file are taken is the product's to say, not a form's: what `accept` narrows, the page shows.
    accept = given.text("accept", grammar.LABEL_LIMIT)
    if accept and not _ENDINGS.fullmatch(accept):
        given.refuse("form-attribute", "“accept” lists endings such as “.pdf,.jpg”, separated by commas.")
    return Field(
        kind="filepicker",
        value_type="choices",
        options_from=grammar.DOCUMENTS,
        accept=accept,
        most=None if given.flag("multiple") else 1,
        **_question(given),
    )


def _options(given: Attributes) -> tuple[tuple[Option, ...], str]:
    options_from = given.text("valuesKey", 64)
    values = given.items("values")
    if options_from and values:
        given.refuse("form-options", "Give either values or a valuesKey, not both.")
    if not options_from and not values:
        given.refuse("form-options", "The question has no options; add values or a valuesKey.")
    if len(values) > grammar.OPTION_LIMIT:
        given.refuse("form-options", f"The question has more than {grammar.OPTION_LIMIT} options.")
    options = tuple(option for value in values[: grammar.OPTION_LIMIT] if (option := _option(given, value)))
    doubles = {option.value for option in options if [o.value for o in options].count(option.value) > 1}
    for value in sorted(doubles):
        given.refuse("form-options", f"Two options have the value “{short(value)}”.")
    return options, options_from


def _option(given: Attributes, value: Any) -> Option | None:
    if isinstance(value, dict) and value.keys() <= {"label", "value"}:
        name, label = value.get("value"), value.get("label")
        if isinstance(name, str) and name.strip() == name and 0 < len(name) <= 200 and is_plain(name):
            label = name if label is None else label
            if isinstance(label, str) and label.strip() and len(label) <= grammar.LABEL_LIMIT and is_plain(label):
                return Option(name, label.strip())
    given.refuse("form-options", "Each option has a value and a label, both plain texts, and nothing else.")
    return None


def _group(given: Attributes) -> Field:
    return Field(
        kind="group",
        key=given.key,
        value_type="record" if given.key else "none",
        label=given.text("label", grammar.LABEL_LIMIT),
        hint=given.text("description", grammar.HINT_LIMIT, lines=True),
        basis=given.property("basis"),
    )


def _dynamiclist(given: Attributes) -> Field:
    if not given.flag("isRepeating", default=True):
        given.refuse("form-rows", "A dynamic list repeats; use a group for questions that are asked once.")
    rows_from = given.property("rowsFrom")
    first_rows = given.count("defaultRepetitions", grammar.ROW_LIMIT, default=1)
    return Field(
        kind="dynamiclist",
        key=given.key,
        value_type="rows",
        label=given.text("label", grammar.LABEL_LIMIT),
        hint=given.text("description", grammar.HINT_LIMIT, lines=True),
        basis=given.property("basis"),
        required=given.validation_flag("required"),
        error_required=given.property("errorRequired"),
        rows_from=rows_from,
        row_label=given.property("rowLabel") or "Row",
        fixed_rows=bool(rows_from) or not given.flag("allowAddRemove", default=True),
        first_rows=1 if first_rows is None else first_rows,
    )


def rows_follow(given: Attributes, field: Field) -> Field:
    """A repeated group whose rows are given by a list: its first question is the select that names the row."""
    first = next(field.questions())
    if first.kind not in ("select", "radio") or first.value_type != "choice" or first.hide_when is not None:
        given.refuse("form-rows", "The first question of rows that are prefilled must be a select that names the row.")
        return field
    if field.rows_from == first.key and first.options:
        return field
    if first.options_from != field.rows_from:
        given.refuse("form-rows", "The property rowsFrom must be the valuesKey of the first question in the row.")
    return replace(field, rows_from=first.options_from)


def _text(given: Attributes) -> Field:
    text = given.text("text", grammar.TEXT_LIMIT, lines=True)
    markup = passages.unsupported_markup(text)
    if markup:
        given.refuse("form-text", f"A text may have paragraphs, headings and lists; remove {markup}.")
    return Field(kind="text", text=text)


DETAILS: Mapping[str, Callable[[Attributes], Field]] = {
    "textfield": _textfield,
    "textarea": _textarea,
    "number": _number,
    "datetime": _datetime,
    "radio": _single_choice,
    "select": _single_choice,
    "checklist": _several_choices,
    "taglist": _several_choices,
    "checkbox": _checkbox,
    "filepicker": _filepicker,
    "group": _group,
    "dynamiclist": _dynamiclist,
    "text": _text,
    "separator": lambda _: Field(kind="separator"),
    "spacer": lambda _: Field(kind="spacer"),
}
