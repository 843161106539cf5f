"""Activities and events that send: a message by itself, or through a registered operation."""

from webapp.engine.activities import Activity, ServiceTask
from webapp.engine.drawn import Element
from webapp.engine.events import throw
from webapp.engine.node import Token
from webapp.engine.specification import ScopeSpec
from webapp.engine.triggers import Trigger


class SendTask(Activity):
    """Throws a message with the variables of its input mapping."""

    def __init__(self, spec: ScopeSpec, key: str, element: Element, trigger: Trigger) -> None:
        super().__init__(spec, key, element)
        self.thrown = trigger

    def perform(self, token: Token) -> bool:
        names = {line.target.partition(".")[0] for line in self.taken_in}
        throw(token, self.thrown, {name: value for name, value in token.data.items() if name in names})
        return True


class OperationEvent(ServiceTask):
    """A message throw or end event that is carried out by a registered operation."""
