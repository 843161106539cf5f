"""The worked cases as people meet them: every scenario of the package is performed on the pages, as it is written.

What the services take, a person must find on the page of the task; what they refuse must stand there as a sentence.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

import workflows
from tests.fixtures.at_work import People
from tests.fixtures.databases import Filling
from tests.fixtures.site import COMPILED_TEMPLATES, FORCE, PACKAGE, QUICK_HASH, SECRET
from tests.fixtures.web_case import WebCase
from webapp.access import passwords, service, units
from webapp.access.actor import SYSTEM, SYSTEM_ID
from webapp.app import create_app
from webapp.cli.files import package_files
from webapp.config import Settings
from webapp.database import Database
from webapp.definitions import service as definitions
from webapp.scenarios.usual import paths, scenario_of
from webapp.web.guard import GuardedFlask

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
# The worked cases of the scheme; the fourth is that of two children.
WORKED = ("worked_case_1", "worked_case_2", "worked_case_3", "child_told_through_a_parent", "worked_case_5",
          "worked_case_6", "worked_case_7")  # fmt: skip
NAMES = tuple(PurePosixPath(path).stem for path in paths(workflows.find(PACKAGE)))
FILLING = Filling(lambda database: _fill(database))


def _fill(database: Database) -> None:
    with database.transaction():
        service.ensure_system_user()
        definitions.install(SYSTEM, package_files(PACKAGE), SYSTEM_ID)


@pytest.fixture
def filling_package() -> Filling:
    return FILLING


@pytest.fixture
def app(
    database: Database, filling_package: Filling, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[GuardedFlask]:
    """The service as it is delivered: a second factor is required, and whoever looks without a task says why."""
    monkeypatch.setattr(passwords, "hashed", lambda password: QUICK_HASH)
    settings = Settings(
        database.url, SECRET, secure_cookies=False, force_name=FORCE, data_folder=tmp_path / "data", open_unscanned=True
    )
    made = create_app(settings)
    made.jinja_env.bytecode_cache = COMPILED_TEMPLATES
    yield made
    made.database.close()


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in WORKED else pytest.mark.long) for name in NAMES]
)
def test_scenario_can_be_performed_on_the_pages(app: GuardedFlask, name: str) -> None:
    files = package_files(PACKAGE)
    scenario = scenario_of(files, f"scenarios/{name}.yaml")
    with app.database.transaction():
        for force in scenario.forces:
            units.in_force(force, None)
    result = WebCase(app.database, scenario, People(app)).run()
    assert result.failures == []
