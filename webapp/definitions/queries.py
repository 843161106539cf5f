"""Versions as designers, publishers and running instances read them."""

from uuid import UUID

from sqlalchemy import select

from webapp.access import queries as people
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import Allowed, DefinitionFacts, Denied, may, require
from webapp.database import session
from webapp.definitions import rules
from webapp.definitions.bundle import Bundle, load_bundle
from webapp.definitions.diff import changes_between
from webapp.definitions.gate import problems_in
from webapp.definitions.model import DefinitionFile, ProcessDefinition
from webapp.definitions.rules import State
from webapp.definitions.views import FileContent, FileRow, PackageRow, RegisterView, VersionRow, VersionView
from webapp.errors import Conflict, NotFound

KEPT_BUNDLES = 64
_known: dict[str, Bundle] = {}


def packages(actor: Actor) -> list[PackageRow]:
    """Every package with its versions, newest first."""
    require(actor, Action.VIEW_DEFINITIONS)
    versions = list(session().scalars(select(ProcessDefinition).order_by(ProcessDefinition.version.desc())))
    names = people.names_of({version.author_id for version in versions})
    rows: dict[str, list[ProcessDefinition]] = {}
    for version in versions:
        rows.setdefault(version.key, []).append(version)
    return [
        PackageRow(
            key=key,
            title=of_key[0].title,
            deployed=next((v.version for v in of_key if v.state == State.DEPLOYED), None),
            versions=[_row(v, names.get(v.author_id, "")) for v in of_key],
        )
        for key, of_key in sorted(rows.items())
    ]


def version(actor: Actor, version_id: UUID) -> VersionView:
    """One version with its files, its problems and what the actor may do with it."""
    require(actor, Action.VIEW_DEFINITIONS)
    found = by_id(version_id)
    files = files_of(found)
    facts = DefinitionFacts(author=found.author_id, state=found.state)
    edit = may(actor, Action.EDIT_DEFINITION, facts)
    publish = may(actor, Action.PUBLISH_DEFINITION, facts)
    is_draft, in_review = found.state == State.DRAFT, found.state == State.IN_REVIEW
    refusal = publish.reason if isinstance(publish, Denied) and in_review else ""
    return VersionView(
        row=_row(found, people.names_of({found.author_id}).get(found.author_id, "")),
        key=found.key,
        title=found.title,
        files=[FileRow(path, rules.kind_of(path), path.rsplit("/", 1)[-1]) for path in sorted(files)],
        problems=problems_in(files) if is_draft or in_review else [],
        can_edit=is_draft and isinstance(edit, Allowed),
        can_submit=is_draft and isinstance(may(actor, Action.SUBMIT_DEFINITION, facts), Allowed),
        can_publish=in_review and isinstance(publish, Allowed),
        refusal=refusal,
    )


def content(actor: Actor, version_id: UUID, path: str) -> FileContent:
    """The text of one file, with the revision that a save must name."""
    require(actor, Action.VIEW_DEFINITIONS)
    found = by_id(version_id)
    file = session().get(DefinitionFile, (version_id, path))
    if file is None:
        raise NotFound("This version has no such file.")
    facts = DefinitionFacts(author=found.author_id, state=found.state)
    may_edit = isinstance(may(actor, Action.EDIT_DEFINITION, facts), Allowed)
    return FileContent(file.content.decode("utf-8"), file.revision, found.state == State.DRAFT and may_edit)


def changes(actor: Actor, version_id: UUID) -> list[str]:
    """What this version changes against the one in use, or changed against the one it replaced, in sentences."""
    require(actor, Action.VIEW_DEFINITIONS)
    found = by_id(version_id)
    before = _deployed(found.key) if found.deployed_at is None else _replaced_by(found)
    return changes_between(files_of(before), files_of(found)) if before is not None else []


def registers(actor: Actor) -> list[RegisterView]:
    """The guidance registers of the packages in use."""
    require(actor, Action.READ_GUIDANCE)
    query = select(ProcessDefinition).where(ProcessDefinition.state == State.DEPLOYED).order_by(ProcessDefinition.key)
    found = [_register(each) for each in session().scalars(query)]
    return [view for view in found if view.register.title]


def register_of(actor: Actor, version_id: UUID) -> RegisterView:
    """The guidance register of a version that is or was in use. Raises NotFound for any other."""
    require(actor, Action.READ_GUIDANCE)
    found = by_id(version_id)
    if found.deployed_at is None:
        raise NotFound("This version has not been published.")
    view = _register(found)
    if not view.register.title:
        raise NotFound("This version has no guidance register.")
    return view


def latest_deployed(key: str) -> UUID:
    """The version that new instances of a package start on. Raises NotFound when none is published."""
    deployed = _deployed(key)
    if deployed is None:
        raise NotFound(f"No version of {key} has been published yet.")
    return deployed.id


def published(key: str) -> list[ProcessDefinition]:
    """The versions of a package that are or were in use, newest first."""
    return list(
        session().scalars(
            select(ProcessDefinition)
            .where(ProcessDefinition.key == key, ProcessDefinition.deployed_at.is_not(None))
            .order_by(ProcessDefinition.version.desc())
        )
    )


def bundle(version_id: UUID) -> Bundle:
    """The content an instance of this version runs on; read once per process and checked against its checksum."""
    found = by_id(version_id)
    known = _known.get(found.checksum)
    if known is None:
        files = files_of(found)
        if rules.checksum(files) != found.checksum:
            raise Conflict("The stored version is not as it was published. Tell the administrator; nothing was run.")
        if len(_known) >= KEPT_BUNDLES:
            _known.clear()
        known = _known[found.checksum] = load_bundle(files)
    return known


def number_of(version_id: UUID) -> int:
    """The version number people know a version by."""
    return by_id(version_id).version


def file_of(version_id: UUID, path: str) -> bytes:
    """One file of a version, as it was published."""
    file = session().get(DefinitionFile, (version_id, path))
    if file is None:
        raise NotFound("This version has no such file.")
    return file.content


def by_id(version_id: UUID) -> ProcessDefinition:
    """The version with this id. Raises NotFound."""
    found = session().get(ProcessDefinition, version_id)
    if found is None:
        raise NotFound("There is no such version.")
    return found


def files_of(found: ProcessDefinition) -> dict[str, bytes]:
    """All files of a version by path."""
    return {file.path: file.content for file in found.files}


def _replaced_by(version: ProcessDefinition) -> ProcessDefinition | None:
    return (
        session()
        .scalars(
            select(ProcessDefinition)
            .where(ProcessDefinition.key == version.key, ProcessDefinition.deployed_at < version.deployed_at)
            .order_by(ProcessDefinition.deployed_at.desc())
        )
        .first()
    )


def _deployed(key: str) -> ProcessDefinition | None:
    return (
        session()
        .scalars(
            select(ProcessDefinition)
            .where(ProcessDefinition.key == key, ProcessDefinition.state == State.DEPLOYED)
            .order_by(ProcessDefinition.version.desc())
            .limit(1)
        )
        .one_or_none()
    )


def _register(found: ProcessDefinition) -> RegisterView:
    return RegisterView(found.version, found.state == State.DEPLOYED, bundle(found.id).guidance)


def _row(found: ProcessDefinition, author: str) -> VersionRow:
    return VersionRow(
        id=found.id,
        version=found.version,
        state=found.state,
        author_name=author,
        created_at=found.created_at,
        note=found.note,
    )
