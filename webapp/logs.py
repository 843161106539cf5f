"""What goes into the log: one line of JSON for each event, made of named fields that can hold no personal data.

The last gate before the log is the formatter here. It writes the words of our own events (which are literals in the
code) and only values of kinds that say nothing about anybody: identifiers, numbers, spans of time, kinds of error, and
the fields that `fields` makes. Of other libraries' events it writes only where they come from.
"""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Final
from uuid import UUID

# Of the request that is answered now; empty outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")
OURS = "webapp"
LEFT_OUT: Final = "(left out)"


class OurWords(str):
    """A sentence of our own code with nothing in it but numbers: whoever makes one answers for that."""

    __slots__ = ()


_PLAIN = (bool, int, float, UUID, timedelta, OurWords)


def fields(
    *,
    method: str = "",
    route: str = "",
    status: int = 0,
    milliseconds: int = 0,
    directive: str = "",
    failure: type[BaseException] | None = None,
    places: TracebackType | None = None,
) -> dict[str, Any]:
    """The named fields of an event, for `extra=`.

    `directive` is one of the content policy's own, anything else is written as “other”. `method` must be one of HTTP's
    own and `route` the rule with its placeholders, never the address that was asked
    for. `failure` is the kind of an error, and `places` where it happened: neither its message nor any value.
    """
    found: dict[str, Any] = {
        "method": method if method in _METHODS else "other" if method else "",
        "route": route,
        "status": status,
        "ms": milliseconds,
        "directive": directive if directive in _DIRECTIVES else "other" if directive else "",
        "failure": failure.__name__ if failure is not None else "",
        "places": list(_places(places)),
    }
    return {"fields": {name: value for name, value in found.items() if value}}


# Of Content Security Policy Level 3.
_DIRECTIVES = frozenset(
    [
        "base-uri",
        "child-src",
        "connect-src",
        "default-src",
        "font-src",
        "form-action",
        "frame-ancestors",
        "frame-src",
        "img-src",
        "manifest-src",
        "media-src",
        "object-src",
        "script-src",
        "script-src-attr",
        "script-src-elem",
        "style-src",
        "style-src-attr",
        "style-src-elem",
        "worker-src",
    ]
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f"{code.co_filename}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next


class OnlyNamed(logging.Formatter):
    """Lines of JSON with nothing in them but what this file allows."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if current := request_id.get():
            line["request"] = current
        if record.name.split(".")[0] == OURS:
            line["event"] = _event(record)
            named = getattr(record, "fields", None)
            line |= named if isinstance(named, dict) else {}
        else:
            line["event"] = "message of a library"
            line["places"] = [f"{record.pathname}:{record.lineno}"]
        if record.exc_info and record.exc_info[0] is not None:
            line.setdefault("failure", record.exc_info[0].__name__)
            line.setdefault("places", list(_places(record.exc_info[2])))
        return json.dumps(line, ensure_ascii=True)


def _event(record: logging.LogRecord) -> str:
    """The words of one of our events, with those of its values that say nothing about anybody."""
    words = record.msg if isinstance(record.msg, str) else LEFT_OUT
    if not record.args:
        return words
    try:
        if isinstance(record.args, Mapping):
            if "%(" not in words:
                return words % LEFT_OUT
            return words % {name: _harmless(value) for name, value in record.args.items()}
        return words % tuple(_harmless(value) for value in record.args)
    except (TypeError, ValueError, KeyError):
        return words


def _harmless(value: object) -> object:
    if isinstance(value, _PLAIN) or (isinstance(value, str) and value in _kinds_of_error()):
        return value
    return LEFT_OUT


def _kinds_of_error() -> frozenset[str]:
    """The names of every kind of error there is: the one kind of text that is written as it stands."""
    found, waiting = {BaseException}, [BaseException]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind not in found:
                found.add(kind)
                waiting.append(kind)
    return frozenset(kind.__name__ for kind in found)


def set_up(level: int = logging.INFO) -> None:
    """Sends everything that is logged to standard error through the one formatter."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OnlyNamed())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(capture=True)
