"""What names the people of a case, as far as it is on record: for the blind index, and to tell them apart."""

from dataclasses import dataclass
from uuid import UUID

from webapp.access.identifiers import Identifiers, contacts_in, email, phone
from webapp.cases import records
from webapp.cases.model import Alias, Subject, Victim


@dataclass(frozen=True)
class Suspected:
    """What the person whom the newest assessment names goes by: names and handles, and (field, value) pairs of each."""

    names: tuple[str, ...]
    fields: frozenset[tuple[str, str]]


def victim(row: Victim) -> Identifiers:
    """Of the victim, with the contacts that stand in how they can be reached safely."""
    phones, emails = contacts_in(f"{row.safe_channel}\n{row.safe_times or ''}")
    return Identifiers(row.name or "", row.date_of_birth, phones, emails)


def subject(row: Subject) -> Identifiers:
    """Of one candidate."""
    return Identifiers(row.name, row.date_of_birth, addresses=(row.locality,) if row.locality else ())


def alias(row: Alias) -> Identifiers:
    """Of one account that was used against the victim; a handle may be a telephone number or an e-mail address."""
    handle = (row.handle,)
    return Identifiers(
        phones=handle if phone(row.handle) else (),
        emails=handle if email(row.handle) else (),
        accounts=(row.handle, f"{row.handle}@{row.platform}", *filter(None, (row.stable_id,))),
    )


def suspected(case_id: UUID) -> Suspected:
    """The person whom the newest assessment names, with every account on record; without one, the accounts alone."""
    assessment = records.newest_assessment(case_id)
    person = [row for row in records.subjects_of(case_id) if assessment and row.id == assessment.subject_id]
    accounts = records.aliases_of(case_id)
    found = [*map(subject, person), *map(alias, accounts)]
    return Suspected(
        (*(row.name for row in person), *(row.handle for row in accounts)),
        frozenset(pair for identifiers in found for pair in identifiers.of_case()),
    )


def victim_of(case_id: UUID) -> Identifiers:
    """The victim as on record; nothing where no report is."""
    row = records.victim_of(case_id)
    return victim(row) if row else Identifiers()
