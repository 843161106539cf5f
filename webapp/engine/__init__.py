"""The process engine: diagrams and decision tables in, steps out."""
