"""Draws small diagrams as BPMN XML for tests: each function gives the XML of one element."""

from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="test">'
)


def element(kind, own, *inside, name="", extension="", **attributes):
    """A flow node of any kind."""
    attributes = {"id": own, **({"name": name} if name else {}), **attributes}
    written = " ".join(f"{key}={quoteattr(str(value))}" for key, value in attributes.items())
    if extension:
        inside = (f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>", *inside)
    return f"<bpmn:{kind} {written}>{''.join(inside)}</bpmn:{kind}>"


def start(own="start", *inside, **more):
    return element("startEvent", own, *inside, **more)


def end(own="end", *inside, **more):
    return element("endEvent", own, *inside, **more)


def user(own, *inside, form="", **more):
    extension = "<zeebe:userTask/>" + (f'<zeebe:formDefinition formId="{form}"/>' if form else "")
    more["extension"] = extension + more.get("extension", "")
    return element("userTask", own, *inside, **more)


def task(own, *inside, **more):
    return element("task", own, *inside, **more)


def script(own, expression, result, *inside, **more):
    extension = f"<zeebe:script expression={quoteattr(expression)} resultVariable={quoteattr(result)}/>"
    return element("scriptTask", own, *inside, **{**more, "extension": extension + more.get("extension", "")})


def service(own, operation, *inside, retries="", **more):
    tries = f" retries={quoteattr(retries)}" if retries else ""
    extension = f'<zeebe:taskDefinition type="{operation}"{tries}/>'
    return element("serviceTask", own, *inside, **{**more, "extension": extension + more.get("extension", "")})


def call(own, process, *inside, attributes="", **more):
    extension = f'<zeebe:calledElement processId="{process}" {attributes}/>'
    return element("callActivity", own, *inside, **{**more, "extension": extension + more.get("extension", "")})


def mapping(inputs=None, outputs=None):
    lines = [f"<zeebe:input source={quoteattr(s)} target={quoteattr(t)}/>" for t, s in (inputs or {}).items()]
    lines += [f"<zeebe:output source={quoteattr(s)} target={quoteattr(t)}/>" for t, s in (outputs or {}).items()]
    return f"<zeebe:ioMapping>{''.join(lines)}</zeebe:ioMapping>"


def several(collection, item="", *, sequential=False, output="", each="", until="", count=""):
    """A multi-instance marker."""
    attributes = {
        "inputCollection": collection,
        "inputElement": item,
        "outputCollection": output,
        "outputElement": each,
    }
    written = " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items() if value)
    details = (
        f"<bpmn:extensionElements><zeebe:loopCharacteristics {written}/></bpmn:extensionElements>" if written else ""
    )
    number = f"<bpmn:loopCardinality>{escape(count)}</bpmn:loopCardinality>" if count else ""
    stop = f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    mode = str(sequential).lower()
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{mode}">{details}{number}{stop}'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def loop(condition="", *, maximum=None, before=False):
    """A standard loop marker."""
    limit = f' loopMaximum="{maximum}"' if maximum is not None else ""
    inner = f"<bpmn:loopCondition>{escape(condition)}</bpmn:loopCondition>" if condition else ""
    return (
        f'<bpmn:standardLoopCharacteristics testBefore="{str(before).lower()}"{limit}>{inner}'
        "</bpmn:standardLoopCharacteristics>"
    )


def gateway(kind, own, **more):
    return element(f"{kind}Gateway", own, **more)


def sub(own, *inside, event=False, **more):
    if event:
        more["triggeredByEvent"] = "true"
    return element("subProcess", own, *inside, **more)


def timer(text, form="timeDuration"):
    return f"<bpmn:timerEventDefinition><bpmn:{form}>{escape(text)}</bpmn:{form}></bpmn:timerEventDefinition>"


def message(reference):
    return f'<bpmn:messageEventDefinition messageRef="{reference}"/>'


def signal(reference):
    return f'<bpmn:signalEventDefinition signalRef="{reference}"/>'


def error(reference=""):
    return f'<bpmn:errorEventDefinition errorRef="{reference}"/>' if reference else "<bpmn:errorEventDefinition/>"


def escalation(reference=""):
    attribute = f' escalationRef="{reference}"' if reference else ""
    return f"<bpmn:escalationEventDefinition{attribute}/>"


def link(name):
    return f'<bpmn:linkEventDefinition name="{name}"/>'


def terminate():
    return "<bpmn:terminateEventDefinition/>"


def condition(text):
    inner = f"<bpmn:condition>{escape(text)}</bpmn:condition>"
    return f"<bpmn:conditionalEventDefinition>{inner}</bpmn:conditionalEventDefinition>"


def catch(own, definition, **more):
    return element("intermediateCatchEvent", own, definition, **more)


def throw(own, definition="", **more):
    return element("intermediateThrowEvent", own, definition, **more)


def boundary(own, host, definition, *, interrupting=True, **more):
    return element(
        "boundaryEvent", own, definition, attachedToRef=host, cancelActivity=str(interrupting).lower(), **more
    )


def flow(source, target, when="", own=None, name=""):
    own = f"{source}_to_{target}" if own is None else own
    label = f' name="{name}"' if name else ""
    identity = f'id="{own}"' if own else ""
    inner = f"<bpmn:conditionExpression>{escape(when)}</bpmn:conditionExpression>" if when else ""
    return f'<bpmn:sequenceFlow {identity}{label} sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def chain(*ids):
    """Flows from each to the next."""
    return "".join(flow(one, other) for one, other in pairwise(ids))


def declared(messages=(), signals=(), errors=(), escalations=(), keys=None):
    """Messages, signals, errors and escalations; the id of each is its name or code."""
    parts = []
    for name in messages:
        key = (keys or {}).get(name, "")
        inner = (
            f"<bpmn:extensionElements><zeebe:subscription correlationKey={quoteattr(key)}/></bpmn:extensionElements>"
            if key
            else ""
        )
        parts.append(f'<bpmn:message id="{name}" name="{name}">{inner}</bpmn:message>')
    parts += [f'<bpmn:signal id="{name}" name="{name}"/>' for name in signals]
    parts += [f'<bpmn:error id="{code}" name="{code}" errorCode="{code}"/>' for code in errors]
    parts += [f'<bpmn:escalation id="{code}" name="{code}" escalationCode="{code}"/>' for code in escalations]
    return "".join(parts)


def diagram(*inside, process="process", before="", executable="true"):
    """A whole file as bytes."""
    attribute = f' isExecutable="{executable}"' if executable else ""
    body = f'<bpmn:process id="{process}"{attribute}>{"".join(inside)}</bpmn:process>'
    return f"{HEAD}{before}{body}</bpmn:definitions>".encode()


def with_boundary(definition, *, interrupting=True, host=None, before=""):
    """A task, or another activity `work`, with the boundary event `alarm` and what follows it."""
    return diagram(
        start(),
        host or user("work"),
        boundary("alarm", "work", definition, interrupting=interrupting),
        user("after_alarm"),
        end(),
        end("other_end"),
        chain("start", "work", "end"),
        chain("alarm", "after_alarm", "other_end"),
        before=before,
    )
