"""Source text to tokens, each with its place."""

import re
from dataclasses import dataclass
from typing import Literal

from webapp.feel.errors import FeelLimitError, FeelSyntaxError

SOURCE_LIMIT = 4_000

Kind = Literal["number", "string", "name", "quoted", "symbol", "end"]

KEYWORDS = frozenset(
    [
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "instance",
        "function",
        "true",
        "false",
        "null",
    ]
)

_WIDE = "\U00010000-\U000effff"
_NAME = rf"(?:[^\W\d]|[{_WIDE}])(?:\w|[\u00b7\u0300-\u036f\u203f\u2040{_WIDE}])*"
_TOKEN = re.compile(
    rf"""
      (?P<space>\s+|//[^\n]*|/\*.*?\*/)
    | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<quoted>`[^`]+`)
    | (?P<name>{_NAME})
    | (?P<symbol>\.\.|\*\*|<=|>=|!=|->|[-+*/=<>()\[\]{{}},:.?@'])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the language; `text` is a string's content, otherwise what stands in the source."""

    kind: Kind
    text: str
    position: int
    spaced: bool = False  # white space stands before it


def tokens_of(source: str) -> list[Token]:
    """The tokens of `source`, closed by one of kind "end".

    Raises FeelLimitError when the text is too long and FeelSyntaxError at a character that no token begins with.
    """
    if len(source) > SOURCE_LIMIT:
        raise FeelLimitError(
            f"The expression has {len(source)} characters; at most {SOURCE_LIMIT} are allowed. Split it up.",
            SOURCE_LIMIT,
        )
    tokens: list[Token] = []
    position, spaced = 0, False
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            raise FeelSyntaxError(_unreadable(source, position), position)
        kind = match.lastgroup
        if kind == "space":
            spaced = True
        else:
            text = match.group()
            if kind == "string":
                text = unescape(text[1:-1])
            elif kind == "quoted":
                text = " ".join(text[1:-1].split())
            tokens.append(Token(kind, text, position, spaced))  # type: ignore[arg-type]  # the groups are the kinds
            spaced = False
        position = match.end()
    tokens.append(Token("end", "", len(source), spaced))
    return tokens


def unescape(text: str) -> str:
    """The characters a string literal stands for; an unknown escape such as \\d keeps its backslash."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_character, text)
    return _PAIR.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), plain)


def _character(match: re.Match[str]) -> str:
    code = match.group(1) or match.group(2)
    if code is None:
        return _PLAIN.get(match.group(3), match.group())
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else match.group()


def _unreadable(source: str, position: int) -> str:
    character = source[position]
    if character == '"':
        return 'This text has no closing quotation mark; add a " where it ends.'
    if character in "“”„‟":
        return 'Use straight quotation marks (") around text.'
    if character in "&|":
        return "Write “and” and “or” in words."
    if character == "!":
        return "Write “not(…)” to negate, or “!=” for “is not equal to”."
    if character == "%":
        return "Write “modulo(a, b)” for a remainder; a percentage is a fraction such as 0.2."
    return f"“{character}” is not understood here; remove it."
