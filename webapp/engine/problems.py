"""What is wrong with a diagram or table, in the words of the person who drew it."""

from collections.abc import Iterable
from dataclasses import dataclass

from webapp.errors import DefinitionRefused

# More of a sentence is not read; what is quoted in it may be of any length.
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a file is refused: where, which rule, and what to draw instead."""

    file: str
    element: str
    name: str
    rule: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}: " if self.file else ""
        return f"{where}{self.message}"


class Findings:
    """Collects every problem of a reading, so that one report can name them all."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}
        self._rewrites: dict[tuple[str, str], None] = {}
        self._warnings: dict[Problem, None] = {}

    def add(self, file: str, rule: str, message: str, element: str = "", name: str = "") -> None:
        """Notes a problem; the same problem twice is noted once. Of a long quotation the middle is left out."""
        if len(message) > _LONGEST:
            message = f"{message[: _LONGEST // 2]} … {message[-_LONGEST // 2 :]}"
        self._problems[Problem(file, element, name, rule, message)] = None

    def warn(self, file: str, rule: str, message: str, element: str = "", name: str = "") -> None:
        """Notes what is doubtful and may still be meant; it keeps nothing from being published."""
        self._warnings[Problem(file, element, name, rule, message)] = None

    def extend(self, problems: Iterable[Problem]) -> None:
        """Notes problems found elsewhere."""
        self._problems.update(dict.fromkeys(problems))

    def rewrite(self, file: str, sentence: str) -> None:
        """Notes that something legal is run in another form than it was drawn."""
        self._rewrites[file, sentence] = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self._problems)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is doubtful."""
        return tuple(self._warnings)

    @property
    def rewrites(self) -> tuple[tuple[str, str], ...]:
        """Pairs of file and sentence."""
        return tuple(self._rewrites)

    def raise_if_any(self) -> None:
        """Raises DefinitionRefused with all problems, or returns when there are none."""
        if self._problems:
            raise DefinitionRefused(self.problems)
