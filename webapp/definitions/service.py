"""Drafts are edited, checked, submitted and published; a published version never changes again."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import DefinitionFacts, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.clock import now
from webapp.database import session
from webapp.definitions import rules
from webapp.definitions.bundle import load_bundle, read_bundle
from webapp.definitions.gate import problems_in
from webapp.definitions.model import DefinitionFile, ProcessDefinition
from webapp.definitions.queries import by_id, files_of, latest_deployed
from webapp.definitions.rules import State
from webapp.definitions.views import Saved
from webapp.errors import Conflict, DefinitionRefused, NotFound, Rejected


def install(actor: Actor, files: Mapping[str, bytes], author_id: UUID) -> UUID:
    """Deploys a package that came with the release, at set-up; the release's own review stands for the second person.

    Raises DefinitionRefused with every problem, and Rejected for anybody but the system.
    """
    if not actor.is_system:
        raise Rejected("A package is installed by the set-up command; designers submit and publish.")
    bundle = read_bundle(files)
    key = bundle.settings.key
    same = (
        session()
        .scalars(
            select(ProcessDefinition).where(
                ProcessDefinition.key == key,
                ProcessDefinition.checksum == bundle.checksum,
                ProcessDefinition.state == State.DEPLOYED,
            )
        )
        .first()
    )
    if same is not None:
        return same.id
    version = _new_version(key, bundle.settings.title, author_id, files)
    _deploy(version, actor)
    return version.id


def start_draft(actor: Actor, key: str) -> UUID:
    """The id of a new draft that begins as a copy of the deployed version."""
    require(actor, Action.EDIT_DEFINITION)
    deployed = by_id(latest_deployed(key))
    draft = _new_version(key, deployed.title, actor.id, files_of(deployed))
    audit.record(Event.DRAFT_CREATED, actor.id, detail={"definition": str(draft.id), "key": key})
    return draft.id


def save_file(actor: Actor, version_id: UUID, path: str, content: str, revision: int) -> Saved:
    """Keeps a file of a draft, problems and all, and says what the check finds in the package now.

    A new file is saved with revision 0. Raises Conflict when somebody else saved first, Rejected for a name or size
    that no package may hold.
    """
    draft = _locked(version_id)
    require(actor, Action.EDIT_DEFINITION, _facts(draft))
    _must_be(draft, State.DRAFT, "Only a draft can be changed. Start a new draft of this package.")
    if not rules.may_be_path(path):
        raise Rejected("Name the file with small letters, digits, dashes or underscores and a known ending.")
    try:
        data = content.encode("utf-8")
    except UnicodeEncodeError:
        raise Rejected("The file holds characters that are no text. Save it as UTF-8 and try again.") from None
    if len(data) > rules.MAXIMUM_FILE_BYTES:
        raise Rejected("The file is larger than 1 MB. Split the diagram into called processes.")
    file = session().get(DefinitionFile, (version_id, path), with_for_update=True)
    if (file.revision if file else 0) != revision:
        raise Conflict(
            "This file was saved since you opened it, perhaps in another window. "
            "Copy your change, reload, and make it again."
        )
    if file is None:
        file = DefinitionFile(definition_id=version_id, path=path, content=data, revision=0)
        draft.files.append(file)
    file.content = data
    file.revision += 1
    session().flush()
    audit.record(Event.DRAFT_SAVED, actor.id, detail={"definition": str(version_id), "path": path})
    return Saved(file.revision, problems_in(files_of(draft)))


def submit(actor: Actor, version_id: UUID, note: str) -> None:
    """Hands a draft over for publication. Raises DefinitionRefused with every problem that the check finds."""
    draft = _locked(version_id)
    require(actor, Action.SUBMIT_DEFINITION, _facts(draft))
    _must_be(draft, State.DRAFT, "This version was submitted already.")
    if not note.strip():
        raise Rejected("Say what you changed and why, for the person who publishes it.", field="note")
    files = files_of(draft)
    if problems := problems_in(files):
        raise DefinitionRefused(problems)
    draft.state = State.IN_REVIEW
    draft.note = note.strip()[:2000]
    draft.submitted_at = now()
    draft.checksum = rules.checksum(files)
    audit.record(Event.DRAFT_SUBMITTED, actor.id, detail={"definition": str(version_id), "checksum": draft.checksum})


def publish(actor: Actor, version_id: UUID) -> None:
    """Makes a submitted version the one that new cases run. The check is made again on the very bytes published."""
    version = _locked(version_id)
    require(actor, Action.PUBLISH_DEFINITION, _facts(version))
    _must_be(version, State.IN_REVIEW, "Only a version that was submitted can be published.")
    files = files_of(version)
    if rules.checksum(files) != version.checksum:
        raise Conflict("This version is not the one that was submitted. Return it to its author.")
    if problems := problems_in(files):
        raise DefinitionRefused(problems)
    version.publisher_id = actor.id
    _deploy(version, actor)


def return_to_author(actor: Actor, version_id: UUID, reason: str) -> None:
    """Makes a submitted version a draft again, with the reason for its author."""
    version = _locked(version_id)
    require(actor, Action.RETURN_DEFINITION, _facts(version))
    _must_be(version, State.IN_REVIEW, "Only a version that was submitted can be returned.")
    if not reason.strip():
        raise Rejected("Say what has to be changed, for the author.", field="reason")
    version.state = State.DRAFT
    version.note = reason.strip()[:2000]
    version.checksum = ""
    audit.record(Event.DEFINITION_RETURNED, actor.id, detail={"definition": str(version_id)})


def _one_at_a_time(key: str) -> None:
    """Of two who begin or publish versions of one package the second waits, and then sees what the first has done.

    The package's oldest version is held, but not against cases that begin on it meanwhile.
    """
    oldest = select(ProcessDefinition.id).where(ProcessDefinition.key == key).order_by(ProcessDefinition.version)
    session().execute(oldest.limit(1).with_for_update(key_share=True)).all()


def _new_version(key: str, title: str, author_id: UUID, files: Mapping[str, bytes]) -> ProcessDefinition:
    _one_at_a_time(key)
    last = session().scalar(select(func.max(ProcessDefinition.version)).where(ProcessDefinition.key == key))
    version = ProcessDefinition(key=key, version=(last or 0) + 1, title=title, author_id=author_id, state=State.DRAFT)
    version.files = [DefinitionFile(path=path, content=files[path], revision=1) for path in sorted(files)]
    session().add(version)
    session().flush()
    return version


def _deploy(version: ProcessDefinition, actor: Actor) -> None:
    _one_at_a_time(version.key)
    for older in session().scalars(
        select(ProcessDefinition).where(ProcessDefinition.key == version.key, ProcessDefinition.state == State.DEPLOYED)
    ):
        older.state = State.SUPERSEDED
    version.state = State.DEPLOYED
    version.checksum = rules.checksum(files_of(version))
    version.title = load_bundle(files_of(version)).settings.title
    version.deployed_at = now()
    session().flush()
    detail = {"definition": str(version.id), "version": version.version, "checksum": version.checksum}
    audit.record(Event.DEFINITION_DEPLOYED, actor.id, detail=detail)


def _locked(version_id: UUID) -> ProcessDefinition:
    found = session().get(ProcessDefinition, version_id, with_for_update=True)
    if found is None:
        raise NotFound("There is no such version.")
    return found


def _must_be(version: ProcessDefinition, state: State, sentence: str) -> None:
    if version.state != state:
        raise Conflict(sentence)


def _facts(version: ProcessDefinition) -> DefinitionFacts:
    return DefinitionFacts(author=version.author_id, state=version.state)
