"""The whole way from the report to the closed case, through the forms and their writers."""

from sqlalchemy import select

from tests.integration.cases import answers as given
from tests.integration.cases.path import CasePath
from webapp.audit import queries as audit
from webapp.audit.events import Event
from webapp.cases import queries as cases
from webapp.cases.model import FormSubmission
from webapp.database import session
from webapp.disclosures import queries as disclosures
from webapp.disclosures import service


def test_case_goes_from_report_to_full_disclosure(path: CasePath) -> None:
    path.walk(until="closure")
    with path.at_work():
        service.record_disclosure_log(path.case_id)
    assert path.submit("closure", "scheme_coordinator", given.CLOSURE) == {"outcome": "DISCLOSED_FULL"}

    with path.at_work():
        header = cases.header(path.cast["scheme_coordinator"], path.case_id)
        log = disclosures.disclosure_log(path.cast["disclosure_officer"], path.case_id)
    assert (header.reference, header.status, header.outcome) == ("RTK-2026-0001", "closed", "DISCLOSED_FULL")
    assert header.priority == "P3_STANDARD"
    assert [(row.recipient_name, row.discloser_name) for row in log] == [("Alex Example", "Disclosure officer")]
    assert log[0].items == (("D1", "The name of the person"), ("A1", "The account night_owl on Chatter"))
    assert log[0].basis == "DPA 2018 Part 3: s.35(2) and s.36"
    assert "recognise an approach" in log[0].justification


def test_only_closed_values_reach_the_process(path: CasePath) -> None:
    path.walk(until="closure")
    texts = {value for value in path.routing.values() if isinstance(value, str)}
    assert not {text for text in texts if " " in text} - {"DPA 2018 Part 3: s.35(2) and s.36"}
    assert path.routing == path.routing | {
        "in_scope": True,
        "victim_at_risk": False,
        "victim_has_capacity": True,
        "sdash_yes_count": 3,
        "threat_violence": False,
        "priority": "P3_STANDARD",
        "enquiry_result": "candidate_found",
        "mandatory_checks_complete": True,
        "independent_strands": 3,
        "person_level_strand": True,
        "corroborated_admission": False,
        "assurance_result": "accept",
        "originator_refused": False,
        "cps_objects": False,
        "id_procedure_pending": False,
        "sensitive_retained": False,
        "apd_in_place": False,
        "checks_failed": 0,
        "reps_invited": False,
        "legal_result": "approve",
        "necessary": True,
        "outcome": "DISCLOSED_FULL",
        "discloses": True,
        "undertaking": "signed",
    }


def test_every_form_is_kept_whole(path: CasePath) -> None:
    path.walk(until="closure")
    with path.at_work():
        kept = {row.form_id: row.answers for row in session().scalars(select(FormSubmission))}
    assert len(kept) == 17
    assert kept["enquiry_consultation"]["authority_granted_on"] == "2026-04-03"
    assert kept["intake"]["victim_safe_contact"]["code_word"] == "Heron"


def test_every_topic_has_facts_at_the_end(path: CasePath) -> None:
    path.walk(until="closure")
    with path.at_work():
        actor = path.cast["decision_maker"]
        sections = [*cases.facts(actor, path.case_id), *disclosures.facts(actor, path.case_id)]
        viewed = audit.timeline(path.case_id, without=())
    assert [section.topic for section in sections] == [
        "report", "risk", "safeguarding", "aliases", "enquiries", "identity",
        "consultations", "grounds", "items", "representations", "legal_review", "tests", "decision", "delivery",
    ]  # fmt: skip
    facts = {(section.topic, row.label): row.value for section in sections for row in section.rows}
    assert facts["report", "Victim"] == "Alex Example"
    assert facts["identity", "Candidate"] == "Sam Sample (S1)"
    assert facts["aliases", "A3"] == (
        "nobody77 on Chatter\nLink to the subject: possible\nIdentity table: probable, row 5; independent origins: "
        "2 from the account, 1 to the person. The analyst is less sure."
    )
    assert facts["decision", "Permission"] == "Used on 13 April 2026 at 10:00"
    assert facts["delivery", "Logged"] == "Yes"
    assert Event.CASE_VIEWED in {entry.event for entry in viewed}


def test_refusal_is_told_and_closes_the_case(path: CasePath) -> None:
    path.walk(until="disclosure_tests")
    path.submit("disclosure_tests", "decision_maker", given.TESTS, pressing_need=False)
    path.routing["recommendation"] = "REFUSED"
    derived = path.submit("disclosure_decision", "decision_maker", {"outcome": "REFUSED"})
    assert derived == {"outcome": "REFUSED", "discloses": False}
    path.submit("no_disclosure", "disclosure_officer", given.NO_DISCLOSURE)
    assert path.submit("closure", "scheme_coordinator", given.CLOSURE) == {"outcome": "REFUSED"}


def test_each_task_page_shows_the_facts_its_step_needs(path: CasePath) -> None:
    path.walk(until="closure")
    topics = {**cases.FACTS_FOR_FORM, **disclosures.FACTS_FOR_FORM}
    with path.at_work():
        actor = path.cast["decision_maker"]
        known = {s.topic for s in (*cases.facts(actor, path.case_id), *disclosures.facts(actor, path.case_id))}
        shown = disclosures.facts(actor, path.case_id, topics["legal_review"])
    assert [section.topic for section in shown] == [
        "consultations", "grounds", "items", "representations", "legal_review",
    ]  # fmt: skip
    assert {topic for wanted in topics.values() for topic in wanted} - known == {
        "contacts", "deferral", "exceptions", "holds", "joint", "no_disclosure", "no_identity", "police_link", "recall",
        "safe_wording", "script", "transfers", "undertaking", "warnings",
    }  # fmt: skip
