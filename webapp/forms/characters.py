"""Which characters a text may hold, and how the ones nobody can see are made visible."""

import re

# Controls other than tab and line ends, lone surrogates, and code points that Unicode reserves for no character:
# databases and pages cannot carry them faithfully.
_UNSTORABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_REPLACEMENT = "\ufffd"  # what an unstorable character becomes on its way, so a text that has it lost something
# Marks that change the order or hide the presence of what is read: a name can be made to look like another with them.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u2028\u2029]")
_LINE_ENDS = re.compile("\r\n?")


def normal(text: str) -> str:
    """A text as it is kept: line ends as line feeds, no white space around it, every other character as typed."""
    return _LINE_ENDS.sub("\n", text).strip()


def is_storable(text: str) -> bool:
    """Whether a text has no control character, half character or non-character in it, nor the trace of one."""
    return _UNSTORABLE.search(text) is None and _REPLACEMENT not in text


def has_unseen(text: str) -> bool:
    """Whether a text has characters that cannot be stored or cannot be seen, such as a change of writing direction."""
    return not is_storable(text) or _UNSEEN.search(text) is not None


def sendable(text: str) -> str:
    """A text that any page and database can carry: what cannot be stored becomes the replacement character."""
    return _UNSTORABLE.sub(_REPLACEMENT, text)


def visible(text: str) -> str:
    """A text for reading only, in which each unseen mark is spelled out as its code point, such as ⟨U+202E⟩."""
    return _UNSEEN.sub(lambda mark: f"⟨U+{ord(mark.group()):04X}⟩", sendable(text))


def short(text: str, length: int = 40) -> str:
    """The beginning of somebody else's text, visible and on one line, to be quoted in a sentence."""
    line = " ".join(visible(text[: length + 1]).split())
    return line if len(text) <= length else line[:length] + "…"
