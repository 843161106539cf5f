"""Each role sees the facts that its steps need, and no others."""

import re
from pathlib import Path

import pytest

from tests.unit.access.policy_table import person
from webapp.access.fields import EVERYTHING, SHOWN_TO, WORDS, FieldGroup, kept_from, shown_to
from webapp.access.groups import CASE_GROUPS, DUTY_GROUPS
from webapp.cases import facts as case_facts
from webapp.cases import joint_facts
from webapp.cases.queries import FACTS_FOR_FORM as CASE_FACTS
from webapp.cli.files import package_files
from webapp.definitions.bundle import read_bundle
from webapp.disclosures import facts as disclosure_facts
from webapp.disclosures.queries import FACTS_FOR_FORM as DISCLOSURE_FACTS
from webapp.measures import facts as measure_facts
from webapp.measures.queries import FACTS_FOR_FORM as MEASURE_FACTS

TOPICS = {**case_facts.TOPICS, **disclosure_facts.TOPICS, **measure_facts.TOPICS}
TOPICS[joint_facts.TOPIC] = (joint_facts.TITLE, joint_facts.GROUP, None)
NEEDED = (CASE_FACTS, DISCLOSURE_FACTS, MEASURE_FACTS)


def test_every_role_of_case_work_has_its_line_and_nobody_else() -> None:
    assert set(SHOWN_TO) == set(CASE_GROUPS | DUTY_GROUPS)
    assert set(WORDS) == set(FieldGroup)


def test_every_step_of_the_process_is_shown_what_it_needs() -> None:
    bundle = read_bundle(package_files("right_to_know"))
    missing = []
    for element in bundle.parsed.elements.values():
        if element.kind != "userTask":
            continue
        group = bundle.group_of(element.id)
        for topic in (topic for needed in NEEDED for topic in needed.get(element.form, ())):
            if TOPICS[topic][1] not in SHOWN_TO[group]:
                missing.append(f"{element.title}: {group} does not see {topic}")
    assert missing == []


@pytest.mark.parametrize(
    ("role", "group"),
    [
        ("legal_reviewer", FieldGroup.VICTIM_CONTACT),
        ("data_protection_officer", FieldGroup.VICTIM_CONTACT),
        ("scheme_coordinator", FieldGroup.VICTIM_CONTACT),
        ("intelligence_analyst", FieldGroup.VICTIM),
        ("identity_reviewer", FieldGroup.VICTIM),
        ("spoc", FieldGroup.RISK),
        ("safeguarding_lead", FieldGroup.IDENTITY),
        ("disclosure_officer", FieldGroup.EVIDENCE),
        ("disclosure_officer", FieldGroup.LEGAL_ADVICE),
        ("supervisor", FieldGroup.LEGAL_ADVICE),
        ("duty_inspector", FieldGroup.LEGAL_ADVICE),
        ("duty_inspector", FieldGroup.EVIDENCE),
    ],
)
def test_role_is_not_shown_what_it_does_not_need(role: str, group: FieldGroup) -> None:
    assert group not in shown_to(person(role))
    assert WORDS[group] in kept_from(person(role))


def test_two_roles_see_what_either_sees_and_staff_see_nothing() -> None:
    assert shown_to(person("spoc", "safeguarding_lead")) == SHOWN_TO["spoc"] | SHOWN_TO["safeguarding_lead"]
    assert shown_to(person("administrator", "auditor")) == frozenset()
    assert kept_from(person("decision_maker")) == []
    assert SHOWN_TO["decision_maker"] == EVERYTHING


def test_only_the_queries_that_ask_the_policy_read_the_sections() -> None:
    """The sections of facts take the groups to show; nobody calls them with all of them."""
    for path in Path(case_facts.__file__).parents[1].rglob("*.py"):
        for call in re.findall(r"material\.sections\(([^)]*\))", path.read_text()):
            assert "shown_to(actor)" in call, path
