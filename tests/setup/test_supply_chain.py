"""What the product is made of: pinned, new enough, licensed so that it may be passed on, and listed in an SBOM."""

import json
import re
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from setup import sbom
from setup.steps import ROOT, CannotContinue
from webapp.readiness.program_checks import LEAST, as_numbers

PRODUCT = (ROOT / "requirements" / "product.txt").read_text()
# What may be passed on with the product, or used by it as a library, under Apache-2.0. LGPL libraries stay separate
# packages that anybody can replace.
LICENCES = {
    "MIT", "MIT-0", "MIT License", "BSD-3-Clause", "BSD-2-Clause", "BSD License", "Apache-2.0", "ISC", "PSF-2.0",
    "Python-2.0", "LGPL-3.0-only", "GNU Library or Lesser General Public License (LGPL)",
    "(MPL-2.0 OR Apache-2.0)", "MIT AND PSF-2.0", "Apache-2.0 OR BSD-3-Clause",
    "Apache Software License", "Mozilla Public License 2.0 (MPL 2.0)", "0BSD", "BlueOak-1.0.0", "Unlicense", "CC0-1.0",
}  # fmt: skip
# Licences in words of their own, read by a person; the notice itself is in webapp/static/built/THIRD-PARTY.txt.
OWN_WORDS = {"SEE LICENSE IN LICENSE": "bpmn.io licence: MIT with the watermark kept", "": "in the file LICENSE"}


def pinned() -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", PRODUCT, re.MULTILINE))


@pytest.mark.parametrize("name", LEAST)
def test_no_lock_file_goes_below_what_is_safe(name: str) -> None:
    least, reason = LEAST[name]
    for lock in ("product.txt", "dev.txt"):
        text = (ROOT / "requirements" / lock).read_text()
        found = re.search(rf"^{name}==([^ ;\\]+)", text, re.MULTILINE)
        assert found, f"{lock} does not have {name}."
        assert as_numbers(found[1]) >= as_numbers(least), f"{lock}: {name} {found[1]} is older than {least}: {reason}."
    assert as_numbers(distribution(name).version) >= as_numbers(least)


def test_libraries_with_a_history_are_not_used_at_all() -> None:
    # Each would need a least version of its own the day it is added: put it into LEAST then.
    for name in ("simpleeval", "restrictedpython", "weasyprint", "pyjwt", "pillow", "pypdf"):
        assert name not in pinned()


def test_every_package_is_pinned_by_hash() -> None:
    assert len(pinned()) > 25
    for block in re.split(r"\n(?=[a-z0-9])", PRODUCT):
        if block.strip():
            assert "--hash=sha256:" in block, block.splitlines()[0]
    assert "http" not in PRODUCT
    assert "@ " not in PRODUCT


def test_bill_of_materials_names_every_locked_package() -> None:
    listed = {one["name"]: one for one in sbom.document()["components"] if one["purl"].startswith("pkg:pypi/")}
    assert {name: one["version"] for name, one in listed.items()} == pinned()
    assert all(one["hashes"] for one in listed.values())
    lock = json.loads((ROOT / "webapp/assets/package-lock.json").read_text())["packages"]
    names = {path.rpartition("node_modules/")[2] for path, one in lock.items() if path and not one.get("optional")}
    browser = [one for one in sbom.document()["components"] if one["purl"].startswith("pkg:npm/")]
    assert {one["name"] for one in browser} == names
    assert all(len(one["hashes"][0]["content"]) == 128 for one in browser if one["hashes"][0]["alg"] == "SHA-512")


def test_bill_of_materials_is_cyclonedx_and_the_same_each_time() -> None:
    found = sbom.document()
    assert (found["bomFormat"], found["specVersion"], found["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", found["serialNumber"])
    references = [one["bom-ref"] for one in found["components"]]
    assert len(references) == len(set(references))
    for one in found["components"]:
        assert set(one) <= {"type", "bom-ref", "name", "version", "purl", "hashes", "licenses", "properties"}
        assert re.fullmatch(r"pkg:(pypi|npm)/[^@\s]+@[^@\s]+", one["purl"])
        for digest in one["hashes"]:
            assert digest["alg"] in {"SHA-256", "SHA-384", "SHA-512", "SHA-1"}
            assert re.fullmatch(r"[0-9a-f]{32,128}", digest["content"])
    assert json.dumps(found) == json.dumps(sbom.document())
    assert len(sbom.document(dev=True)["components"]) > len(found["components"])
    assert str(ROOT) not in json.dumps(found)


def test_bill_of_materials_is_written_without_packages_or_network(tmp_path: Path) -> None:
    target = tmp_path / "sbom.json"
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from setup import sbom; sbom.write(sys.argv[1:])"
    command = [sys.executable, "-I", "-c", program, "--output", str(target)]
    subprocess.run(command, check=True)
    assert json.loads(target.read_text())["components"]
    with pytest.raises(CannotContinue, match="not --colour"):
        sbom.write(["--colour"])


def test_licences_let_the_product_be_passed_on() -> None:
    surprises = {}
    for name in pinned():
        try:
            metadata = distribution(name).read_text("METADATA") or ""
        except ModuleNotFoundError:
            continue  # for another system than this one
        licence = sbom.stated_licence(metadata)
        if licence not in LICENCES:
            surprises[name] = licence
    lock = json.loads((ROOT / "webapp/assets/package-lock.json").read_text())["packages"]
    for path, one in lock.items():
        if path and not one.get("optional") and one.get("license", "") not in LICENCES | set(OWN_WORDS):
            surprises[path] = one.get("license", "")
    assert surprises == {}


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        ("Name: a\nLicense-Expression: MIT\nClassifier: License :: OSI Approved :: BSD License\n\n", "MIT"),
        ("Name: a\nClassifier: License :: OSI Approved :: BSD License\n\nLicense-Expression: GPL\n", "BSD License"),
        ("Name: a\nLicense: GPL-3.0-or-later\n\n", "GPL-3.0-or-later"),
        ("Name: a\n\n", ""),
    ],
)
def test_licence_is_what_the_package_states(metadata: str, licence: str) -> None:
    assert sbom.stated_licence(metadata) == licence
