"""What the person who closes a case sees beside the form: what goes on afterwards, and how long the record is kept."""

from webapp.access.groups import GROUPS
from webapp.cases import keeping
from webapp.cases.vocabulary import Outcome
from webapp.cases.words import Row, Section, date_in_words, words
from webapp.clock import today
from webapp.instances import queries as instances
from webapp.instances.model import UserTask

FORM = "closure"


def sections(task: UserTask) -> list[Section]:
    """The open tasks of the case beside this one, and the latest date of the first review of its record."""
    others = [row for row in instances.open_tasks_of_case(task.case_id) if row.id != task.id]
    rows = [Row(row.name, GROUPS.get(row.candidate_group, row.candidate_group)) for row in others]
    outcome = keeping.found(task.case_id).outcome
    kept = []
    if outcome:
        latest = keeping.first_review(Outcome(outcome), today())
        kept = [Row("Outcome", words(outcome)), Row("Keeping it is reviewed by", date_in_words(latest))]
    found = (
        Section("going_on", "Goes on after the case is closed", rows),
        Section("keeping", "How long the record is kept", kept),
    )
    return [section for section in found if section.rows]
