"""Functions of texts."""

from decimal import Decimal

from webapp.feel.arithmetic import TEXT_LIMIT
from webapp.feel.budget import Run
from webapp.feel.functions.conversion import text_of_value
from webapp.feel.functions.registry import function
from webapp.feel.numbers import whole
from webapp.feel.patterns import PatternError, compile_pattern


@function("substring", "string:string, start position:number, length?:number")
def substring(run: Run, text: str, start: Decimal, length: Decimal | None = None) -> object:
    """The part from a place on; the first character is 1, the last -1."""
    place = whole(start.to_integral_value("ROUND_DOWN"))
    if place is None or place == 0 or abs(place) > len(text):
        run.remark("The text has no character at that place; the first is 1 and the last is -1.")
        return None
    begin = place - 1 if place > 0 else len(text) + place
    if length is None:
        return text[begin:]
    count = whole(length.to_integral_value("ROUND_DOWN"))
    if count is None or count < 1:
        run.remark("The length is a whole number from 1 on.")
        return None
    return text[begin : begin + count]


@function("string length", "string:string")
def string_length(_run: Run, text: str) -> object:
    """The number of characters."""
    return Decimal(len(text))


@function("upper case", "string:string")
def upper_case(run: Run, text: str) -> object:
    """In capital letters."""
    run.charge(len(text) // 20)
    return text.upper()


@function("lower case", "string:string")
def lower_case(run: Run, text: str) -> object:
    """In small letters."""
    run.charge(len(text) // 20)
    return text.lower()


@function("substring before", "string:string, match:string")
def substring_before(_run: Run, text: str, match: str) -> object:
    """What stands before the match; an empty text when there is none."""
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


@function("substring after", "string:string, match:string")
def substring_after(_run: Run, text: str, match: str) -> object:
    """What stands after the match; an empty text when there is none."""
    if not match:
        return text
    _, found, after = text.partition(match)
    return after if found else ""


@function("contains", "string:string, match:string")
def contains(_run: Run, text: str, match: str) -> object:
    """Whether the match stands in the text."""
    return match in text


@function("starts with", "string:string, match:string")
def starts_with(_run: Run, text: str, match: str) -> object:
    """Whether the text begins with the match."""
    return text.startswith(match)


@function("ends with", "string:string, match:string")
def ends_with(_run: Run, text: str, match: str) -> object:
    """Whether the text ends with the match."""
    return text.endswith(match)


@function("trim", "string:string")
def trim(_run: Run, text: str) -> object:
    """Without white space at both ends."""
    return text.strip()


@function("is blank", "string:string")
def is_blank(_run: Run, text: str) -> object:
    """Whether there is nothing but white space."""
    return not text.strip()


@function("matches", "input:string, pattern:string, flags??:string")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> object:
    """Whether the pattern is found in the text."""
    try:
        return compile_pattern(pattern, flags or "").search(text, run) is not None
    except PatternError as error:
        run.remark(error.message)
        return None


@function("replace", "input:string, pattern:string, replacement:string, flags??:string")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> object:
    """The text with each find replaced; `$1` stands for the first group."""
    try:
        result = compile_pattern(pattern, flags or "").replace(text, replacement, run)
    except PatternError as error:
        run.remark(error.message)
        return None
    return _bounded(run, result)


@function("split", "string:string, delimiter:string")
def split(run: Run, text: str, delimiter: str) -> object:
    """The parts between the finds of a pattern."""
    try:
        parts = compile_pattern(delimiter, "").split(text, run)
    except PatternError as error:
        run.remark(error.message)
        return None
    run.charge(len(parts))
    return parts


@function("extract", "input:string, pattern:string, flags??:string")
def extract(run: Run, text: str, pattern: str, flags: str | None = None) -> object:
    """All finds of a pattern, in order."""
    try:
        found = compile_pattern(pattern, flags or "").find_all(text, run)
    except PatternError as error:
        run.remark(error.message)
        return None
    run.charge(len(found))
    return found


@function("string join", "list:list, delimiter??:string")
def string_join(run: Run, items: list[object], delimiter: str | None = None) -> object:
    """The texts of a list one after the other, nulls left out."""
    kept = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in kept):
        run.remark("“string join” takes a list of texts.")
        return None
    texts = [item for item in kept if isinstance(item, str)]
    size = sum(map(len, texts)) + len(delimiter or "") * max(len(texts) - 1, 0)
    run.charge(len(texts) + size // 20)
    if size > TEXT_LIMIT:
        run.remark("The text would be too long.")
        return None
    return (delimiter or "").join(texts)


@function("string format", "template:string, values:context|list")
def string_format(run: Run, template: str, values: dict[str, object] | list[object]) -> object:
    """The template with `{name}`, or `{1}` for lists, replaced by the value's text; an unknown name stays."""
    named = values if isinstance(values, dict) else {str(n): value for n, value in enumerate(values, 1)}
    parts = template.split("{")
    made = [parts[0]]
    for part in parts[1:]:
        name, closed, rest = part.partition("}")
        known = closed and name.strip() in named
        made.append((text_of_value(named[name.strip()], run) or "") + rest if known else "{" + part)
    return _bounded(run, "".join(made))


def _bounded(run: Run, text: str) -> object:
    run.charge(len(text) // 20)
    if len(text) > TEXT_LIMIT:
        run.remark("The text would be too long.")
        return None
    return text
