"""Whether a file is a Word or Excel file and not any other archive, told from its list of contents alone.

No part of it is unpacked: only the end record and the names in the list of contents are read, within limits.
"""

import struct
from collections.abc import Mapping
from typing import BinaryIO

END = b"PK\x05\x06"
ENTRY = b"PK\x01\x02"
END_BYTES, ENTRY_BYTES = 22, 46
MOST_ENTRIES = 5000
LARGEST_LIST = 1024 * 1024
OPEN_PACKAGES: Mapping[str, str] = {"DOCX": "word/document.xml", "XLSX": "xl/workbook.xml"}
_EVERY = "[Content_Types].xml"
_UTF8 = 0x800
_ENCRYPTED = 0x1
# Macros, programs and further archives inside a package.
_UNWANTED = (".bin", ".exe", ".dll", ".js", ".vbs", ".jar", ".class", ".zip", ".ps1", ".bat", ".hta", ".scr", ".com")
_HARMLESS = ("printersettings",)  # Excel keeps the printer's settings in a .bin of its own


def is_open_package(file: BinaryIO, size: int, head: bytes, tail: bytes, main_part: str) -> bool:
    """Whether the file is one whole archive, nothing before or behind it, that holds this main part and no program."""
    if head[:4] != b"PK\x03\x04" or tail[-END_BYTES:][:4] != END:
        return False  # Office writes no comment, so the end record is the last thing in the file
    _, disk, first_disk, here, total, length, offset, comment = struct.unpack("<4sHHHHIIH", tail[-END_BYTES:])
    if disk or first_disk or comment or here != total or not 0 < total <= MOST_ENTRIES or length > LARGEST_LIST:
        return False
    if offset + length + END_BYTES != size:
        return False
    file.seek(offset)
    names = _names(file.read(length), total)
    return names is not None and _EVERY in names and main_part in names and not any(map(_is_unwanted, names))


def _is_unwanted(name: str) -> bool:
    lowered = name.lower()
    if lowered.startswith(("/", "meta-inf/")) or ".." in lowered.split("/"):
        return True
    return lowered.endswith(_UNWANTED) and not any(part in lowered for part in _HARMLESS)


def _names(listed: bytes, total: int) -> list[str] | None:
    """The names in the list of contents; None where it is not as it should be."""
    found, at = [], 0
    for _ in range(total):
        entry = listed[at : at + ENTRY_BYTES]
        if len(entry) < ENTRY_BYTES or entry[:4] != ENTRY:
            return None
        flags = int.from_bytes(entry[8:10], "little")
        name, extra, comment = struct.unpack("<HHH", entry[28:34])
        if flags & _ENCRYPTED or not name:
            return None
        raw = listed[at + ENTRY_BYTES : at + ENTRY_BYTES + name]
        found.append(raw.decode("utf-8" if flags & _UTF8 else "cp437", "replace"))
        at += ENTRY_BYTES + name + extra + comment
    return found if at == len(listed) else None
