"""How long the record of a closed case is kept before somebody looks at it again, and what becomes of it then.

Basis: DPA 2018 s.39(2) (periodic review of the need to keep); College of Policing, review, retention and disposal. The
periods are this product's proposal and are to be confirmed by the force's controller before live use.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Select, select

from webapp import clock
from webapp.access.actor import Actor
from webapp.cases.model import Case
from webapp.cases.sight import in_reach_of
from webapp.cases.vocabulary import Outcome
from webapp.config import SettingsError
from webapp.database import session
from webapp.errors import NotFound

SETTING = "RTK_REVIEW_YEARS"
LONGEST_YEARS = 100
# Years from the closing of a case to the first review of keeping its record.
YEARS: Mapping[Outcome, int] = {
    Outcome.DISCLOSED_FULL: 10,
    Outcome.DISCLOSED_LIMITED: 10,
    Outcome.REASSURANCE_ONLY: 10,
    Outcome.DISCLOSED_THIRD_PARTY: 10,
    Outcome.SUPERSEDED_BY_PROCEEDINGS: 10,
    Outcome.DEFERRED: 6,
    Outcome.REFUSED: 6,
    Outcome.DECLINED_BY_VICTIM: 6,
    Outcome.CLOSED_NO_IDENTITY: 6,
    Outcome.TRANSFERRED: 2,
    Outcome.OUT_OF_SCOPE: 2,
}


@dataclass(frozen=True)
class KeptCase:
    """A case as its keeping is decided on. It names nobody."""

    id: UUID
    reference: str
    status: str
    outcome: str
    closed_at: datetime | None
    review_on: date | None
    erased_at: datetime | None


def years_by_outcome(environment: Mapping[str, str] = os.environ) -> Mapping[Outcome, int]:
    """The periods, with those that the force sets: RTK_REVIEW_YEARS="REFUSED=7, TRANSFERRED=1".

    Raises SettingsError for an unknown outcome and for anything but 1 to 100 years.
    """
    years = dict(YEARS)
    for part in filter(None, (part.strip() for part in environment.get(SETTING, "").split(","))):
        name, _, number = (side.strip() for side in part.partition("="))
        if name not in list(Outcome) or not number.isdecimal() or not 1 <= int(number) <= LONGEST_YEARS:
            raise SettingsError(
                f"{SETTING} holds {part!r}. Write OUTCOME=YEARS with 1 to {LONGEST_YEARS} years, separated by commas; "
                f"the outcomes are {', '.join(Outcome)}."
            )
        years[Outcome(name)] = int(number)
    return years


@cache
def _years() -> Mapping[Outcome, int]:
    return years_by_outcome()


def first_review(outcome: Outcome, closed_on: date, wanted: date | None = None) -> date:
    """When the record is reviewed first: on the day the closing form asks for, and never after the outcome's period."""
    latest = years_after(closed_on, _years()[outcome])
    return latest if wanted is None else min(wanted, latest)


def years_after(day: date, years: int) -> date:
    """The same day so many years on; the end of February stays its end."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def held(case_id: UUID) -> KeptCase:
    """The case, held against every other writer until the transaction ends. Raises NotFound."""
    case = session().get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None:
        raise NotFound
    return _kept(case)


def found(case_id: UUID) -> KeptCase:
    """The case. Raises NotFound."""
    case = session().get(Case, case_id)
    if case is None:
        raise NotFound
    return _kept(case)


def due_by(day: date, limit: int, reader: Actor | None = None) -> list[KeptCase]:
    """The cases whose review is due on that day, the longest overdue first; for a reader, those within their reach."""
    query = select(Case).where(Case.review_on <= day, Case.erased_at.is_(None)).order_by(Case.review_on, Case.id)
    return [_kept(case) for case in session().scalars(_in_reach(query, reader).limit(limit))]


def several(case_ids: set[UUID], reader: Actor) -> list[KeptCase]:
    """Those of these cases that are within a reader's reach, by reference."""
    query = select(Case).where(Case.id.in_(case_ids)).order_by(Case.reference)
    return [_kept(case) for case in session().scalars(_in_reach(query, reader))]


def _in_reach(query: Select[Case], reader: Actor | None) -> Select[Case]:
    """Of the reader's force, and not about anybody they have to do with."""
    return query if reader is None else query.where(in_reach_of(reader, Case.id))


def review_again(case_id: UUID, day: date) -> None:
    """The next review is on that day. The caller has decided that it may be."""
    session().get_one(Case, case_id).review_on = day


def mark_erased(case_id: UUID) -> None:
    """The record is erased from now on, and never reviewed again. The caller destroys its key."""
    case = session().get_one(Case, case_id)
    case.erased_at, case.review_on = clock.now(), None


def _kept(case: Case) -> KeptCase:
    return KeptCase(
        case.id, case.reference, case.status, case.outcome or "", case.closed_at, case.review_on, case.erased_at
    )
