"""The blind index of a case: digests of what names its people, kept in line with the record."""

from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select

from webapp.access import blindindex
from webapp.access.identifiers import Identifiers, reference
from webapp.cases import linking, named, records
from webapp.cases.model import Case, CaseIdentifier, CaseTrace
from webapp.database import session

CRIME = "crime_reference"


def refresh(case_id: UUID) -> None:
    """Brings the digests of the case in line with what is on record of its victim, candidates and aliases."""
    session().flush()
    case = records.find_case(case_id)
    found = [
        linking.Named(whose, field, value, blindindex.digest(field, value))
        for whose, person in _people(case_id)
        for field, value in sorted(person.of_case())
    ]
    if case.crime_ref:
        crime = reference(case.crime_ref)
        found.append(linking.Named(linking.CRIME, CRIME, crime, blindindex.digest(CRIME, crime)))
    due = {one.digest for one in found}
    known = set(session().scalars(select(CaseIdentifier.digest).where(CaseIdentifier.case_id == case_id)))
    if gone := known - due:
        session().execute(
            delete(CaseIdentifier).where(CaseIdentifier.case_id == case_id, CaseIdentifier.digest.in_(sorted(gone)))
        )
    session().add_all(CaseIdentifier(case_id=case_id, digest=digest) for digest in sorted(due - known))
    session().flush()
    linking.look(case_id, linking.trace_of(found))


def forget(case_id: UUID) -> None:
    """Takes every digest of the case away, as when its record is erased."""
    linking.forget(case_id)
    session().execute(delete(CaseIdentifier).where(CaseIdentifier.case_id == case_id))


def of_reference(wanted: str) -> ColumnElement[bool]:
    """The condition that a case has this reference, or is about the crime of this reference."""
    crimes = select(CaseIdentifier.case_id).where(CaseIdentifier.digest == blindindex.digest(CRIME, reference(wanted)))
    return or_(Case.reference == wanted.upper(), Case.id.in_(crimes))


def not_indexed(limit: int) -> list[UUID]:
    """Cases with a report on record and no trace yet, as those from before there was an index."""
    indexed = select(CaseTrace.case_id).where(CaseTrace.case_id == Case.id).exists()
    query = select(Case.id).where(~indexed, Case.reported_at.is_not(None), Case.erased_at.is_(None))
    return list(session().scalars(query.order_by(Case.id).limit(limit)))


def _people(case_id: UUID) -> list[tuple[str, Identifiers]]:
    victim = records.victim_of(case_id)
    found = [(linking.VICTIM, named.victim(victim))] if victim is not None else []
    found += [(linking.SUBJECT, named.subject(subject)) for subject in records.subjects_of(case_id)]
    return found + [(linking.ALIAS, named.alias(alias)) for alias in records.aliases_of(case_id)]
