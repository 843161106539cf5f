"""What a file really is, told from its bytes. Nothing is decoded, unpacked or run: only marks and lengths are read."""

import re
from collections.abc import Callable, Mapping
from typing import BinaryIO

from webapp.documents.archives import OPEN_PACKAGES, is_open_package
from webapp.documents.kinds import FileKind
from webapp.errors import Rejected

HEAD = 64 * 1024
TAIL = 64 * 1024 + 64
CHUNK = 256 * 1024
# Signs of a second kind of content inside a picture, film, sound or PDF. Each is long enough not to occur by chance.
HIDDEN = (
    b"<script", b"<!doctype html", b"<html", b"<iframe", b"<object", b"<?php", b"rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c",
    b"this program cannot be run in dos mode",
)  # fmt: skip
ARCHIVE_END = b"PK\x05\x06"
# What browsers take for a page when they guess: https://mimesniff.spec.whatwg.org/
_MARKUP = re.compile(
    rb"<(?:!doctype|!--|\?xml|html|head|body|script|iframe|svg|style|title|table|div|font|img|a\s|h1|br|p[\s>])",
    re.IGNORECASE,
)
_PROGRAM = re.compile(rb"\A(?:#!|MZ|\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe)")
# Documents of other kinds that consist of plain characters.
_OTHER_TEXT = re.compile(rb"\A(?:%PDF-|%!PS|\{\\rtf|Received:|Return-Path:|MIME-Version:)", re.IGNORECASE)
_HEADER = re.compile(rb"\A(?:[!-9;-~]{1,76}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,}")
_EML_WANTS = (b"from:", b"date:", b"received:", b"subject:", b"message-id:", b"return-path:")
_FTYP_IMAGE = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_FTYP_AUDIO = frozenset({b"M4A ", b"M4B "})
_FTYP_VIDEO = frozenset(
    {
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"M4V ",
        b"MSNV",
        b"dash",
        b"3gp4",
        b"3gp5",
    }
)
_ATOMS_OF_MOV = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})


def check(file: BinaryIO, size: int, kind: FileKind) -> None:
    """Raises Rejected with what to do, unless the bytes are of this kind and of no other beside it."""
    if size == 0:
        raise Rejected("The file is empty. Choose another one.")
    head, tail = _ends(file, size)
    if _PROGRAM.match(head):
        raise Rejected("The file is a program. Programs are not accepted.")
    if not TESTS[kind.name](head, tail, size, file):
        raise Rejected(
            f"The file is named as {kind.name}, but its content is not. Export it again as {kind.name}, or choose "
            "the original."
        )
    if kind.name not in OPAQUE and (sign := _hidden(file, tail)):
        raise Rejected(f"The file has {sign} hidden in it. Export a fresh copy, or ask digital forensics.")


def _ends(file: BinaryIO, size: int) -> tuple[bytes, bytes]:
    file.seek(0)
    head = file.read(HEAD)
    file.seek(max(0, size - TAIL))
    return head, file.read(TAIL)


def _hidden(file: BinaryIO, tail: bytes) -> str:
    if ARCHIVE_END in tail:
        return "an archive"
    file.seek(0)
    before = b""
    longest = max(len(sign) for sign in HIDDEN)
    while chunk := file.read(CHUNK):
        window = before + chunk.lower()
        for sign in HIDDEN:
            if sign in window:
                return "a program or a web page" if sign[:1] in (b"<", b"t") else "an archive"
        before = window[-longest:]
    return ""


def _pdf(head: bytes, tail: bytes, _size: int, _file: BinaryIO) -> bool:
    return re.match(rb"%PDF-[12]\.\d", head) is not None and b"%%EOF" in tail[-2048:]


def _jpeg(head: bytes, tail: bytes, _size: int, _file: BinaryIO) -> bool:
    return head[:3] == b"\xff\xd8\xff" and b"\xff\xd9" in tail


def _png(head: bytes, tail: bytes, _size: int, _file: BinaryIO) -> bool:
    return head[:16] == b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" and tail[-12:] == b"\0\0\0\0IEND\xaeB\x60\x82"


def _riff(form: bytes) -> Callable[[bytes, bytes, int, BinaryIO], bool]:
    def test(head: bytes, _tail: bytes, size: int, _file: BinaryIO) -> bool:
        length = int.from_bytes(head[4:8], "little")
        return head[:4] == b"RIFF" and head[8:12] == form and length + 8 in (size, size - 1)

    return test


def _brands(head: bytes) -> frozenset[bytes]:
    """The brands of an ISO media file, the main one included; empty for anything else."""
    length = int.from_bytes(head[:4], "big")
    if head[4:8] != b"ftyp" or not 16 <= length <= min(len(head), 1024) or length % 4:
        return frozenset()
    return frozenset([head[8:12], *(head[at : at + 4] for at in range(16, length, 4))])


def _boxes_fill(size: int, file: BinaryIO) -> bool:
    """Whether the boxes of an ISO media file follow each other to its very end."""
    at, count = 0, 0
    while at < size and count < 10_000:
        file.seek(at)
        header = file.read(16)
        if len(header) < 8:
            return False
        length = int.from_bytes(header[:4], "big")
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        elif length == 0:
            length = size - at
        if length < 8:
            return False
        at, count = at + length, count + 1
    return at == size


def _iso(wanted: frozenset[bytes], unwanted: frozenset[bytes]) -> Callable[[bytes, bytes, int, BinaryIO], bool]:
    def test(head: bytes, _tail: bytes, size: int, file: BinaryIO) -> bool:
        found = _brands(head)
        return bool(found & wanted) and head[8:12] not in unwanted and _boxes_fill(size, file)

    return test


def _mov(head: bytes, _tail: bytes, size: int, file: BinaryIO) -> bool:
    known = b"qt  " in _brands(head) or head[4:8] in _ATOMS_OF_MOV
    return known and _boxes_fill(size, file)


def _mp3(head: bytes, _tail: bytes, size: int, file: BinaryIO) -> bool:
    if head[:3] == b"ID3":
        if len(head) < 10 or any(byte > 0x7F for byte in head[6:10]):
            return False
        length = sum((head[6 + at] & 0x7F) << (7 * (3 - at)) for at in range(4))
        file.seek(10 + length)
        frame = file.read(4096).lstrip(b"\0")[:4]
        return length + 14 <= size and _is_frame(frame)
    return _is_frame(head[:4])


def _is_frame(header: bytes) -> bool:
    """Whether four bytes are the header of an MPEG audio frame of layer 3."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return False
    version, layer = (header[1] >> 3) & 3, (header[1] >> 1) & 3
    bit_rate, sample_rate = header[2] >> 4, (header[2] >> 2) & 3
    return version != 1 and layer == 1 and bit_rate not in (0, 15) and sample_rate != 3


def _text(head: bytes, _tail: bytes, _size: int, file: BinaryIO) -> bool:
    """UTF-8 (or UTF-16 with its mark, or Windows' Latin) text throughout, which no browser would take for a page."""
    begin = head[:4096]
    encoding = "utf-16" if begin[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    seen = begin.decode(encoding, "ignore").encode("utf-8", "ignore") if encoding == "utf-16" else begin
    if _MARKUP.search(seen[:1024]) or _OTHER_TEXT.match(seen):
        return False
    if encoding == "utf-16":
        return "\0" not in begin[: len(begin) & ~1].decode(encoding, "ignore")
    return _no_controls(file)


def _no_controls(file: BinaryIO) -> bool:
    allowed = bytes((9, 10, 12, 13, 27))
    controls = bytes(code for code in range(32) if code not in allowed) + b"\x7f"
    file.seek(0)
    while chunk := file.read(CHUNK):
        if len(chunk.translate(None, controls)) != len(chunk):
            return False
    return True


def _eml(head: bytes, _tail: bytes, _size: int, _file: BinaryIO) -> bool:
    headers = _HEADER.match(head)
    if headers is None or b"\0" in head:
        return False
    names = {line.split(b":")[0].lower() + b":" for line in headers.group().splitlines() if line[:1] not in b" \t"}
    return b"from:" in names and len(names & set(_EML_WANTS)) >= 2


def _package(name: str) -> Callable[[bytes, bytes, int, BinaryIO], bool]:
    def test(head: bytes, tail: bytes, size: int, file: BinaryIO) -> bool:
        return is_open_package(file, size, head, tail, OPEN_PACKAGES[name])

    return test


# Kinds whose content is somebody else's text or package as a whole: it is kept closed, and is not searched.
OPAQUE = frozenset({"TXT", "CSV", "EML", "DOCX", "XLSX"})
TESTS: Mapping[str, Callable[[bytes, bytes, int, BinaryIO], bool]] = {
    "PDF": _pdf,
    "JPEG": _jpeg,
    "PNG": _png,
    "WebP": _riff(b"WEBP"),
    "HEIC": _iso(_FTYP_IMAGE, _FTYP_AUDIO | _FTYP_VIDEO),
    "MP4": _iso(_FTYP_VIDEO, _FTYP_IMAGE | _FTYP_AUDIO),
    "MOV": _mov,
    "MP3": _mp3,
    "M4A": _iso(_FTYP_AUDIO, _FTYP_IMAGE),
    "WAV": _riff(b"WAVE"),
    "TXT": _text,
    "CSV": _text,
    "DOCX": _package("DOCX"),
    "XLSX": _package("XLSX"),
    "EML": _eml,
}
