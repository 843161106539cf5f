"""YAML as scenarios are written in: the safe subset, of limited size, with no key twice."""

from typing import Any

import yaml

from webapp.errors import DefinitionRefused

MAXIMUM_BYTES = 1_000_000


class _Loader(yaml.SafeLoader):
    """YAML's safe subset, in which a key that stands twice is a mistake and not a silent replacement."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                raise yaml.constructor.ConstructorError(None, None, f"“{key}” stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def load(text: str | bytes, name: str) -> Any:
    """What a YAML text says. Raises DefinitionRefused with a sentence when it is too large or is not YAML."""
    if len(text) > MAXIMUM_BYTES:
        raise DefinitionRefused([f"{name}: the file is larger than 1 MB."])
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader that also refuses double keys  # nosec B506
    # A date of a thirteenth month, a number of ten thousand digits and bytes that are no text are ValueErrors.
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise DefinitionRefused([f"{name}: this is not YAML: {error}"]) from None
