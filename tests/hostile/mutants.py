"""Files that were changed by chance: bytes, texts, and the parts of their tree; the same seed gives the same files.

A mutant is a file that somebody might send: a diagram whose middle is missing, a form in which a text became a list of
lists, settings with a line of another file. Half of them stay readable, so that what comes after reading is met too.
"""

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from lxml import etree

# Texts that mean something to one reader or another.
TEXTS = (
    "", " ", "=", "true", "=true", "=x", '=x = "yes"', "null", "0", "-1", "1e999", "9" * 5_000, "NaN", "P1D", "PT0S",
    "R/PT1S", "P99999999Y", "2026-13-40", "\u202e", "\u200b", "\ufeff", "x" * 300, "{{7*7}}", "${x}",
    "__import__('os')",
    "=__class__", "</a>", "<a/>", "<![CDATA[x]]>", "&#0;", "&x;", "<!--", "<?x?>", "../x", "C:\\x", "é", "\U0001f600",
    "start", "end", "process", "=for i in 1..9999999 return i", "=" + "(" * 400, "=" + "-" * 900 + "1", "a.b.c", "%s",
    "http://www.omg.org/spec/BPMN/20100524/MODEL", "[", "{", '"', "'''", "1979-05-27T07:32:00Z", "&a [*a]",
    "!!python/x",
)  # fmt: skip
BYTES = (b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"<", b">", b"&", b'"', b"\n", b"\r", b"=", b"[")
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**400, "", [], {}, [[]], [{}], {"a": {}}, [None], "x" * 5_000, ["x"] * 300,
    float("nan"), float("inf"),
)  # fmt: skip


def mutants(seeds: dict[str, bytes], seed: int) -> Iterator[tuple[str, bytes]]:
    """Without end: the name of an honest file and what became of its content."""
    dice = Random(seed)  # noqa: S311 - chance, not secrecy
    names = sorted(seeds)
    others = [seeds[name] for name in names]
    while True:
        name = dice.choice(names)
        content = seeds[name]
        structured = _OF_KIND.get(name.rpartition(".")[2])
        for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
            if structured is not None and dice.random() < 0.7:
                content = structured(content, dice)
            else:
                content = _bytes_changed(content, dice, others)
        yield name, content


def _bytes_changed(content: bytes, dice: Random, others: Sequence[bytes]) -> bytes:
    """One place cut out, doubled, moved, overwritten, or filled with a piece of another file."""
    if not content:
        return dice.choice(BYTES)
    at = dice.randrange(len(content))
    length = min(len(content) - at, dice.choice((1, 1, 2, 8, 40, 400)))
    piece, before, after = content[at : at + length], content[:at], content[at + length :]
    match dice.randrange(8):
        case 0:
            return before + after
        case 1:
            return before + piece * dice.choice((2, 2, 3, 30)) + after
        case 2:
            return before + dice.choice(BYTES) + after
        case 3:
            return before + dice.choice(TEXTS).encode() + piece + after
        case 4:
            other = dice.choice(others)
            begin = dice.randrange(len(other) + 1)
            return before + other[begin : begin + dice.choice((10, 100, 1_000))] + after
        case 5:
            return before if dice.random() < 0.3 else before + piece[::-1] + after
        case 6:
            lines = content.split(b"\n")
            one, two = dice.randrange(len(lines)), dice.randrange(len(lines))
            lines[one], lines[two] = lines[two], lines[one]
            return b"\n".join(lines)
        case _:
            return before + bytes([content[at] ^ (1 << dice.randrange(8))]) + content[at + 1 :]


def _xml_changed(content: bytes, dice: Random) -> bytes:
    """An element, attribute or text of the tree lost, doubled, moved, renamed or given another value."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return content
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    one, two = dice.choice(elements), dice.choice(elements)
    values = [value for element in elements for value in element.attrib.values()]
    match dice.randrange(9):
        case 0 if one is not root:
            one.getparent().remove(one)
        case 1 if one is not root:
            one.addnext(copy.deepcopy(one))
        case 2 if one is not root and one not in two.iterancestors() and one is not two:
            two.append(one)
        case 3:
            one.tag = two.tag
        case 4 if one.attrib:
            del one.attrib[dice.choice(sorted(one.attrib))]
        case 5 if one.attrib:
            one.set(dice.choice(sorted(one.attrib)), dice.choice(values))
        case 6 if one.attrib:
            _set(one, dice.choice(sorted(one.attrib)), dice.choice(TEXTS))
        case 7:
            _write(one, dice.choice(TEXTS))
        case _ if two.attrib:
            name = dice.choice(sorted(two.attrib))
            one.set(name, two.attrib[name])
    return etree.tostring(root)


def _set(element: Any, name: str, text: str) -> None:
    element.set(name, text.replace("\x00", "")[:20_000])


def _write(element: Any, text: str) -> None:
    element.text = text.replace("\x00", "")


def _json_changed(content: bytes, dice: Random) -> bytes:
    """A part of the tree lost, doubled, exchanged, renamed or given a value of another type."""
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        return content
    places = list(_places(tree))
    if not places:
        return content
    holder, key = dice.choice(places)
    other, name = dice.choice(places)
    match dice.randrange(6):
        case 0:
            del holder[key]
        case 1:
            holder[key] = dice.choice(VALUES)
        case 2:
            holder[key] = dice.choice(TEXTS)
        case 3:
            holder[key] = copy.deepcopy(other[name])
        case 4 if isinstance(holder, dict):
            holder[dice.choice((*TEXTS, str(name), "__class__", "typename"))] = holder.pop(key)
        case _ if isinstance(holder, list):
            holder.insert(dice.randrange(len(holder) + 1), copy.deepcopy(holder[key]))
    return json.dumps(tree, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of the tree, as what holds it and its key."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        keys = range(len(part)) if isinstance(part, list) else list(part) if isinstance(part, dict) else ()
        for key in keys:
            yield part, key
            waiting.append(part[key])


def _line_changed(content: bytes, dice: Random) -> bytes:
    """What one line of settings or of a scenario says: the value replaced, the line lost, doubled or set in."""
    lines = content.split(b"\n")
    at = dice.randrange(len(lines))
    line = lines[at]
    sign = b"=" if b"=" in line else b":"
    key, _, _ = line.partition(sign)
    value = dice.choice((json.dumps(dice.choice(TEXTS)), dice.choice(TEXTS), json.dumps(dice.choice(VALUES))))
    match dice.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(dice.randrange(len(lines) + 1), line)
        case 2:
            lines[at] = b"  " + line
        case 3:
            lines[at] = line.lstrip()
        case _:
            lines[at] = key + sign + b" " + value.encode("utf-8", "surrogatepass")
    return b"\n".join(lines)


_OF_KIND: dict[str, Callable[[bytes, Random], bytes]] = {
    "bpmn": _xml_changed,
    "dmn": _xml_changed,
    "form": _json_changed,
    "toml": _line_changed,
    "yaml": _line_changed,
}
