"""Drives a made-up case through the services, and holds what comes of it against the scheme at every step."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import workflows
from tests.workflows.right_to_know import rules_of_the_scheme as scheme
from tests.workflows.right_to_know.made_cases import AFTER_ARREST, Variant, variant
from tests.workflows.right_to_know.rules_of_the_scheme import P1, Strand
from webapp import clock
from webapp.access import service as access
from webapp.access.actor import SYSTEM, SYSTEM_ID
from webapp.cli.files import package_files
from webapp.database import Database
from webapp.definitions import service as definitions
from webapp.scenarios import usual
from webapp.scenarios.format import Scenario
from webapp.scenarios.package import CaseRun
from webapp.sealing import provider

PACKAGE = "right_to_know"
USUAL = usual.usual(workflows.find(PACKAGE))
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def drive(seed: int, folder: Path) -> tuple[str, list[str]]:
    """How far the case of a seed came, and where services and scheme differ."""
    with provider.using(provider.for_a_while()):
        database = Database(f"sqlite:///{folder / f'variant-{seed}.sqlite'}")
        try:
            database.create_all()
            with database.transaction():
                access.ensure_system_user()
                definitions.install(SYSTEM, package_files(PACKAGE), SYSTEM_ID)
            run = VariantRun(database, variant(seed))
            return run.drive(), run.found
        finally:
            database.close()


class VariantRun(CaseRun):
    """One case, step by step: what the scheme says is worked out from what was answered, never from what came of it."""

    def __init__(self, database: Database, made: Variant) -> None:
        super().__init__(database, Scenario("A variant", MONDAY, PACKAGE))
        self.made = made
        self.found: list[str] = []
        self.views: dict[str, str] = {}
        self.priority = self.level = self.grounds_result = ""

    def drive(self) -> str:
        """Goes on until the case is over or goes back, and says where that was."""
        with clock.fixed(MONDAY):
            assert self._started("first")
            for stage in (self._report, self._assess, self._ask, self._check, self._review, self._decide, self._tell):
                if (stopped := stage()) or self.found:
                    return stopped or "differs"
        return "told"

    def do(self, element: str, about: str = "", plain: bool = False, **answers: Any) -> str:
        """Completes a step with the usual answers but for these; None leaves one out. Gives the refusal, or nothing."""
        as_usual = USUAL[element if element in USUAL else "make_decision"]
        kept = {} if plain else dict(as_usual.answers)
        kept = {name: value for name, value in {**kept, **answers}.items() if value is not None}
        role = "senior_decision_maker" if element.endswith("_for_child") else as_usual.role
        return self._complete(replace(as_usual, element=element, about=about, role=role, answers=kept))

    def must(self, element: str, about: str = "", **answers: Any) -> None:
        """Completes a step that has to be possible."""
        if refusal := self.do(element, about, **answers):
            self.found.append(f"{element}: {refusal}")

    def compare(self, **expected: object) -> None:
        """Notes which variables are not what the scheme says."""
        with self.database.transaction():
            known = self._variables()
        self.found += [
            f"{name} is {known.get(name)!r}, the scheme says {value!r}"
            for name, value in expected.items()
            if known.get(name) != value
        ]

    def is_open(self, element: str) -> bool:
        with self.database.transaction():
            return element in self._open_ids()

    def _report(self) -> str:
        made = self.made
        self.must("intake", **made.victim)
        self.must("triage_risk", **made.triage)
        needs = set(made.victim["victim_needs"])
        at_risk = made.victim["victim_age_group"] == "under_18" or bool(needs & {"capacity", "disability"})
        facts = {**made.triage, **made.victim, "threat_violence": made.triage["sdash_6"] == "yes"}
        self.priority = scheme.urgency({**facts, "victim_at_risk": at_risk})[1]
        self.compare(priority=self.priority)
        for element in ("confirm_priority", "plan_enquiries", "pursue_enquiry", "consult_spoc", "record_result"):
            self.must(element)
        return ""

    def _assess(self) -> str:
        made, evidence = self.made, scheme.evidence(self.made.strands)
        self.must(
            "assess_identity",
            strand=[_strand_answers(strand) for strand in made.strands],
            contradiction_unresolved=made.contradiction,
            contradiction_unresolved_reason="An alibi is not cleared up." if made.contradiction else None,
            other_occupants_considered=made.occupants_considered,
            corroborated_admission=evidence["corroborated_admission"],
            **made.subject,
        )
        asked = {
            **evidence,
            "contradiction_unresolved": made.contradiction,
            "mandatory_checks_complete": made.occupants_considered,
        }
        self.level = scheme.identity(asked)[1]
        self.compare(identity_level=self.level)
        self.compare(independent_strands=evidence["independent_strands"])
        weak = self.level in ("POSSIBLE", "INSUFFICIENT")
        if self.level == "INSUFFICIENT":
            refusal = self.do("assure_identity", decide_anyway=True)
            if not refusal:
                self.compare(identity_assured=False)
            return "insufficient"
        self.must("assure_identity", decide_anyway=True if weak and self.priority != P1 else None)
        self.compare(identity_assured=True)
        return ""

    def _ask(self) -> str:
        self.must("choose_consultees")
        child = "under_18" in (self.made.victim["victim_age_group"], self.made.subject["subject_age_group"])
        wanted = {
            "csc": child,
            "originator": any(strand.handling == "C" for strand in self.made.strands),
            "code_d_officer": self.made.triage["approach_recent"],
            "cps": self.made.subject["subject_status"] in AFTER_ARREST,
        }
        if self.priority == P1 or not any(wanted.values()):
            if not self.is_open("check_grounds"):
                self.found.append("the grounds wait for a view, and nothing blocks")
            return ""
        for consultee, needed in wanted.items():
            if needed:
                view = self.made.views[consultee]
                objects = {"until": "2026-03-20", "less_than_full": "A reassurance."} if view == "objects" else {}
                self.must("record_view", consultee, view=view, reason="They have said why.", **objects)
                self.views[consultee] = view
        return ""

    def _check(self) -> str:
        made, facts = self.made, self.made.grounds
        sensitive = facts["sensitive_retained"]
        item = {"text": "What is told", "fact_or_assessment": "fact", "as_at": "2026-03-02", "sensitive": sensitive}
        if sensitive:
            item |= {"strictly_necessary": facts["strictly_necessary"]}
            item |= {"sch8_para": "1"} if facts["strictly_necessary"] else {}
        if any(strand.handling == "C" for strand in made.strands):
            item["uses_conditional"] = False
        checks = {f"check_A{n}": "no" for n in (made.failing_check,) if n is not None}
        notes = {f"note_A{n}": "It is being put right." for n in (made.failing_check,) if n is not None}
        self.must(
            "check_grounds",
            **{"check_A4": "yes", "check_A5": "yes"} if sensitive else {},
            **checks,
            **notes,
            proposed_item=[item],
            proposed_alias=None,
            purpose_primary=facts["purpose_primary"],
            recipient_location=facts["recipient_location"],
            apd_ref="Policy document 7" if facts["apd_in_place"] else None,
            retaliation_risk=made.retaliation,
        )
        self.grounds_result = scheme.grounds(facts)[1]
        self.compare(grounds_result=self.grounds_result)
        failed = scheme.failed_checks(
            {n: "no" if n == made.failing_check else "yes" for n in scheme.COUNTED_CHECKS}, self.priority
        )
        self.compare(checks_failed=failed)
        back = self.grounds_result == "RETURN" or (failed > 0 and self.grounds_result != "BLOCK")
        if self.is_open("check_grounds") is not back:
            self.found.append(f"grounds {self.grounds_result} with {failed} failed checks: back is {not back}")
        return "grounds returned" if back else ""

    def _review(self) -> str:
        if self.grounds_result != "BLOCK":
            self.must("decide_invitation")
        conditions = "By word of mouth alone." if self.made.legal == "approve_with_conditions" else None
        self.must("review_legally", legal_result=self.made.legal, conditions=conditions, legal_advice="As discussed.")
        return ""

    @property
    def _child_subject(self) -> bool:
        return bool(self.made.subject["subject_age_group"] == "under_18")

    def _decide(self) -> str:
        made, ending = self.made, "_for_child" if self._child_subject else ""
        self.must(f"weigh_tests{ending}", **made.tests)
        clean = [strand for strand in made.strands if strand.handling == "P"]
        of_clean = scheme.evidence(clean)
        sufficient = of_clean["corroborated_admission"] or (
            int(str(of_clean["independent_strands"])) >= 2 and of_clean["person_level_strand"]
        )
        facts = {
            **made.tests,
            **made.victim,
            **made.subject,
            "grounds_result": self.grounds_result,
            "legal_result": made.legal,
            "victim_has_capacity": "capacity" not in made.victim["victim_needs"],
            "priority": self.priority,
            "originator_refused": self.views.get("originator") == "refused",
            "clean_strands_sufficient": sufficient,
            "identity_level": self.level,
            "id_procedure_pending": self.views.get("code_d_officer") == "pending",
            "cps_objects": self.views.get("cps") == "objects",
            "retaliation_risk": made.retaliation,
        }
        row, recommended = scheme.scope(facts)
        self.compare(recommendation=recommended)
        self.compare(recommend_reassurance=scheme.reassures(row))
        outcome = "DISCLOSED_LIMITED" if made.departs else recommended
        answers = _decision_answers(outcome, recommended, objects=bool(facts["cps_objects"]))
        refusal = self.do(f"make_decision{ending}", plain=True, **answers)
        allowed = not outcome.startswith("DISCLOSED") or self._may_tell(facts)
        if bool(refusal) is allowed:
            self.found.append(f"{outcome} where {recommended}: {refusal or 'accepted, and the scheme forbids it'}")
        if refusal:
            return "decision refused"
        return "" if outcome.startswith("DISCLOSED") else f"decided {outcome}"

    def _may_tell(self, facts: Mapping[str, Any]) -> bool:
        """Whether somebody may be told who it is, whatever the table recommends."""
        grounds = self.grounds_result in ("PASS", "PASS_IF_LEGAL") and self.made.legal != "advise_against"
        sure = self.level in ("PROBABLE", "CONFIRMED") or (self.level == "POSSIBLE" and self.priority == P1)
        first = facts["id_procedure_pending"] and self.priority != P1
        asked = any(strand.handling == "C" for strand in self.made.strands)
        barred = asked and self.views.get("originator") != "granted" and not facts["clean_strands_sufficient"]
        return grounds and sure and all(self.made.tests.values()) and not first and not barred

    def _tell(self) -> str:
        interpreter = "professional" if "interpreter" in self.made.victim["victim_needs"] else "na"
        self.must("prepare_delivery", interpreter_arranged=interpreter)
        answers = {
            "interpreter_used": interpreter,
            "recipient_capacity": "Passport seen; has care of the child." if self.third_party else None,
        }
        if self.made.undertaking != "refused" or self.priority == P1:  # at P1 a refusal holds nothing up
            self.must("deliver_to_recipient", undertaking=self.made.undertaking, **answers)
            self.compare(told=True)
            return ""
        if not self.do("deliver_to_recipient", undertaking="refused", **answers):
            self.found.append("told to somebody who refused the undertaking")
        self.must("deliver_to_recipient", undertaking="refused", items_given=None, **answers)
        self.compare(told=False)
        return "undertaking refused"

    @property
    def third_party(self) -> bool:
        """Whether somebody other than the victim is told."""
        with self.database.transaction():
            return bool(self._variables().get("outcome") == "DISCLOSED_THIRD_PARTY")


def _strand_answers(strand: Strand) -> dict[str, Any]:
    owner = {
        "originator_consent": strand.agreed,
        "originator_consent_ref": "Letter of 2 March" if strand.agreed else None,
    }
    told = {
        "type": strand.kind,
        "description": "What it shows",
        "grade_source": strand.source,
        "grade_assessment": strand.assessment,
        "handling_code": strand.handling,
        "independent_group": strand.origin,
        "person_level": strand.person,
        "fact_or_assessment": "fact",
        **(owner if strand.handling == "C" else {}),
    }
    return {name: value for name, value in told.items() if value is not None}


def _decision_answers(outcome: str, recommended: str, *, objects: bool) -> dict[str, Any]:
    answers: dict[str, Any] = {"outcome": outcome}
    if outcome != recommended:
        answers["departure_reason"] = "The victim has to be able to recognise him."
    if objects:
        answers["cps_answer"] = "The safety of the victim outweighs it."
    if outcome == "DEFERRED":
        answers["review_date"] = "2026-03-03"
    if outcome.startswith("DISCLOSED"):
        answers |= {
            "items_approved": ["D1"],
            "recipient": "parent_guardian" if outcome == "DISCLOSED_THIRD_PARTY" else "victim",
            "subject_to_be_told": "yes",
        }
    return answers
