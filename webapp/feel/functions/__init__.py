"""The built-in functions, by name."""

from webapp.feel.functions import (
    calendar,
    contexts,
    conversion,
    lists,
    logic,
    numeric,
    ranges,
    statistics,
    strings,
    working_days,
)
from webapp.feel.functions.registry import BUILTINS

__all__ = [
    "BUILTINS",
    "calendar",
    "contexts",
    "conversion",
    "lists",
    "logic",
    "numeric",
    "ranges",
    "statistics",
    "strings",
    "working_days",
]
