"""What the pages of a case show to each role, whole and on the way."""

import pytest

from tests.integration.cases.path import CasePath
from webapp.cases import queries as cases
from webapp.disclosures import queries as disclosures

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def seen_by(path: CasePath, role: str) -> str:
    actor = path.cast[role]
    sections = [*cases.facts(actor, path.case_id), *disclosures.facts(actor, path.case_id)]
    return repr((cases.header(actor, path.case_id), sections))


def test_each_role_sees_its_groups_of_facts_of_the_same_case(path: CasePath) -> None:
    path.walk(until="closure")
    hidden = {
        "investigating_officer": (),
        "decision_maker": (),
        "supervisor": ("Legal review",),
        "safeguarding_lead": ("Sam Sample", "Strand 1", "Legal review", "Grounds"),
        "intelligence_analyst": ("Alex Example", "Heron", "Legal review", "Safeguarding plan"),
        "identity_reviewer": ("Alex Example", "Heron", "Risk and priority", "Grounds"),
        "legal_reviewer": ("Heron",),
        "disclosure_officer": ("Strand 1", "nobody77", "Legal review"),
    }
    shown = {
        "safeguarding_lead": ("Alex Example", "Heron", "Safeguarding plan"),
        "intelligence_analyst": ("Sam Sample", "Strand 1", "nobody77"),
        "identity_reviewer": ("Sam Sample", "Strand 1"),
        "legal_reviewer": ("Alex Example", "Strand 1", "Legal review"),
        "disclosure_officer": ("Alex Example", "Heron", "Sam Sample", "Decision"),
    }
    with path.at_work():
        for role, words in hidden.items():
            text = seen_by(path, role)
            assert [word for word in words if word in text] == [], role
            assert [word for word in shown.get(role, ()) if word not in text] == [], role
