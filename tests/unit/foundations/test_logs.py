"""The log's formatter lets named fields and harmless values through, and nothing that a person typed."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from webapp import logs
from webapp.cli.serverlog import ServerWords

NAME = "Wilhelmina Featherstonehaugh"
ID = UUID("00000000-0000-0000-0000-00000000002a")


def line(
    *args: object, name: str = "webapp.worker", formatter: logging.Formatter | None = None, **more: object
) -> dict:
    message, *values = args
    record = logging.LogRecord(name, logging.ERROR, "x.py", 7, message, tuple(values), None)
    record.__dict__.update(more)
    found = json.loads((formatter or logs.OnlyNamed()).format(record))
    assert NAME not in json.dumps(found)
    assert isinstance(found, dict)
    return found


def test_identifiers_numbers_spans_and_kinds_of_error_are_written() -> None:
    assert line("Instance %s failed: %s", ID, "ValueError")["event"] == f"Instance {ID} failed: ValueError"
    assert line("Stopped. %s", logs.OurWords("It is 3 days late."))["event"] == "Stopped. It is 3 days late."
    assert line("%d in %s", 3, timedelta(seconds=5))["event"] == "3 in 0:00:05"


@pytest.mark.parametrize(
    "value", [NAME, NAME.split(maxsplit=1)[0], {"name": NAME}, [NAME], ValueError(NAME), b"x", None, "wilhelmina"]
)
def test_anything_else_is_left_out(value: object) -> None:
    assert line("Case of %s", value)["event"] == "Case of (left out)"
    assert line("Case of %(who)s", {"who": value})["event"] == "Case of (left out)"


def test_words_that_do_not_fit_their_values_are_written_without_them() -> None:
    assert line("%d cases", NAME)["event"] == "%d cases"
    assert line({"name": NAME})["event"] == "(left out)"


def test_of_other_libraries_only_the_place_is_written() -> None:
    found = line(f"row of victim: {NAME!r}", name="sqlalchemy.engine")
    assert found["event"] == "message of a library"
    assert found["places"] == ["x.py:7"]


def test_of_the_server_the_words_are_written_without_the_address() -> None:
    found = line("Error handling request %s", f"/cases?name={NAME}", name="gunicorn.error", formatter=ServerWords())
    assert found["event"] == "Error handling request (left out)"
    assert line("Booting worker with pid: %s", 42, name="gunicorn.error", formatter=ServerWords())["event"].endswith(
        "42"
    )


def test_of_the_server_words_that_hold_a_value_already_end_before_it() -> None:
    for message, words in (
        (f"Invalid request from ip=192.0.2.7: Invalid line 'GET /?name={NAME}'", "Invalid request from ip"),
        ("Exception in worker process", "Exception in worker process"),
        (f"Traceback (most recent call last):\n{NAME}", "Traceback"),
        ("", ""),
    ):
        assert line(message, name="gunicorn.error", formatter=ServerWords())["event"] == words


def failing() -> None:
    victim = NAME
    raise LookupError(victim)


def test_of_an_error_kind_and_places_are_written_and_no_value() -> None:
    try:
        failing()
    except LookupError as error:
        found = line("request failed", exc_info=(type(error), error, error.__traceback__))
        named = line("request failed", **logs.fields(failure=type(error), places=error.__traceback__))
    for seen in (found, named):
        assert seen["failure"] == "LookupError"
        assert seen["places"][-1].endswith(" failing")


def test_fields_that_nobody_named_are_not_written() -> None:
    assert "victim" not in line("request answered", victim=NAME, fields={"status": 200})
    assert line("request answered", **logs.fields(method=NAME))["method"] == "other"
    with pytest.raises(TypeError):
        logs.fields(victim=NAME)  # type: ignore[call-arg]


@pytest.fixture
def as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def test_everything_goes_through_the_one_formatter(as_it_was: None, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    token = logs.request_id.set("abc")
    logging.getLogger("webapp.worker").error("Case of %s", NAME)
    logging.getLogger("some.library").warning("for %s", NAME)
    logs.request_id.reset(token)
    lines = [json.loads(text) for text in capsys.readouterr().err.splitlines()]
    assert [(one["event"], one["request"]) for one in lines] == [
        ("Case of (left out)", "abc"),
        ("message of a library", "abc"),
    ]
