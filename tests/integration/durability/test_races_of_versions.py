"""Versions are drafted and published by two people at once, and while a case begins: one version is in use."""

from uuid import UUID

import pytest
from sqlalchemy import select

from tests.fixtures import trial as packages
from tests.fixtures.trial import Trial
from tests.integration.durability.racing import Act, both, sound
from webapp.access.actor import Actor
from webapp.database import session
from webapp.definitions import service as definitions
from webapp.definitions.model import ProcessDefinition
from webapp.instances.model import ProcessInstance


@pytest.fixture
def designers(trial: Trial) -> list[Actor]:
    """Two who write and publish; each publishes what the other wrote."""
    return [trial.person(login, "process_designer", "process_publisher") for login in ("petra", "pia")]


def submitted(trial: Trial, author: Actor) -> UUID:
    """A new version that waits to be published."""
    with trial.database.transaction():
        draft = definitions.start_draft(author, packages.KEY)
        definitions.submit(author, draft, "As before.")
    return draft


def publishing(trial: Trial, publisher: Actor, version_id: UUID) -> Act:
    def act() -> None:
        with trial.database.transaction():
            definitions.publish(publisher, version_id)

    return act


def in_use(trial: Trial) -> list[UUID]:
    with trial.database.transaction():
        query = select(ProcessDefinition.id).where(ProcessDefinition.state == "deployed")
        return list(session().scalars(query))


def test_publishing_and_starting(trial: Trial, designers: list[Actor], tries: list[bool]) -> None:
    """A case begins on the version before or on the new one, and stays there."""
    petra, pia = designers
    for swap in tries:
        [old] = in_use(trial)
        new = submitted(trial, petra)
        begun: list[UUID] = []
        assert both(publishing(trial, pia, new), lambda begun=begun: begun.append(trial.start()), swap=swap) == (
            True,
            True,
        )
        assert in_use(trial) == [new]
        with trial.database.transaction():
            assert session().get_one(ProcessInstance, begun[0]).definition_id in {old, new}
        assert set(trial.open(begun[0])) == {"ask"}
        sound(trial, begun[0])


def test_publishing_two_versions(trial: Trial, designers: list[Actor], tries: list[bool]) -> None:
    """Whichever is published last is the one in use, and the only one."""
    petra, pia = designers
    for swap in tries:
        versions = submitted(trial, petra), submitted(trial, pia)
        acts = publishing(trial, pia, versions[0]), publishing(trial, petra, versions[1])
        assert both(*acts, swap=swap) == (True, True)
        assert len(in_use(trial)) == 1
        assert set(in_use(trial)) < set(versions)


def test_beginning_two_drafts(trial: Trial, designers: list[Actor], tries: list[bool]) -> None:
    """Two designers begin at once: each draft has a number of its own."""
    for swap in tries:
        made: list[UUID] = []

        def begin(designer: Actor, made: list[UUID] = made) -> Act:
            def act() -> None:
                with trial.database.transaction():
                    made.append(definitions.start_draft(designer, packages.KEY))

            return act

        assert both(begin(designers[0]), begin(designers[1]), swap=swap) == (True, True)
        with trial.database.transaction():
            numbers = session().scalars(select(ProcessDefinition.version).where(ProcessDefinition.id.in_(made))).all()
            assert len(set(numbers)) == 2
