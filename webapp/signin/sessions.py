"""Sessions on the server: begun, looked up, rotated and ended in the table, so that an end is one at once.

The value in the cookie is random and its hash is all that is stored. A session is bound to the groups its person had
when it began: with other groups it is over, however they were changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from webapp.access import queries as people
from webapp.access.actor import Actor
from webapp.clock import now
from webapp.database import session
from webapp.signin import rules
from webapp.signin.model import SignInChallenge, SignInDelay, SignInSession
from webapp.signin.rules import Awaiting, End, Limits, Method
from webapp.signin.tokens import hashed, new_token

# A device counts as known for as long as its last session is remembered.
REMEMBERED = timedelta(days=90)


@dataclass(frozen=True)
class Origin:
    """Where a request comes from: network address, program in short form, and the random mark of the device."""

    address: str
    program: str
    device: str


@dataclass(frozen=True)
class OpenSession:
    """A session that runs now. `over` is set instead where it has just been found to be over."""

    id: UUID
    actor: Actor
    awaiting: Awaiting
    methods: tuple[Method, ...]
    began: datetime
    confirmed: datetime
    stale: bool
    over: End | None = None


@dataclass(frozen=True)
class Device:
    """One running session as its owner sees it."""

    id: UUID
    program: str
    address: str
    began: datetime
    seen: datetime
    methods: tuple[Method, ...]


def begin(actor: Actor, methods: Sequence[Method], origin: Origin, awaiting: Awaiting = Awaiting.NOTHING) -> str:
    """A new session; gives the value for the cookie, which is not kept."""
    token, at = new_token(), now()
    session().add(
        SignInSession(
            token_hash=hashed(token),
            user_id=actor.id,
            awaiting=awaiting,
            methods=" ".join(methods),
            groups_then=_groups(actor),
            began_at=at,
            seen_at=at,
            confirmed_at=at,
            address=origin.address[:45],
            program=origin.program[:60],
            device_hash=hashed(origin.device),
        )
    )
    session().flush()
    return token


def find(token: str, limits: Limits) -> OpenSession | None:
    """The session of a cookie with its person as they are now; None for an unknown or ended one."""
    row = session().scalars(select(SignInSession).where(SignInSession.token_hash == hashed(token))).one_or_none()
    if row is None or row.ended_at is not None:
        return None
    actor = people.actor_by_id(row.user_id)
    at = now()
    over = rules.why_over(row.began_at, row.seen_at, row.awaiting, limits, at)
    if actor is None:
        over = End.SUSPENDED
        actor = Actor(row.user_id, "", "", frozenset())
    elif row.groups_then != _groups(actor):
        over = End.GROUPS_CHANGED
    return OpenSession(
        id=row.id,
        actor=actor,
        awaiting=Awaiting(row.awaiting),
        methods=tuple(Method(word) for word in row.methods.split()),
        began=row.began_at,
        confirmed=row.confirmed_at,
        stale=at - row.seen_at >= rules.SEEN_GRAIN,
        over=over,
    )


def touch(session_id: UUID) -> None:
    """Notes that the session was used."""
    session().execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.ended_at.is_(None))
        .values(seen_at=now())
    )


def confirm(session_id: UUID, method: Method) -> str:
    """The person has proved again who they are: the proof is fresh, and the session gets a new cookie value."""
    row = session().get_one(SignInSession, session_id, with_for_update=True)
    token = new_token()
    row.token_hash, row.confirmed_at, row.seen_at = hashed(token), now(), now()
    if method not in row.methods.split():
        row.methods = f"{row.methods} {method}"
    return token


def go_on(session_id: UUID, actor: Actor, awaiting: Awaiting, method: Method | None = None) -> str:
    """A session that was waiting has come a step further; it gets a new cookie value with each step."""
    row = session().get_one(SignInSession, session_id, with_for_update=True)
    token, at = new_token(), now()
    row.token_hash, row.awaiting, row.seen_at = hashed(token), awaiting, at
    row.groups_then = _groups(actor)
    if method is not None:
        row.methods = f"{row.methods} {method}"
    if awaiting is Awaiting.NOTHING:
        row.began_at = row.confirmed_at = at
    return token


def end(session_id: UUID, reason: End) -> None:
    """Ends one session."""
    _end(reason, SignInSession.id == session_id)


def end_all(user_id: UUID, reason: End, but: UUID | None = None) -> int:
    """Ends every session of a person, or every one but this; says how many there were."""
    conditions = [SignInSession.user_id == user_id]
    if but is not None:
        conditions.append(SignInSession.id != but)
    return _end(reason, *conditions)


def devices(actor: Actor, limits: Limits) -> list[Device]:
    """The actor's own running sessions, the last used first."""
    at = now()
    rows = session().scalars(
        select(SignInSession)
        .where(SignInSession.user_id == actor.id, SignInSession.ended_at.is_(None), SignInSession.awaiting == "")
        .order_by(SignInSession.seen_at.desc())
    )
    return [
        Device(
            row.id, row.program, row.address, row.began_at, row.seen_at, tuple(Method(w) for w in row.methods.split())
        )
        for row in rows
        if rules.why_over(row.began_at, row.seen_at, "", limits, at) is None
    ]


def end_own(actor: Actor, session_id: UUID) -> bool:
    """Ends one of the actor's own sessions; says whether there was such a one."""
    return bool(_end(End.ENDED_BY_OWNER, SignInSession.id == session_id, SignInSession.user_id == actor.id))


def is_known_device(user_id: UUID, device: str) -> bool:
    """Whether the person has signed in on this device before."""
    found = session().scalars(
        select(SignInSession.id)
        .where(
            SignInSession.user_id == user_id,
            SignInSession.device_hash == hashed(device),
            SignInSession.awaiting == "",
            SignInSession.began_at > now() - REMEMBERED,
        )
        .limit(1)
    )
    return found.first() is not None


def tidy(limits: Limits) -> int:
    """Notes the end of sessions whose time is over, and forgets what is old; says how many sessions were closed."""
    at = now()
    unfinished = (SignInSession.awaiting != "") & (SignInSession.began_at <= at - rules.LONGEST_UNFINISHED)
    closed = _end(End.TOO_LONG, or_(SignInSession.began_at <= at - limits.longest, unfinished))
    closed += _end(End.IDLE, SignInSession.seen_at <= at - limits.idle)
    session().execute(
        delete(SignInSession).where(SignInSession.ended_at.is_not(None), SignInSession.ended_at < at - REMEMBERED)
    )
    session().execute(delete(SignInDelay).where(SignInDelay.last_at < at - rules.FORGOTTEN_AFTER))
    session().execute(delete(SignInChallenge).where(SignInChallenge.until < at))
    return closed


def _end(reason: End, *conditions: object) -> int:
    done = session().execute(
        update(SignInSession)
        .where(SignInSession.ended_at.is_(None), *conditions)  # type: ignore[arg-type]
        .values(ended_at=now(), end_reason=reason)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _groups(actor: Actor) -> str:
    return ",".join(sorted(actor.groups))
