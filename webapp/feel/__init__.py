"""FEEL, the expression language of DMN: every condition, cell and derived value of a process is written in it.

It stands alone: nothing of the product is imported, and no text ever reaches Python's own evaluation.
"""

from webapp.feel.convert import to_feel, to_json
from webapp.feel.errors import FeelError, FeelEvaluationError, FeelLimitError, FeelSyntaxError, Remark
from webapp.feel.expression import Expression, UnaryTests, Vocabulary, compile_expression, compile_unary_tests

__all__ = [
    "Expression",
    "FeelError",
    "FeelEvaluationError",
    "FeelLimitError",
    "FeelSyntaxError",
    "Remark",
    "UnaryTests",
    "Vocabulary",
    "compile_expression",
    "compile_unary_tests",
    "to_feel",
    "to_json",
]
