"""The diagrams can be read by a person: everything is drawn, named, on one page, and nothing hides anything else."""

import re
from collections import Counter
from itertools import combinations, pairwise

import pytest

from tests.workflows.right_to_know.drawing import NAMES, Box, Diagram, diagrams, segments
from webapp.cli.files import package_files

ALL = diagrams() | diagrams("_template")
PAGE = Box(0, 0, 1800, 940)
# The whole course, and its two shorter forms, return to earlier steps from several places: they need a larger page, and
# a few of their lines cross, or join before a shared arrow. A threat to life has many lanes, and crosses nothing.
LARGE_PAGE = Box(0, 0, 2200, 1200)
CROSSINGS = {"right_to_know.bpmn": 4, "consider_disclosure.bpmn": 5, "decide_anew.bpmn": 1, "threat_to_life.bpmn": 0}
NODES = {
    "startEvent", "endEvent", "userTask", "serviceTask", "scriptTask", "businessRuleTask", "callActivity", "subProcess",
    "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent",
}  # fmt: skip
GATEWAYS = ("exclusiveGateway", "parallelGateway", "eventBasedGateway")

every_diagram = pytest.mark.parametrize("diagram", ALL.values(), ids=ALL.keys())


@every_diagram
def test_every_element_is_drawn(diagram: Diagram) -> None:
    flows = {flow.get("id") for flow in diagram.of_kind("sequenceFlow")}
    nodes = {e.get("id") for e in diagram.of_kind(*NODES, *GATEWAYS, "lane", "participant")}
    assert set(diagram.lines) == flows
    assert set(diagram.shapes) == nodes


@every_diagram
def test_whole_diagram_fits_one_page(diagram: Diagram) -> None:
    [pool] = [diagram.shapes[p.get("id", "")] for p in diagram.of_kind("participant")]
    outside = [name for name, box in (diagram.shapes | diagram.labels).items() if not pool.holds(box)]
    assert (LARGE_PAGE if diagram.file in CROSSINGS else PAGE).holds(pool)
    assert outside == []


@every_diagram
def test_no_shape_covers_another(diagram: Diagram) -> None:
    met = [
        (a, b)
        for (a, one), (b, two) in combinations(diagram.nodes.items(), 2)
        if one.meets(two) and not diagram.belong_together(a, b)
    ]
    assert met == []


@every_diagram
def test_every_step_lies_within_its_lane(diagram: Diagram) -> None:
    astray = [n for n, box in diagram.nodes.items() if not diagram.shapes[diagram.lane_of(n)].holds(box)]
    assert astray == []


@every_diagram
def test_lanes_fill_the_pool_without_gaps(diagram: Diagram) -> None:
    lanes = sorted((diagram.shapes[lane.get("id", "")] for lane in diagram.of_kind("lane")), key=lambda box: box.y)
    [pool] = [diagram.shapes[p.get("id", "")] for p in diagram.of_kind("participant")]
    assert lanes[0].y == pool.y
    assert sum(lane.height for lane in lanes) == pool.height
    assert all(one.y + one.height == two.y for one, two in pairwise(lanes))


@every_diagram
def test_flows_run_straight_and_touch_only_their_ends(diagram: Diagram) -> None:
    for flow, points in diagram.lines.items():
        ends = {diagram.elements[flow].get("sourceRef"), diagram.elements[flow].get("targetRef")}
        for piece in segments(points):
            assert piece.width == 0 or piece.height == 0, f"{flow} runs aslant"
            around = {host for end in ends for host in diagram.around(end or "")}
            crossed = [n for n, box in diagram.nodes.items() if n not in ends | around and box.meets(_thick(piece))]
            assert crossed == [], f"{flow} crosses {crossed}"


@every_diagram
def test_flows_do_not_cross_each_other(diagram: Diagram) -> None:
    crossings = [
        (a, b)
        for (a, one), (b, two) in combinations(diagram.lines.items(), 2)
        if any(_cross(piece, other) for piece in segments(one) for other in segments(two))
    ]
    assert len(crossings) == CROSSINGS.get(diagram.file, 0), crossings


@every_diagram
def test_no_label_is_covered(diagram: Diagram) -> None:
    for name, label in diagram.labels.items():
        others = [n for n, box in diagram.labels.items() if n != name and box.meets(label)]
        shapes = [n for n, box in diagram.nodes.items() if box.meets(label) and n not in diagram.around(name)]
        lines = [n for n, points in diagram.lines.items() if any(label.meets(_thick(p)) for p in segments(points))]
        assert (others, shapes, lines) == ([], [], []), f"the label of {name} is covered"


@every_diagram
def test_label_boxes_are_large_enough_for_their_text(diagram: Diagram) -> None:
    for name, label in diagram.labels.items():
        text = diagram.elements[name].get("name", "")
        lines = label.height // 14
        # Eleven-pixel Arial needs about five and a half pixels a letter; a wrapped line loses up to one word.
        assert max(len(word) for word in text.split()) * 5.5 <= label.width + 4, f"{name}: a word is clipped"
        assert len(text) * 5.5 <= lines * label.width + 8 * lines, f"{name}: the text needs more lines"


@every_diagram
def test_happy_path_runs_from_left_to_right(diagram: Diagram) -> None:
    [start] = [e for e in diagram.of_kind("startEvent") if not diagram.around(e.get("id", ""))]
    first = diagram.shapes[start.get("id", "")]
    ends = [diagram.shapes[end.get("id", "")] for end in diagram.of_kind("endEvent")]
    assert all(first.x <= box.x for box in diagram.nodes.values())
    assert all(end.x > first.x for end in ends)


@every_diagram
def test_every_step_has_a_name_and_every_question_ends_as_one(diagram: Diagram) -> None:
    assert [e.get("id") for e in diagram.of_kind(*NODES) if not e.get("name")] == []
    for gateway in diagram.of_kind("exclusiveGateway"):
        asks = len(gateway.findall("bpmn:outgoing", NAMES)) > 1
        assert gateway.get("name", "").endswith("?") is asks, gateway.get("id")


@every_diagram
def test_every_answer_of_a_question_is_labelled_and_all_but_one_are_conditions(diagram: Diagram) -> None:
    for gateway in diagram.of_kind("exclusiveGateway"):
        answers = [diagram.elements[out.text or ""] for out in gateway.iterfind("bpmn:outgoing", NAMES)]
        if len(answers) < 2:
            continue
        default = gateway.get("default")
        for answer in answers:
            condition = answer.findtext("bpmn:conditionExpression", namespaces=NAMES)
            assert answer.get("name"), answer.get("id")
            assert (condition is None) is (answer.get("id") == default), answer.get("id")
            assert condition is None or condition.startswith("=")


@every_diagram
def test_every_user_task_tells_the_officer_what_why_and_on_what_basis(diagram: Diagram) -> None:
    for task in diagram.of_kind("userTask"):
        text = task.findtext("bpmn:documentation", namespaces=NAMES) or ""
        assert text.count(".") >= 2, task.get("id")
        if diagram.file != "template.bpmn":
            assert "\n\nWhy: " in text and "\n\nBasis: " in text, task.get("id")


@every_diagram
def test_files_hold_what_an_editor_saves(diagram: Diagram) -> None:
    [process] = diagram.of_kind("process")
    assert process.get("id") == diagram.file.removesuffix(".bpmn")
    assert process.get("isExecutable") == "true"
    for flow in diagram.of_kind("sequenceFlow"):
        for end, side in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
            node = diagram.elements[flow.get(end, "")]
            assert flow.get("id") in [ref.text for ref in node.iterfind(f"bpmn:{side}", NAMES)]


def test_ids_are_unique_over_the_package_and_plain() -> None:
    ids = Counter(name for diagram in diagrams().values() for name in diagram.elements)
    assert [name for name, count in ids.items() if count > 1] == []
    assert [name for name in ids if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []
    assert {"start", "end", "root"}.isdisjoint(name.lower() for name in ids)


def _thick(piece: Box) -> Box:
    """The line as it is drawn, two units wide; its last unit at each end belongs to what it touches."""
    return Box(piece.x - 1, piece.y - 1, piece.width + 2, piece.height + 2)


def _cross(one: Box, two: Box) -> bool:
    """Whether a level and an upright piece cross, or two pieces run over each other, apart from shared ends."""
    if (one.width == 0) == (two.width == 0):
        return _thick(one).meets(two) and min(one.width, two.width, one.height, two.height) == 0 and _overlap(one, two)
    level, upright = (one, two) if one.height == 0 else (two, one)
    return level.x < upright.x < level.x + level.width and upright.y < level.y < upright.y + upright.height


def _overlap(one: Box, two: Box) -> bool:
    shared_x = min(one.x + one.width, two.x + two.width) - max(one.x, two.x)
    shared_y = min(one.y + one.height, two.y + two.height) - max(one.y, two.y)
    return max(shared_x, shared_y) > 0 and min(shared_x, shared_y) >= 0


SEEN = (f"{{{NAMES['bpmn']}}}documentation", f"{{{NAMES['bpmn']}}}text")
STRAIGHT = re.compile(r"\w'\w|\w'(?=[\s.,;:)]|$)|(?<!\S)'\w")


@every_diagram
def test_people_read_no_straight_apostrophe_in_a_diagram(diagram: Diagram) -> None:
    read = [element.get("name", "") for element in diagram.elements.values()]
    read += [element.text or "" for one in diagram.elements.values() for element in one.iter() if element.tag in SEEN]
    assert [text for text in read if STRAIGHT.search(text)] == []


def test_people_read_no_straight_apostrophe_in_a_form_or_table() -> None:
    texts = {name: data.decode() for name, data in package_files("right_to_know").items()}
    read = {name: text for name, text in texts.items() if name.endswith((".form", ".dmn"))}
    assert {name for name, text in read.items() if STRAIGHT.search(text)} == set()
