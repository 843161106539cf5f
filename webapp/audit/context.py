"""Where a request comes from. The door says so once; what is recorded meanwhile carries it.

A context variable and no global: each thread and each request has its own, and it ends with the request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from uuid import UUID

from webapp.audit.operations import Purpose


@dataclass(frozen=True)
class Origin:
    """From where something is done, and for what.

    `address` is the network address, or the name of the door where nobody came over the network; `session_ref`
    the number of the session and not what opens it, so that the account cannot be used to take a session over.
    """

    request_id: str = ""
    address: str = ""
    session_ref: str = ""
    task_id: UUID | None = None
    purpose: Purpose | None = None


NOWHERE = Origin()
_current: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def current() -> Origin:
    """The origin of what is being done now; an empty one where no door has said."""
    return _current.get()


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """What is recorded inside carries this origin."""
    token = _current.set(origin)
    try:
        yield
    finally:
        _current.reset(token)


def in_session(reference: str) -> None:
    """From now on the request belongs to this session: a person has just signed in."""
    _current.set(replace(_current.get(), session_ref=reference))


@contextmanager
def because(purpose: Purpose, task_id: UUID | None = None) -> Iterator[None]:
    """What is recorded inside is done for this purpose."""
    before = _current.get()
    with coming_from(replace(before, purpose=purpose, task_id=task_id or before.task_id)):
        yield
