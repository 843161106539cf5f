"""What the law asks of a package as a whole: which steps come before a disclosure, and which need different people."""

from collections.abc import Collection, Iterable, Mapping
from itertools import combinations

from webapp.access.fields import GROUP_OF_LIST, SHOWN_TO, WORDS
from webapp.access.groups import GROUPS
from webapp.definitions.settings import FILE, PackageSettings
from webapp.engine.parse import Element, Problem
from webapp.forms.definition import FormDefinition

# Whatever a package declares, these legal steps stand before anything is disclosed.
# Basis: DPA 2018 ss.35-38; docs/process.md, invariants.
BEFORE_DISCLOSURE = ("identity_assurance", "grounds", "legal_review", "decision")
# And before and after what is told in an emergency. Basis: docs/process.md, invariant 1.
BEFORE_URGENT = ("identity_assurance", "grounds", "oral_decision")
AFTER_URGENT = ("written_decision", "legal_review")
URGENT_PEOPLE = (
    frozenset({"identity_assurance", "grounds", "oral_decision"}),
    frozenset({"oral_decision", "legal_review"}),
    frozenset({"oral_decision", "urgent_delivery"}),
)
# The steps that four different people take, whatever a package declares. Basis: docs/process.md, separation of duties.
FOUR_PEOPLE = frozenset({"identity_assurance", "grounds", "legal_review", "decision"})
# A question of this key is a disclosure: a task whose form asks it discloses, whatever form and task are called.
DISCLOSING_KEY = "items_given"
# The form with which something is told before a written decision; the record takes no other for it.
URGENT_FORM = "urgent_delivery"
# Who takes a legal step, and with which form, in a package that discloses: lanes and copies of forms cannot move it.
DUTIES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "identity_assessment": (("intelligence_analyst",), "identity_assessment"),
    "identity_assurance": (("identity_reviewer",), "identity_assurance"),
    "grounds": (("investigating_officer",), "grounds_check"),
    "legal_review": (("legal_reviewer",), "legal_review"),
    # Where the subject is a child, a chief superintendent decides; the record asks for that rank there.
    "decision": (("decision_maker", "senior_decision_maker"), "disclosure_decision"),
    "senior_approval": (("senior_decision_maker",), "senior_approval"),
    "delivery": (("disclosure_officer",), "delivery"),
    "oral_decision": (("decision_maker", "senior_decision_maker"), "oral_decision"),
    "urgent_delivery": (("disclosure_officer",), "urgent_delivery"),
    "written_decision": (("decision_maker", "senior_decision_maker"), "written_decision"),
}


STEP_OF_FORM: Mapping[str, str] = {form: step for step, (_, form) in DUTIES.items()}


def named_apart(element: Element) -> frozenset[str]:
    """The ids that an element's property distinctFrom lists."""
    return frozenset(part.strip() for part in element.properties.get("distinctFrom", "").split(",") if part.strip())


def are_apart(one: Element, other: Element) -> bool:
    """Whether different people have to do the two steps; naming it on either of them is enough."""
    return other.id in named_apart(one) or one.id in named_apart(other)


def separation_problems(
    elements: Mapping[str, Element], settings: PackageSettings, forms: Mapping[str, FormDefinition]
) -> list[Problem]:
    """Where the diagrams fall short of what the law, and the package itself, ask of them."""
    disclosing = {name for name, form in forms.items() if any(f.key == DISCLOSING_KEY for f in form.questions())}
    tells = any(element.form in disclosing for element in elements.values())
    return [
        *_unknown_steps(elements),
        *_undeclared_disclosures(elements.values(), settings, disclosing),
        *_not_apart(elements, (*settings.distinct, FOUR_PEOPLE, *URGENT_PEOPLE) if tells else settings.distinct),
        *(_misplaced_duties(elements.values(), settings) if tells else ()),
        *_unseen_choices(elements.values(), settings, forms),
    ]


def _unseen_choices(
    elements: Iterable[Element], settings: PackageSettings, forms: Mapping[str, FormDefinition]
) -> list[Problem]:
    """Questions whose choices would show a role what it does not see of a case."""
    found: list[Problem] = []
    for element in elements:
        group = element.group or settings.lanes.get(element.lane, "")
        shown = SHOWN_TO.get(group, frozenset())
        form = forms.get(element.form)
        asked = {question.options_from for question in form.questions()} if form else set()
        for name in sorted(asked & GROUP_OF_LIST.keys()):
            if GROUP_OF_LIST[name] not in shown:
                sentence = f"The choices {name} tell of {WORDS[GROUP_OF_LIST[name]]}, which this role does not see."
                found.append(_problem(element, "choices_unseen", sentence))
    return found


def _misplaced_duties(elements: Iterable[Element], settings: PackageSettings) -> list[Problem]:
    found: list[Problem] = []
    for element in elements:
        step = element.properties.get("legalStep", "")
        if step not in DUTIES:
            # The same record is written by whatever task has the form: none of them is anything but the step.
            if own := STEP_OF_FORM.get(element.form):
                found.append(_problem(element, "duty_step", f"This form is the step {own}. Give it as legalStep."))
            continue
        groups, form = DUTIES[step]
        if (element.group or settings.lanes.get(element.lane, "")) not in groups:
            roles = " or ".join(GROUPS[group] for group in groups)
            found.append(_problem(element, "duty_role", f"The step {step} belongs to the {roles} role alone."))
        if element.kind != "userTask" or element.form != form:
            found.append(_problem(element, "duty_form", f"The step {step} is a user task with the form {form}."))
    return found


def _unknown_steps(elements: Mapping[str, Element]) -> list[Problem]:
    return [
        _problem(element, "distinct_from", f"distinctFrom names {other}, which is no step. Name the id of a step.")
        for element in elements.values()
        for other in sorted(named_apart(element))
        if other not in elements
    ]


def _undeclared_disclosures(
    elements: Iterable[Element], settings: PackageSettings, forms: Collection[str]
) -> list[Problem]:
    found: list[Problem] = []
    ways: set[str] = set()
    for element in elements:
        says = element.properties.get("discloses", "")
        ways.add(says)
        if element.form == URGENT_FORM and says != "urgent":
            found.append(_problem(element, "discloses", "This task tells urgently. Give discloses the value urgent."))
        elif element.form in forms and element.form != URGENT_FORM and says != "true":
            sentence = "This task discloses. Give it the property discloses with the value true."
            found.append(_problem(element, "discloses", sentence))
    for way, key, steps, declared in (
        ("true", "before_disclosure", BEFORE_DISCLOSURE, settings.before_disclosure),
        ("urgent", "before_urgent_disclosure", BEFORE_URGENT, settings.before_urgent),
        ("urgent", "after_urgent_disclosure", AFTER_URGENT, settings.after_urgent),
    ):
        missing = [step for step in steps if step not in declared]
        if way in ways and missing:
            sentence = f"Add {', '.join(missing)} to {key} under [invariants]: the law asks for them."
            found.append(Problem(FILE, "", "", key, sentence))
    return found


def _not_apart(elements: Mapping[str, Element], distinct: Iterable[frozenset[str]]) -> list[Problem]:
    by_step: dict[str, list[Element]] = {}
    for element in elements.values():
        if step := element.properties.get("legalStep"):
            by_step.setdefault(step, []).append(element)
    pairs = {pair for steps in distinct for pair in combinations(sorted(steps), 2)}
    return [
        _problem(
            two,
            "distinct_people",
            f"“{one.title}” and “{two.title}” need different people. Name {one.id} in distinctFrom of this step.",
        )
        for first, second in sorted(pairs)
        for one in by_step.get(first, ())
        for two in by_step.get(second, ())
        if not are_apart(one, two)
    ]


def _problem(element: Element, rule: str, sentence: str) -> Problem:
    return Problem(element.file, element.id, element.name, rule, sentence)
