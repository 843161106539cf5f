"""The image: its recipe by reading it, its steps by carrying them out in folders, its commands by running them."""

import json
import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from setup import browser, packages
from tests.setup.conftest import program
from tests.setup.dockerfile import Stage, Workshop, read

ROOT = Path(__file__).parents[2]
STAGES = read(ROOT / "Dockerfile")
FINAL = STAGES[-1]
ROOT_USERS = ("", "0", "root")


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_every_base_is_pinned_and_nothing_is_fetched_by_address(stage: Stage) -> None:
    assert re.fullmatch(r"[a-z]+:\d[\w.]*-\w+(-\w+)*", stage.base)
    assert stage.words("ADD") == []
    assert not [words for _, words in stage.steps if "://" in words]


def test_the_product_does_not_run_as_root() -> None:
    assert FINAL.steps.index(("USER", FINAL.words("USER")[0])) > max(
        position for position, (kind, _) in enumerate(FINAL.steps) if kind in {"RUN", "COPY"}
    )
    assert FINAL.words("USER")[0].split(":")[0] not in ROOT_USERS


def test_the_server_is_watched() -> None:
    (check,) = FINAL.words("HEALTHCHECK")
    assert "healthcheck.py" in check


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_every_step_is_a_script_of_ours(stage: Stage) -> None:
    for words in stage.words("RUN"):
        assert os.access(ROOT / "deploy" / Path(json.loads(words)[0]).name, os.X_OK)


def test_only_what_the_steps_need_enters_the_build() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    needed = {
        word.split("/")[0]
        for stage in STAGES
        for words in stage.words("COPY")
        if not words.startswith("--from")
        for word in words.split()[:-1]
    }
    assert {line.removeprefix("!") for line in ignored if line.startswith("!")} == needed
    assert "*" in ignored
    assert "deploy/*.env" in ignored


def test_compose_starts_every_process_in_order_and_without_privileges() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert set(services) == {"database", "migrate", "install", "web", "worker"}
    for name in ("migrate", "install", "web", "worker"):
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["read_only"] is True
        assert services[name]["command"][0] == name
    for name in ("web", "worker"):
        assert services[name]["depends_on"] == {"install": {"condition": "service_completed_successfully"}}
    # Only the migration knows the owner of the tables; whoever serves pages cannot change the account.
    assert [name for name, service in services.items() if "deploy/owner.env" in service["env_file"]] == ["migrate"]
    # The anchors are the worker's to write; the files of cases are taken by the pages and scanned by the worker.
    files, anchors = "files:/var/lib/right-to-know", "anchors:/var/lib/right-to-know/anchors"
    assert services["worker"]["volumes"] == [files, anchors]
    assert services["web"]["volumes"] == [files]
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert not re.findall(r"(?i)password\s*[:=]|secret_key\s*[:=]", (ROOT / "compose.yaml").read_text())


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    command = [ROOT / "deploy" / "make-secrets.sh", tmp_path]
    subprocess.run(command, check=True, capture_output=True)
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["database.env", "owner.env", "product.env"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    database, owner, product = (file.read_text() for file in files)
    password = dict(line.split("=", 1) for line in database.splitlines())["POSTGRES_PASSWORD"]
    assert len(password) >= 32
    assert f"//right_to_know_owner:{password}@database/" in owner
    assert password not in product
    assert "RTK_DATABASE_URL=postgresql://right_to_know:" in product
    again = subprocess.run(command, check=False, capture_output=True, text=True)
    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert [file.read_text() for file in files] == [database, owner, product]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root folder of the finished image."""
    tools = tmp_path_factory.mktemp("tools")
    node, npm = browser.node_and_npm()
    program(tools / "node", f'exec "{node}" "$@"')
    program(tools / "npm", "exec " + " ".join(f'"{word}"' for word in npm) + ' "$@"')
    environment = {**os.environ, **packages.pip_settings(), **browser.npm_settings(npm)}
    environment["PATH"] = f"{tools}:{os.environ['PATH']}"
    has_venv = subprocess.run(["python3", "-c", "import ensurepip"], check=False, capture_output=True)
    if has_venv.returncode:
        environment["UV"] = str(packages.installer())
    workshop = Workshop(ROOT, tmp_path_factory.mktemp("image"), environment)
    return [workshop.build(stage) for stage in STAGES][-1]


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def settings(image: Path, postgres_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a container: the settings of make-secrets.sh, with the test's database."""
    subprocess.run([ROOT / "deploy" / "make-secrets.sh", tmp_path], check=True, capture_output=True)
    lines = (tmp_path / "product.env").read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    data_folder = image / "var" / "lib" / "right-to-know"
    return settings | {
        "RTK_DATABASE_URL": postgres_url,
        "RTK_DATA_FOLDER": str(data_folder),
        "HOME": str(data_folder),
        "PATH": os.environ["PATH"],
    }


@pytest.fixture
def run(image: Path, settings: dict[str, str]) -> Run:
    """Runs one of the image's commands as its entry point would."""

    def start(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [*entry_point(image), *arguments]
        return subprocess.run(command, env=settings, cwd=image, capture_output=True, text=True, check=False)

    return start


def entry_point(image: Path) -> list[str]:
    first, *others = json.loads(FINAL.words("ENTRYPOINT")[0])
    return [f"{image}{first}", *others]


@pytest.fixture
def server(image: Path, settings: dict[str, str], run: Run) -> Iterator[int]:
    """The web process of the image on a free port."""
    for command in ("migrate", "install"):
        done = run(command)
        assert done.returncode == 0, done.stderr
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [*entry_point(image), "web", "--port", str(port)]
    with subprocess.Popen(command, env=settings, cwd=image, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        for line in process.stderr:
            if "Booting worker" in line:
                break
        else:
            pytest.fail("The web server ended before it served anything.")
        yield port
        process.terminate()
        process.communicate()
    assert process.returncode == 0


def healthy(image: Path, settings: dict[str, str], port: int) -> int:
    script = image / "usr/local/lib/right-to-know/healthcheck.py"
    return subprocess.run(
        [sys.executable, script], env=settings | {"RTK_HEALTH_PORT": str(port)}, check=False
    ).returncode


def test_the_image_serves_pages_and_its_health_check_sees_it(
    image: Path, settings: dict[str, str], server: int
) -> None:
    # The server listens while its worker still loads the product; a container's engine asks again as well.
    assert 0 in (healthy(image, settings, server) for _ in range(20))
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        unused = free.getsockname()[1]
    assert healthy(image, settings, unused) == 1


def test_the_worker_of_the_image_does_a_round(run: Run) -> None:
    assert run("migrate").returncode == 0
    done = run("worker", "--once")
    assert done.returncode == 0, done.stderr


def test_the_image_holds_what_is_shipped_and_nothing_of_the_workshop(image: Path) -> None:
    (packages_folder,) = (image / "opt/right-to-know/lib").glob("python3*/site-packages")
    assert (packages_folder / "webapp/static/built/THIRD-PARTY.txt").is_file()
    assert (packages_folder / "workflows/right_to_know/package.toml").is_file()
    assert (packages_folder / "forms/right_to_know/intake.form").is_file()
    assert not (packages_folder / "webapp/assets").exists()
    assert not [name for name in ("pytest", "playwright", "mypy", "hatchling") if (packages_folder / name).exists()]
    assert stat.S_IMODE((image / "var/lib/right-to-know").stat().st_mode) == 0o700
