"""The part of the form-js schema that forms may use: kinds of component, their attributes, and the limits."""

from collections.abc import Mapping

SCHEMA_VERSION = 19

FILE_LIMIT = 512 * 1024  # bytes
COMPONENT_LIMIT = 400
DEPTH_LIMIT = 4  # of groups inside each other
OPTION_LIMIT = 300
LABEL_LIMIT = 300  # characters
HINT_LIMIT = 1_000
TEXT_LIMIT = 5_000
ROW_LIMIT = 100
DOCUMENTS = "documents"  # the list of the case that a filepicker chooses from
FILES = "_files-"  # stands before the name of a question under which new files are sent
ANSWER_LIMIT = 20_000  # characters of one text answer without a limit of its own

_ALWAYS = frozenset({"type", "id", "label", "layout", "conditional", "properties"})
_KEYED = _ALWAYS | {"key", "description", "validate", "disabled", "readonly", "defaultValue"}
_TYPED = _KEYED | {"appearance"}
_CHOICE = _KEYED | {"values", "valuesKey"}
_CONTAINER = _ALWAYS | {"components", "path", "description", "showOutline", "verticalAlignment"}

ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "textfield": _TYPED,
    "textarea": _TYPED,
    "number": _TYPED | {"decimalDigits", "increment", "serializeToString"},
    "datetime": _KEYED
    | {"subtype", "dateLabel", "timeLabel", "use24h", "timeInterval", "timeSerializingFormat", "disallowPassedDates"},
    "radio": _CHOICE,
    "select": _CHOICE | {"searchable"},
    "checklist": _CHOICE,
    "taglist": _CHOICE,
    "checkbox": _KEYED,
    "filepicker": _KEYED | {"accept", "multiple"},
    "group": _CONTAINER,
    "dynamiclist": _CONTAINER
    | {"isRepeating", "allowAddRemove", "defaultRepetitions", "disableCollapse", "nonCollapsedItems", "validate"},
    "text": _ALWAYS | {"text"},
    "separator": _ALWAYS,
    "spacer": _ALWAYS | {"height"},
}

REFUSED: Mapping[str, str] = {
    "button": "The page has its own buttons; remove this one.",
    "documentPreview": "Documents are shown by the case page; remove this preview.",
    "expression": "A form computes nothing; let a decision table or a script task of the diagram do it.",
    "html": "Write a text component instead; HTML is not allowed in forms.",
    "iframe": "Forms show nothing from other sites; remove this frame.",
    "image": "Forms show no images; remove it.",
    "table": "Use a dynamic list for rows that are filled in.",
}

VALIDATIONS: Mapping[str, frozenset[str]] = {
    "textfield": frozenset({"required", "minLength", "maxLength", "pattern", "validationType"}),
    "textarea": frozenset({"required", "minLength", "maxLength"}),
    "number": frozenset({"required", "min", "max"}),
    "datetime": frozenset({"required"}),
    "radio": frozenset({"required"}),
    "select": frozenset({"required"}),
    "checklist": frozenset({"required"}),
    "taglist": frozenset({"required"}),
    "checkbox": frozenset({"required"}),
    "filepicker": frozenset({"required"}),
    "dynamiclist": frozenset({"required"}),
}

_EVERY_QUESTION = frozenset({"basis", "errorRequired"})
PROPERTIES: Mapping[str, frozenset[str]] = {
    "textfield": _EVERY_QUESTION | {"errorPattern"},
    "textarea": _EVERY_QUESTION,
    "number": _EVERY_QUESTION | {"type", "routing"},
    "datetime": _EVERY_QUESTION | {"zone", "disallowFutureDates"},
    "radio": _EVERY_QUESTION | {"type", "routing", "register"},
    "select": _EVERY_QUESTION | {"type", "routing"},
    "checklist": _EVERY_QUESTION | {"exclusive"},
    "taglist": _EVERY_QUESTION | {"exclusive"},
    "checkbox": _EVERY_QUESTION | {"type", "routing"},
    "filepicker": _EVERY_QUESTION,
    "group": frozenset({"basis"}),
    "dynamiclist": _EVERY_QUESTION | {"rowsFrom", "rowLabel"},
    "text": frozenset(),
    "separator": frozenset(),
    "spacer": frozenset(),
}

TOP_LEVEL = frozenset(
    {
        "$schema", "components", "executionPlatform", "executionPlatformVersion", "exporter", "id", "properties",
        "schemaVersion", "title", "type", "versionTag",
    }
)  # fmt: skip

# Names that mean something to the engine, the page or the record, and so can be no answer's name.
RESERVED = frozenset(
    {
        "case_id", "constructor", "csrf_token", "instance_id", "prototype", "revision", "submit", "task_id", "typename",
        # FEEL's own words: a condition could not name such a question
        "and", "between", "else", "every", "false", "for", "function", "if", "in", "instance", "not", "null", "or",
        "return", "satisfies", "some", "then", "true",
    }
)  # fmt: skip
