"""Regular expressions of XML Schema and XPath, matched step by step so that none can run away."""

from webapp.feel.patterns.pattern import Pattern, compile_pattern
from webapp.feel.patterns.reader import PatternError

__all__ = ["Pattern", "PatternError", "compile_pattern"]
