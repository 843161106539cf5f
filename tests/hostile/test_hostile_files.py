"""Each hostile file beside this test meets the refusal written in expected.yaml, and each honest one none.

Files called *.law.bpmn are checked as packages, with the settings in law.toml.
"""

from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

from webapp.access import service as access
from webapp.access.actor import SYSTEM, SYSTEM_ID
from webapp.database import Database, session
from webapp.definitions import service
from webapp.definitions.confinement import inspect_confined
from webapp.definitions.model import DefinitionFile, ProcessDefinition
from webapp.errors import DefinitionRefused

FOLDER = Path(__file__).parent
EXPECTED = yaml.safe_load((FOLDER / "expected.yaml").read_text())
HOSTILE = sorted(path for path in FOLDER.iterdir() if path.suffix in (".bpmn", ".dmn", ".form", ".sh"))
HONEST = sorted((FOLDER / "honest").iterdir())
LAW = (FOLDER / "law.toml").read_bytes()


def files(path):
    """What is uploaded: the file by itself, or a package made of it."""
    if ".law." in path.name:
        return {"package.toml": LAW, "law.bpmn": path.read_bytes()}
    return {path.name: path.read_bytes()}


def test_every_hostile_file_has_its_refusal_and_there_are_sixty():
    assert {path.name for path in HOSTILE} == set(EXPECTED)
    assert len(HOSTILE) >= 60
    assert len(HONEST) >= 15


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_hostile_file_is_refused_by_name(path):
    problems = inspect_confined(files(path)).problems
    # A file that is only stopped by the limits on time and memory would have another rule than the expected one.
    expected = EXPECTED[path.name]
    assert (expected["rule"], expected["element"]) in [(problem.rule, problem.element) for problem in problems]
    for problem in problems:
        assert problem.message.endswith((".", '"', "!", ")"))
        assert "Traceback" not in problem.message
        assert "root:" not in problem.message


@pytest.mark.parametrize("path", HONEST, ids=lambda path: path.stem)
def test_honest_file_is_accepted(path):
    assert inspect_confined(files(path)).problems == []


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A database in which nothing has been published."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('shelf') / 'rtk.sqlite'}")
    database.create_all()
    with database.transaction():
        access.ensure_system_user()
    yield database
    database.close()


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_nothing_of_a_hostile_file_is_stored(shelf, path):
    lawful = {"package.toml": LAW, "law.bpmn": (FOLDER / "honest" / "lawful.law.bpmn").read_bytes()}
    name = f"forms/{path.name}" if path.suffix == ".form" else path.name.lower()
    uploaded = files(path) if ".law." in path.name else lawful | {name: path.read_bytes()}
    with pytest.raises(DefinitionRefused) as refused, shelf.transaction():
        service.install(SYSTEM, uploaded, SYSTEM_ID)
    assert refused.value.problems
    with shelf.transaction():
        assert session().scalar(select(func.count()).select_from(ProcessDefinition)) == 0
        assert session().scalar(select(func.count()).select_from(DefinitionFile)) == 0


def test_lawful_package_is_published(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'rtk.sqlite'}")
    database.create_all()
    try:
        with database.transaction():
            access.ensure_system_user()
            service.install(SYSTEM, files(FOLDER / "honest" / "lawful.law.bpmn"), SYSTEM_ID)
        with database.transaction():
            assert session().scalar(select(func.count()).select_from(ProcessDefinition)) == 1
    finally:
        database.close()
