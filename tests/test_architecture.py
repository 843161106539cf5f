"""Rules of the architecture that import-linter cannot state; each failure says what to do instead."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from webapp.access.actions import Action
from webapp.access.rules import SIGNED_FOR

ROOT = Path(__file__).parent.parent
WEBAPP = ROOT / "webapp"
SOURCES = sorted(
    p for p in WEBAPP.rglob("*.py") if not {"node_modules", "static", "versions"} & set(p.relative_to(WEBAPP).parts)
)
LONGEST_FILE = 300
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
BUILT_IN = {"eval", "exec", "compile", "__import__"}
DANGEROUS = re.compile(r"render_template_string|from_string\(|\bMarkup\(")
# Service functions that take no actor, each with the reason why none decides there.
WITHOUT_ACTOR = {
    "webapp/audit/service.py": "records what was done, for services that have decided already",
    "webapp/notifications/service.py": "queues a message for services that have decided already",
    "webapp/access/service.py:ensure_system_user": "set-up",
    "webapp/instances/service.py:fire_timers": "the clock acts",
    "webapp/instances/service.py:postpone_timers": "the clock acts",
    "webapp/instances/service.py:deliver_message": "a message acts",
    "webapp/instances/service.py:deliver_kept": "a message acts",
    "webapp/repeats/service.py": "keeps the answer of a request for services that have decided",
}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_only_the_database_module_commits(path: Path) -> None:
    found = [line for line in path.read_text().splitlines() if ".commit(" in line]
    allowed = path.name == "database.py" or path == WEBAPP / "migrations" / "env.py"
    assert allowed or not found, "Open a transaction at the door with Database.transaction(); it commits once."


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_files_have_one_subject_and_three_screens(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST_FILE, f"{lines} lines: split the file by noun."
    assert path.stem not in FORBIDDEN_NAMES, "Name the file by its subject."


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_text_is_run_as_code_or_template(path: Path) -> None:
    tree = ast.parse(path.read_text())
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)} | {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    called = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    code = "\n".join(line.split("#")[0] for line in path.read_text().splitlines())
    found = sorted((called & BUILT_IN) - own) + DANGEROUS.findall(code)
    found += sorted({"pickle", "marshal", "shelve"} & set(imports(path)))
    assert not found, f"{found}: text from people is data. Conditions are FEEL; templates are files."


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if p.name == "service.py" or p.parent.name == "service"], ids=named
)
def test_service_functions_take_the_actor_first(path: Path) -> None:
    if named(path) in WITHOUT_ACTOR:
        return
    for function in functions(path):
        if function.name.startswith("_") or f"{named(path)}:{function.name}" in WITHOUT_ACTOR:
            continue
        first = function.args.args[0].arg if function.args.args else ""
        assert first == "actor", (
            f"{function.name} decides nothing about who acts: take actor first and ask access.rules."
        )


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_models_are_imported_only_inside_their_package(path: Path) -> None:
    package = path.relative_to(WEBAPP).parts[0]
    if package in {"tables.py", "migrations"}:
        return
    for module in imports(path):
        parts = module.split(".")
        if len(parts) >= 3 and parts[0] == "webapp" and parts[2] == "model":
            upwards = package in {"inbox", "scenarios"} and parts[1] == "instances"
            assert parts[1] == package or upwards, f"{module}: ask {parts[1]}.queries or {parts[1]}.service instead."


# Beside the policy itself only its twin in SQL looks at roles; the differential test compares the two.
# Signing in compares the groups of a person as a whole: a session ends when they change.
MAY_TEST_ROLES = {
    WEBAPP / "cases" / "sight.py",
    WEBAPP / "signin" / "sessions.py",
    WEBAPP / "signin" / "provider_accounts.py",
}


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_roles_are_tested_by_the_policy_alone(path: Path) -> None:
    if path.parent == WEBAPP / "access" or path in MAY_TEST_ROLES:
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and node.attr in {"groups", "is_in"}:
            whose = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            assert whose != "actor", f"Line {node.lineno}: ask webapp.access.rules instead."


def test_templates_test_no_roles() -> None:
    for path in sorted((WEBAPP / "web" / "templates").rglob("*.html")):
        assert "actor.groups" not in path.read_text(), f"{path.name}: let the view ask webapp.access.rules."


@pytest.mark.parametrize("action", sorted(SIGNED_FOR))
def test_what_is_signed_for_is_asked_for_by_a_service(action: Action) -> None:
    asked = re.compile(rf"require\(actor, Action\.{action.name}\b")
    behind_the_doors = [path for path in SOURCES if WEBAPP / "web" not in path.parents]
    assert any(asked.search(path.read_text()) for path in behind_the_doors), "The service must ask, not the page alone."


def test_every_exception_to_the_actor_rule_still_exists() -> None:
    for place in WITHOUT_ACTOR:
        file, _, function = place.partition(":")
        assert (ROOT / file).exists(), place
        assert not function or function in {f.name for f in functions(ROOT / file)}, f"Remove {place} from the list."
