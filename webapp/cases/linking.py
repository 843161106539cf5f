"""Cases that may belong together are found by the digests they share, whoever may see them, and nobody is told more
than that there is one: the coordinator looks, and decides.

Basis: DPA 2018 s.38(1) (accuracy); one investigation of one subject is safer for every victim than two that do not know
of each other. What is shown to whom is docs/process.md, linked cases.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import delete, or_, select

from webapp.access import blindindex
from webapp.access.actor import SYSTEM_ID
from webapp.access.groups import COORDINATORS
from webapp.access.identifiers import Identifiers
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
Trace = Mapping[str, Mapping[str, bool]]


def traces_of(people: Iterable[tuple[str, Identifiers]], crime: str = "") -> Trace:
    """By whose it is, the digests of what names somebody, and whether each is sure by itself."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for whose, person in people:
        for field, value in sorted(person.of_case()):
            if field not in NOT_COMPARED:
                sure = field not in WEAK_FIELDS or (field == "account" and "@" in value[1:])
                digest = blindindex.digest(field, value)
                found[whose][digest] = found[whose].get(digest, False) or sure
    if crime:
        found[CRIME][crime] = True
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
    for whose, digest in known - due:
        session().execute(
            delete(CaseTrace).where(CaseTrace.case_id == case_id, CaseTrace.whose == whose, CaseTrace.digest == digest)
        )
    session().add_all(CaseTrace(case_id=case_id, whose=whose, digest=digest) for whose, digest in sorted(due - known))
    session().flush()


def _note(case_id: UUID, found: Mapping[tuple[UUID, str], bool]) -> None:
    rows = session().scalars(select(CaseLink).where(or_(CaseLink.case_id == case_id, CaseLink.other_id == case_id)))
    known = {(row.other_id if row.case_id == case_id else row.case_id, row.kind): row for row in rows}
    for (other, kind), sure in list(found.items())[:MOST_AT_ONCE]:
        if (row := known.get((other, kind))) is not None:
            row.sure = row.sure or sure
            continue
        link = CaseLink(case_id=case_id, other_id=other, kind=kind, sure=sure, found_at=now())
        session().add(link)
        session().flush()
        audit.record(Event.LINK_FOUND, SYSTEM_ID, case_id, {"kind": kind, "link": str(link.id)})
        notifications.cases_linked(COORDINATORS, link.id)
