"""A running case goes over to another version of its process: never past a legal step that it has not taken."""

from tests.unit.engine.drawing import (
    call,
    chain,
    diagram,
    end,
    start,
    user,
)
from tests.unit.engine.moving import law, migration, move, refusals
from tests.unit.engine.walking import NOON, Walk


def legal(own, step, **more):
    extension = f'<zeebe:properties><zeebe:property name="legalStep" value="{step}"/></zeebe:properties>'
    return user(own, extension=extension, **more)


def telling(own="tell"):
    extension = '<zeebe:properties><zeebe:property name="discloses" value="true"/></zeebe:properties>'
    return user(own, extension=extension)


LAWFUL = diagram(
    start(), user("a", name="Ask"), legal("review", "legal_review"), telling(), end(),
    chain("start", "a", "review", "tell", "end"),
)  # fmt: skip
LAWLESS = diagram(start(), user("a", name="Ask"), telling(), end(), chain("start", "a", "tell", "end"))


def test_case_past_the_place_of_a_legal_step_it_has_not_taken_is_refused():
    walk = Walk(LAWLESS).done("a")
    assert refusals(walk, LAWFUL, law=law("legal_review")) == [("legal", "tell")]
    found = migration(walk, LAWFUL, law=law("legal_review")).move(walk.step.state, NOON)
    assert "without legal review" in found.problems[0].message
    move(walk, LAWFUL, law=law("legal_review"), taken=["legal_review"])


def test_case_before_a_legal_step_or_led_back_before_it_is_moved():
    walk = Walk(LAWLESS)
    move(walk, LAWFUL, law=law("legal_review"))
    assert walk.done("a").open == ["review"]
    walk = Walk(LAWLESS).done("a")
    move(walk, LAWFUL, law=law("legal_review"), tell="review")
    assert walk.open == ["review"]


def test_mapping_cannot_lead_a_case_past_a_legal_step():
    walk = Walk(LAWFUL)
    copy = LAWFUL.replace(b"Ask", b"Ask them")
    assert refusals(walk, copy, law=law("legal_review"), a="tell") == [("legal", "tell")]


def test_legal_step_inside_a_called_process_that_is_going_on_still_counts():
    inner = diagram(start("s"), legal("review", "legal_review"), user("sign"), end("e"),
                    chain("s", "review", "sign", "e"), process="inner")  # fmt: skip
    outer = diagram(start(), call("c", "inner"), telling(), end(), chain("start", "c", "tell", "end"), process="main")
    copy = outer.replace(b'id="end"', b'id="end" name="Over"')
    walk = Walk(outer, inner, main="main")
    move(walk, copy, inner, main="main", law=law("legal_review"))
    walk.done("review")
    assert refusals(walk, outer, inner, main="main", law=law("legal_review")) == [("legal", "tell")]
    move(walk, outer, inner, main="main", law=law("legal_review"), taken=["legal_review"])


def test_legal_step_is_never_mapped_to_another_one_nor_forgotten():
    other = diagram(
        start(), user("a"), legal("review", "grounds"), legal("later", "legal_review"), telling(), end(),
        chain("start", "a", "review", "later", "tell", "end"),
    )  # fmt: skip
    walk = Walk(LAWFUL)
    assert [p.rule for p in migration(walk, other, review="review").problems()] == ["migration-legal"]
    assert [p.rule for p in migration(walk, other, review="").problems()] == ["migration-legal"]
    plan = migration(walk, other)
    assert plan.problems() == []
    assert plan.mapping["review"] == "later"
