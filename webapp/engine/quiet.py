"""SpiffWorkflow's loggers, silenced: below WARNING they put all variables of a case into every record."""

import logging

LOGGERS = ("spiff", "spiff.task", "spiff.workflow", "spiff.data", "spiff.dmn", "spiff.spec")


def silence() -> None:
    """Raises the level of SpiffWorkflow's loggers to WARNING."""
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
