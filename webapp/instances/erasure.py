"""What a running process leaves behind when the record of its case is erased."""

from uuid import UUID

from sqlalchemy import update

from webapp.database import session
from webapp.instances.model import ProcessInstance


def forget(case_id: UUID) -> None:
    """Takes the engine's state out of the ended processes of a case. The path, without any content, stays."""
    session().execute(
        update(ProcessInstance)
        .where(ProcessInstance.case_id == case_id, ProcessInstance.status == "ended")
        .values(state_sealed=None)
        .execution_options(synchronize_session=False)
    )
