"""Engine state as bytes: what is alive in an instance, compressed, without the specification and without history.

The bytes name the format and the definition they belong to; with another definition they are refused.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping
from datetime import datetime
from threading import local
from typing import Any
from uuid import UUID

from webapp.engine.instance import Instance, Scope
from webapp.engine.node import READY, STATES, WAITING, Node, Token
from webapp.engine.specification import Specification
from webapp.engine.values import NotStorable, from_plain, to_plain
from webapp.errors import EngineFault

FORMAT = 1
_HEADER = b"RTK-STATE"
_DIGEST = 16
_BODY = len(_HEADER) + 1 + _DIGEST
MAX_BYTES = 4_000_000
# What `save` has read back from its bytes is handed to the next `load` of the same bytes in this thread, and only once.
READ_BACK = local()
_AS_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_CODES = {name: state for state, name in STATES.items()}


def save(instance: Instance) -> bytes:
    """The instance as bytes, read back once and compared. Raises EngineFault when it cannot be kept."""
    try:
        document = to_plain(document_of(instance))
        text = _text(document)
    except (NotStorable, RecursionError, ValueError) as error:
        sentence = str(error) if isinstance(error, NotStorable) else "The variables are nested too deep to be kept."
        raise EngineFault(sentence) from error
    if len(text) > MAX_BYTES:
        raise EngineFault("The process variables are larger than 4 MB. Keep documents and answers outside the process.")
    again = restore(from_plain(json.loads(text)), instance.specification, instance.now)
    if _text(to_plain(document_of(again))) != text:
        raise EngineFault("The saved state would not come back as it is; nothing was changed.")
    state = _HEADER + bytes([FORMAT]) + _digest(text) + zlib.compress(text, 1)
    READ_BACK.last = (state, again)
    return state


def load(state: bytes, specification: Specification, now: datetime) -> Instance:
    """The instance from its bytes. Raises EngineFault when they are damaged or belong to another definition."""
    last, READ_BACK.last = getattr(READ_BACK, "last", None), None
    if last is not None and last[0] == state and last[1].specification is specification:
        ready: Instance = last[1]
        ready.set_time(now)
        return ready
    if not state.startswith(_HEADER) or len(state) <= len(_HEADER):
        raise EngineFault("The saved state is not one of this engine.")
    if state[len(_HEADER)] != FORMAT:
        raise EngineFault(f"The saved state has format {state[len(_HEADER)]}; this version reads format {FORMAT}.")
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(state[_BODY:], MAX_BYTES + 1)
        if not unpacker.eof or unpacker.unused_data or _digest(text) != state[len(_HEADER) + 1 : _BODY]:
            raise EngineFault("The saved state is damaged.")
        document = from_plain(json.loads(text))
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise EngineFault("The saved state is damaged.") from error
    if document.get("definition") != specification.checksum:
        raise EngineFault("The saved state belongs to another version of the process.")
    try:
        return restore(document, specification, now)
    except (KeyError, TypeError, ValueError) as error:
        raise EngineFault("The saved state does not fit the process.") from error


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).digest()[:_DIGEST]


def _text(document: Any) -> bytes:
    return _AS_JSON.encode(document).encode()


def document_of(instance: Instance) -> dict[str, Any]:
    """What is alive in an instance as a flat record: its scopes, each with its variables and tokens."""
    scopes = []
    for place in instance.places:
        scope: dict[str, Any] = {"spec": place.spec.name, "data": place.data, "written": sorted(place.written)}
        if isinstance(place, Scope):
            scope["holder"] = str(place.parent_task_id)
        scope["tokens"] = [_token(token) for token in place.tokens]
        scopes.append(scope)
    return {
        "definition": instance.specification.checksum,
        "ended": instance.completed,
        "counter": instance.counter,
        "scopes": scopes,
    }


def _token(token: Token) -> list[Any]:
    return [str(token.id), token.node.name, STATES[token.state], token.number, token.data, token.internal_data]


def restore(document: Mapping[str, Any], specification: Specification, now: datetime) -> Instance:
    """The instance that `document_of` described. Raises KeyError where the specification has no such element."""
    # The process that the instance runs is the one scope that nothing holds; it always stands first.
    instance = Instance(specification, now, document["scopes"][0]["spec"])
    instance.completed = document["ended"]
    for scope in document["scopes"]:
        if "holder" in scope:
            place: Instance | Scope = instance.open_scope(instance.token(UUID(scope["holder"])), scope["spec"])
        else:
            place = instance
        place.data = scope["data"]
        place.written = set(scope["written"])
        for own_id, name, state, number, data, marks in scope["tokens"]:
            node = place.spec.task_specs[name]
            if not isinstance(node, Node):
                raise KeyError(name)
            token = Token(place, node, _CODES[state], UUID(own_id))
            token.number, token.data, token.internal_data = number, data, marks
    instance.counter = document["counter"]
    enlist(instance)
    return instance


def enlist(instance: Instance) -> None:
    """Puts every token that has something to do on the work list again, in the order of its arrival."""
    busy = [token for token in instance.all_tokens() if has_work(token)]
    instance.agenda.extend(sorted(busy, key=lambda token: token.number))


def has_work(token: Token) -> bool:
    """Whether the token can go on by itself, without a person, an event or time."""
    if token.state == WAITING:
        return False
    if token.state == READY:
        return not token.node.manual
    return STATES[token.state] == "FUTURE" or bool(token.internal_data.get("leaving"))
