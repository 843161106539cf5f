"""Cases that may belong together are found by the digests they share, whoever may see them, and nobody is told more
than that there is one: the coordinator looks, and decides.

Basis: DPA 2018 s.38(1) (accuracy); one investigation of one subject is safer for every victim than two that do not know
of each other. What is shown to whom is docs/process.md, linked cases.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, or_, select, tuple_

from webapp.access.actor import SYSTEM_ID
from webapp.access.groups import COORDINATORS
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases.model import Case, CaseLink, CaseTrace
from webapp.clock import now
from webapp.database import session
from webapp.notifications import service as notifications

VICTIM, SUBJECT, ALIAS, CRIME = "victim", "subject", "alias", "crime"
# Which pairs say something. The telephone number of a victim among the aliases does not: stalkers publish it.
KIND_OF: Mapping[frozenset[str], str] = {
    frozenset({VICTIM}): "victim",
    frozenset({SUBJECT}): "subject",
    frozenset({ALIAS}): "alias",
    frozenset({CRIME}): "crime",
    frozenset({VICTIM, SUBJECT}): "victim_is_subject",
}
# A name without a date of birth, or a handle without its platform, is shared by many.
WEAK_FIELDS = frozenset({"name_only", "account"})
NOT_COMPARED = frozenset({"name", "address"})
MOST_AT_ONCE = 50
OF_ONE_INVESTIGATION = frozenset({"subject", "alias"})
Trace = Mapping[str, Mapping[str, bool]]


@dataclass(frozen=True)
class Named:
    """What names a person, an account or the crime of a case, by whose it is, with its digest in the blind index."""

    whose: str
    field: str
    value: str
    digest: str

    @property
    def sure(self) -> bool:
        """Whether it says enough by itself."""
        return self.field not in WEAK_FIELDS or (self.field == "account" and "@" in self.value[1:])


def trace_of(named: Iterable[Named]) -> Trace:
    """By whose it is, the digests of what is compared, and whether each is sure by itself."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for one in named:
        if one.field not in NOT_COMPARED:
            found[one.whose][one.digest] = found[one.whose].get(one.digest, False) or one.sure
    return found


def look(case_id: UUID, trace: Trace) -> None:
    """Notes what the case can be linked by, and every other case that shares some of it; its coordinators are told."""
    _keep(case_id, trace)
    mine: dict[str, dict[str, bool]] = defaultdict(dict)
    for whose, digests in trace.items():
        for digest, sure in digests.items():
            mine[digest][whose] = sure
    shared = session().execute(
        select(CaseTrace.case_id, CaseTrace.whose, CaseTrace.digest)
        .join(Case, Case.id == CaseTrace.case_id)
        .where(CaseTrace.digest.in_(sorted(mine)), CaseTrace.case_id != case_id, Case.erased_at.is_(None))
        .order_by(CaseTrace.case_id)
        .limit(MOST_AT_ONCE * 20)
    )
    found: dict[tuple[UUID, str], bool] = {}
    for other, theirs, digest in shared:
        for whose, sure in mine[digest].items():
            if kind := KIND_OF.get(frozenset({whose, theirs})):
                found[other, kind] = found.get((other, kind), False) or sure
    _note(case_id, found)


def forget(case_id: UUID) -> None:
    """Takes away what an erased case could be found by, and its links."""
    session().execute(delete(CaseTrace).where(CaseTrace.case_id == case_id))
    session().execute(delete(CaseLink).where(or_(CaseLink.case_id == case_id, CaseLink.other_id == case_id)))


def _keep(case_id: UUID, trace: Trace) -> None:
    due = {(whose, digest) for whose, digests in trace.items() for digest in digests}
    rows = session().execute(select(CaseTrace.whose, CaseTrace.digest).where(CaseTrace.case_id == case_id))
    known = {(whose, digest) for whose, digest in rows}
    if gone := known - due:
        row = tuple_(CaseTrace.whose, CaseTrace.digest)
        session().execute(delete(CaseTrace).where(CaseTrace.case_id == case_id, row.in_(sorted(gone))))
    session().add_all(CaseTrace(case_id=case_id, whose=whose, digest=digest) for whose, digest in sorted(due - known))
    session().flush()


def _note(case_id: UUID, found: Mapping[tuple[UUID, str], bool]) -> None:
    rows = session().scalars(select(CaseLink).where(or_(CaseLink.case_id == case_id, CaseLink.other_id == case_id)))
    known = {(row.other_id if row.case_id == case_id else row.case_id, row.kind): row for row in rows}
    new = []
    for (other, kind), sure in list(found.items())[:MOST_AT_ONCE]:
        if kind in OF_ONE_INVESTIGATION and (joint := known.get((other, "joint"))) and joint.verdict == "same":
            # Joint victims share their subject and accounts: that is what they were joined for.
            continue
        if (row := known.get((other, kind))) is not None:
            row.sure = row.sure or sure
        else:
            new.append(CaseLink(case_id=case_id, other_id=other, kind=kind, sure=sure, found_at=now()))
    session().add_all(new)
    session().flush()
    if new:
        # One entry and one notice for all that was found at once: a report may be like dozens of others.
        detail = {"kinds": sorted({link.kind for link in new}), "links": [str(link.id) for link in new]}
        audit.record(Event.LINK_FOUND, SYSTEM_ID, case_id, detail)
        _tell(case_id, new)


def _tell(case_id: UUID, new: Sequence[CaseLink]) -> None:
    """One notice to the coordinators of each force that one of the cases is of."""
    about = [case_id, *(link.other_id for link in new)]
    forces = session().scalars(select(Case.force).where(Case.id.in_(about)).distinct().order_by(Case.force))
    for force in forces:
        notifications.cases_linked(COORDINATORS, force, new[0].id)
