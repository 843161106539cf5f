"""The life of a version: draft → in review → deployed → superseded; an author never publishes their own work."""

import hashlib
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from webapp.engine.operations import DescribedOperation, Operations

# The operations a service task may call. `instances/operations.py` carries each of them out; nothing else is callable.
OPERATIONS: Operations = {
    "record_disclosure_log": DescribedOperation(),
    "take_shared_identity": DescribedOperation(
        writes=frozenset(
            {
                "identity_shared",
                "mandatory_checks_complete",
                "independent_strands",
                "person_level_strand",
                "corroborated_admission",
                "contradiction_unresolved",
                "subject_age_group",
                "subject_status",
                "subject_police_link",
            }
        )
    ),
    "count_views": DescribedOperation(
        writes=frozenset(
            {
                "originator_refused",
                "clean_strands_sufficient",
                "cps_objects",
                "id_procedure_pending",
                "blocking_views_missing",
            }
        )
    ),
    "notify_group": DescribedOperation(
        needs=frozenset({"group"}),
        writes=frozenset({"people_notified"}),
        errors=frozenset({"NOBODY_TO_NOTIFY"}),
        outbound=True,
    ),
}
MAXIMUM_FILE_BYTES = 1_000_000
MAXIMUM_FILES = 300
Kind = Literal["bpmn", "dmn", "form", "other"]
KINDS: dict[str, Kind] = {".bpmn": "bpmn", ".dmn": "dmn", ".form": "form"}
_PATH = re.compile(r"(?:forms/|scenarios/)?[a-z0-9][a-z0-9_-]{0,60}\.(?:bpmn|dmn|form|toml|yaml)")


class State(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    DEPLOYED = "deployed"
    SUPERSEDED = "superseded"


def may_be_path(path: str) -> bool:
    """Whether a package may hold a file of this name."""
    return _PATH.fullmatch(path) is not None


def kind_of(path: str) -> Kind:
    """What a file is: bpmn, dmn, form, or other."""
    return next((kind for ending, kind in KINDS.items() if path.endswith(ending)), "other")


def checksum(files: Mapping[str, bytes]) -> str:
    """The SHA-256 of a package's whole content, whatever the order its files were read in."""
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(f"{path}\0{len(files[path])}\0".encode())
        whole.update(files[path])
    return whole.hexdigest()
