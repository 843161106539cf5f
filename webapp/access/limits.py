"""How much one person reads in a day is counted, and ends at the limit of the house.

Basis: DPA 2018 s.66 (unauthorised processing); the figures are the force's own (docs/operations.md).
"""

from uuid import UUID

from sqlalchemy import delete, func, select

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import UseFacts
from webapp.access.house import house
from webapp.access.model import DailyUse
from webapp.access.rules import require
from webapp.clock import today
from webapp.database import new_id, session

ALARM = "alarm"


def note(actor: Actor, action: Action, about: UUID | None = None) -> None:
    """Counts one use of today; the same case counts once. Raises NotPermitted with the sentence at the limit."""
    kind, most = _limit(action)
    used = _count(actor, kind, about or new_id())
    require(actor, action, UseFacts(kind, used, most))


def is_first_alarm(actor: Actor) -> bool:
    """Whether nobody was told of this person's limit today yet."""
    return _count(actor, ALARM, new_id()) == 1


def _limit(action: Action) -> tuple[str, int]:
    rules = house()
    limits = {
        Action.VIEW_CASE: ("cases", rules.most_views),
        Action.SEARCH_CASES: ("searches", rules.most_searches),
        Action.EXPORT_CASES: ("exports", rules.most_exports),
    }
    return limits[action]


def _count(actor: Actor, kind: str, about: UUID) -> int:
    day = today()
    if session().get(DailyUse, (actor.id, day, kind, about)) is None:
        # What was counted on earlier days says nothing any more, and would say who looked at what.
        session().execute(delete(DailyUse).where(DailyUse.user_id == actor.id, DailyUse.day < day))
        session().add(DailyUse(user_id=actor.id, day=day, kind=kind, about=about))
        session().flush()
    counted = select(func.count()).where(DailyUse.user_id == actor.id, DailyUse.day == day, DailyUse.kind == kind)
    return session().scalar(counted) or 0
