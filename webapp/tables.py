"""Every table of the product: the one place that imports all models, for migrations, tests and start-up."""

from webapp.access import model as access
from webapp.audit import model as audit
from webapp.cases import model as cases
from webapp.database import Base
from webapp.definitions import model as definitions
from webapp.disclosures import model as disclosures
from webapp.documents import model as documents
from webapp.inbox import model as inbox
from webapp.instances import clock_model as clocks
from webapp.instances import model as instances
from webapp.instances import worker_model as work
from webapp.measures import model as measures
from webapp.notifications import model as notifications
from webapp.oversight import model as oversight
from webapp.repeats import model as repeats
from webapp.retention import model as retention
from webapp.sealing import model as sealing
from webapp.signin import model as signin
from webapp.staff import model as staff

MODELS = (
    access,
    audit,
    cases,
    clocks,
    definitions,
    disclosures,
    documents,
    inbox,
    instances,
    work,
    measures,
    notifications,
    oversight,
    repeats,
    retention,
    sealing,
    signin,
    staff,
)
METADATA = Base.metadata
