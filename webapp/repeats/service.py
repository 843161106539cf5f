"""A request takes its key before it does anything; of two with the same key the second waits and is told the answer."""

from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from webapp.access.actor import Actor
from webapp.clock import now
from webapp.database import session
from webapp.repeats import rules
from webapp.repeats.model import SentRequest


@dataclass(frozen=True)
class Answer:
    """What the first request was answered: where its sender was led."""

    status: int
    location: str


def begin(actor: Actor, key: str, digest: str) -> Answer | None:
    """Takes the key for this request; the answer of the one that took it before, None when there was none.

    A key that comes back with other content says nothing: somebody went back to the page and changed what they had
    typed, which the rules of the act itself judge.
    """
    values = {"person_id": actor.id, "key": key, "digest": digest, "at": now()}
    # Where another transaction has taken the key and not yet ended, the database lets this one wait for it.
    dialect = postgresql if session().get_bind().dialect.name == "postgresql" else sqlite
    taken = dialect.insert(SentRequest).values(values).on_conflict_do_nothing().returning(SentRequest.key)
    if session().execute(taken).first() is not None:
        return None
    row = session().get(SentRequest, (actor.id, key))
    if row is None or row.digest != digest or row.status is None or row.location is None:
        return None
    return Answer(row.status, row.location)


def finish(actor: Actor, key: str, digest: str, answer: Answer) -> None:
    """Keeps the answer beside the key, for a request that was sent twice."""
    session().execute(
        update(SentRequest)
        .where(SentRequest.person_id == actor.id, SentRequest.key == key, SentRequest.digest == digest)
        .values(status=answer.status, location=answer.location)
    )


def forget_old() -> None:
    """Removes the keys that no page can still carry."""
    session().execute(delete(SentRequest).where(SentRequest.at < now() - rules.KEPT_FOR))
