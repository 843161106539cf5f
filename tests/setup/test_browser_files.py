"""The files built for browsers: free of others' branding, complete, reproducible and with their licences."""

import filecmp
import json
import re
import subprocess
from pathlib import Path

import pytest

from setup.browser import ASSETS, BUILT, CHROMIUM, node_and_npm

OURS_TO_SHIP = {"MIT", "ISC", "Apache-2.0", "(MPL-2.0 OR Apache-2.0)"}
# These say "see LICENSE": the MIT licence with the condition that the project's logo stays visible.
BPMN_IO = {"bpmn-js", "dmn-js", "dmn-js-boxed-expression", "dmn-js-decision-table", "dmn-js-drd"}
BPMN_IO |= {"dmn-js-literal-expression", "dmn-js-shared", "@bpmn-io/form-js-editor", "@bpmn-io/form-js-viewer"}


def files(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize("branding", ["GDS Transport", "crest", "crown", "/assets/fonts", "@font-face"])
def test_pages_carry_nothing_that_belongs_to_other_sites(branding: str) -> None:
    assert branding.lower() not in (BUILT / "app.css").read_text().lower()
    assert branding.lower() not in (BUILT / "app.js").read_text().lower()


def test_only_plain_icons_are_shipped() -> None:
    assert {re.sub(r"^icon-.*\.svg$", "icon", file.name) for file in (BUILT / "images").iterdir()} == {"icon"}


def test_text_is_set_in_a_typeface_everybody_has() -> None:
    families = {name.strip() for name in re.findall(r"font-family:([^;}]*)", (BUILT / "app.css").read_text())}
    # Codes that are copied from the page stand in the machine's own typewriter face.
    assert families == {'Arial, Helvetica, "Liberation Sans", sans-serif', "inherit", "sans-serif", "monospace"}


def test_style_rules_survive_the_removal_of_branding() -> None:
    sheet = (BUILT / "app.css").read_text()
    for rule in (".govuk-button{", ".govuk-error-summary{", ".moj-filter{", ".moj-timeline{", "@media print{"):
        assert rule in sheet
    assert sheet.count("{") == sheet.count("}")


@pytest.mark.parametrize("sheet", ["app.css", "viewer.css", "modeler.css", "dmn.css", "forms.css"])
def test_every_image_and_font_that_a_style_sheet_names_is_there(sheet: str) -> None:
    named = re.findall(r"url\(\s*['\"]?([^'\")]+)", (BUILT / sheet).read_text())
    ours = {re.split(r"[?#]", name)[0] for name in named if not name.startswith("data:")}
    assert {name for name in ours if not (BUILT / name).is_file()} == set()
    assert not any(name.startswith(("/", "http")) for name in ours)


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    node, _ = node_and_npm()
    subprocess.run([node, "build.mjs", tmp_path / "again"], cwd=ASSETS, check=True)
    assert files(tmp_path / "again") == files(BUILT)
    _, different, unreadable = filecmp.cmpfiles(BUILT, tmp_path / "again", files(BUILT), shallow=False)
    assert (different, unreadable) == ([], [])


def test_every_third_party_package_is_listed_with_a_licence_we_may_ship() -> None:
    listing = (BUILT / "THIRD-PARTY.txt").read_text()
    found = re.findall(r"^-{100}\n\n(\S+) (\S+): (.+)$", listing, re.MULTILINE)
    licences = {name: licence for name, _, licence in found}
    assert {"govuk-frontend", "@ministryofjustice/frontend", "bpmn-js", "preact"} <= set(licences)
    assert {name for name, licence in licences.items() if licence not in OURS_TO_SHIP} == BPMN_IO
    texts = [text.strip() for text in listing.split("-" * 100)[1:]]
    assert [text.split()[0] for text in texts if len(text) < 400] == [], "each comes with its licence's text"


@pytest.mark.parametrize("folder", [ASSETS, CHROMIUM], ids=["assets", "chromium"])
def test_npm_packages_are_locked_exactly_and_without_addresses(folder: Path) -> None:
    wanted = json.loads((folder / "package.json").read_text())["dependencies"]
    assert {version for version in wanted.values() if not re.fullmatch(r"\d+\.\d+\.\d+", version)} == set()
    locked = json.loads((folder / "package-lock.json").read_text())["packages"]
    del locked[""]
    assert {name for name, package in locked.items() if "resolved" in package} == set()
    bundled = {name for name, package in locked.items() if package.get("inBundle")}
    assert {name for name, package in locked.items() if "integrity" not in package} - bundled == set()
