"""Reads a Dockerfile and carries its stages out in plain folders, where there is no container engine."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

NOT_COPIED = shutil.ignore_patterns("node_modules", "__pycache__", "built", "built.new", "*.env")


@dataclass
class Stage:
    base: str
    name: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def words(self, instruction: str) -> list[str]:
        """The arguments of the stage's steps of one kind."""
        return [words for kind, words in self.steps if kind == instruction]


def read(file: Path) -> list[Stage]:
    text = re.sub(r"\\\n\s*", "", file.read_text())
    stages: list[Stage] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        instruction, words = line.split(None, 1)
        if instruction == "FROM":
            base, _, name = words.partition(" AS ")
            stages.append(Stage(base, name or "final"))
        else:
            stages[-1].steps.append((instruction, words))
    return stages


class Workshop:
    """Carries stages out: each has a folder that stands for its root."""

    def __init__(self, sources: Path, folder: Path, environment: Mapping[str, str]) -> None:
        self.sources, self.folder, self.environment = sources, folder, environment

    def root(self, name: str) -> Path:
        return self.folder / name

    def build(self, stage: Stage) -> Path:
        root = self.root(stage.name)
        root.mkdir()
        for instruction, words in stage.steps:
            if instruction == "COPY":
                self._copy(root, words.split())
            elif instruction == "RUN":
                command = [f"{root}{word}" if word.startswith("/") else word for word in json.loads(words)]
                # Only root may give a folder away; anybody may make one of their own.
                command = [str(os.geteuid()) if word == "10001" and os.geteuid() else word for word in command]
                subprocess.run(command, check=True, env=dict(self.environment), cwd=root)
        return root

    def _copy(self, root: Path, words: list[str]) -> None:
        origin = self.sources
        if words[0].startswith("--from="):
            origin = self.root(words.pop(0).removeprefix("--from="))
        *sources, target = words
        for source in sources:
            found, place = origin / source.lstrip("/"), root / target.lstrip("/")
            if found.is_dir():
                ignore = NOT_COPIED if origin == self.sources else None
                shutil.copytree(found, place, symlinks=True, ignore=ignore, dirs_exist_ok=True)
            else:
                place = place / found.name if target.endswith("/") else place
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(found, place)
