"""Every honest kind of file is taken; everything that is not what it says, or is something more, is refused."""

import io
import struct

import pytest

from tests.fixtures.evidence import HONEST, OFFICE, archive, box, iso, pdf, png, riff
from webapp.documents import content
from webapp.documents.kinds import KINDS
from webapp.documents.rules import expected_kind
from webapp.errors import Rejected

HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
ZIP = archive("a.txt")
JAR = archive("META-INF/MANIFEST.MF", "A.class")
JPEG = HONEST["photo.jpg"]
# Name, content, and a word of the sentence that must say why.
HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.pdf", b"", "empty"),
    "page as page": ("a.html", HTML, "not accepted"),
    "picture language": ("a.svg", SVG, "not accepted"),
    "script": ("a.js", b"alert(1)", "not accepted"),
    "shell script": ("a.sh", b"#!/bin/sh\nid\n", "not accepted"),
    "program": ("a.exe", b"MZ\x90", "not accepted"),
    "archive": ("a.zip", ZIP, "not accepted"),
    "archive in an archive's clothes": ("a.tar.gz", b"\x1f\x8b\x08", "not accepted"),
    "macro document": ("a.docm", archive(*OFFICE, "word/document.xml", "word/vbaProject.bin"), "not accepted"),
    "no ending": ("photo", JPEG, "not accepted"),
    "two endings, the last a program": ("photo.jpg.exe", JPEG, "not accepted"),
    "ending turned round": ("photo\u202egpj.exe", JPEG, "not accepted"),
    "page as picture": ("a.jpg", HTML, "content is not"),
    "page as text": ("a.txt", HTML, "content is not"),
    "page after white space": ("a.txt", b"\n\n   \t" + HTML, "content is not"),
    "page after a sentence": ("a.csv", b"hello <script src=//e.example></script>", "content is not"),
    "page in UTF-16": ("a.txt", HTML.decode().encode("utf-16"), "content is not"),
    "picture language as text": ("a.txt", SVG, "content is not"),
    "feed as text": ("a.txt", b"<?xml version='1.0'?><x/>", "content is not"),
    "picture language as picture": ("a.png", SVG, "content is not"),
    "script as text": ("a.txt", b"#!/bin/sh\nid\n", "program"),
    "program as text": ("a.txt", b"MZ\x90\0\3", "program"),
    "program as picture": ("a.png", b"\x7fELF\2\1\1", "program"),
    "binary as text": ("a.txt", b"hello\0world", "content is not"),
    "archive as Word": ("a.docx", ZIP, "content is not"),
    "Java as Word": ("a.docx", archive(*OFFICE, "word/document.xml", "META-INF/MANIFEST.MF"), "content is not"),
    "macros in Word": ("a.docx", archive(*OFFICE, "word/document.xml", "word/vbaProject.bin"), "content is not"),
    "program in Excel": ("a.xlsx", archive(*OFFICE, "xl/workbook.xml", "xl/x.exe"), "content is not"),
    "way out of the folder": ("a.docx", archive(*OFFICE, "word/document.xml", "../../x.xml"), "content is not"),
    "Word behind a page": ("a.docx", HTML + archive(*OFFICE, "word/document.xml"), "content is not"),
    "Word before a page": ("a.docx", archive(*OFFICE, "word/document.xml") + HTML, "content is not"),
    "Excel as Word": ("a.docx", archive(*OFFICE, "xl/workbook.xml"), "content is not"),
    "cut-off Word": ("a.docx", archive(*OFFICE, "word/document.xml")[:-9], "content is not"),
    "picture with an archive": ("a.jpg", JPEG + ZIP, "archive"),
    "picture with Java": ("a.png", png()[:-12] + JAR + png()[-12:], "archive"),
    "picture with a page": ("a.jpg", JPEG[:-2] + HTML + b"\xff\xd9", "web page"),
    "picture with PHP": ("a.jpg", JPEG[:-2] + b"<?PHP system($_GET[0]);" + b"\xff\xd9", "web page"),
    "picture with RAR": ("a.jpg", JPEG + b"Rar!\x1a\x07\0" + b"x" * 70_000, "content is not"),
    "sound with RAR": ("a.wav", riff(b"WAVE", b"data" + b"Rar!\x1a\x07\0"), "archive"),
    "PDF with a page": ("a.pdf", pdf().replace(b"endobj", b"<script>1</script>endobj"), "web page"),
    "PDF with an archive": ("a.pdf", pdf() + ZIP + b"\n%%EOF", "archive"),
    "PDF that begins later": ("a.pdf", b"GIF89a" + pdf(), "content is not"),
    "PDF without an end": ("a.pdf", pdf().replace(b"%%EOF", b""), "content is not"),
    "PDF in name only": ("a.pdf", JPEG, "content is not"),
    "picture in name only": ("a.jpg", pdf(), "content is not"),
    "picture with more behind": ("a.png", png() + b"more", "content is not"),
    "WebP with a wrong length": ("a.webp", riff(b"WEBP") + b"more", "content is not"),
    "film of boxes that overrun": ("a.mp4", iso(b"isom") + struct.pack(">I", 999) + b"free", "content is not"),
    "film with a page in a box": ("a.mp4", iso(b"isom") + box(b"free", HTML), "web page"),
    "film whose boxes stand still": ("a.mp4", iso(b"isom") + b"\0\0\0\1free" + b"\0" * 8, "content is not"),
    "photo as film": ("a.mp4", iso(b"heic", b"isom"), "content is not"),
    "film as photo": ("a.heic", iso(b"isom", b"heic"), "content is not"),
    "sound that is none": ("a.mp3", b"\xff\xff\xff\xff" + b"\0" * 100, "content is not"),
    "sound whose mark lies": ("a.mp3", b"ID3\4\0\0\xff\xff\xff\xff" + b"\0" * 40, "content is not"),
    "sound with a mark longer than itself": ("a.mp3", b"ID3\4\0\0\x7f\x7f\x7f\x7f" + b"\0" * 40, "content is not"),
    "mail that is a page": ("a.eml", HTML, "content is not"),
    "mail without a sender": ("a.eml", b"X-A: 1\r\nX-B: 2\r\n\r\nx", "content is not"),
}


def take(name: str, data: bytes, declared: str = "") -> None:
    from webapp.documents.rules import clean_name

    kind = expected_kind(clean_name(name), declared)
    content.check(io.BytesIO(data), len(data), kind)


def test_there_is_an_honest_file_of_every_kind() -> None:
    assert {expected_kind(name, "").name for name in HONEST} == {kind.name for kind in KINDS} == set(content.TESTS)


@pytest.mark.parametrize("name", HONEST)
def test_honest_file_is_taken(name: str) -> None:
    take(name, HONEST[name], expected_kind(name, "").media_type)


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_file_is_refused_in_a_sentence(case: str) -> None:
    name, data, word = HOSTILE[case]
    with pytest.raises(Rejected, match=word) as refused:
        take(name, data)
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize("name", HONEST)
def test_a_file_is_taken_under_no_other_name(name: str) -> None:
    own = expected_kind(name, "")
    alike = {"TXT", "CSV"} if own.name in {"TXT", "CSV"} else {own.name}
    for other in KINDS:
        if other.name in alike:
            continue
        with pytest.raises(Rejected):
            take(f"a.{other.endings[0]}", HONEST[name])


@pytest.mark.parametrize("declared", ["text/html", "image/svg+xml", "application/zip", "image/png", "IMAGE/GIF; x=1"])
def test_declared_type_must_agree(declared: str) -> None:
    with pytest.raises(Rejected, match="sent as another kind"):
        take("photo.jpg", JPEG, declared)


def test_sign_across_two_pieces_is_found() -> None:
    filler = b"\x11" * (content.CHUNK - len(JPEG) + 3)
    with pytest.raises(Rejected, match="web page"):
        take("a.jpg", JPEG[:-2] + filler + b"<script>" + b"\xff\xd9")
