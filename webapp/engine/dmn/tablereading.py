"""Decision tables from their XML."""

import hashlib
from typing import cast, get_args

from lxml.etree import _Element

from webapp.engine.dmn.boxed import Boxes
from webapp.engine.dmn.lookup import lookup_of
from webapp.engine.dmn.tables import Aggregation, HitPolicy, InputColumn, OutputColumn, Row, Table
from webapp.engine.dmn.xml import child, children, label_of, local, text_of
from webapp.feel import UnaryTests, nodes
from webapp.feel.compiling.scope import Code


class Tables:
    """Reads the tables of one file, so that they can be told apart from other expressions."""

    def __init__(self, boxes: Boxes) -> None:
        self._boxes = boxes
        self.found: list[Table] = []
        self._never = boxes.vocabulary.unary_tests("false and ?")
        boxes.add_maker("decisionTable", self.code)

    def code(self, element: _Element) -> Code:
        """The code of a table, which is kept in `found`."""
        table = self._table(element)
        self.found.append(table)
        return table.decide

    def _table(self, element: _Element) -> Table:
        boxes = self._boxes
        policy = element.get("hitPolicy", "UNIQUE")
        aggregation = element.get("aggregation", "")
        if policy not in get_args(HitPolicy):
            boxes.refuse(element, "dmn-hit-policy", f"The hit policy “{policy}” does not exist. Choose another.")
            policy = "UNIQUE"
        if aggregation not in get_args(Aggregation):
            boxes.refuse(element, "dmn-aggregation", f"The aggregation “{aggregation}” does not exist. Choose another.")
            aggregation = ""
        inputs = tuple(self._input(each) for each in children(element, "input"))
        outputs = tuple(self._output(each) for each in children(element, "output"))
        if len({column.name for column in outputs}) < len(outputs):
            boxes.refuse(element, "dmn-output-name", "Two output columns have the same name. Name each differently.")
        if not outputs:
            boxes.refuse(element, "dmn-table", "The table has no output column. Add one.")
        if aggregation and len(outputs) > 1:
            boxes.refuse(
                element, "dmn-aggregation", "Several output columns cannot be added up. Use one output column."
            )
        if policy in ("PRIORITY", "OUTPUT ORDER") and not any(column.ranking for column in outputs):
            message = f"The hit policy {policy} ranks by the output values. List them, the highest first."
            boxes.refuse(element, "dmn-ranking", message)
        headings = [each.get("name", "") for each in children(element, "annotation")]
        rows = tuple(
            self._row(number, each, inputs, outputs, headings)
            for number, each in enumerate(children(element, "rule"), 1)
        )
        return Table(
            id=element.get("id", ""),
            owner=boxes.owner[1],
            hit_policy=cast(HitPolicy, policy),
            aggregation=cast(Aggregation, aggregation if policy == "COLLECT" else ""),
            inputs=inputs,
            outputs=outputs,
            rows=rows,
            checksum=checksum_of(element),
            lookup=lookup_of([row.tests for row in rows], len(inputs)),
        )

    def _input(self, element: _Element) -> InputColumn:
        expression = child(element, "inputExpression")
        text = text_of(child(expression, "text")) if expression is not None else ""
        if not text:
            self._boxes.refuse(element, "dmn-input", "The input column has no expression. Say what it asks.")
        code, formula = self._boxes.formula(text, element)
        return InputColumn(
            label=element.get("label") or text,
            text=text,
            code=code,
            type=self._boxes.type(None if expression is None else expression.get("typeRef"), element),
            allowed=self._allowed(child(element, "inputValues")),
            id=element.get("id", ""),
            expression=formula,
        )

    def _allowed(self, element: _Element | None) -> UnaryTests | None:
        text = text_of(child(element, "text")) if element is not None else ""
        return self._boxes.tests(text, element) if element is not None and text else None

    def _output(self, element: _Element) -> OutputColumn:
        allowed = self._allowed(child(element, "outputValues"))
        default = child(element, "defaultOutputEntry")
        return OutputColumn(
            name=" ".join((element.get("name") or "").split()),
            label=label_of(element),
            type=self._boxes.type(element.get("typeRef"), element),
            allowed=allowed,
            ranking=() if allowed is None else self._ranking(allowed, element),
            default=None if default is None else self._boxes.literal(default),
            id=element.get("id", ""),
        )

    def _ranking(self, allowed: UnaryTests, element: _Element) -> tuple[Code, ...]:
        """The output values in their order, where they are values and not conditions."""
        tree = allowed.tree
        tests = tree.tests if isinstance(tree, nodes.UnaryNode) else ()
        ends = [test.position for test in tests[1:]] + [len(allowed.source)]
        texts = [
            allowed.source[test.position : end].rstrip().rstrip(",") for test, end in zip(tests, ends, strict=True)
        ]
        if any(isinstance(test, nodes.OperatorTest | nodes.RangeNode) for test in tests):
            return ()
        return tuple(self._boxes.expression(text.strip(), element) for text in texts)

    def _row(
        self,
        number: int,
        element: _Element,
        inputs: tuple[InputColumn, ...],
        outputs: tuple[OutputColumn, ...],
        headings: list[str],
    ) -> Row:
        boxes = self._boxes
        entries = list(children(element, "inputEntry"))
        results = list(children(element, "outputEntry"))
        if len(entries) != len(inputs) or len(results) != len(outputs):
            boxes.refuse(element, "dmn-row", f"Row {number} has not one cell for each column. Complete the row.")
        tests = [boxes.tests(text_of(child(entry, "text")), entry) for entry in entries[: len(inputs)]]
        texts = tuple(text_of(child(entry, "text")) for entry in results[: len(outputs)])
        notes = [
            (headings[at] if at < len(headings) else "", text_of(child(note, "text")))
            for at, note in enumerate(children(element, "annotationEntry"))
        ]
        description = text_of(child(element, "description"))
        made = [boxes.formula(text, entry) for text, entry in zip(texts, results, strict=False)]
        return Row(
            number=number,
            id=element.get("id", ""),
            tests=tuple(test or self._never for test in tests),
            outputs=tuple(code for code, _ in made),
            output_texts=texts,
            annotations=tuple(note for note in [*notes, ("", description)] if note[1]),
            places=tuple(f"“{boxes.owner[1]}”, row {number}, “{column.label}”" for column in inputs),
            expressions=tuple(formula for _, formula in made),
            cell_ids=tuple(entry.get("id", "") for entry in [*entries[: len(inputs)], *results[: len(outputs)]]),
        )


def checksum_of(element: _Element) -> str:
    """The SHA-256 of what the table says: DMN's own elements, attributes and texts, without an editor's additions."""
    digest = hashlib.sha256()
    for each in element.iter("*"):
        if local(each):
            attributes = sorted((str(key), value) for key, value in each.items() if not str(key).startswith("{"))
            digest.update(repr((local(each), attributes, (each.text or "").strip())).encode())
    return digest.hexdigest()
