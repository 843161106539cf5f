"""What SpiffWorkflow 3.2 lets in as XML, and what is refused at our door."""

import pytest

from tests.unit.engine.drawing import chain, diagram, end, start, user
from tests.unit.engine.stock.raw import Stock
from webapp.engine.check import check

DRAWN = diagram(start(), user("work", name="Work"), end(), chain("start", "work", "end")).decode()
BODY = DRAWN.split("?>", 1)[1]
ENTITY = '<!DOCTYPE d [<!ENTITY w "Tell the victim">]>'
INCLUSION = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="x"/>'
FILES = {
    "internal entity": ("xml-doctype", ENTITY + BODY.replace('name="Work"', 'name="&w;"')),
    "name of an outer document type": ("xml-doctype", '<!DOCTYPE d SYSTEM "http://example.invalid/x.dtd">' + BODY),
    "stylesheet": ("xml-instruction", '<?xml-stylesheet href="x.xsl"?>' + BODY),
    "inclusion": ("xml-include", BODY.replace("</bpmn:process>", INCLUSION + "</bpmn:process>")),
    "sixty thousand attributes": (
        "xml-attributes",
        BODY.replace('id="work"', 'id="work" ' + " ".join(f'x{n}="1"' for n in range(60_000))),
    ),
    "same id twice": ("id-unique", BODY.replace('id="definitions"', 'id="work"')),
}


@pytest.mark.parametrize("what", FILES)
def test_file_is_let_in(what):
    rule, text = FILES[what]
    assert Stock(text.encode()).open == ["work"]
    assert rule in [problem.rule for problem in check({"a.bpmn": text.encode()}).problems]


def test_entity_inside_is_expanded():
    _, text = FILES["internal entity"]
    assert Stock(text.encode()).tasks[0].task_spec.bpmn_name == "Tell the victim"
