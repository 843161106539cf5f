"""A part of the policy: who may work on a case whose subject has to do with policing. Pure."""

from webapp.access.actor import Actor
from webapp.access.facts import PoliceLink, TaskFacts
from webapp.access.groups import DECIDING, INVESTIGATING


def too_close(actor: Actor, facts: TaskFacts) -> str:
    """The sentence why this person may not do this step because of the subject's link with policing, or an empty one.

    Basis: domain rule on police-linked subjects: who investigates and decides is of another command or force. The
    subject's own command is barred, so here it is about what is not decided yet, and about the whole force. A threat to
    life waits for no decision of professional standards: there the service asks whether the person is of another
    command. Basis: European Convention on Human Rights Article 2.
    """
    link, group = facts.case.police_link, facts.candidate_group
    if link is PoliceLink.OPEN and group in DECIDING and not facts.urgent:
        return (
            "The subject has to do with policing. Professional standards first says who is kept away: "
            "the procedure “Keep a police-linked subject’s command away” on the case page asks them to."
        )
    if link is PoliceLink.FORCE and group in DECIDING | {INVESTIGATING} and actor.force == facts.case.force:
        return "The subject has to do with policing in this force, so somebody of another force has to do this."
    return ""
