"""A decision table of a package, asked outside of a diagram: by a rule of the record that needs the same answer."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from webapp.engine.decisions import DecisionModel, DecisionResult, evaluate
from webapp.engine.parse import ParsedDefinition
from webapp.engine.problems import Findings
from webapp.engine.reading import read_package

KEPT = 8


def decide(definition: ParsedDefinition, decision: str, inputs: Mapping[str, Any]) -> DecisionResult | None:
    """What a decision of the package comes to; None where the package has no decision of that id.

    Raises EngineFault with a sentence when it cannot be worked out.
    """
    tables = tuple(sorted((path, content) for path, content in definition.files.items() if path.endswith(".dmn")))
    model = _models(tables).get(decision)
    return evaluate(model, decision, inputs) if model is not None else None


@lru_cache(maxsize=KEPT)
def _models(tables: tuple[tuple[str, bytes], ...]) -> Mapping[str, DecisionModel]:
    return read_package(dict(tables), Findings()).models
