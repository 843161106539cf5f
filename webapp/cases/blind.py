"""The blind index of a case: digests of what names its people, kept in line with the record."""

from uuid import UUID

from sqlalchemy import delete, select

from webapp.access import blindindex
from webapp.access.identifiers import Identifiers, contacts_in, email, phone
from webapp.cases import records
from webapp.cases.model import Case, CaseIdentifier, Victim
from webapp.database import session


def refresh(case_id: UUID) -> None:
    """Brings the digests of the case in line with what is on record of its victim, candidates and aliases."""
    session().flush()
    due = {digest for person in _people(case_id) for digest in blindindex.digests(person.of_case())}
    known = set(session().scalars(select(CaseIdentifier.digest).where(CaseIdentifier.case_id == case_id)))
    if gone := known - due:
        session().execute(
            delete(CaseIdentifier).where(CaseIdentifier.case_id == case_id, CaseIdentifier.digest.in_(sorted(gone)))
        )
    session().add_all(CaseIdentifier(case_id=case_id, digest=digest) for digest in sorted(due - known))
    session().flush()


def not_indexed(limit: int) -> list[UUID]:
    """Cases with a victim on record and no digest yet, as those from before there was an index."""
    indexed = select(CaseIdentifier.case_id).where(CaseIdentifier.case_id == Case.id).exists()
    query = select(Case.id).join(Victim, Victim.case_id == Case.id).where(~indexed, Victim.name.is_not(None))
    return list(session().scalars(query.order_by(Case.id).limit(limit)))


def _people(case_id: UUID) -> list[Identifiers]:
    found = []
    victim = records.victim_of(case_id)
    if victim is not None:
        phones, emails = contacts_in(f"{victim.safe_channel}\n{victim.safe_times or ''}")
        found.append(Identifiers(victim.name or "", victim.date_of_birth, phones, emails))
    for subject in records.subjects_of(case_id):
        where = (subject.locality,) if subject.locality else ()
        found.append(Identifiers(subject.name, subject.date_of_birth, addresses=where))
    for alias in records.aliases_of(case_id):
        handle = (alias.handle,)
        found.append(
            Identifiers(
                phones=handle if phone(alias.handle) else (),
                emails=handle if email(alias.handle) else (),
                accounts=(alias.handle, f"{alias.handle}@{alias.platform}", *filter(None, (alias.stable_id,))),
            )
        )
    return found
