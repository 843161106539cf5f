"""Documents as people read them, and those that wait for the scanner."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import select

from webapp.access import queries as people
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.fields import WORDS, FieldGroup, shown_to, shows
from webapp.access.rules import CaseFacts, require
from webapp.clock import now
from webapp.database import session
from webapp.documents import rules
from webapp.documents.kinds import BY_MEDIA_TYPE
from webapp.documents.model import Document, DocumentVersion
from webapp.errors import NotFound


@dataclass(frozen=True)
class VersionRow:
    """One copy of a document; `refusal` says why it cannot be opened, or is empty."""

    id: UUID
    number: int
    name: str
    kind: str
    size_bytes: int
    sha256: str
    uploaded_by_name: str
    uploaded_at: datetime
    state: str
    state_words: str
    refusal: str


@dataclass(frozen=True)
class MoveRow:
    """That a document came to be about another part of the case."""

    before: str
    after: str
    reason: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class DocumentRow:
    """One document with its copies, the newest first, and its moves, the oldest first."""

    id: UUID
    field_group: str
    group: str
    versions: tuple[VersionRow, ...]
    moves: tuple[MoveRow, ...] = ()

    @property
    def newest(self) -> VersionRow:
        """The copy that counts now."""
        return self.versions[0]


@dataclass(frozen=True)
class Choice:
    """A document as one of the answers to a question of a form."""

    id: UUID
    name: str
    locked: bool


def of_case(actor: Actor, case_id: UUID, facts: CaseFacts, quarantine: rules.Quarantine) -> list[DocumentRow]:
    """The documents of a case, oldest first. Raises NotFound where the actor may not see the case."""
    require(actor, Action.VIEW_CASE, facts)
    rows = _of_case(actor, case_id)
    names = people.names_of({version.uploaded_by for document in rows for version in document.versions})
    return [_row(document, names, quarantine) for document in rows]


def one(actor: Actor, case_id: UUID, facts: CaseFacts, document_id: UUID, quarantine: rules.Quarantine) -> DocumentRow:
    """One document of a case. Raises NotFound."""
    require(actor, Action.VIEW_CASE, facts)
    document = session().get(Document, document_id)
    if document is None or document.case_id != case_id or not shows(actor, document.field_group):
        raise NotFound
    names = people.names_of({row.uploaded_by for row in document.versions} | {row.moved_by for row in document.moves})
    # Whoever does not see the part that it came from learns that it came, and not from where or why.
    moves = tuple(
        MoveRow(
            before=WORDS[FieldGroup(row.from_group)] if shows(actor, row.from_group) else "",
            after=WORDS[FieldGroup(row.to_group)] if shows(actor, row.to_group) else "",
            reason=row.reason if shows(actor, row.from_group) and shows(actor, row.to_group) else "",
            by_name=names.get(row.moved_by, ""),
            at=row.at,
        )
        for row in document.moves
    )
    return replace(_row(document, names, quarantine), moves=moves)


def choices(actor: Actor, case_id: UUID) -> list[Choice]:
    """Those that the person sees, as answers of a form, for pages whose service has asked the policy already."""
    return [
        Choice(document.id, document.versions[-1].name, document.versions[-1].state == "infected")
        for document in _of_case(actor, case_id)
    ]


def due(limit: int) -> list[UUID]:
    """The versions to scan now, the longest waiting first."""
    return list(
        session().scalars(
            select(DocumentVersion.id)
            .where(DocumentVersion.state == "waiting", DocumentVersion.attempt_at <= now())
            .order_by(DocumentVersion.attempt_at)
            .limit(limit)
        )
    )


def unknown_of(names: Iterator[str], at_once: int = 500) -> Iterator[str]:
    """Those stored names that no version has: what was sent but never became part of a case."""
    while batch := set(islice(names, at_once)):
        yield from sorted(batch - _known(batch))


def _known(names: Collection[str]) -> set[str]:
    return set(session().scalars(select(DocumentVersion.stored_as).where(DocumentVersion.stored_as.in_(names))))


def _of_case(actor: Actor, case_id: UUID) -> list[Document]:
    """Those of the groups that the person sees; of the others nothing is said, not even how many there are."""
    query = select(Document).where(Document.case_id == case_id, Document.field_group.in_(sorted(shown_to(actor))))
    return list(session().scalars(query.order_by(Document.added_at, Document.id)))


def _row(document: Document, names: dict[UUID, str], quarantine: rules.Quarantine) -> DocumentRow:
    return DocumentRow(
        document.id,
        document.field_group,
        WORDS[FieldGroup(document.field_group)],
        tuple(
            VersionRow(
                id=version.id,
                number=version.number,
                name=version.name,
                kind=BY_MEDIA_TYPE[version.media_type].name,
                size_bytes=version.size_bytes,
                sha256=version.sha256,
                uploaded_by_name=names.get(version.uploaded_by, ""),
                uploaded_at=version.uploaded_at,
                state=version.state,
                state_words=rules.state_in_words(version.state, version.trouble, quarantine),
                refusal=rules.locked_because(version.state, version.trouble, quarantine),
            )
            for version in reversed(document.versions)
        ),
    )
