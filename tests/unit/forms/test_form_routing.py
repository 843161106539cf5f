"""Which answers leave the form for the engine."""

from tests.unit.forms.building import ALIASES, GOOD, choice, component, every_kind, form, yes_no
from webapp.forms.routing import routing_values
from webapp.forms.validate import clean

STEERS = {"routing": "true"}


def test_only_routing_answers_leave_the_form() -> None:
    found = routing_values(every_kind(), clean(every_kind(), GOOD, ALIASES))
    assert found == {"victims": 2, "online": True, "offence": "stalking"}


def test_question_that_was_not_asked_resets_its_variable() -> None:
    asked = form(
        yes_no("invited", properties=STEERS),
        choice("radio", "result", "good", "bad", hide='=invited != "yes"', properties=STEERS),
        component("checkbox", "sure", properties=STEERS),
    )
    assert routing_values(asked, clean(asked, {"invited": False})) == {"invited": False, "result": None, "sure": False}
    assert routing_values(asked, clean(asked, {"invited": True, "result": "bad"}))["result"] == "bad"


def test_values_are_of_kinds_that_the_engine_keeps() -> None:
    values = routing_values(every_kind(), clean(every_kind(), GOOD, ALIASES)).values()
    assert {type(value) for value in values} <= {bool, int, str, type(None)}
