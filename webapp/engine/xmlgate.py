"""The one door for XML: bytes of a diagram or table become a tree, or a complete list of what is wrong with them.

Nothing is fetched, expanded or executed while reading. What bpmn-js shows and what is run cannot differ: comments and
processing instructions inside texts are refused, so a text has one reading only.
"""

import re
import unicodedata
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Comment, _Element, _Entity, _ProcessingInstruction

from webapp.engine.problems import Findings
from webapp.errors import DefinitionRefused

MAX_BYTES = 1_000_000
MAX_ELEMENTS = 3_000
MAX_ELEMENTS_OF_TABLES = 40_000  # a thousand rows of a dozen columns
MAX_DEPTH = 30
MAX_ATTRIBUTES = 30
MAX_NAME = 200
MAX_ID = 100
MAX_TEXT = 10_000
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*", re.ASCII)
_ENCODING = re.compile(rb"""^<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']""")
_XINCLUDE = "http://www.w3.org/2001/XInclude"
_DIRECTIONS = frozenset({"Cf", "Co", "Cs"})


def parse_xml(content: bytes, file: str) -> _Element:
    """The root element of a safe XML file.

    Raises DefinitionRefused with every problem: encoding, size, DOCTYPE, processing instructions, XInclude, depth,
    counts, ids that are not unique or not plain, names with control or direction characters.
    """
    findings = Findings()
    _check_bytes(content, file, findings)
    findings.raise_if_any()
    root = _parse(content, file)
    _check_tree(root, file, findings)
    findings.raise_if_any()
    return root


def _check_bytes(content: bytes, file: str, findings: Findings) -> None:
    if len(content) > MAX_BYTES:
        advice = "Split the table." if file.endswith(".dmn") else "Split the process with call activities."
        findings.add(file, "xml-size", f"The file is larger than 1 MB. {advice}")
        return
    declared = _ENCODING.match(content.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared.group(1).lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        findings.add(file, "xml-encoding", "The file is not saved as UTF-8. Save it again as UTF-8.")
        return
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        findings.add(file, "xml-encoding", "The file is not saved as UTF-8. Save it again as UTF-8.")
        return
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        findings.add(file, "xml-doctype", "The file has a DOCTYPE or declares entities. Remove the DOCTYPE.")


def _parse(content: bytes, file: str) -> _Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, encoding="utf-8"
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        findings = Findings()
        line = error.lineno or 1
        findings.add(file, "xml-unreadable", f"The file is not readable XML near line {line}. Export it again.")
        raise DefinitionRefused(findings.problems) from None


def _check_tree(root: _Element, file: str, findings: Findings) -> None:
    if any(True for _ in _outside(root)):
        findings.add(file, "xml-instruction", "Processing instructions outside the diagram are not read. Remove them.")
    ids: set[str] = set()
    elements = 0
    most, advice = (MAX_ELEMENTS_OF_TABLES, "table") if file.endswith(".dmn") else (MAX_ELEMENTS, "process")
    for node, depth in _walk(root):
        if isinstance(node, (_Comment, _ProcessingInstruction, _Entity)):
            _check_comment(node, file, findings)
            continue
        elements += 1
        if elements > most:
            findings.add(file, "xml-elements", f"The file has more than {most} elements. Split the {advice}.")
            return
        if depth > MAX_DEPTH:
            findings.add(file, "xml-depth", f"Elements are nested more than {MAX_DEPTH} deep. Flatten the diagram.")
            return
        _check_element(node, ids, file, findings)


def _outside(root: _Element) -> Iterator[_Element]:
    for preceding in (True, False):
        for node in root.itersiblings(preceding=preceding):
            if isinstance(node, _ProcessingInstruction):
                yield node


def _walk(root: _Element) -> Iterator[tuple[_Element, int]]:
    stack: list[tuple[_Element, int]] = [(root, 1)]
    while stack:
        node, depth = stack.pop()
        yield node, depth
        if depth <= MAX_DEPTH:
            stack.extend((child, depth + 1) for child in reversed(node))


def _check_comment(node: _Element, file: str, findings: Findings) -> None:
    parent = node.getparent()
    owner = "" if parent is None else _nearest_id(parent)
    if not isinstance(node, _Comment):
        message = "The diagram holds a processing instruction or an entity. Remove it."
        findings.add(file, "xml-instruction", message, owner)
    elif (node.tail or "").strip() or (parent is not None and (parent.text or "").strip()):
        message = "A comment stands inside a text, so it could be read in two ways. Remove the comment."
        findings.add(file, "xml-comment-in-text", message, owner)


def _check_element(node: _Element, ids: set[str], file: str, findings: Findings) -> None:
    own = node.get("id") or ""
    name = node.get("name") or ""
    if len(node.attrib) > MAX_ATTRIBUTES:
        findings.add(
            file, "xml-attributes", f"An element has more than {MAX_ATTRIBUTES} attributes.", _nearest_id(node)
        )
    if str(node.tag).startswith("{" + _XINCLUDE + "}"):
        findings.add(file, "xml-include", "The file includes another file. Put everything into one file.", own)
    if "id" in node.attrib:
        _check_id(own, name, ids, file, findings)
    if len(name) > MAX_NAME:
        findings.add(file, "name-length", f"The name is longer than {MAX_NAME} characters. Shorten it.", own, name[:60])
    if not readable(name, newlines=True):
        message = "The name holds control, direction or zero-width characters that hide what it says. Type it again."
        findings.add(file, "name-characters", message, own)
    if len(node.text or "") > MAX_TEXT:
        findings.add(
            file, "text-length", f"A text is longer than {MAX_TEXT} characters. Shorten it.", _nearest_id(node)
        )
    elif not readable(node.text or "", newlines=True):
        message = "A text holds control, direction or zero-width characters that hide what it says. Type it again."
        findings.add(file, "text-characters", message, _nearest_id(node))


def _check_id(own: str, name: str, ids: set[str], file: str, findings: Findings) -> None:
    if not _ID.fullmatch(own) or len(own) > MAX_ID:
        shown = own[:40] if readable(own) else ""
        message = f'The id "{shown}" is not plain: use letters, digits, "_", "-" and ".", at most {MAX_ID} characters.'
        findings.add(file, "id-characters", message, shown, name)
    elif own in ids:
        findings.add(file, "id-unique", f'The id "{own}" is used twice. Give each element its own id.', own, name)
    ids.add(own)


def readable(text: str, *, newlines: bool = False) -> bool:
    """Whether a text holds no control, direction, zero-width or private characters."""
    for character in text:
        if newlines and character in "\n\r\t":
            continue
        if character < " " or (character > "~" and unicodedata.category(character) in _DIRECTIONS | {"Cc", "Cn"}):
            return False
        if character in "\u2028\u2029":
            return False
    return True


def _nearest_id(node: _Element) -> str:
    current: _Element | None = node
    while current is not None:
        own = current.get("id")
        if own and _ID.fullmatch(own):
            return own
        current = current.getparent()
    return ""
