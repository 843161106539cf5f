"""Which flows of the diagrams tokens take, for whoever watches: the run of a worked case does.

Nothing keeps them. The path of a case names the elements, and those are what people ask for.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_WATCHED: ContextVar[set[str] | None] = ContextVar("flows_watched", default=None)


@contextmanager
def flows() -> Iterator[set[str]]:
    """Gathers the ids of the flows that are taken inside the block, in this thread."""
    taken: set[str] = set()
    token = _WATCHED.set(taken)
    try:
        yield taken
    finally:
        _WATCHED.reset(token)


def note(taken: Collection[str]) -> None:
    """Adds what one call of the engine took, if anybody watches."""
    watched = _WATCHED.get()
    if watched is not None:
        watched.update(taken)
