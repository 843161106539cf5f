"""The built-in functions, by name."""

from webapp.feel.functions import (
    aggregates,
    contexts,
    conversion,
    dates,
    lists,
    logic,
    numeric,
    ranges,
    strings,
    working_days,
)
from webapp.feel.functions.registry import BUILTINS

__all__ = [
    "BUILTINS",
    "aggregates",
    "contexts",
    "conversion",
    "dates",
    "lists",
    "logic",
    "numeric",
    "ranges",
    "strings",
    "working_days",
]
