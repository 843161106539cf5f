"""`./rtk sbom`: what the product is made of, as CycloneDX 1.6 JSON, from the lock files alone and without a network.

Everything that users or their browsers run is listed: the Python packages of requirements/product.txt and the npm
packages that the built browser files are made from. Tools for tests are listed with `--dev`. Two runs on the same lock
files give the same bytes: the serial number comes from their content, and there is no time stamp.
Licences are those that the installed packages state.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from setup.steps import ROOT, CannotContinue

LOCKS = ROOT / "requirements"
ASSETS = ROOT / "webapp" / "assets" / "package-lock.json"
_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))?(?: \\)?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_LICENSE = re.compile(r"^License-Expression: (.+)$", re.MULTILINE)
_CLASSIFIER = re.compile(r"^Classifier: License :: OSI Approved :: (.+)$", re.MULTILINE)
_PLAIN = re.compile(r"^License: (\S.{0,80})$", re.MULTILINE)


def write(arguments: list[str]) -> int:
    """Writes it to standard output, or to the file named after `--output`."""
    known = {"--dev"}
    output = arguments[arguments.index("--output") + 1] if "--output" in arguments[:-1] else ""
    if unknown := [word for word in arguments if word not in known | {"--output", output}]:
        raise CannotContinue(f"sbom knows --dev and --output FILE, not {unknown[0]}.")
    text = json.dumps(document(dev="--dev" in arguments), indent=2, ensure_ascii=False) + "\n"
    if output:
        Path(output).write_text(text)
    else:
        sys.stdout.write(text)
    return 0


def document(*, dev: bool = False) -> dict[str, Any]:
    """The whole bill of materials."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    sources = [LOCKS / ("dev.txt" if dev else "product.txt"), ASSETS]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).digest()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=5)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": project["name"],
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": sorted([*python_packages(sources[0]), *npm_packages(ASSETS)], key=lambda one: one["purl"]),
    }


def python_packages(lock: Path) -> Iterator[dict[str, Any]]:
    """The packages of a lock file, with every hash that an installer would accept."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock.read_text()):
        first = block.splitlines()[0].strip() if block.strip() else ""
        pinned = _PINNED.match(first)
        if pinned is None:
            continue
        name = re.sub(r"[-_.]+", "-", pinned["name"]).lower()
        found = _component(name, pinned["version"], f"pkg:pypi/{name}@{pinned['version']}", licence_of(name))
        found["hashes"] = [{"alg": "SHA-256", "content": content} for content in sorted(_HASH.findall(block))]
        if pinned["marker"]:
            found["properties"] = [{"name": "right-to-know:marker", "value": pinned["marker"].strip()}]
        yield found


def npm_packages(lock: Path) -> Iterator[dict[str, Any]]:
    """The packages that the browser files are built from; each as often as it is locked in another version."""
    seen: set[str] = set()
    for path, package in json.loads(lock.read_text())["packages"].items():
        if not path or package.get("dev") or package.get("optional"):
            continue
        name = path.rpartition("node_modules/")[2]
        purl = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
        if purl in seen:
            continue
        seen.add(purl)
        found = _component(name, package["version"], purl, package.get("license", ""))
        algorithm, _, content = package["integrity"].partition("-")
        found["hashes"] = [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": _hexadecimal(content)}]
        yield found


def licence_of(name: str) -> str:
    """What an installed package says of its licence; empty where it is not installed or says nothing."""
    for folder in sorted((ROOT / ".venv").glob("lib/python3*/site-packages")):
        for metadata in folder.glob("*.dist-info/METADATA"):
            if re.sub(r"[-_.]+", "-", metadata.parent.name.rsplit("-", 1)[0].rsplit("-", 1)[0]).lower() == name:
                return stated_licence(metadata.read_text(errors="replace"))
    return ""


def stated_licence(metadata: str) -> str:
    """The licence in a package's metadata: its SPDX expression, or the words it uses instead."""
    head = metadata.split("\n\n", 1)[0]
    for pattern in (_LICENSE, _CLASSIFIER, _PLAIN):
        if found := pattern.search(head):
            return found[1].strip()
    return ""


def _component(name: str, version: str, purl: str, licence: str) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    if re.fullmatch(r"[A-Za-z0-9.+-]+", licence):
        found["licenses"] = [{"license": {"id" if "-" in licence or licence in ("MIT", "ISC") else "name": licence}}]
    elif re.search(r" (?:AND|OR|WITH) ", licence):
        found["licenses"] = [{"expression": licence}]
    elif licence:
        found["licenses"] = [{"license": {"name": licence}}]
    return found


def _hexadecimal(text: str) -> str:
    return base64.b64decode(text).hex()
