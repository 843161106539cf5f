"""What is taken, under which name, how much of it, and what may be opened: plain decisions with their reason."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Literal

from webapp.documents.kinds import BY_ENDING, BY_MEDIA_TYPE, FileKind, names
from webapp.errors import Rejected

State = Literal["waiting", "clean", "infected"]
STATES: tuple[State, ...] = ("waiting", "clean", "infected")
Trouble = Literal["", "unreachable", "too_large", "unreadable", "missing"]
TROUBLES: tuple[Trouble, ...] = ("", "unreachable", "too_large", "unreadable", "missing")
LONGEST_NAME = 120
MOST_OF_A_CASE = 300  # versions
LARGEST_CASE_BYTES = 5 * 1024**3
# What one person adds within a day, to any cases: nobody fills the disk alone.
A_DAY = timedelta(days=1)
MOST_OF_A_PERSON = 300  # versions
LARGEST_OF_A_PERSON_BYTES = 10 * 1024**3
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
# While a scan may be running nobody else begins another; a worker that died is followed after this time.
LEASE = timedelta(minutes=10)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Quarantine:
    """How an installation treats files: is a scanner set up, and does the force open files that nothing scanned."""

    scanner: bool
    unscanned_too: bool


def clean_name(sent: str) -> str:
    """A sender's file name as it is kept and shown: no folders, and nothing that cannot be seen or turns the text.

    The ending stays; a name of nothing but such characters becomes "document".
    """
    base = unicodedata.normalize("NFC", sent.replace("\\", "/").rsplit("/", 1)[-1])
    seen = "".join(c if unicodedata.category(c)[0] not in "CZ" or c == " " else " " for c in _without_marks(base))
    line = _SPACES.sub(" ", seen).strip(" .")
    stem, dot, ending = line.rpartition(".")
    if not dot:
        stem, ending = line, ""
    stem = stem.rstrip(" .")[: LONGEST_NAME - 10] or "document"
    return f"{stem}.{ending[:9]}" if ending else stem


def _without_marks(text: str) -> str:
    # Format characters (direction marks, joiners) vanish rather than become a space.
    return "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn"))


def expected_kind(name: str, declared: str) -> FileKind:
    """The kind that a clean name and the browser's declaration promise. Raises Rejected where either is not taken."""
    kind = BY_ENDING.get(PurePosixPath(name).suffix[1:].lower())
    if kind is None:
        raise Rejected(f"This kind of file is not accepted. Choose a file of one of these kinds: {names()}.")
    if not kind.may_be_called(declared.split(";")[0].strip().lower()):
        raise Rejected(
            f"The file is named as {kind.name}, but was sent as another kind. Save it again as {kind.name} and retry."
        )
    return kind


def check_room(versions: int, bytes_before: int, size: int) -> None:
    """Raises Rejected where the case holds as much as one case may."""
    if versions >= MOST_OF_A_CASE:
        raise Rejected(f"This case has {MOST_OF_A_CASE} files, which is the most. Combine some of them.")
    if bytes_before + size > LARGEST_CASE_BYTES:
        limit = LARGEST_CASE_BYTES // 1024**3
        raise Rejected(f"The files of this case would be larger than {limit} GB together. Send a shorter extract.")


def check_share(versions: int, bytes_before: int, size: int) -> None:
    """Raises Rejected where a person has added as much within a day as one person may."""
    if versions >= MOST_OF_A_PERSON or bytes_before + size > LARGEST_OF_A_PERSON_BYTES:
        limit = LARGEST_OF_A_PERSON_BYTES // 1024**3
        raise Rejected(
            f"You have added {versions} files within a day. {MOST_OF_A_PERSON} files or {limit} GB are the most: go on "
            "tomorrow, or ask a colleague of the case."
        )


def locked_because(state: str, trouble: str, quarantine: Quarantine) -> str:
    """Why a version may not be handed out, in a sentence with what happens next; empty where it may."""
    if state == "clean":
        return ""
    if state == "infected":
        return "The virus scanner found something harmful in this file. It stays locked."
    if not quarantine.scanner:
        nobody = "This file was not scanned for viruses, so it cannot be opened. Tell an administrator."
        return "" if quarantine.unscanned_too else nobody
    if trouble == "too_large":
        return "This file is larger than the virus scanner takes, so it stays locked. Tell an administrator."
    if trouble:
        return "The virus scanner could not check this file yet. It is tried again by itself."
    return "This file is being checked for viruses. Load the page again in a minute."


def state_in_words(state: str, trouble: str, quarantine: Quarantine) -> str:
    """The state as a tag on the page."""
    if state == "clean":
        return "No virus found"
    if state == "infected":
        return "Locked: virus found"
    if not quarantine.scanner:
        return "Not scanned"
    return "Could not be scanned" if trouble else "Being checked"


def wait_after(attempts: int) -> timedelta:
    """How long to wait before the next scan: doubling, up to six hours."""
    return min(FIRST_WAIT * (1 << min(attempts, 12)), LONGEST_WAIT)


def kept_as(media_type: str, sha256: str) -> str:
    """The plain name that a download has for programs that read no other: from its digest, never from its sender."""
    return f"document-{sha256[:12]}.{BY_MEDIA_TYPE[media_type].endings[0]}"
