"""The closed set of field types: what each accepts, how its answer is kept, and how it is read back."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from marshmallow import ValidationError, fields

from webapp import clock
from webapp.forms import grammar, moments, wording
from webapp.forms.bad_answer import BadAnswer
from webapp.forms.characters import is_storable, normal, short
from webapp.forms.question import Field, Option

_NUMBER = re.compile(r"-?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,10})?", re.ASCII)
_EMAIL = re.compile(r"[^\s@,;<>()\"\\]{1,64}@[^\s@,;<>()\"\\.]+(?:\.[^\s@,;<>()\"\\.]+){1,10}")
_PHONE = re.compile(r"\+?[\d ()-]{7,25}", re.ASCII)
_YES = {"true": True, "yes": True, "on": True, "false": False, "no": False}
LARGEST = 10**15
_DEPTH = 4  # a row, a group in it, a date, its boxes

Options = Mapping[str, Sequence[Option]]


def options_of(field: Field, options: Options) -> Sequence[Option]:
    """What may be chosen: the question's own options, or the list that the caller supplies."""
    return options.get(field.options_from, ()) if field.options_from else field.options


def is_empty(raw: Any, depth: int = 0) -> bool:
    """Whether nothing was answered: no text but white space, nothing chosen, no box of a date or question filled."""
    if depth > _DEPTH:
        return False
    if raw is None:
        return True
    if isinstance(raw, str):
        return not raw.strip()
    if isinstance(raw, Mapping):
        return all(is_empty(part, depth + 1) for part in raw.values())
    return isinstance(raw, list | tuple) and len(raw) == 0


def parse(field: Field, raw: Any, options: Options) -> Any:
    """The answer as it is kept; None when the question is not answered.

    Raises BadAnswer.
    """
    if field.kind == "checkbox":
        return _checkbox(field, raw)
    if is_empty(raw):
        return [] if field.value_type == "choices" else None
    match field.value_type:
        case "text":
            return _text(field, raw)
        case "integer" | "decimal":
            return _number(field, raw)
        case "date":
            day = moments.date_of(raw, wording.subject(field))
            moments.check_side(day, wording.subject(field), not_past=field.not_past, not_future=field.not_future)
            return day
        case "datetime":
            return _moment(field, raw)
        case "boolean":
            return _choice(field, raw, options) == "yes"
        case "choice":
            return _choice(field, raw, options)
        case _:
            return _choices(field, raw, options)


def _checkbox(field: Field, raw: Any) -> bool | None:
    if isinstance(raw, bool):
        ticked = raw
    elif is_empty(raw):
        ticked = False
    elif isinstance(raw, str) and raw.strip().lower() in _YES:
        ticked = _YES[raw.strip().lower()]
    else:
        raise BadAnswer(f"“{field.label}” can only be ticked or left empty")
    return None if field.required and not ticked else ticked


def _text(field: Field, raw: Any) -> str:
    subject = wording.subject(field)
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < LARGEST:
        raw = str(raw)  # YAML reads 12345 as a number where a reference is meant
    if not isinstance(raw, str):
        raise BadAnswer(f"{subject} must be a text")
    most = field.max_length or grammar.ANSWER_LIMIT
    if len(raw) > 2 * most + 100:  # enough for line ends sent as two characters; anything longer is not even cleaned
        raise BadAnswer(f"{subject} must be {most} characters or fewer")
    text = normal(raw)
    if field.kind == "textfield":
        text = re.sub(r"[\n\t]+", " ", text)
    if not is_storable(text):
        raise BadAnswer(f"{subject} must not contain control characters or broken characters; type it again")
    if len(text) > most:
        raise BadAnswer(f"{subject} must be {most} characters or fewer")
    if field.min_length and len(text) < field.min_length:
        raise BadAnswer(f"{subject} must be {field.min_length} characters or more")
    _check_format(field, text, subject)
    return text


def _check_format(field: Field, text: str, subject: str) -> None:
    if field.pattern and not _compiled(field.pattern).fullmatch(text):
        raise BadAnswer(field.error_pattern or f"{subject} must be in the format that the question describes")
    if field.validation == "email" and not (len(text) <= 254 and _EMAIL.fullmatch(text)):
        raise BadAnswer(f"{subject} must be an email address in the correct format, like name@example.com")
    if field.validation == "phone" and not _PHONE.fullmatch(text):
        raise BadAnswer(f"{subject} must be a phone number, like 01632 960 001 or +44 808 157 0192")


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def _number(field: Field, raw: Any) -> int | Decimal:
    subject = wording.subject(field)
    number = _as_decimal(raw)
    if number is None:
        example = "a whole number" if field.value_type == "integer" else "a number"
        raise BadAnswer(f"{subject} must be {example}, like 15")
    if field.value_type == "integer" and number != number.to_integral_value():
        raise BadAnswer(f"{subject} must be a whole number")
    digits = field.decimal_digits
    if digits and number != round(number, digits):
        raise BadAnswer(f"{subject} must have {digits} decimal place{'s' if digits > 1 else ''} or fewer")
    least, most = field.minimum, field.maximum
    if least is not None and most is not None and not least <= number <= most:
        raise BadAnswer(f"{subject} must be between {least} and {most}")
    if least is not None and number < least:
        raise BadAnswer(f"{subject} must be {least} or more")
    if most is not None and number > most:
        raise BadAnswer(f"{subject} must be {most} or less")
    return int(number) if field.value_type == "integer" else number


def _as_decimal(raw: Any) -> Decimal | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, str):
        text = raw.strip()
        return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None
    if isinstance(raw, int):
        return Decimal(raw) if abs(raw) <= LARGEST else None
    if isinstance(raw, float | Decimal):
        number = Decimal(str(raw)) if isinstance(raw, float) else raw
        return number if number.is_finite() and abs(number) <= LARGEST else None
    return None


def _moment(field: Field, raw: Any) -> datetime:
    subject = wording.subject(field)
    moment = moments.moment_of(raw, subject, UTC if field.utc else clock.LONDON)
    day = moment.astimezone(clock.LONDON).date()
    moments.check_side(day, subject, not_past=field.not_past, not_future=field.not_future)
    return moment


def _choice(field: Field, raw: Any, options: Options) -> str:
    allowed = options_of(field, options)
    value = _as_option(raw, allowed)
    for option in allowed:
        if option.value == value:
            if option.disabled:
                raise BadAnswer(cannot_choose(option))
            return option.value
    if not allowed:
        raise BadAnswer(f"There is nothing to select yet for “{field.label}”")
    raise BadAnswer(f"Select one of the answers listed for “{field.label}”")


def cannot_choose(option: Option) -> str:
    """Why a disabled option cannot be chosen."""
    return f"“{option.label}” cannot be selected" + (f": {option.hint}" if option.hint else "")


def _as_option(raw: Any, allowed: Sequence[Option]) -> str | None:
    if isinstance(raw, bool):  # YAML reads yes and no as true and false
        values = {option.value for option in allowed}
        spelled = "yes" if raw else "no"
        return spelled if spelled in values else str(raw).lower()
    if isinstance(raw, int) and abs(raw) < LARGEST:
        return str(raw)
    return raw if isinstance(raw, str) and len(raw) <= 1_000 else None


def _choices(field: Field, raw: Any, options: Options) -> list[str]:
    if not isinstance(raw, list | tuple):
        raise BadAnswer(f"The answer to “{field.label}” must be a list")
    if len(raw) > grammar.OPTION_LIMIT:
        raise BadAnswer(f"Select fewer answers for “{field.label}”")
    chosen = {_choice(field, value, options) for value in raw if not is_empty(value)}
    if field.most is not None and len(chosen) > field.most:
        raise BadAnswer(f"Select only one file for “{field.label}”")
    if field.exclusive in chosen and len(chosen) > 1:
        labels = {option.value: option.label for option in options_of(field, options)}
        raise BadAnswer(f"Select “{labels[field.exclusive]}” or the answers that apply, not both, for “{field.label}”")
    return [option.value for option in options_of(field, options) if option.value in chosen]


class Answer(fields.Field[Any]):
    """The marshmallow field of one question: deserializes with `parse` and says its refusals as `parse` does."""

    def __init__(self, question: Field, options: Options) -> None:
        super().__init__(required=question.required, error_messages={"required": wording.required(question)})
        self._question = question
        self._options = options

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002  # marshmallow calls with these
        data: Mapping[str, Any] | None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> Any:
        try:
            found = parse(self._question, value, self._options)
        except BadAnswer as bad:
            raise ValidationError(bad.sentence) from bad
        if self._question.required and (found is None or found == []):
            raise self.make_error("required")
        return found


def show(field: Field, value: Any, options: Options) -> tuple[str, ...]:
    """An answer as lines for reading; empty when there is none."""
    labels = {option.value: option.label for option in options_of(field, options)}
    if value is None or value == [] or value == "":
        return ()
    if isinstance(value, bool):
        spelled = "yes" if value else "no"
        return (labels.get(spelled, spelled.capitalize()),)
    if isinstance(value, datetime):
        return (moments.spoken_moment(value, UTC if field.utc else clock.LONDON, "UTC" if field.utc else ""),)
    if isinstance(value, date):
        return (moments.spoken_date(value),)
    if isinstance(value, list):
        return tuple(labels.get(str(part), short(str(part), 200)) for part in value)
    if field.value_type == "choice":
        return (labels.get(str(value), short(str(value), 200)),)
    if isinstance(value, Decimal):
        return (_affixed(field, f"{value:f}"),)
    return (_affixed(field, str(value)),)


def _affixed(field: Field, text: str) -> str:
    return f"{field.prefix}{text}" + (f" {field.suffix}" if field.suffix else "")
