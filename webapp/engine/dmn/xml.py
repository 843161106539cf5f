"""Small readings of DMN's XML, which has had a namespace for each of its versions."""

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "https://www.omg.org/spec/DMN/20240513/MODEL/",
    }
)
_SINGLE = ("text", "inputExpression", "inputValues", "outputValues", "defaultOutputEntry", "encapsulatedLogic")
_LOGIC = (
    *("decisionTable", "literalExpression", "context", "list", "relation", "invocation", "functionDefinition"),
    *("conditional", "for", "some", "every", "filter"),
)


def local(element: _Element) -> str:
    """The element's name without its namespace; empty for comments and for what is not DMN's."""
    tag: object = element.tag  # a function in comments and instructions
    if not isinstance(tag, str):
        return ""
    name = etree.QName(element)
    return name.localname if name.namespace in NAMESPACES else ""


def children(element: _Element, *names: str) -> Iterator[_Element]:
    """The child elements with these names, or all of DMN's own."""
    for each in element:
        found = local(each)
        if found and (not names or found in names):
            yield each


def child(element: _Element, *names: str) -> _Element | None:
    """The first child element with one of these names."""
    return next(children(element, *names), None)


def text_of(element: _Element | None) -> str:
    """The text of an element, without white space around it; empty for none."""
    return "" if element is None else (element.text or "").strip()


def twice(root: _Element) -> Iterator[_Element]:
    """What stands a second time where only one can count: of two, a reader takes the first and an editor may not."""
    for element in root.iter("*"):
        found: set[str] = set()
        for each in children(element, *_SINGLE, *(_LOGIC if local(element) == "decision" else ())):
            kind = "logic" if local(each) in _LOGIC else local(each)
            if kind in found:
                yield each
            found.add(kind)


def label_of(element: _Element | None) -> str:
    """What a person would call the element: its label, name or id."""
    if element is None:
        return ""
    return element.get("label") or element.get("name") or element.get("id") or ""
