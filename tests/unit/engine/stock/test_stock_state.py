"""What SpiffWorkflow 3.2 keeps of a case, loses of it, and takes back without a question."""

import json
from datetime import date
from decimal import Decimal

import pytest

from tests.unit.engine.drawing import chain, diagram, end, flow, gateway, start, sub, user
from tests.unit.engine.stock.raw import Stock, python_task, serializer
from tests.unit.engine.walking import NOON, Walk
from webapp.engine.adapter import look
from webapp.errors import EngineFault

TWO_TASKS = diagram(start(), user("one"), user("two"), end(), chain("start", "one", "two", "end"))


@pytest.mark.parametrize(
    "answer",
    [
        {"typename": "UUID", "value": "x"},
        {"typename": "datetime", "value": 1},
        {"typename": "no such thing"},
        {"a": [{"typename": "TaskState"}]},
    ],
)
def test_answer_with_the_key_typename_makes_the_case_unreadable(answer):
    text = Stock(TWO_TASKS).done("one", answer=answer).saved()
    with pytest.raises((TypeError, ValueError, KeyError, AttributeError)):
        serializer().deserialize_json(text)
    assert Walk(TWO_TASKS).done("one", answer=answer).values["answer"] == answer


def test_state_whose_keys_were_sorted_comes_back_without_its_data():
    text = Stock(TWO_TASKS, victim="Jane").done("one", answer=1).saved()
    turned = turned_round(json.loads(text))
    assert "answer" not in Stock(TWO_TASKS).loaded(json.dumps(turned)).values
    walk = Walk(TWO_TASKS, victim="Jane").done("one", answer=1)
    assert isinstance(walk.step.state, bytes)
    with pytest.raises(EngineFault, match="damaged"):
        look(walk.definition, walk.step.state[:-1], NOON)


def turned_round(document):
    """The document with the tasks in another order, as a store that sorts keys may give it back."""
    document["tasks"] = dict(reversed(document["tasks"].items()))
    return document


@pytest.mark.parametrize("value", [Decimal("1.10"), date(2026, 3, 1)])
def test_decimal_or_date_cannot_be_saved(value):
    stock = Stock(TWO_TASKS).done("one", answer=value)
    with pytest.raises(TypeError):
        stock.saved()
    walk = Walk(TWO_TASKS).done("one", answer=value)
    again = look(walk.definition, walk.step.state, NOON).variables["answer"]
    assert (again, type(again)) == (value, type(value))


def test_number_that_is_a_key_comes_back_as_a_text():
    stock = Stock(TWO_TASKS).done("one", answer={1: "a"}).loaded()
    assert stock.values["answer"] == {"1": "a"}
    with pytest.raises(EngineFault, match="must be texts"):
        Walk(TWO_TASKS).done("one", answer={1: "a"})


def test_state_of_an_older_release_with_a_sub_process_cannot_be_read():
    inner = sub("inner", start("begin"), user("work"), end("done"), chain("begin", "work", "done"))
    drawn = diagram(start(), inner, end(), chain("start", "inner", "end"))
    document = json.loads(Stock(drawn).saved())
    document[serializer().VERSION_KEY] = "1.4"
    with pytest.raises(NameError):
        serializer().deserialize_json(json.dumps(document))
    # tests/saved_states keeps states of every format of ours, sub-processes among them.
    walk = Walk(drawn)
    assert look(walk.definition, walk.step.state, NOON).open_tasks


def test_state_of_an_unknown_release_is_taken_without_a_question():
    stock = Stock(TWO_TASKS)
    document = json.loads(stock.saved())
    document[serializer().VERSION_KEY] = "99.9"
    assert stock.loaded(json.dumps(document)).open == ["one"]
    walk = Walk(TWO_TASKS)
    header = walk.step.state[:9]
    with pytest.raises(EngineFault, match="format 99"):
        look(walk.definition, header + bytes([99]) + walk.step.state[10:], NOON)


def test_state_grows_with_every_round():
    drawn = diagram(
        start(), gateway("exclusive", "again"), user("draft"), gateway("exclusive", "enough", default="enough_to_end"),
        end(), chain("start", "again", "draft", "enough"), flow("enough", "again", when="=more"), flow("enough", "end"),
    )  # fmt: skip
    stock, walk = Stock(drawn, more=True), Walk(drawn, more=True)
    sizes = []
    for number in range(30):
        stock.done("draft")
        walk.done("draft")
        if number in (4, 29):
            sizes.append((len(stock.saved()), len(walk.step.state)))
    (stock_early, early), (stock_late, late) = sizes
    assert stock_late > 2 * stock_early
    assert late < early * 1.2


def test_value_that_was_erased_is_still_in_the_state():
    drawn = diagram(
        start(), user("one"), python_task("erase", "del secret"), user("two"), end(),
        chain("start", "one", "erase", "two", "end"),
    )  # fmt: skip
    stock = Stock(drawn, secret="the name of the victim").done("one")
    assert "secret" not in stock.values
    assert "the name of the victim" in stock.saved()
    import zlib

    walk = Walk(TWO_TASKS, secret="the name of the victim").done("one", secret=None)
    text = zlib.decompress(walk.step.state[26:])
    assert b"the name of the victim" not in text


def test_state_holds_the_diagram_and_what_was_changed_in_it_runs():
    drawn = diagram(
        start(), user("one"), gateway("exclusive", "g", default="g_to_keep"), user("tell"), user("keep"), end(),
        chain("start", "one", "g"), flow("g", "tell", when="=allowed"), flow("g", "keep"), chain("tell", "end"),
        chain("keep", "end"),
    )  # fmt: skip
    stock = Stock(drawn, allowed=False)
    tampered = stock.saved().replace('"allowed"]', '"not allowed"]').replace('"value": "allowed"', '"value": "True"')
    changed = stock.saved().count("allowed") and tampered.replace('"condition": "allowed"', '"condition": "True"')
    assert stock.loaded(changed).done("one").open == ["tell"]
    walk = Walk(drawn, allowed=False)
    for at in range(20, len(walk.step.state), 7):
        bent = bytearray(walk.step.state)
        bent[at] ^= 1
        with pytest.raises(EngineFault):
            look(walk.definition, bytes(bent), NOON)
