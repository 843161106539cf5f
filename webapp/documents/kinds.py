"""The kinds of file that are taken as evidence: their endings, and what a browser may call them."""

from collections.abc import Mapping
from dataclasses import dataclass

# What a browser says when it does not know the kind; the ending and the content decide then.
UNTOLD = frozenset({"", "application/octet-stream"})


@dataclass(frozen=True)
class FileKind:
    """One kind: its name on pages, its endings, the type it is handed out with, and other types browsers call it."""

    name: str
    endings: tuple[str, ...]
    media_type: str
    also_called: frozenset[str] = frozenset()

    def may_be_called(self, declared: str) -> bool:
        """Whether a browser may declare this kind so."""
        return declared in UNTOLD or declared == self.media_type or declared in self.also_called


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: tuple[FileKind, ...] = (
    FileKind("PDF", ("pdf",), "application/pdf", frozenset({"application/x-pdf"})),
    FileKind("JPEG", ("jpg", "jpeg"), "image/jpeg", frozenset({"image/jpg", "image/pjpeg"})),
    FileKind("PNG", ("png",), "image/png", frozenset({"image/x-png"})),
    FileKind("WebP", ("webp",), "image/webp"),
    FileKind("HEIC", ("heic", "heif"), "image/heic", frozenset({"image/heif", "image/heic-sequence"})),
    FileKind("MP4", ("mp4",), "video/mp4", frozenset({"application/mp4"})),
    FileKind("MOV", ("mov",), "video/quicktime"),
    FileKind("MP3", ("mp3",), "audio/mpeg", frozenset({"audio/mp3", "audio/x-mpeg"})),
    FileKind("M4A", ("m4a",), "audio/mp4", frozenset({"audio/x-m4a", "audio/m4a"})),
    FileKind("WAV", ("wav",), "audio/wav", frozenset({"audio/x-wav", "audio/wave", "audio/vnd.wave"})),
    FileKind("TXT", ("txt",), "text/plain"),
    FileKind("CSV", ("csv",), "text/csv", frozenset({"text/plain", "application/vnd.ms-excel", "application/csv"})),
    FileKind("DOCX", ("docx",), f"{_OFFICE}wordprocessingml.document"),
    FileKind("XLSX", ("xlsx",), f"{_OFFICE}spreadsheetml.sheet"),
    FileKind("EML", ("eml",), "message/rfc822"),
)
BY_ENDING: Mapping[str, FileKind] = {ending: kind for kind in KINDS for ending in kind.endings}
BY_MEDIA_TYPE: Mapping[str, FileKind] = {kind.media_type: kind for kind in KINDS}


def names() -> str:
    """Every kind as the middle of a sentence."""
    *others, last = [kind.name for kind in KINDS]
    return f"{', '.join(others)} or {last}"


def endings() -> str:
    """Every ending as the accept attribute of a file input."""
    return ",".join(f".{ending}" for ending in BY_ENDING)
