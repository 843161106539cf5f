"""Small decision files for tests, written as rows."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def definitions(*parts: str, namespace: str = NAMESPACE, name: str = "test") -> bytes:
    """A decision file with these parts."""
    inner = "\n".join(parts)
    return (
        f'<definitions xmlns="{namespace}" id="d_{name}" name="{name}" namespace="urn:{name}">\n{inner}\n</definitions>'
    ).encode()


def table(
    inputs: Sequence[str],
    outputs: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    values: str = "",
    default: str = "",
    allowed: str = "",
    typed: str = "",
) -> str:
    """A decision table; a row has its input cells, its output cells and, if there is one more, an annotation.

    `values` are the allowed outputs of the first output column, `allowed` those of the first input, `typed` its type.
    """
    made = [f'<decisionTable id="t" hitPolicy="{policy}"' + (f' aggregation="{aggregation}">' if aggregation else ">")]
    for number, text in enumerate(inputs):
        kind = f' typeRef="{typed}"' if typed and number == 0 else ""
        limits = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed and number == 0 else ""
        made.append(
            f'<input id="in{number}" label="{escape(text)}"><inputExpression id="ie{number}"{kind}>'
            f"<text>{escape(text)}</text></inputExpression>{limits}</input>"
        )
    for number, name in enumerate(outputs):
        limits = f"<outputValues><text>{escape(values)}</text></outputValues>" if values and number == 0 else ""
        otherwise = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
        made.append(f'<output id="out{number}" name="{escape(name)}">{limits}{otherwise}</output>')
    made.append('<annotation name="Basis"/>')
    for number, row in enumerate(rows, 1):
        made.append(f'<rule id="r{number}">')
        made.extend(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in row[: len(inputs)])
        columns = row[len(inputs) : len(inputs) + len(outputs)]
        made.extend(f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in columns)
        made.extend(
            f"<annotationEntry><text>{escape(note)}</text></annotationEntry>"
            for note in row[len(inputs) + len(outputs) :]
        )
        made.append("</rule>")
    made.append("</decisionTable>")
    return "\n".join(made)


def decision(own: str, body: str, *, name: str = "", requires: Sequence[str] = (), typed: str = "") -> str:
    """A decision; `requires` names others as `input:id`, `decision:id` or `knowledge:id`."""
    kinds = {"input": "requiredInput", "decision": "requiredDecision", "knowledge": "requiredKnowledge"}
    arrows = []
    for each in requires:
        kind, _, target = each.partition(":")
        outer = "knowledgeRequirement" if kind == "knowledge" else "informationRequirement"
        target = target if "#" in target else f"#{target}"
        arrows.append(f'<{outer}><{kinds[kind]} href="{target}"/></{outer}>')
    reference = f' typeRef="{typed}"' if typed else ""
    label = escape(name or own)
    return (
        f'<decision id="{own}" name="{label}"><variable name="{label}"{reference}/>{"".join(arrows)}{body}</decision>'
    )


def literal(text: str) -> str:
    """A literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def given(own: str, *, name: str = "", typed: str = "") -> str:
    """An input."""
    reference = f' typeRef="{typed}"' if typed else ""
    label = escape(name or own)
    return f'<inputData id="{own}" name="{label}"><variable name="{label}"{reference}/></inputData>'
