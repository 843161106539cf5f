"""What the texts of hostile diagrams call, so that it shows whether they were run."""

NOTED: list[str] = []


def note():
    """Notes that a text was run as Python; the answer is 1."""
    NOTED.append("run")
    return 1
