"""From draft to published version: nothing unchecked, nobody alone, nothing changed afterwards."""

from uuid import UUID

import pytest

from tests.fixtures import trial as packages
from tests.fixtures.trial import Trial
from tests.unit.engine import drawing as draw
from webapp.access.actor import Actor
from webapp.definitions import queries, service
from webapp.errors import Conflict, DefinitionRefused, NotPermitted, Rejected

BROKEN = draw.diagram(draw.start(), draw.task("alone"), process=packages.KEY)


@pytest.fixture
def petra(trial: Trial) -> Actor:
    return trial.person("petra", "process_designer", "process_publisher")


@pytest.fixture
def paul(trial: Trial) -> Actor:
    return trial.person("paul", "process_publisher")


def save(trial: Trial, actor: Actor, draft: UUID, content: bytes, revision: int = 1) -> list[str]:
    with trial.database.transaction():
        saved = service.save_file(actor, draft, "trial.bpmn", content.decode(), revision)
        assert saved.revision == revision + 1
        return [problem.rule for problem in saved.problems]


@pytest.fixture
def draft(trial: Trial, petra: Actor) -> UUID:
    with trial.database.transaction():
        return service.start_draft(petra, packages.KEY)


def test_a_draft_begins_as_the_published_version(trial: Trial, petra: Actor, draft: UUID) -> None:
    with trial.database.transaction():
        assert queries.changes(petra, draft) == []
        view = queries.version(petra, draft)
    assert (view.row.version, view.row.state, view.can_edit, view.can_publish) == (2, "draft", True, False)
    assert [file.path for file in view.files] == ["forms/question.form", "package.toml", "trial.bpmn"]


def test_a_broken_draft_is_kept_with_its_problems_but_goes_no_further(trial: Trial, petra: Actor, draft: UUID) -> None:
    assert save(trial, petra, draft, BROKEN) != []
    with trial.database.transaction():
        assert queries.content(petra, draft, "trial.bpmn").text == BROKEN.decode()
    with pytest.raises(DefinitionRefused) as refused, trial.database.transaction():
        service.submit(petra, draft, "Done")
    assert refused.value.problems
    with trial.database.transaction():
        assert queries.version(petra, draft).row.state == "draft"


def test_another_person_publishes_and_new_cases_run_it(trial: Trial, petra: Actor, paul: Actor, draft: UUID) -> None:
    assert save(trial, petra, draft, packages.diagram("Check it")) == []
    with trial.database.transaction():
        service.submit(petra, draft, "A better name")
    with pytest.raises(NotPermitted, match="another person"), trial.database.transaction():
        service.publish(petra, draft)
    with trial.database.transaction():
        assert "“Review the answer” is now called “Check it”." in queries.changes(paul, draft)
        service.publish(paul, draft)
    with trial.database.transaction():
        [package] = queries.packages(paul)
    assert package.deployed == 2
    assert [version.state for version in package.versions] == ["deployed", "superseded"]
    assert trial.open(trial.asked())["review"].name == "Check it"


@pytest.mark.parametrize("submitted", [True, False])
def test_only_a_draft_can_be_changed(trial: Trial, petra: Actor, paul: Actor, draft: UUID, submitted: bool) -> None:
    with trial.database.transaction():
        service.submit(petra, draft, "Nothing changed")
        if not submitted:
            service.publish(paul, draft)
    with pytest.raises(Conflict, match="Only a draft"):
        save(trial, petra, draft, packages.diagram("Too late"))


def test_a_returned_version_is_a_draft_again_with_the_reason(
    trial: Trial, petra: Actor, paul: Actor, draft: UUID
) -> None:
    with trial.database.transaction():
        service.submit(petra, draft, "Please look")
        service.return_to_author(paul, draft, "The name is wrong")
    with trial.database.transaction():
        row = queries.version(petra, draft).row
    assert (row.state, row.note) == ("draft", "The name is wrong")


def test_a_draft_is_its_authors_alone(trial: Trial, petra: Actor, draft: UUID) -> None:
    """Whoever writes a part of it could otherwise publish their own work under the author's name."""
    pia = trial.person("pia", "process_designer", "process_publisher")
    with pytest.raises(NotPermitted, match="another designer's"):
        save(trial, pia, draft, packages.diagram("Hers"))
    with pytest.raises(NotPermitted, match="another designer's"), trial.database.transaction():
        service.submit(pia, draft, "Hers now")
    with trial.database.transaction():
        assert not queries.version(pia, draft).can_edit
        assert not queries.content(pia, draft, "trial.bpmn").editable


def test_two_windows_of_one_designer_do_not_overwrite_each_other(trial: Trial, petra: Actor, draft: UUID) -> None:
    save(trial, petra, draft, packages.diagram("The first"))
    with pytest.raises(Conflict, match="was saved since you opened it"):
        save(trial, petra, draft, packages.diagram("The second"))


@pytest.mark.parametrize(
    "path", ["../evil.bpmn", "/etc/passwd", "A.bpmn", "a.py", "forms/../a.form", "a/b.bpmn", "x.bpmn\n"]
)
def test_a_file_is_never_called_what_no_package_holds(trial: Trial, petra: Actor, draft: UUID, path: str) -> None:
    with pytest.raises(Rejected, match="small letters"), trial.database.transaction():
        service.save_file(petra, draft, path, "x", 0)


def test_a_submission_says_what_was_changed(trial: Trial, petra: Actor, draft: UUID) -> None:
    with pytest.raises(Rejected, match="Say what you changed"), trial.database.transaction():
        service.submit(petra, draft, "  ")


@pytest.mark.parametrize("act", ["start", "save", "submit", "publish", "read"])
def test_officers_have_no_part_in_it(trial: Trial, draft: UUID, act: str) -> None:
    olive = trial.person("olive")
    acts = {
        "start": lambda: service.start_draft(olive, packages.KEY),
        "save": lambda: service.save_file(olive, draft, "trial.bpmn", "x", 1),
        "submit": lambda: service.submit(olive, draft, "x"),
        "publish": lambda: service.publish(olive, draft),
        "read": lambda: queries.packages(olive),
    }
    with pytest.raises(NotPermitted), trial.database.transaction():
        acts[act]()


def test_installing_the_same_release_twice_changes_nothing(trial: Trial) -> None:
    assert trial.install(packages.files()) == trial.install(packages.files())


def test_only_the_set_up_installs(trial: Trial, petra: Actor) -> None:
    with pytest.raises(Rejected, match="set-up"), trial.database.transaction():
        service.install(petra, packages.files(), petra.id)
