"""A whole worked case moved to and fro between two versions of the package: the law counts what was done on each."""

from uuid import UUID

import pytest
from sqlalchemy import select, update

from webapp.access import service as access
from webapp.access.actor import SYSTEM, SYSTEM_ID
from webapp.cli.files import package_files
from webapp.clock import now
from webapp.database import Database, session
from webapp.definitions import service as definitions
from webapp.engine.migration import propose
from webapp.instances import moving, queries
from webapp.instances.model import CaseMove, MovePlan, PathEntry, ProcessInstance
from webapp.scenarios.cast import Cast
from webapp.scenarios.package import CaseRun
from webapp.scenarios.steps import Complete
from webapp.scenarios.usual import scenario_of

PACKAGE = "right_to_know"
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def versions(database: Database) -> list[UUID]:
    with database.transaction():
        access.ensure_system_user()
        # Written otherwise, and so another version, in which every step is what it was.
        files = package_files(PACKAGE).items()
        second = {path: content.replace(b"<bpmn:userTask id", b"<bpmn:userTask  id") for path, content in files}
        later = definitions.install(SYSTEM, second, SYSTEM_ID)
        return [definitions.install(SYSTEM, package_files(PACKAGE), SYSTEM_ID), later]


class Mover:
    """Moves the one case there is to the other version, as an approved plan does."""

    def __init__(self, database: Database, versions: list[UUID]) -> None:
        self.database = database
        self.versions = versions
        self.count = 0

    def move(self) -> CaseMove:
        source, target = self.versions
        with self.database.transaction():
            instance = session().scalars(select(ProcessInstance)).one()
            assert instance.definition_id == source
            mapping = propose(*(queries.definitions.bundle(version).parsed for version in (source, target)))
            plan = MovePlan(
                key=PACKAGE, source_id=source, target_id=target, mapping=mapping, planner_id=SYSTEM_ID,
                state="approved", created_at=now(),
            )  # fmt: skip
            session().add(plan)
            session().flush()
            row = CaseMove(plan_id=plan.id, case_id=instance.case_id, instance_id=instance.id, status="queued")
            session().add(row)
            session().flush()
            moving.take(row.id, moving.judge_of(plan.id))
        if row.status == "moved":
            self.versions.reverse()
            self.count += 1
        return row


@pytest.mark.parametrize("name", ["worked_case_1", "identity_returned_then_accepted"])
def test_worked_case_moved_before_every_step_takes_the_same_course(
    database: Database, versions: list[UUID], name: str
) -> None:
    """Refusals of the worked case included: who did an earlier step on the other version is still kept apart."""
    path = f"scenarios/{name}.yaml"
    mover = Mover(database, versions)

    def before_each(step: object) -> bool:
        row = mover.move()
        assert row.status == "moved", row.sentences
        return False

    result = CaseRun(database, scenario_of(package_files(PACKAGE), path), Cast()).run(before_each)
    assert result.failures == []
    assert mover.count > 10


def test_case_without_the_legal_steps_on_its_path_is_not_moved_to_where_something_is_told(
    database: Database, versions: list[UUID]
) -> None:
    path = "scenarios/worked_case_1.yaml"
    run = CaseRun(database, scenario_of(package_files(PACKAGE), path), Cast())
    run.run(lambda step: isinstance(step, Complete) and step.element == "deliver_to_recipient")
    mover = Mover(database, versions)
    with database.transaction():
        session().execute(update(PathEntry).where(PathEntry.element_id == "review_legally").values(element_id="intake"))
    row = mover.move()
    assert row.status == "refused"
    assert "could be reached without legal review, which this case has not completed" in row.sentences[0]
