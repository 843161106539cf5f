"""The policy as a table: who, what, with which facts, and the verdict with its rule or ground.

It is data, so that the mutation test can put it to a changed policy: see test_policy_mutants.py.
"""

from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from uuid import UUID

from webapp.access.actions import Action as Do
from webapp.access.actor import SYSTEM, Actor
from webapp.access.facts import (
    AccountFacts,
    CaseFacts,
    DefinitionFacts,
    ExportFacts,
    Facts,
    GlassFacts,
    MoveFacts,
    PersonFacts,
    Place,
    PoliceLink,
    ProcedureFacts,
    TaskFacts,
    UseFacts,
)
from webapp.access.roles import SIGNED_FOR
from webapp.errors import ConfirmationNeeded, NotFound, NotPermitted

ME, OTHER, ABSENT, MY_SECOND_LOGIN = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
NORTH, SOUTH, LAWYERS, BORDERS = UUID(int=11), UUID(int=12), UUID(int=13), UUID(int=14)
FORCE, OTHER_FORCE = "Avon", "Borders"


def person(*groups: str, unit: UUID = NORTH, units: frozenset[UUID] | None = None, **more: object) -> Actor:
    made = Actor(ME, "me", "Me", frozenset(groups), FORCE, unit, frozenset({unit}) if units is None else units)
    return replace(made, **more)  # type: ignore[arg-type]


LAWYER = person("legal_reviewer")
WIDE_LAWYER = person("legal_reviewer", unit=LAWYERS, units=frozenset({LAWYERS, NORTH, SOUTH}))
SOUTH_LAWYER = person("legal_reviewer", unit=SOUTH)
FOREIGN_LAWYER = person("legal_reviewer", force=OTHER_FORCE, unit=BORDERS)
OFFICER, SUPERVISOR = person("investigating_officer"), person("supervisor")
STANDARDS = person("professional_standards", unit=LAWYERS)
NORTH_STANDARDS = person("professional_standards", unit=NORTH)
INSPECTOR = person("duty_inspector", unit=SOUTH)
ADMINISTRATOR, DESIGNER, PUBLISHER = person("administrator"), person("process_designer"), person("process_publisher")
BOTH_HANDS = person("process_designer", "process_publisher")
NOBODY = person()
COVERING = replace(LAWYER, covers=frozenset({ABSENT}))

CASE = CaseFacts(FORCE, NORTH, offers=frozenset({("legal_reviewer", NORTH)}))
QUIET = CaseFacts(FORCE, NORTH)
RESTRICTED = CaseFacts(FORCE, NORTH, restricted=True)
SHARED = replace(CASE, shares=frozenset({(OTHER_FORCE, BORDERS)}), offers=CASE.offers | {("legal_reviewer", BORDERS)})
SHARED_SOUTH = replace(CASE, shares=frozenset({(FORCE, SOUTH)}))
IN_SOUTH = CaseFacts(FORCE, SOUTH)
FOREIGN = CaseFacts(OTHER_FORCE, BORDERS)
WITHOUT_UNIT = CaseFacts(FORCE, None)


def known_by(place: Place, whom: UUID = ME, case: CaseFacts = QUIET) -> CaseFacts:
    return replace(case, members=frozenset({(whom, place)}))


TOOK_PART, NAMED, CLAIMED = known_by(Place.TOOK_PART), known_by(Place.NAMED), known_by(Place.CLAIMED)
BARRED = replace(CLAIMED, barred=frozenset({ME}), offers=CASE.offers)
OPENED = replace(IN_SOUTH, unit=NORTH, opened_by=frozenset({ME}))


def task(assignee: UUID | None = None, case: CaseFacts = CASE, **more: object) -> TaskFacts:
    name = {ME: "Me", OTHER: "Lena", ABSENT: "Abe"}.get(assignee, "") if assignee else ""
    made = TaskFacts("legal_reviewer", case, assignee=assignee, assignee_name=name, step_name="Review the law")
    return replace(made, **more)  # type: ignore[arg-type]


TASK, MINE, THEIRS, ABSENTS = task(), task(ME), task(OTHER), task(ABSENT)
DONE_BY_ME = task(earlier=(("Check grounds", ME),))
DONE_BY_MY_OTHER_LOGIN = task(earlier=(("Check grounds", MY_SECOND_LOGIN),))
DONE_BY_OTHERS = task(earlier=(("Check grounds", OTHER),))
ABSENTS_AFTER_ABSENT = task(ABSENT, earlier=(("Check grounds", ABSENT),))
MINE_AFTER_ABSENT = task(ME, earlier=(("Check grounds", ABSENT),))
MY_VERSION, THEIR_VERSION = DefinitionFacts(ME, "in_review"), DefinitionFacts(OTHER, "in_review")
DECIDER, SENIOR = person("decision_maker"), person("senior_decision_maker")
OF_STANDARDS = replace(task(case=RESTRICTED), candidate_group="professional_standards")


def decision(link: PoliceLink, group: str = "decision_maker", assignee: UUID | None = None) -> TaskFacts:
    """A task of a named person, of either force, in a restricted case with a police link."""
    case = replace(known_by(Place.NAMED, case=RESTRICTED), police_link=link, shares=frozenset({(OTHER_FORCE, BORDERS)}))
    return task(assignee, case, candidate_group=group)


MY_PLAN, THEIR_PLAN, MY_OTHER_LOGINS_PLAN = MoveFacts(ME), MoveFacts(OTHER), MoveFacts(MY_SECOND_LOGIN)
MY_OTHER_LOGINS_VERSION = DefinitionFacts(MY_SECOND_LOGIN, "in_review")
TWO_LOGINS = frozenset({ME, MY_SECOND_LOGIN})

# A procedure that lawyers and supervisors may begin.
PROCEDURE = ProcedureFacts(CASE, frozenset({"legal_reviewer", "supervisor"}))

Row = tuple[str, Actor, Do, Facts, str]
# “yes ground”, “no rule” (the act is forbidden) or “hidden rule” (it is as if the thing were not there).
TABLE: list[Row] = [
    # 1. The account.
    ("no group", NOBODY, Do.VIEW_INBOX, None, "no account"),
    ("no group may sign out", NOBODY, Do.SIGN_OUT, None, "yes"),
    ("suspended", replace(LAWYER, active=False), Do.VIEW_INBOX, None, "no account"),
    ("suspended, before the bar", replace(LAWYER, active=False), Do.VIEW_CASE, BARRED, "no account"),
    ("any role has a list", ADMINISTRATOR, Do.VIEW_INBOX, None, "yes"),
    ("supervisors look after what is late", SUPERVISOR, Do.VIEW_LATE, None, "yes"),
    ("lawyers do not look after what is late", LAWYER, Do.VIEW_LATE, None, "no role"),
    ("a person is not the engine", SUPERVISOR, Do.RUN_AUTOMATIC_STEP, None, "no role"),
    ("the engine", SYSTEM, Do.RUN_AUTOMATIC_STEP, None, "yes"),
    ("the engine records", SYSTEM, Do.RECORD_FACTS, None, "yes"),
    ("the engine does no task", SYSTEM, Do.COMPLETE_TASK, TASK, "no role"),
    ("the engine publishes nothing", SYSTEM, Do.PUBLISH_DEFINITION, THEIR_VERSION, "no role"),
    # 2. The bar.
    ("barred by name", LAWYER, Do.VIEW_CASE, BARRED, "hidden bar"),
    ("barred from the task", LAWYER, Do.VIEW_TASK, task(ME, BARRED), "hidden bar"),
    ("another is barred", LAWYER, Do.VIEW_CASE, replace(CASE, barred=frozenset({OTHER})), "yes offered_task"),
    ("barred under another login", replace(LAWYER, accounts=TWO_LOGINS), Do.VIEW_CASE,
     replace(CASE, barred=frozenset({MY_SECOND_LOGIN})), "hidden bar"),
    ("matched", replace(LAWYER, identifiers=frozenset({"d1", "d2"})), Do.VIEW_CASE,
     replace(CASE, identifiers=frozenset({"d2", "d3"})), "hidden bar"),
    ("not matched", replace(LAWYER, identifiers=frozenset({"d1"})), Do.VIEW_CASE,
     replace(CASE, identifiers=frozenset({"d3"})), "yes offered_task"),
    ("unit barred", LAWYER, Do.VIEW_CASE, replace(CASE, barred_units=frozenset({NORTH})), "hidden bar"),
    ("serves the barred unit", WIDE_LAWYER, Do.VIEW_CASE, replace(CASE, barred_units=frozenset({NORTH})),
     "yes offered_task"),
    ("without a unit", replace(LAWYER, unit=None), Do.VIEW_CASE, replace(CASE, barred_units=frozenset({SOUTH})),
     "yes offered_task"),
    ("bar before the force", replace(LAWYER, force=OTHER_FORCE), Do.VIEW_CASE, BARRED, "hidden bar"),
    ("bar beats administrators", ADMINISTRATOR, Do.VIEW_CASE, BARRED, "hidden bar"),
    ("bar beats professional standards", STANDARDS, Do.VIEW_CASE,
     replace(RESTRICTED, barred=frozenset({ME})), "hidden bar"),
    ("bar beats break-glass", INSPECTOR, Do.VIEW_CASE, replace(OPENED, barred=frozenset({ME})), "hidden bar"),
    # 3. The force.
    ("another force", FOREIGN_LAWYER, Do.VIEW_CASE, replace(CASE, members=NAMED.members), "hidden force"),
    ("another force, shared", FOREIGN_LAWYER, Do.VIEW_CASE, SHARED, "yes offered_task"),
    ("another force, shared with a third", replace(FOREIGN_LAWYER, force="Cray"), Do.VIEW_CASE, SHARED, "hidden force"),
    ("another force's task", FOREIGN_LAWYER, Do.VIEW_TASK, TASK, "hidden force"),
    ("another force's task, shared", FOREIGN_LAWYER, Do.COMPLETE_TASK, task(case=SHARED), "yes offered_task"),
    ("foreign standards", STANDARDS, Do.VIEW_CASE, replace(FOREIGN, restricted=True), "hidden force"),
    ("foreign standards, shared", STANDARDS, Do.VIEW_CASE,
     replace(FOREIGN, restricted=True, shares=frozenset({(FORCE, NORTH)})), "hidden need_to_know"),
    ("break-glass stops at the force", INSPECTOR, Do.VIEW_CASE, replace(FOREIGN, opened_by=frozenset({ME})),
     "hidden force"),
    ("another force's account", ADMINISTRATOR, Do.CHANGE_USERS, AccountFacts(OTHER_FORCE), "hidden force"),
    ("an account of the force", ADMINISTRATOR, Do.CHANGE_USERS, AccountFacts(FORCE), "yes"),
    # 4. Need to know.
    ("offered in my unit", LAWYER, Do.VIEW_CASE, CASE, "yes offered_task"),
    ("offered in a unit I serve", WIDE_LAWYER, Do.VIEW_CASE, CASE, "yes offered_task"),
    ("offered in another unit", SOUTH_LAWYER, Do.VIEW_CASE, CASE, "hidden need_to_know"),
    ("offered to another role", OFFICER, Do.VIEW_CASE, CASE, "hidden need_to_know"),
    ("nothing is offered", LAWYER, Do.VIEW_CASE, QUIET, "hidden need_to_know"),
    ("took part", LAWYER, Do.VIEW_CASE, TOOK_PART, "yes took_part"),
    ("named", LAWYER, Do.VIEW_CASE, NAMED, "yes named_in_case"),
    ("claimed", LAWYER, Do.VIEW_CASE, CLAIMED, "yes claimed_task"),
    ("claimed goes before offered", LAWYER, Do.VIEW_CASE, replace(CLAIMED, offers=CASE.offers), "yes claimed_task"),
    ("offered goes before named", LAWYER, Do.VIEW_CASE, replace(NAMED, offers=CASE.offers), "yes offered_task"),
    ("named goes before took part", LAWYER, Do.VIEW_CASE, replace(NAMED, members=NAMED.members | TOOK_PART.members),
     "yes named_in_case"),
    ("took part goes before supervision", SUPERVISOR, Do.VIEW_CASE, TOOK_PART, "yes took_part"),
    ("another took part", LAWYER, Do.VIEW_CASE, known_by(Place.TOOK_PART, OTHER), "hidden need_to_know"),
    ("another has claimed", LAWYER, Do.VIEW_CASE, known_by(Place.CLAIMED, OTHER), "hidden need_to_know"),
    ("cover for who has claimed", COVERING, Do.VIEW_CASE, known_by(Place.CLAIMED, ABSENT), "yes cover"),
    ("cover for who took part", COVERING, Do.VIEW_CASE, known_by(Place.TOOK_PART, ABSENT), "hidden need_to_know"),
    ("cover for somebody else", COVERING, Do.VIEW_CASE, known_by(Place.CLAIMED, OTHER), "hidden need_to_know"),
    ("cover does not open a restricted case", COVERING, Do.VIEW_CASE, known_by(Place.CLAIMED, ABSENT, RESTRICTED),
     "hidden need_to_know"),
    ("took part in a restricted case", LAWYER, Do.VIEW_CASE, known_by(Place.TOOK_PART, case=RESTRICTED),
     "yes took_part"),
    ("supervisor of the unit", SUPERVISOR, Do.VIEW_CASE, QUIET, "yes supervision"),
    ("supervisor of another unit", SUPERVISOR, Do.VIEW_CASE, IN_SOUTH, "hidden need_to_know"),
    ("supervisor who serves all", person("supervisor", unit=LAWYERS, units=frozenset({LAWYERS, NORTH})), Do.VIEW_CASE,
     QUIET, "hidden need_to_know"),
    ("supervisor of a unit shared with", person("supervisor", unit=SOUTH), Do.VIEW_CASE, SHARED_SOUTH,
     "yes supervision"),
    ("supervisor, restricted", SUPERVISOR, Do.VIEW_CASE, RESTRICTED, "hidden need_to_know"),
    ("supervisor without a unit", replace(SUPERVISOR, unit=None), Do.VIEW_CASE, WITHOUT_UNIT, "hidden need_to_know"),
    ("officer of the unit", OFFICER, Do.VIEW_CASE, QUIET, "hidden need_to_know"),
    ("standards, restricted", STANDARDS, Do.VIEW_CASE, RESTRICTED, "yes professional_standards"),
    ("standards, not restricted", STANDARDS, Do.VIEW_CASE, QUIET, "hidden need_to_know"),
    ("lawyer, restricted", LAWYER, Do.VIEW_CASE, RESTRICTED, "hidden need_to_know"),
    # 9. Break-glass is the last ground: reading one case, for a duty inspector.
    ("glass broken", INSPECTOR, Do.VIEW_CASE, OPENED, "yes break_glass"),
    ("glass whole", INSPECTOR, Do.VIEW_CASE, QUIET, "hidden need_to_know"),
    ("glass broken by another", INSPECTOR, Do.VIEW_CASE, replace(OPENED, opened_by=frozenset({OTHER})),
     "hidden need_to_know"),
    ("not a duty inspector any more", LAWYER, Do.VIEW_CASE, OPENED, "hidden need_to_know"),
    ("broken glass names nobody", person("duty_inspector", "supervisor", unit=SOUTH), Do.CHANGE_CASE_PEOPLE, OPENED,
     "hidden need_to_know"),
    ("broken glass shows no task", INSPECTOR, Do.VIEW_TASK, task(case=OPENED), "hidden need_to_know"),
    ("broken glass completes nothing", INSPECTOR, Do.COMPLETE_TASK, task(case=OPENED), "hidden need_to_know"),
    ("broken glass decides nothing", INSPECTOR, Do.DECIDE_DISCLOSURE, None, "no role"),
    ("broken glass discloses nothing", INSPECTOR, Do.DELIVER_DISCLOSURE, None, "no role"),
    ("officer reads the guidance", OFFICER, Do.READ_GUIDANCE, None, "yes"),
    ("designer reads the guidance", DESIGNER, Do.READ_GUIDANCE, None, "yes"),
    ("administrator reads none", ADMINISTRATOR, Do.READ_GUIDANCE, None, "no role"),
    ("duty inspector breaks it", INSPECTOR, Do.BREAK_GLASS, QUIET, "yes"),
    ("duty inspector is barred", INSPECTOR, Do.BREAK_GLASS, replace(QUIET, barred=frozenset({ME})), "hidden bar"),
    ("duty inspector of another force", INSPECTOR, Do.BREAK_GLASS, FOREIGN, "hidden force"),
    ("supervisor breaks nothing", SUPERVISOR, Do.BREAK_GLASS, QUIET, "no role"),
    ("standards reviews", STANDARDS, Do.REVIEW_BREAK_GLASS, GlassFacts(QUIET, OTHER), "yes"),
    ("auditor reviews", person("auditor"), Do.REVIEW_BREAK_GLASS, GlassFacts(QUIET, OTHER), "yes"),
    ("supervisor reviews nothing", SUPERVISOR, Do.REVIEW_BREAK_GLASS, GlassFacts(QUIET, OTHER), "no role"),
    ("barred reviewer", STANDARDS, Do.REVIEW_BREAK_GLASS, GlassFacts(BARRED, OTHER), "hidden bar"),
    ("reviewer of another force", STANDARDS, Do.REVIEW_BREAK_GLASS, GlassFacts(FOREIGN, OTHER), "hidden force"),
    ("who opened it reviews", replace(STANDARDS, accounts=TWO_LOGINS), Do.REVIEW_BREAK_GLASS,
     GlassFacts(QUIET, MY_SECOND_LOGIN), "no separation"),
    ("of my own unit", NORTH_STANDARDS, Do.REVIEW_BREAK_GLASS,
     GlassFacts(QUIET, OTHER, NORTH, others=True), "no separation"),
    ("of my own unit, nobody else is there", NORTH_STANDARDS, Do.REVIEW_BREAK_GLASS, GlassFacts(QUIET, OTHER, NORTH),
     "yes"),
    ("of another unit", NORTH_STANDARDS, Do.REVIEW_BREAK_GLASS, GlassFacts(QUIET, OTHER, SOUTH, others=True), "yes"),
    ("of no unit, by somebody without one", replace(STANDARDS, unit=None), Do.REVIEW_BREAK_GLASS,
     GlassFacts(QUIET, OTHER, None, others=True), "yes"),
    ("coordinator decides on a link", person("scheme_coordinator"), Do.DECIDE_LINK, None, "yes"),
    ("officer decides on no link", OFFICER, Do.DECIDE_LINK, None, "no role"),
    ("officer sees no list of links", OFFICER, Do.VIEW_LINKS, None, "no role"),
    # Cover.
    ("arranges for oneself", LAWYER, Do.ARRANGE_COVER, PersonFacts(ME, FORCE, SOUTH), "yes"),
    ("supervisor arranges for their unit", SUPERVISOR, Do.ARRANGE_COVER, PersonFacts(OTHER, FORCE, NORTH), "yes"),
    ("supervisor arranges for another unit", SUPERVISOR, Do.ARRANGE_COVER, PersonFacts(OTHER, FORCE, SOUTH),
     "hidden role"),
    ("supervisor without a unit", replace(SUPERVISOR, unit=None), Do.ARRANGE_COVER, PersonFacts(OTHER, FORCE, None),
     "hidden role"),
    ("colleague arranges for another", LAWYER, Do.ARRANGE_COVER, PersonFacts(OTHER, FORCE, NORTH), "hidden role"),
    ("supervisor of another force", SUPERVISOR, Do.ARRANGE_COVER, PersonFacts(OTHER, OTHER_FORCE, NORTH),
     "hidden force"),
    ("administrator arranges nothing", ADMINISTRATOR, Do.ARRANGE_COVER, PersonFacts(ME, FORCE, NORTH), "no role"),
    ("before anybody is named", LAWYER, Do.ARRANGE_COVER, None, "yes"),
    # 8. The volume of a day.
    ("the last search of the day", LAWYER, Do.SEARCH_CASES, UseFacts("searches", 50, 50), "yes"),
    ("one search too many", LAWYER, Do.SEARCH_CASES, UseFacts("searches", 51, 50), "no volume"),
    ("the role before the volume", ADMINISTRATOR, Do.SEARCH_CASES, UseFacts("searches", 51, 50), "no role"),
    ("officer exports nothing", OFFICER, Do.EXPORT_CASES, UseFacts("exports", 1, 5), "no role"),
    # Lists that are taken away.
    ("another's list", STANDARDS, Do.DECIDE_EXPORT, ExportFacts(FORCE, OTHER), "yes"),
    ("one's own list", STANDARDS, Do.DECIDE_EXPORT, ExportFacts(FORCE, ME), "no separation"),
    ("one's own list under another login", replace(STANDARDS, accounts=TWO_LOGINS), Do.DECIDE_EXPORT,
     ExportFacts(FORCE, MY_SECOND_LOGIN), "no separation"),
    ("list of another force", STANDARDS, Do.DECIDE_EXPORT, ExportFacts(OTHER_FORCE, OTHER), "hidden force"),
    ("supervisor decides on no list", SUPERVISOR, Do.DECIDE_EXPORT, ExportFacts(FORCE, OTHER), "no role"),
    # Tasks.
    ("no task", LAWYER, Do.VIEW_TASK, None, "hidden need_to_know"),
    ("a case is no task", LAWYER, Do.VIEW_TASK, CASE, "hidden need_to_know"),
    ("task of my role and unit", LAWYER, Do.VIEW_TASK, TASK, "yes offered_task"),
    ("task of a unit I serve", WIDE_LAWYER, Do.CLAIM_TASK, TASK, "yes offered_task"),
    ("task of another unit", SOUTH_LAWYER, Do.VIEW_TASK, TASK, "hidden need_to_know"),
    ("task of a unit shared with", SOUTH_LAWYER, Do.CLAIM_TASK, task(case=SHARED_SOUTH), "yes offered_task"),
    ("task of no unit", replace(LAWYER, units=frozenset()), Do.VIEW_TASK, task(case=WITHOUT_UNIT),
     "hidden need_to_know"),
    ("task of another role", SUPERVISOR, Do.VIEW_TASK, TASK, "hidden need_to_know"),
    ("task of a lost role", SUPERVISOR, Do.VIEW_TASK, MINE, "hidden role"),
    ("task of a restricted case", LAWYER, Do.VIEW_TASK, task(case=RESTRICTED), "hidden need_to_know"),
    ("my task of a restricted case", LAWYER, Do.COMPLETE_TASK, task(ME, RESTRICTED), "yes claimed_task"),
    ("named for a restricted case", LAWYER, Do.COMPLETE_TASK,
     task(case=known_by(Place.NAMED, case=RESTRICTED)), "yes offered_task"),
    ("another is named", LAWYER, Do.COMPLETE_TASK, task(case=known_by(Place.NAMED, OTHER, RESTRICTED)),
     "hidden need_to_know"),
    ("took part, another unit's task", SOUTH_LAWYER, Do.CLAIM_TASK, task(case=TOOK_PART), "hidden need_to_know"),
    ("my task after a move", SOUTH_LAWYER, Do.COMPLETE_TASK, MINE, "yes claimed_task"),
    ("a colleague's task is seen", LAWYER, Do.VIEW_TASK, THEIRS, "yes offered_task"),
    ("the absent one's task, other unit", replace(SOUTH_LAWYER, covers=frozenset({ABSENT})), Do.COMPLETE_TASK, ABSENTS,
     "yes cover"),
    ("the absent one's task, other role", replace(OFFICER, covers=frozenset({ABSENT})), Do.COMPLETE_TASK, ABSENTS,
     "hidden role"),
    ("the absent one's task in a restricted case", COVERING, Do.VIEW_TASK,
     task(ABSENT, known_by(Place.CLAIMED, ABSENT, RESTRICTED)), "hidden need_to_know"),
    ("the absent one's task in a restricted case, named", COVERING, Do.COMPLETE_TASK,
     task(ABSENT, known_by(Place.NAMED, case=RESTRICTED)), "yes cover"),
    # A subject who has to do with policing.
    ("oral decision before standards spoke", DECIDER, Do.COMPLETE_TASK, replace(decision(PoliceLink.OPEN), urgent=True),
     "yes offered_task"),
    ("decision before standards spoke", DECIDER, Do.COMPLETE_TASK, decision(PoliceLink.OPEN), "no separation"),
    ("claim before standards spoke", DECIDER, Do.CLAIM_TASK, decision(PoliceLink.OPEN), "no separation"),
    ("look before standards spoke", DECIDER, Do.VIEW_TASK, decision(PoliceLink.OPEN), "yes offered_task"),
    ("release before standards spoke", DECIDER, Do.RELEASE_TASK, decision(PoliceLink.OPEN, assignee=ME),
     "yes claimed_task"),
    ("senior decision before standards spoke", SENIOR, Do.COMPLETE_TASK,
     decision(PoliceLink.OPEN, "senior_decision_maker"), "no separation"),
    ("investigation before standards spoke", OFFICER, Do.COMPLETE_TASK,
     decision(PoliceLink.OPEN, "investigating_officer"), "yes offered_task"),
    ("decision, command away", DECIDER, Do.COMPLETE_TASK, decision(PoliceLink.COMMAND), "yes offered_task"),
    ("decision, nobody away", DECIDER, Do.COMPLETE_TASK, decision(PoliceLink.NOBODY), "yes offered_task"),
    ("decision, force away", DECIDER, Do.COMPLETE_TASK, decision(PoliceLink.FORCE), "no separation"),
    ("senior decision, force away", SENIOR, Do.COMPLETE_TASK,
     decision(PoliceLink.FORCE, "senior_decision_maker"), "no separation"),
    ("investigation, force away", OFFICER, Do.CLAIM_TASK,
     decision(PoliceLink.FORCE, "investigating_officer"), "no separation"),
    ("legal review, force away", LAWYER, Do.COMPLETE_TASK, decision(PoliceLink.FORCE, "legal_reviewer"),
     "yes offered_task"),
    ("decision by another force, force away", replace(DECIDER, force=OTHER_FORCE), Do.COMPLETE_TASK,
     decision(PoliceLink.FORCE), "yes offered_task"),
    ("task of standards in a restricted case", STANDARDS, Do.COMPLETE_TASK, OF_STANDARDS, "yes offered_task"),
    ("task of another role in a restricted case", STANDARDS, Do.VIEW_TASK, task(case=RESTRICTED),
     "hidden need_to_know"),
    ("task of standards for a lawyer", LAWYER, Do.VIEW_TASK, OF_STANDARDS, "hidden need_to_know"),
    ("task of standards in a case that is not restricted", STANDARDS, Do.VIEW_TASK,
     replace(OF_STANDARDS, case=QUIET), "hidden need_to_know"),
    # Documents.
    ("adds a document", LAWYER, Do.ADD_DOCUMENT, CASE, "yes offered_task"),
    ("officer imports accounts", OFFICER, Do.ADD_ALIASES, TOOK_PART, "yes took_part"),
    ("lawyer imports no accounts", LAWYER, Do.ADD_ALIASES, CASE, "hidden role"),
    ("opens a document of no case of theirs", LAWYER, Do.OPEN_DOCUMENT, QUIET, "hidden need_to_know"),
    ("broken glass opens no document", person("duty_inspector", "legal_reviewer", unit=SOUTH), Do.OPEN_DOCUMENT, OPENED,
     "hidden need_to_know"),
    ("administrator opens no document", ADMINISTRATOR, Do.OPEN_DOCUMENT, TOOK_PART, "hidden role"),
    # One's own sign-in.
    ("no group, one's own sign-in", NOBODY, Do.MANAGE_OWN_SIGN_IN, None, "yes"),
    ("suspended, one's own sign-in", replace(LAWYER, active=False), Do.MANAGE_OWN_SIGN_IN, None, "no account"),
    # Records and accounts of cases: of the force, and never of one's own case.
    ("coordinator reviews keeping", person("scheme_coordinator"), Do.REVIEW_RETENTION, QUIET, "yes"),
    ("coordinator of another force", person("scheme_coordinator"), Do.REVIEW_RETENTION, FOREIGN, "hidden force"),
    ("barred coordinator", person("scheme_coordinator"), Do.REVIEW_RETENTION, replace(QUIET, barred=frozenset({ME})),
     "hidden bar"),
    ("auditor of the force", person("auditor"), Do.VIEW_AUDIT, QUIET, "yes"),
    ("auditor of another force", person("auditor"), Do.VIEW_AUDIT, FOREIGN, "hidden force"),
    ("barred auditor", person("auditor"), Do.VIEW_AUDIT, replace(QUIET, barred=frozenset({ME})), "hidden bar"),
    ("author returns their own version", PUBLISHER, Do.RETURN_DEFINITION, MY_VERSION, "no separation"),
    # 5. The role.
    ("officer opens", OFFICER, Do.OPEN_CASE, None, "yes"),
    ("lawyer opens nothing", LAWYER, Do.OPEN_CASE, None, "no role"),
    ("administrator sees no case", ADMINISTRATOR, Do.VIEW_CASE, TOOK_PART, "hidden role"),
    ("designer sees no case", DESIGNER, Do.VIEW_CASE, NAMED, "hidden role"),
    ("administrator lists no case", ADMINISTRATOR, Do.LIST_CASES, None, "no role"),
    ("administrator changes accounts", ADMINISTRATOR, Do.CHANGE_USERS, None, "yes"),
    ("supervisor changes no account", SUPERVISOR, Do.CHANGE_USERS, None, "no role"),
    ("supervisor names people", SUPERVISOR, Do.CHANGE_CASE_PEOPLE, QUIET, "yes supervision"),
    ("lawyer names nobody", LAWYER, Do.CHANGE_CASE_PEOPLE, CASE, "hidden role"),
    ("supervisor names nobody in a restricted case", SUPERVISOR, Do.CHANGE_CASE_PEOPLE,
     known_by(Place.NAMED, case=RESTRICTED), "no role"),
    ("supervisor sees who may see it", SUPERVISOR, Do.VIEW_CASE_PEOPLE, known_by(Place.NAMED, case=RESTRICTED),
     "yes named_in_case"),
    ("standards names people", STANDARDS, Do.CHANGE_CASE_PEOPLE, RESTRICTED, "yes professional_standards"),
    ("designer edits", DESIGNER, Do.EDIT_DEFINITION, None, "yes"),
    ("publisher does not edit", PUBLISHER, Do.EDIT_DEFINITION, None, "no role"),
    # 6. Separation of duties.
    ("I did the step before", LAWYER, Do.CLAIM_TASK, DONE_BY_ME, "no separation"),
    ("I did it, and complete", LAWYER, Do.COMPLETE_TASK, DONE_BY_ME, "no separation"),
    ("I did it, and look", LAWYER, Do.VIEW_TASK, DONE_BY_ME, "yes offered_task"),
    ("I did it under another login", replace(LAWYER, accounts=TWO_LOGINS), Do.COMPLETE_TASK, DONE_BY_MY_OTHER_LOGIN,
     "no separation"),
    ("somebody else's login did it", LAWYER, Do.COMPLETE_TASK, DONE_BY_MY_OTHER_LOGIN, "yes offered_task"),
    ("others did it", LAWYER, Do.COMPLETE_TASK, DONE_BY_OTHERS, "yes offered_task"),
    ("the absent one did it", COVERING, Do.COMPLETE_TASK, ABSENTS_AFTER_ABSENT, "no separation"),
    ("the absent one did it, and I look", COVERING, Do.VIEW_TASK, ABSENTS_AFTER_ABSENT, "yes cover"),
    ("the absent one did it, but the task is mine", COVERING, Do.COMPLETE_TASK, MINE_AFTER_ABSENT, "yes claimed_task"),
    ("another did it, and I cover for the absent one", COVERING, Do.COMPLETE_TASK,
     task(ABSENT, earlier=DONE_BY_OTHERS.earlier), "yes cover"),
    ("author publishes", replace(BOTH_HANDS), Do.PUBLISH_DEFINITION, MY_VERSION, "no separation"),
    ("author publishes under another login", replace(PUBLISHER, accounts=TWO_LOGINS), Do.PUBLISH_DEFINITION,
     MY_OTHER_LOGINS_VERSION, "no separation"),
    ("another publishes", PUBLISHER, Do.PUBLISH_DEFINITION, THEIR_VERSION, "yes"),
    ("planner plans", DESIGNER, Do.PLAN_MOVE, MY_PLAN, "yes"),
    ("another designer's plan", DESIGNER, Do.PLAN_MOVE, THEIR_PLAN, "no state"),
    ("another designer's plan, decided", PUBLISHER, Do.APPROVE_MOVE, THEIR_PLAN, "yes"),
    ("another designer's plan, undone", PUBLISHER, Do.UNDO_MOVE, THEIR_PLAN, "yes"),
    ("planner decides", BOTH_HANDS, Do.APPROVE_MOVE, MY_PLAN, "no separation"),
    ("planner returns", BOTH_HANDS, Do.RETURN_MOVE, MY_PLAN, "no separation"),
    ("another designer's plan, returned", PUBLISHER, Do.RETURN_MOVE, THEIR_PLAN, "yes"),
    ("planner undoes", BOTH_HANDS, Do.UNDO_MOVE, MY_PLAN, "no separation"),
    ("planner decides under another login", replace(PUBLISHER, accounts=TWO_LOGINS), Do.APPROVE_MOVE,
     MY_OTHER_LOGINS_PLAN, "no separation"),
    ("planner plans under another login", replace(DESIGNER, accounts=TWO_LOGINS), Do.PLAN_MOVE,
     MY_OTHER_LOGINS_PLAN, "yes"),
    ("designer decides nothing", DESIGNER, Do.APPROVE_MOVE, THEIR_PLAN, "no role"),
    ("publisher plans nothing", PUBLISHER, Do.PLAN_MOVE, MY_PLAN, "no role"),
    ("before a plan is named", DESIGNER, Do.PLAN_MOVE, None, "yes"),
    ("before a plan is decided", PUBLISHER, Do.APPROVE_MOVE, None, "yes"),
    ("lawyer sees no plans", LAWYER, Do.VIEW_MOVES, None, "no role"),
    ("author edits", DESIGNER, Do.EDIT_DEFINITION, MY_VERSION, "yes"),
    # The state of the thing.
    ("a colleague has it", LAWYER, Do.COMPLETE_TASK, THEIRS, "no state"),
    ("a colleague has it, and I claim", LAWYER, Do.CLAIM_TASK, THEIRS, "no state"),
    ("a colleague has it, and I release", LAWYER, Do.RELEASE_TASK, THEIRS, "no state"),
    ("nobody has it", LAWYER, Do.RELEASE_TASK, TASK, "no state"),
    ("I release mine", LAWYER, Do.RELEASE_TASK, MINE, "yes claimed_task"),
    ("I complete mine", LAWYER, Do.COMPLETE_TASK, MINE, "yes claimed_task"),
    ("I complete what nobody has", LAWYER, Do.COMPLETE_TASK, TASK, "yes offered_task"),
    ("I complete for the absent one", COVERING, Do.COMPLETE_TASK, ABSENTS, "yes cover"),
    ("a colleague of another unit has it", SOUTH_LAWYER, Do.VIEW_TASK, THEIRS, "hidden need_to_know"),
    ("a colleague has it and did the step before", LAWYER, Do.COMPLETE_TASK,
     task(OTHER, earlier=DONE_BY_OTHERS.earlier), "no state"),
    ("before a version is named", PUBLISHER, Do.PUBLISH_DEFINITION, None, "yes"),
    ("before a case is named", LAWYER, Do.VIEW_CASE, None, "yes"),
    ("a record is no look at the case", OFFICER, Do.RECORD_FACTS, QUIET, "yes"),
    ("a record is no task", OFFICER, Do.RECORD_FACTS, TASK, "yes"),
    ("another designer's draft", DESIGNER, Do.EDIT_DEFINITION, THEIR_VERSION, "no state"),
    ("another designer's draft, submitted", DESIGNER, Do.SUBMIT_DEFINITION, THEIR_VERSION, "no state"),
    # Procedures: whoever may know of the case, in one of the groups, while the case and the procedure allow it.
    ("begins a procedure", LAWYER, Do.BEGIN_PROCEDURE, PROCEDURE, "yes offered_task"),
    ("before a procedure is named", LAWYER, Do.BEGIN_PROCEDURE, None, "yes"),
    ("supervisor of the unit begins it", SUPERVISOR, Do.BEGIN_PROCEDURE, replace(PROCEDURE, case=QUIET),
     "yes supervision"),
    ("procedure of a case of others", SOUTH_LAWYER, Do.BEGIN_PROCEDURE, PROCEDURE, "hidden need_to_know"),
    ("procedure of another force", FOREIGN_LAWYER, Do.BEGIN_PROCEDURE, PROCEDURE, "hidden force"),
    ("procedure of a barred case", LAWYER, Do.BEGIN_PROCEDURE, replace(PROCEDURE, case=BARRED), "hidden bar"),
    ("procedure of a restricted case", SUPERVISOR, Do.BEGIN_PROCEDURE, replace(PROCEDURE, case=RESTRICTED),
     "hidden need_to_know"),
    ("broken glass begins nothing", person("duty_inspector", "legal_reviewer", unit=SOUTH), Do.BEGIN_PROCEDURE,
     replace(PROCEDURE, case=OPENED), "hidden need_to_know"),
    ("procedure of other groups", OFFICER, Do.BEGIN_PROCEDURE, replace(PROCEDURE, case=TOOK_PART), "no role"),
    ("administrator begins nothing", ADMINISTRATOR, Do.BEGIN_PROCEDURE, replace(PROCEDURE, case=TOOK_PART),
     "hidden role"),
    ("procedure of a closed case", LAWYER, Do.BEGIN_PROCEDURE, replace(PROCEDURE, closed=True), "no state"),
    ("procedure that closed cases allow", LAWYER, Do.BEGIN_PROCEDURE, replace(PROCEDURE, closed=True, always=True),
     "yes offered_task"),
    ("procedure for open and closed cases", LAWYER, Do.BEGIN_PROCEDURE, replace(PROCEDURE, always=True),
     "yes offered_task"),
    ("procedure under way", LAWYER, Do.BEGIN_PROCEDURE, replace(PROCEDURE, running=True), "no state"),
    ("another designer's draft, seen", DESIGNER, Do.VIEW_DEFINITIONS, THEIR_VERSION, "yes"),
]  # fmt: skip


# What the person reads who is refused.
SENTENCES: list[tuple[Actor, Do, Facts, str]] = [
    (LAWYER, Do.COMPLETE_TASK, DONE_BY_ME,
     "You completed “Check grounds” in this case, so another person has to do “Review the law”."),
    (LAWYER, Do.COMPLETE_TASK, task(earlier=(("B", ME), ("A", ME), ("A", ME), ("C", OTHER))),
     "You completed “A” and “B” in this case, so another person has to do “Review the law”."),
    (COVERING, Do.COMPLETE_TASK, ABSENTS_AFTER_ABSENT,
     "Abe, for whom you act, completed “Check grounds” in this case, so another person has to do “Review the law”."),
    (LAWYER, Do.SEARCH_CASES, UseFacts("searches", 51, 50),
     "You have reached the limit of 50 searches a day. Ask your supervisor; audit was told."),
    (LAWYER, Do.COMPLETE_TASK, THEIRS, "Lena is working on this task."),
    (LAWYER, Do.OPEN_CASE, None, "You need the Investigating officer role to do this."),
    (ADMINISTRATOR, Do.VIEW_INCIDENTS, None, "You need the Process designer or Process publisher role to do this."),
    (ADMINISTRATOR, Do.LIST_CASES, None, "You need the case-work role to do this."),
    (SUPERVISOR, Do.RUN_AUTOMATIC_STEP, None, "You need the case-work role to do this."),
    (OFFICER, Do.BEGIN_PROCEDURE, replace(PROCEDURE, case=TOOK_PART),
     "You need the Legal reviewer or Supervisor role to start this procedure."),
    (LAWYER, Do.BEGIN_PROCEDURE, replace(PROCEDURE, closed=True),
     "This case is closed, so this procedure cannot be started in it."),
    (LAWYER, Do.BEGIN_PROCEDURE, replace(PROCEDURE, running=True),
     "This procedure is under way in this case already."),
]  # fmt: skip


def answer(rules: ModuleType, actor: Actor, action: Do, facts: Facts) -> str:
    """The verdict of a policy in the words of the table."""
    verdict = rules.may(actor, action, facts)
    if isinstance(verdict, rules.Allowed):
        return f"yes {verdict.ground}" if verdict.ground else "yes"
    return f"{'hidden' if verdict.hides else 'no'} {verdict.rule}"


def surprises(rules: ModuleType) -> Iterator[str]:
    """A line for each row that this policy answers otherwise."""
    for why, actor, action, facts, expected in TABLE:
        given = answer(rules, actor, action, facts)
        if given != expected:
            yield f"{why}: {given} instead of {expected}"
        if (raised := _raised(rules, actor, action, facts)) != expected.split()[0]:
            yield f"{why}: required, it is {raised} instead of {expected}"
    for actor, action, facts, sentence in SENTENCES:
        if rules.may(actor, action, facts).reason != sentence:
            yield f"not the sentence “{sentence}”"
    if rules.case_groups(person("supervisor", "administrator", "legal_reviewer")) != ["legal_reviewer", "supervisor"]:
        yield "the groups of case work"


def _raised(rules: ModuleType, actor: Actor, action: Do, facts: Facts) -> str:
    try:
        ground = rules.require(replace(actor, confirmed=True), action, facts)
    except NotFound as hidden:
        return "hidden" if hidden.rule else "hidden without its rule"
    except NotPermitted as refused:
        return "no" if refused.rule and refused.sentence.endswith(".") else "no without its rule"
    try:
        rules.require(actor, action, facts)
        asks_for_proof = False
    except ConfirmationNeeded:
        asks_for_proof = True
    if asks_for_proof != (action in SIGNED_FOR):
        return "yes without the proof that it needs, or with one that it does not"
    return "yes" if ground == getattr(rules.may(actor, action, facts), "ground", None) else "yes on no ground"
