"""The BPMN elements, extension elements and attributes we accept; whatever else stands in a file is refused by name."""

from lxml import etree
from lxml.etree import QName, _Comment, _Element

from webapp.engine.problems import Findings

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
# Attributes of these namespaces say where a diagram was drawn and in which colours; nothing of them is executed.
_DRAWING = frozenset(
    {
        "http://camunda.org/schema/modeler/1.0",
        "http://bpmn.io/schema/bpmn/biocolor/1.0",
        "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
        "http://www.w3.org/XML/1998/namespace",
    }
)

_ANY = frozenset({"id", "name"})
_ACTIVITY = _ANY | {"default", "startQuantity", "completionQuantity", "isForCompensation", "implementation"}
_GATEWAY = _ANY | {"gatewayDirection", "default"}
_BPMN: dict[str, frozenset[str]] = {
    **dict.fromkeys(("task", "userTask", "manualTask", "scriptTask", "serviceTask", "businessRuleTask"), _ACTIVITY),
    **dict.fromkeys(("sendTask", "receiveTask"), _ACTIVITY | {"messageRef", "instantiate", "operationRef"}),
    "subProcess": _ACTIVITY | {"triggeredByEvent"},
    "callActivity": _ACTIVITY | {"calledElement"},
    "exclusiveGateway": _GATEWAY,
    "inclusiveGateway": _GATEWAY,
    "parallelGateway": _ANY | {"gatewayDirection"},
    "eventBasedGateway": _ANY | {"gatewayDirection", "instantiate", "eventGatewayType"},
    "startEvent": _ANY | {"isInterrupting", "parallelMultiple"},
    "endEvent": _ANY,
    "intermediateCatchEvent": _ANY | {"parallelMultiple"},
    "intermediateThrowEvent": _ANY,
    "boundaryEvent": _ANY | {"attachedToRef", "cancelActivity", "parallelMultiple"},
    "timerEventDefinition": _ANY,
    "messageEventDefinition": _ANY | {"messageRef"},
    "signalEventDefinition": _ANY | {"signalRef"},
    "errorEventDefinition": _ANY | {"errorRef"},
    "escalationEventDefinition": _ANY | {"escalationRef"},
    "linkEventDefinition": _ANY,
    "terminateEventDefinition": _ANY,
    "conditionalEventDefinition": _ANY,
    "sequenceFlow": _ANY | {"sourceRef", "targetRef", "isImmediate"},
    "multiInstanceLoopCharacteristics": _ANY | {"isSequential", "behavior"},
    "standardLoopCharacteristics": _ANY | {"testBefore", "loopMaximum"},
    **dict.fromkeys(
        ("conditionExpression", "condition", "timeDate", "timeDuration", "timeCycle", "completionCondition"),
        frozenset({"id", "language", "evaluatesToTypeRef"}),
    ),
    **dict.fromkeys(("loopCondition", "loopCardinality"), frozenset({"id", "language", "evaluatesToTypeRef"})),
    "definitions": _ANY | {"targetNamespace", "exporter", "exporterVersion", "expressionLanguage", "typeLanguage"},
    "process": _ANY | {"isExecutable", "processType", "isClosed"},
    "collaboration": _ANY | {"isClosed"},
    "participant": _ANY | {"processRef"},
    "participantMultiplicity": frozenset({"id", "minimum", "maximum"}),
    "messageFlow": _ANY | {"sourceRef", "targetRef", "messageRef"},
    "message": _ANY | {"itemRef"},
    "signal": _ANY | {"structureRef"},
    "error": _ANY | {"errorCode", "structureRef"},
    "escalation": _ANY | {"escalationCode", "structureRef"},
    "itemDefinition": _ANY | {"structureRef", "isCollection", "itemKind"},
    "laneSet": _ANY,
    "childLaneSet": _ANY,
    "lane": _ANY | {"partitionElementRef"},
    "flowNodeRef": frozenset(),
    "eventDefinitionRef": frozenset(),
    "incoming": frozenset(),
    "outgoing": frozenset(),
    "source": frozenset(),
    "target": frozenset(),
    "sourceRef": frozenset(),
    "targetRef": frozenset(),
    "documentation": frozenset({"id", "textFormat"}),
    "extensionElements": frozenset(),
    "text": frozenset(),
    "textAnnotation": _ANY | {"textFormat"},
    "association": _ANY | {"sourceRef", "targetRef", "associationDirection"},
    "group": _ANY | {"categoryValueRef"},
    "category": _ANY,
    "categoryValue": _ANY | {"value"},
    "dataObject": _ANY | {"isCollection", "itemSubjectRef"},
    "dataObjectReference": _ANY | {"dataObjectRef", "itemSubjectRef"},
    "dataState": _ANY,
    "dataStore": _ANY | {"capacity", "isUnlimited", "itemSubjectRef"},
    "dataStoreReference": _ANY | {"dataStoreRef", "itemSubjectRef"},
    "property": _ANY | {"itemSubjectRef"},
    "dataInputAssociation": _ANY,
    "dataOutputAssociation": _ANY,
}
_ZEEBE: dict[str, frozenset[str]] = {
    "userTask": frozenset(),
    "formDefinition": frozenset({"formId", "bindingType"}),
    "assignmentDefinition": frozenset({"candidateGroups"}),
    "taskSchedule": frozenset({"dueDate"}),
    "properties": frozenset(),
    "property": frozenset({"name", "value"}),
    "ioMapping": frozenset(),
    "input": frozenset({"source", "target"}),
    "output": frozenset({"source", "target"}),
    "script": frozenset({"expression", "resultVariable"}),
    "calledDecision": frozenset({"decisionId", "resultVariable", "bindingType"}),
    "calledElement": frozenset(
        {"processId", "propagateAllChildVariables", "propagateAllParentVariables", "bindingType"}
    ),
    "taskDefinition": frozenset({"type", "retries"}),
    "loopCharacteristics": frozenset({"inputCollection", "inputElement", "outputCollection", "outputElement"}),
    "subscription": frozenset({"correlationKey"}),
    "versionTag": frozenset({"value"}),
}
_FIXED_VALUES: dict[str, tuple[str, ...]] = {
    "startQuantity": ("1",),
    "completionQuantity": ("1",),
    "isForCompensation": ("false",),
    "parallelMultiple": ("false",),
    "instantiate": ("false",),
    "eventGatewayType": ("Exclusive",),
    "behavior": ("All",),
    "bindingType": ("latest", "deployment"),
}
# The words of XML's booleans that every reader takes alike; "1" is true to a schema and false to bpmn-js.
_TRUTHS = frozenset(
    {"isExecutable", "triggeredByEvent", "cancelActivity", "isInterrupting", "testBefore", "isSequential"}
    | {"isImmediate", "isClosed", "propagateAllChildVariables", "propagateAllParentVariables"}
)
_INSTEAD: dict[str, str] = {
    "complexGateway": "Draw exclusive, inclusive or parallel gateways instead.",
    "transaction": "Draw a plain sub-process with boundary events instead.",
    "adHocSubProcess": "Draw the order of the steps, or a parallel or inclusive gateway, instead.",
    "compensateEventDefinition": "Draw the step that puts things right as an ordinary task instead.",
    "cancelEventDefinition": "Draw an error end event in a sub-process instead.",
    "choreography": "Draw one process with lanes instead.",
    "subChoreography": "Draw one process with lanes instead.",
    "globalTask": "Draw the task inside the process instead.",
    "globalUserTask": "Draw the task inside the process instead.",
    "import": "Put every file into the package instead; nothing is loaded from elsewhere.",
    "potentialOwner": "Put the task into the lane of the group that does it instead.",
    "humanPerformer": "Put the task into the lane of the group that does it instead.",
    "performer": "Put the task into the lane of the group that does it instead.",
    "monitoring": "Remove it; every step is in the timeline of the case anyway.",
    "auditing": "Remove it; every step is in the timeline of the case anyway.",
    "script": 'Give a FEEL expression as "zeebe:script" instead.',
    "correlationProperty": 'Give the correlation key of the message as "zeebe:subscription" instead.',
    "ioSpecification": 'Map variables with "zeebe:ioMapping" instead.',
    "executionListeners": "Draw a service task before or after the element instead.",
    "taskListeners": "Draw a service task before or after the element instead.",
    "priorityDefinition": "Remove it; the inbox is ordered by due date.",
    "taskHeaders": 'Give constant values as inputs in "zeebe:ioMapping" instead.',
    "userTaskForm": 'Keep the form in its own file and name it with "formId" instead.',
    "adHoc": "Draw the order of the steps instead.",
    "assignee": "Put the task into the lane of the group that does it instead; people claim it from the inbox.",
    "candidateUsers": "Put the task into the lane of the group that does it instead; people claim it from the inbox.",
    "followUpDate": 'Use "dueDate" instead.',
    "formKey": 'Name the form with "formId" instead.',
    "processIdExpression": 'Name the called process with "processId" instead.',
    "versionTag": "Remove it; a case keeps the version of the package it was started with.",
}
_LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
_EVENT_DEFINITIONS = frozenset(name for name in _BPMN if name.endswith("EventDefinition"))
_LEAVES = frozenset(
    {"conditionExpression", "condition", "timeDate", "timeDuration", "timeCycle", "completionCondition"}
    | {"loopCondition", "loopCardinality", "flowNodeRef", "incoming", "outgoing", "documentation", "text"}
    | {"eventDefinitionRef"}
)


_ONE_OF = dict.fromkeys(_LOOPS, "loop") | dict.fromkeys(("timeDate", "timeDuration", "timeCycle"), "time")
# What may stand only once in its element: of two, a reader takes the first and a modeler shows the last.
_ONCE = frozenset(
    {
        f"{{{BPMN}}}{name}"
        for name in _LEAVES - {"flowNodeRef", "incoming", "outgoing", "documentation", "eventDefinitionRef"}
    }
    | {f"{{{BPMN}}}{name}" for name in ("extensionElements", "childLaneSet", *_LOOPS)}
    | {f"{{{ZEEBE}}}{name}" for name in _ZEEBE.keys() - {"property", "input", "output"}}
)


def check_allowed(root: _Element, file: str, findings: Findings) -> None:
    """Notes every element, extension and attribute of a diagram that cannot be run as drawn."""
    if root.tag != f"{{{BPMN}}}definitions":
        findings.add(file, "not-bpmn", "This is not a BPMN 2.0 file. Export the diagram as BPMN 2.0 XML.")
        return
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _Comment):
            continue
        name = QName(node)
        if name.namespace == BPMNDI:
            continue
        if _known(node, name, file, findings):
            _check_attributes(node, name, file, findings)
            if name.namespace == BPMN and name.localname in _LEAVES and _has_elements(node):
                _refuse(
                    node, file, "text-with-elements", f'"{name.localname}" holds elements inside its text.', findings
                )
            _check_once(node, file, findings)
            waiting.extend(reversed(node))


def _check_once(node: _Element, file: str, findings: Findings) -> None:
    seen: set[object] = set()
    for part in node.iterchildren(tag=etree.Element):
        kind = _ONE_OF.get(QName(part).localname, part.tag)
        if part.tag in _ONCE and kind in seen:
            message = f'"{QName(part).localname}" stands twice in the same element. Keep one of them.'
            _refuse(part, file, "twice", message, findings)
        seen.add(kind)


def _has_elements(node: _Element) -> bool:
    return any(not isinstance(part, _Comment) for part in node)


def _known(node: _Element, name: QName, file: str, findings: Findings) -> bool:
    if name.namespace == BPMN and name.localname in _BPMN:
        return True
    if name.namespace == ZEEBE and name.localname in _ZEEBE:
        return True
    if name.namespace in (BPMN, ZEEBE):
        instead = _INSTEAD.get(name.localname, "Remove it or draw it another way.")
        prefix = "" if name.namespace == BPMN else "zeebe:"
        _refuse(node, file, "not-supported", f'"{prefix}{name.localname}" is not supported. {instead}', findings)
    else:
        message = (
            f'"{name.localname}" belongs to an extension that is not understood ({name.namespace or "no namespace"}). '
            "Remove it, or draw the diagram for Camunda 8."
        )
        _refuse(node, file, "unknown-extension", message, findings)
    return False


def _check_attributes(node: _Element, name: QName, file: str, findings: Findings) -> None:
    allowed = (_BPMN if name.namespace == BPMN else _ZEEBE)[name.localname]
    for key, text in node.attrib.items():
        value = str(text)
        attribute = QName(key)
        local = attribute.localname
        if attribute.namespace in _DRAWING or _is_schema_word(name, attribute, value):
            continue
        if attribute.namespace == ZEEBE and local.startswith("modelerTemplate"):
            continue
        if attribute.namespace:
            message = f'The attribute "{local}" belongs to an extension that is not understood. Remove it.'
            _refuse(node, file, "unknown-extension", message, findings)
        elif local not in allowed:
            instead = _INSTEAD.get(local, "Remove it.")
            message = f'The attribute "{local}" of "{name.localname}" is not supported. {instead}'
            _refuse(node, file, "not-supported", message, findings)
        elif local in _TRUTHS and value not in ("true", "false"):
            message = f'The attribute "{local}" is "{value[:20]}". Write "true" or "false".'
            _refuse(node, file, "not-boolean", message, findings)
        elif local in _FIXED_VALUES and value not in _FIXED_VALUES[local]:
            message = f'"{local}" can only be {" or ".join(_FIXED_VALUES[local])} here. Change or remove it.'
            _refuse(node, file, "not-supported", message, findings)


def _is_schema_word(name: QName, attribute: QName, value: str) -> bool:
    """Whether an attribute only says what is so anyway: where the schema lies, that an expression is an expression."""
    if attribute.namespace != _XSI:
        return False
    kind = value.rpartition(":")[2]
    return attribute.localname == "schemaLocation" or (
        attribute.localname == "type" and name.localname in _LEAVES and kind in ("tFormalExpression", "tExpression")
    )


def _refuse(node: _Element, file: str, rule: str, message: str, findings: Findings) -> None:
    owner: _Element | None = node
    while owner is not None and not owner.get("id"):
        owner = owner.getparent()
    if owner is not None and QName(owner).localname in _EVENT_DEFINITIONS | {"compensateEventDefinition"}:
        # People know the event by its circle, not by the definition inside.
        owner = owner.getparent()
    element = "" if owner is None else owner.get("id") or ""
    shown = "" if owner is None else owner.get("name") or ""
    findings.add(file, rule, message, element, shown)
