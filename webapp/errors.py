"""The families of refusal: each carries one sentence to act on, which the door turns into a page and a status."""

from collections.abc import Mapping, Sequence


class RightToKnowError(Exception):
    """A refusal with a sentence for the person who met it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(RightToKnowError):
    """There is no such thing, or the actor may not know that there is; `rule` is that of the policy which hid it."""

    def __init__(self, sentence: str = "There is nothing here that you can see.", rule: str = "") -> None:
        super().__init__(sentence)
        self.rule = rule


class NotPermitted(RightToKnowError):
    """The actor may know of the thing but may not do this to it; `rule` is that of the policy which forbids it."""

    def __init__(self, sentence: str, rule: str = "") -> None:
        super().__init__(sentence)
        self.rule = rule


class Erased(RightToKnowError):
    """What was kept has been erased: it cannot be read again by anybody."""

    def __init__(self, sentence: str = "The record of this case has been erased. It cannot be read again.") -> None:
        super().__init__(sentence)


class ConfirmationNeeded(RightToKnowError):
    """The actor may do this, but has to prove again who they are first."""

    def __init__(self, sentence: str = "Confirm that it is you, then do this again.") -> None:
        super().__init__(sentence)


class Conflict(RightToKnowError):
    """Somebody else was first; the sentence says who and when."""


class Rejected(RightToKnowError):
    """A rule of the process or of the law is not met."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class InvalidSubmission(RightToKnowError):
    """Answers that cannot be accepted. `errors` maps the path of a question (`alias.0.handle`) to its sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("There is a problem with the answers: " + " ".join(dict.fromkeys(errors.values())))
        self.errors = dict(errors)


class NotRecorded(RightToKnowError):
    """What was asked for could not be entered into the account, so it is neither shown nor done."""

    def __init__(
        self,
        sentence: str = (
            "What you asked for could not be recorded, so it was not done. Wait a minute, then send the page again."
        ),
    ) -> None:
        super().__init__(sentence)


class NoRoom(RightToKnowError):
    """A file could not be kept, because its disk is full or cannot be written to."""

    def __init__(
        self,
        sentence: str = (
            "There is no room for the file, or the place for files cannot be written to, so nothing was saved. "
            "Tell your administrator, then send it again."
        ),
    ) -> None:
        super().__init__(sentence)


class EngineFault(RightToKnowError):
    """An automatic step could not be carried out; the instance stays at its checkpoint."""

    def __init__(self, sentence: str, element_id: str = "", element_name: str = "") -> None:
        super().__init__(sentence)
        self.element_id = element_id
        self.element_name = element_name


class DefinitionRefused(RightToKnowError):
    """A diagram, table or form that cannot run as drawn, with every problem found in it."""

    def __init__(self, problems: Sequence[object]) -> None:
        count = len(problems)
        super().__init__(f"{count} problem{'s' if count != 1 else ''} found. " + " ".join(str(p) for p in problems[:3]))
        self.problems = tuple(problems)
