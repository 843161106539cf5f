"""What is written into files that people open in a spreadsheet."""

# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula. Basis: OWASP ASVS 5.0, 1.2.10."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
