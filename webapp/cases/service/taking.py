"""A joined case takes over the identity that its lead case has assured: copied, under its own key, and without whatever
names another victim.

Basis: DPA 2018 s.38(1) and (5): what concerns this victim, graded by the evidence that concerns it, and no more.
"""

from collections.abc import Mapping
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import attribution, blind, joint, naming, records, rules, standing
from webapp.cases.model import (
    Alias,
    AliasAttribution,
    IdentityAssessment,
    IdentityShare,
    JointVictim,
    LineOfEnquiry,
    LineOfEnquiryAlias,
    Strand,
    StrandAlias,
    Subject,
)
from webapp.cases.numbering import number_after
from webapp.cases.seen import AliasSeen
from webapp.cases.service.alias import record_aliases
from webapp.cases.service.people import restrict_for_police_link
from webapp.database import session

NOT_SHARED: Mapping[str, object] = {"identity_shared": False}


def take_shared_identity(actor: Actor, case_id: UUID) -> Mapping[str, object]:
    """Takes over what waits for this case, and gives the routing values that its own assessment would have given.

    Where nothing waits, only that: `identity_shared` is false.
    """
    require(actor, Action.RECORD_FACTS)
    share = joint.waiting_share(case_id)
    if share is None:
        return NOT_SHARED
    taken = _Taking(actor, case_id, share)
    subject, row = taken.subject(), taken.assessment()
    share.taken_at = clock.now()
    session().flush()
    blind.refresh(case_id)
    if subject.police_link != "none":
        restrict_for_police_link(actor, case_id)
    audit.record(Event.IDENTITY_TAKEN, actor.id, case_id, {"share": str(share.id)})
    return {
        "identity_shared": True,
        "mandatory_checks_complete": row.checks_complete,
        "independent_strands": row.independent_strands,
        "person_level_strand": row.person_level_strand,
        "corroborated_admission": row.corroborated_admission,
        "contradiction_unresolved": row.contradiction_unresolved,
        "subject_age_group": subject.age_group,
        "subject_status": subject.status,
        "subject_police_link": subject.police_link,
    }


class _Taking:
    """One copy from a lead case; texts that name another victim stay there."""

    def __init__(self, actor: Actor, case_id: UUID, share: IdentityShare) -> None:
        self.actor = actor
        self.case_id = case_id
        self.share = share
        self.victim = session().get_one(JointVictim, share.joint_id)
        self.original = session().get_one(IdentityAssessment, share.assessment_id)
        self.original_subject = session().get_one(Subject, self.original.subject_id)
        self.forbidden = joint.others_named(case_id)
        self.own = [*joint.own_names(case_id), self.original_subject.name]
        used = joint.used_against(self.victim)
        # Asked again: the victim whom an account names may have joined after it was ticked.
        self.sources = [
            alias
            for alias in records.aliases_of(share.case_id)
            if alias.id in used and not joint.account_names_another(case_id, alias)
        ]
        self.aliases = self._aliases()
        self.taken: Subject | None = None

    def subject(self) -> Subject:
        """The candidate, who may be on record here already; their status is as the lead case last assessed it."""
        wanted, known = self.original_subject, records.subjects_of(self.case_id)
        subject = next((one for one in known if one.name.casefold() == wanted.name.casefold()), None)
        if subject is None:
            number = records.candidates_ever(self.case_id) + 1
            subject = Subject(case_id=self.case_id, number=number, code=f"S{number}", name=wanted.name)
            session().add(subject)
        subject.date_of_birth = wanted.date_of_birth or subject.date_of_birth
        subject.locality = self._clean(wanted.locality) or subject.locality
        subject.age_group, subject.status, subject.police_link = wanted.age_group, wanted.status, wanted.police_link
        session().flush()
        self.taken = subject
        return subject

    def assessment(self) -> IdentityAssessment:
        """The assessment with the strands that concern the shared accounts, counted anew, and their lines."""
        strands = self._strands()
        facts = [fact for _, fact in strands]
        original, subject = self.original, self.taken or self.subject()
        assurance = records.assurance_of(original.id)
        earlier = records.newest_assessment(self.case_id)
        row = IdentityAssessment(
            case_id=self.case_id,
            number=number_after(IdentityAssessment.number, IdentityAssessment.case_id == self.case_id),
            subject_id=subject.id,
            time_zone_verified=original.time_zone_verified,
            ip_source_attached=original.ip_source_attached,
            cgnat_resolved=original.cgnat_resolved,
            billing_vs_installation=original.billing_vs_installation,
            other_occupants_considered=original.other_occupants_considered,
            contradiction_unresolved=original.contradiction_unresolved,
            contradiction_reason=joint.KEPT if original.contradiction_reason else None,
            # What the lead case wrote about others stays there; what this case has to know was written for it.
            alternative_suspects=self._clean(self.victim.summary) or joint.KEPT,
            not_applicable_reason=joint.KEPT if original.not_applicable_reason else None,
            corroborated_admission=original.corroborated_admission
            and rules.corroborated_admission(facts, subject.status),
            checks_complete=original.checks_complete,
            independent_strands=rules.independent_strands(facts),
            person_level_strand=rules.has_person_level(facts),
            assessed_by=original.assessed_by,
            at=original.at,
            share_id=self.share.id,
            joint_accepted_by=assurance.assured_by if assurance else None,
            joint_accepted_at=assurance.at if assurance else None,
        )
        session().add(row)
        session().flush()
        for number, (strand, _) in enumerate(strands, start=1):
            self._copy_strand(row.id, number, strand)
        self._copy_levels(row.id, keeping=earlier is not None and earlier.subject_id == subject.id)
        self._copy_lines()
        return row

    def _aliases(self) -> dict[UUID, Alias]:
        """The alias of this case for each shared one of the lead case, by the latter's id."""
        seen = [AliasSeen(a.handle, a.platform, a.stable_id, a.first_seen, a.last_seen) for a in self.sources]
        known = {alias.id for alias in records.aliases_of(self.case_id)}
        found = record_aliases(self.actor, self.case_id, seen)
        for source, alias in zip(self.sources, found, strict=True):
            if alias.id not in known:
                alias.joint_source = source.id
        return {source.id: alias for source, alias in zip(self.sources, found, strict=True)}

    def _strands(self) -> list[tuple[Strand, rules.StrandFacts]]:
        """The strands of the lead case that concern a shared account, as the identity table looks at them."""
        rows = records.strands_of(self.original.id)
        facts = standing.strand_facts(self.original.id)
        concerned: list[rules.StrandFacts] = []
        for alias in self.sources:
            if evidence := attribution.evidence_of(alias.code, facts):
                concerned += evidence.strands
        return [(row, fact) for row, fact in zip(rows, facts, strict=True) if any(fact is one for one in concerned)]

    def _copy_strand(self, assessment_id: UUID, number: int, strand: Strand) -> None:
        row = Strand(
            case_id=self.case_id,
            assessment_id=assessment_id,
            number=number,
            type=strand.type,
            description=self._clean(strand.description),
            grade_source=strand.grade_source,
            grade_assessment=strand.grade_assessment,
            handling_code=strand.handling_code,
            # Strands of one origin count once, so an origin that cannot be said keeps a name of its own.
            independent_group=self._clean(strand.independent_group) or f"Origin of {strand.number}",
            person_level=strand.person_level,
            kind=strand.kind,
            link=strand.link,
            endpoint=self._clean(strand.endpoint),
            originator_consent_ref=self._conditions(strand.originator_consent_ref),
        )
        session().add(row)
        session().flush()
        named = records.aliases_of_strands([strand.id]).get(strand.id, set())
        if not named:
            # It concerned every account of the lead case; here it concerns those that came with it.
            named = set(self.aliases)
        shared = {self.aliases[alias].id for alias in named if alias in self.aliases}
        session().add_all(StrandAlias(strand_id=row.id, alias_id=alias_id) for alias_id in sorted(shared))

    def _copy_levels(self, assessment_id: UUID, *, keeping: bool) -> None:
        """The levels that the lead case gave; others stay where they are about the same person, and else end."""
        levels = {one.alias_id: one for one in records.attributions_of(self.original.id)}
        own = {alias.id for alias in self.aliases.values()}
        for alias in records.aliases_of(self.case_id):
            if alias.id not in own and not keeping:
                alias.link_level = None
        for source, alias in self.aliases.items():
            given = levels.get(source)
            alias.link_level = given.level if given else None
            if given is not None:
                session().add(
                    AliasAttribution(
                        assessment_id=assessment_id,
                        alias_id=alias.id,
                        level=given.level,
                        table_level=given.table_level,
                        table_row=given.table_row,
                        account_origins=given.account_origins,
                        person_origins=given.person_origins,
                    )
                )
        session().flush()

    def _copy_lines(self) -> None:
        """The lines that concern a shared account: who pursued them, under which authority and handling code.

        Who took part counts for the separation of people, and conditions of an owner bind here as they do there.
        """
        known = {line.joint_source for line in records.enquiries_of(self.case_id)}
        for line in records.enquiries_of(self.share.case_id):
            about = records.aliases_of_line(line.id)
            if line.id in known or (about and not about & set(self.aliases)):
                continue
            row = LineOfEnquiry(
                case_id=self.case_id,
                number=number_after(LineOfEnquiry.number, LineOfEnquiry.case_id == self.case_id),
                authority_type=line.authority_type,
                authority_ref=self._clean(line.authority_ref) or (joint.KEPT if line.authority_ref else None),
                authority_granted_on=line.authority_granted_on,
                authority_expires_on=line.authority_expires_on,
                necessity=joint.KEPT,
                proportionality=joint.KEPT,
                collateral=joint.KEPT,
                handling_code=line.handling_code,
                handling_conditions=self._conditions(line.handling_conditions),
                result=line.result,
                obtained_on=line.obtained_on,
                pursued_by=line.pursued_by,
                recorded_by=line.recorded_by,
                at=line.at,
                joint_source=line.id,
            )
            session().add(row)
            session().flush()
            shared = {self.aliases[alias].id for alias in about if alias in self.aliases}
            session().add_all(LineOfEnquiryAlias(enquiry_id=row.id, alias_id=alias_id) for alias_id in sorted(shared))

    def _conditions(self, text: str | None) -> str | None:
        """Conditions bind here too, so that they exist is said even where their words stay in the lead case."""
        return (self._clean(text) or joint.KEPT) if text else None

    def _clean(self, text: str | None) -> str | None:
        """The text, or None where it names another victim or their case."""
        return None if text and naming.names_somebody(text, self.forbidden, self.own) else text
