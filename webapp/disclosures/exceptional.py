"""What each completed form of an exception writes, and the routing values that follow from its answers."""

from collections.abc import Mapping
from uuid import UUID

from webapp.access.actor import Actor
from webapp.cases import joint, standing
from webapp.cases.answers import Answers, Derived, Routing, Writer, only
from webapp.cases.vocabulary import Outcome
from webapp.cases.words import words
from webapp.disclosures import service, wording
from webapp.errors import Rejected

# What the step of an exception is read as: the questions with their labels, the closed answer first.
READ_AS: Mapping[str, Mapping[str, str]] = {
    "withdrawal": {
        "free_will": "Own free will",
        "withdrawn_how": "How the victim said it",
        "alone_and_safe": "Alone and in a safe place",
        "withdrawal_words": "What was said and noticed",
        "told_can_return": "Told that they can come back",
    },
    "coercion_response": {"coercion_state": "How the victim stands", "coercion_done": "What was done"},
    "already_known": {
        "known_from": "How the victim knows",
        "known_words": "What the victim says",
        "leak_concern": "May have come out of the police or a partner",
        "confirm_wish": "What is to be done",
    },
    "leak_assessment": {"leak_result": "Came out of the police or a partner", "leak_done": "What is done"},
    "neither_confirm_nor_deny": {
        "said_as_offered": "In the offered words",
        "said_words": "Other words",
        "known_safety_advice": "Safety advice",
    },
    "repeat_request": {
        "request_words": "What the victim asks",
        "request_changed": "Anything changed",
        "request_change": "What has changed",
    },
    "internal_review": {"review_result": "Finding", "review_reason": "Reason"},
    "proceedings": {
        "proceedings_kind": "What has happened",
        "court_date": "First appearance",
        "proceedings_note": "What the victim needs to know",
    },
    "early_notice": {"notice_result": "Early notice", "early_notice_words": "What was said"},
    "misuse": {"misuse_kind": "What happened", "misuse_words": "What is known"},
    "misuse_risk": {"misuse_risk_state": "How the people stand", "misuse_support": "Support"},
    "misuse_offence": {"misuse_offence_result": "Goes to an investigation", "misuse_offence_reason": "Reason"},
}


def _noted(kind: str, answers: Answers, result: str) -> service.Noted:
    rows = [(label, words(answers[key])) for key, label in READ_AS[kind].items() if answers.get(key) is not None]
    return service.Noted(kind, result, rows)


def _note(kind: str, result_of: str) -> Writer:
    """The writer of a step that changes nothing but itself, with the question that gives its closed answer."""

    def write(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
        service.note_exception(actor, case_id, _noted(kind, answers, str(answers[result_of])))
        return {}

    return write


def withdrawal(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The victim withdraws; whether anybody may have pressed them."""
    if not answers["told_can_return"]:
        raise Rejected("Say that they can come back, and that protection goes on.", "told_can_return")
    noted = _noted("withdrawal", answers, str(answers["free_will"]))
    service.withdraw(actor, case_id, noted, str(answers["withdrawal_words"]))
    pressed = answers["free_will"] != "free" or not answers["alone_and_safe"]
    return {"coercion_suspected": pressed, "outcome": Outcome.DECLINED_BY_VICTIM.value}


def recall_opening(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """Everything stops; how many people have to be told."""
    closed = standing.is_closed(case_id)
    count = service.open_recall(actor, case_id, str(answers["recall_cause"]), str(answers["recall_found"]))
    return {"recipients_to_notify": count, "case_was_closed": closed}


def recall_notice(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """One recipient was told that it was wrong."""
    notice = service.Notice(
        mode=str(answers["notice_mode"]),
        returned=bool(answers["notes_returned"]),
        note=answers.get("notice_note"),
        **only(answers, "recipient", "passed_on", "partners_told"),
    )
    service.notify_recipient(actor, case_id, notice)
    return {}


def recall_person(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The person who was named by mistake."""
    reason = answers.get("restriction_reason")
    service.protect_person(actor, case_id, str(answers["protection"]), str(answers["person_told"]), reason)
    return {}


def recall_assessment(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The breach and the error."""
    keys = ("ico_notified", "ico_reason", "person_informed_of_breach", "s231", "s231_reason")
    service.assess_breach(actor, case_id, service.BreachAssessment(**only(answers, *keys)))
    return {}


def recall_correction(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The record is put right."""
    service.correct_record(actor, case_id, str(answers["corrected"]))
    return {}


def already_known(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The victim knows already, or believes so; whether a decision is under way in which it could be confirmed."""
    result = "leak" if answers["leak_concern"] else "no_leak"
    service.note_exception(actor, case_id, _noted("already_known", answers, result))
    closed = standing.is_closed(case_id)
    if closed and answers["confirm_wish"] == "confirm":
        service.reopen_path(actor, case_id, str(answers["known_words"]))
    return {"case_was_closed": closed}


def neither_confirm_nor_deny(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """What was said without saying anything."""
    said = str(answers.get("said_words") or "")
    if wording.what_identifies(said, standing.names_of_subject(case_id)) or joint.names_another(case_id, (said,)):
        raise Rejected("These words name somebody or an account. Use the offered words.", "said_words")
    service.note_exception(actor, case_id, _noted("neither_confirm_nor_deny", answers, "said"))
    return {}


def repeat_request(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The victim asks again."""
    result = "changed" if answers["request_changed"] else "unchanged"
    reason = str(answers.get("request_change") or answers["request_words"])
    service.ask_again(actor, case_id, _noted("repeat_request", answers, result), reason)
    return {}


def internal_review(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """A different superintendent looked at the decision."""
    noted = _noted("internal_review", answers, str(answers["review_result"]))
    service.review_internally(actor, case_id, noted, str(answers["review_reason"]))
    return {}


def proceedings(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The scheme is overtaken by the court."""
    noted = _noted("proceedings", answers, str(answers["proceedings_kind"]))
    service.supersede(actor, case_id, noted, str(answers["proceedings_note"]))
    return {"outcome": Outcome.SUPERSEDED_BY_PROCEEDINGS.value}


WRITERS: dict[str, Writer] = {
    "withdrawal": withdrawal,
    "coercion_response": _note("coercion_response", "coercion_state"),
    "recall_opening": recall_opening,
    "recall_notice": recall_notice,
    "recall_person": recall_person,
    "recall_assessment": recall_assessment,
    "recall_correction": recall_correction,
    "already_known": already_known,
    "leak_assessment": _note("leak_assessment", "leak_result"),
    "neither_confirm_nor_deny": neither_confirm_nor_deny,
    "repeat_request": repeat_request,
    "internal_review": internal_review,
    "proceedings": proceedings,
    "early_notice": _note("early_notice", "notice_result"),
    "misuse": _note("misuse", "misuse_kind"),
    "misuse_risk": _note("misuse_risk", "misuse_risk_state"),
    "misuse_offence": _note("misuse_offence", "misuse_offence_result"),
}
