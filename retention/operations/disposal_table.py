"""What disposal does with every table and every foreign key: data, read by the erasure and checked against the models.

A model that goes names the column by which a case's rows are found. Versions go with the rows that they are versions of, right
after them. The order of deletion is worked out from the foreign keys (`order`): what points comes before what it points at.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import models


class Fate(StrEnum):
    """What becomes of a table's rows when a case is destroyed."""

    WITH_CASE = "goes with the case"
    WITH_FAMILY = "goes with the last case of the family"
    WITH_PERSON = "goes when nobody is left who needs the person"
    WITH_SUBJECT = "goes with the case, family or person that it is for"
    STAYS = "stays"
    NOT_ABOUT = "is not about a family"


@dataclass(frozen=True)
class Line:
    """One model: its fate, why, and the column that finds the rows of a case, a family or a person."""

    fate: Fate
    because: str
    by: str = ""


def with_case(because: str, by: str = "case_id") -> Line:
    return Line(Fate.WITH_CASE, because, by)


def with_family(because: str, by: str) -> Line:
    return Line(Fate.WITH_FAMILY, because, by)


def with_person(because: str, by: str) -> Line:
    return Line(Fate.WITH_PERSON, because, by)


def stays(because: str) -> Line:
    return Line(Fate.STAYS, because)


def not_about(because: str) -> Line:
    return Line(Fate.NOT_ABOUT, because)


MODELS: dict[str, Line] = {
    # the case and what hangs under it
    "cases.Case": with_case("the record itself", "id"),
    "cases.Note": with_case("what happened"),
    "cases.Referral": with_case("what was sent about the family"),
    "cases.Allocation": with_case("who led the work, and why"),
    "cases.Message": with_case("what hub and referrer wrote to each other about the family"),
    "cases.Triage": with_case("what the hub decided, and why"),
    "cases.Pause": with_case("why the hub's clock stood still"),
    "cases.MatchDecision": with_case("whom somebody in the family was compared with"),
    "cases.Professional": with_case("who else works with the family"),
    "cases.Alert": with_case("what everybody had to know about the family"),
    "cases.NotePerson": with_case("whom a note is about"),
    "cases.SignificantEvent": with_case("what happened in the children's lives"),
    "cases.EventPerson": with_case("whom an event is about"),
    "cases.Assessment": with_case("the family's assessment"),
    "cases.Section": with_case("the words of the assessment"),
    "cases.AssessmentStep": with_case("who signed the assessment off, with what comments"),
    "cases.PlanOutcome": with_case("what was hoped for"),
    "cases.Action": with_case("who did what"),
    "cases.Review": with_case("how the plan went"),
    "cases.Restriction": with_case("why fewer people might see it"),
    "cases.Exclusion": with_case("who was kept out of it, and why"),
    "cases.SealedMatch": with_case("which referrals might have been about the family"),
    "cases.AccessRequest": with_case("who asked to see it, and why"),
    "cases.BreakGlass": with_case(
        "who opened it without a grant, and why; the log of readings keeps that it was opened"
    ),
    "cases.Flag": with_case(
        "what stood out when somebody opened it; the log of readings keeps that it was opened", "case_key"
    ),
    "access.AccessReviewLine": with_case(
        "that a single grant on it was not used; who belonged to a team names no case, and stays", "case_key"
    ),
    "cases.Task": with_case("what was to be done"),
    "cases.Document": with_case("what was handed in about the family"),
    "cases.DocumentPerson": with_case("whom a document is about"),
    "cases.StoredFile": with_case("the key of a file, which nobody can read without it; the file goes next"),
    "cases.LevelOfNeed": with_case("how much need was seen, and why"),
    "cases.DrawnCase": with_case("that it was in a sample"),
    "cases.ServiceReceived": with_case("what help the family had"),
    "access.Notification": with_case("news about a case that is no more", "case_key"),
    "cases.CaseUserGrant": with_case("nobody works with it any more", "content_object_id"),
    "cases.CaseGroupGrant": with_case("nobody works with it any more", "content_object_id"),
    "consent.NoticeGiven": with_case("what the family was told"),
    "consent.Agreement": with_case("what the family agreed to"),
    "consent.Concern": with_case(
        "what somebody asked or worried about; one without a case stays until a rule says otherwise"
    ),
    "consent.Consent": with_case("what the family consented to"),
    "consent.Refusal": with_case("what the family did not consent to"),
    "sharing.DisclosureDetail": with_case("the words of a disclosure are about the family"),
    "sharing.DisclosurePerson": with_case("whom a disclosure was about"),
    "sharing.DisclosureItem": with_case("what exactly was shared"),
    "sharing.DisclosureReason": with_case("what was said about the family to what the notice asks"),
    "retention.Clock": with_case("nothing is left to be dated"),
    "retention.Hold": with_case("the reason of a hold on one case may be about the family", "case_key"),
    # the family and its people
    "cases.Member": with_family("who belonged to the family", "family_id"),
    "cases.Relationship": with_family("who was what to whom", "family_id"),
    "cases.Family": with_family("no case of it is left", "id"),
    "cases.Address": with_person("where the person lived", "person_id"),
    "cases.FormerName": with_person("other names of the person", "person_id"),
    "cases.SearchKey": with_person("how the person's names sound", "person_id"),
    "cases.Person": with_person("no other family and no other record needs the person", "id"),
    # what stays, and why
    "sharing.Disclosure": stays("the log of sharing outlives the case; it names nobody of the family"),
    "sharing.MonthlyCount": stays("how many entries of the log a month has"),
    "retention.DisposalBatch": stays("proof of what was decided; a number and a digest"),
    "retention.BatchItem": stays("proof of what was decided; a reference, a class and dates"),
    "retention.Decision": stays("proof of who decided"),
    "retention.Certificate": stays("proof of the destruction; it names nobody of the family"),
    "retention.LedgerEntry": stays("keyed hashes, so that a restored copy can be erased again"),
    "access.AccessEvent": stays("the log of readings outlives the case: keys and references, nothing of what was read"),
    "access.Subject": Line(Fate.WITH_SUBJECT, "the salt of its digests, without which they tell nothing"),
    "access.Change": stays("salted digests under a pseudonym: without the salt they tell nothing"),
    "access.Destruction": stays("the pseudonyms that went with a certificate"),
    "access.Seal": stays("the chain over digests"),
    "access.OutboxMessage": stays("a kind and a key that leads nowhere any more"),
    # what is about no family
    "retention.LargeProposal": not_about("numbers"),
    "cases.QualitySample": not_about("for what cases are sampled, by whom, until when; which ones go with them"),
    "cases.FlagRule": not_about("which rules about readings are on, and why"),
    "access.AccessReview": not_about("which team's access was looked through, when and by whom"),
    "cases.Cover": not_about("who stands in for whom at work"),
    "access.Draft": not_about("sealed, its author's alone; removed 28 days after the last change by its own rule"),
    "access.Timetable": not_about("when jobs are due"),
    "access.SecurityEvent": not_about("staff who signed in, rights and settings that changed"),
    "access.Shape": not_about("names of columns"),
    "access.Sealing": not_about("where the sealer stands"),
    "access.AuditCheck": not_about("counts of what verification found"),
    "access.JobRun": not_about("counts of jobs"),
    "access.NoticeVersion": not_about("what the council published"),
    "access.AllowedPair": not_about("what the council published"),
    "access.AllowedValue": not_about("what the council published"),
    "sharing.Extract": not_about("what may leave for research: codes, days, colleagues; nobody of a family"),
    "access.PromiseState": not_about("how the council keeps what it published: counts, codes, colleagues"),
    "access.CouncilReading": not_about("what the council decided"),
    "access.SettingChange": stays(
        "what the council decided, with how many records it moved: some references and dates, nobody's name"
    ),
    "access.Setting": not_about("what the council decided"),
    "access.User": not_about("an account of staff"),
    "access.Staff": not_about("a member of staff"),
    "access.Organisation": not_about("the council or a partner"),
    "access.Team": not_about("a team"),
    "access.Membership": not_about("who is in a team"),
    "access.DutyAcceptance": not_about("which text of their duty a member of staff accepted"),
    "auth.Group": not_about("the key of a team"),
    "auth.Permission": not_about("a name that grants carry"),
    "contenttypes.ContentType": not_about("names of models"),
    "access.Session": not_about("a sign-in; ends after half an hour without a request"),
    "access.Invitation": not_about("how a member of staff came in"),
    "access.Letter": not_about("a letter to a member of staff about how they sign in"),
    "account.EmailAddress": not_about("an account of staff"),
    "account.EmailConfirmation": not_about("an account of staff"),
    "mfa.Authenticator": not_about("a second factor of staff"),
    "socialaccount.SocialAccount": not_about("by which name the council's sign-in knows a member of staff"),
    "socialaccount.SocialApp": not_about("not used: it stands in the settings"),
    "socialaccount.SocialToken": not_about("not used: nobody may write it"),
    "guardian.UserObjectPermission": not_about("not used: nobody may write it"),
    "guardian.GroupObjectPermission": not_about("not used: nobody may write it"),
}

UP = "points up: this row goes first"
TOGETHER = "a correction and what it corrects go in one statement"
STAFF = "staff: the account stays"
PUBLISHED = "what the council published stays"
TEAM = "the team stays"
PARTNER = "the organisation stays"
PERSON = "the person stays for as long as any row names them"
PROOF = "both stay as proof"
SETUP = "about no family"

FOREIGN_KEYS: dict[str, str] = {
    "cases.Case.family": UP,
    "cases.Case.team": TEAM,
    "cases.Case.sent_by": STAFF,
    "cases.Note.case": UP,
    "cases.Note.author": STAFF,
    "cases.Referral.case": UP,
    "cases.Referral.sent_by": STAFF,
    "cases.Referral.organisation": PARTNER,
    "cases.Allocation.case": UP,
    "cases.Allocation.team": TEAM,
    "cases.Allocation.worker": STAFF,
    "cases.Allocation.decided_by": STAFF,
    "access.AccessReview.team": TEAM,
    "access.AccessReview.signed_by": STAFF,
    "access.AccessReviewLine.review": "the review stays: it says that the team was looked through",
    "access.AccessReviewLine.person": STAFF,
    "access.AccessReviewLine.given_by": STAFF,
    "access.AccessReviewLine.answered_by": STAFF,
    "cases.Flag.user": STAFF,
    "cases.Flag.reviewed_by": STAFF,
    "cases.FlagRule.changed_by": STAFF,
    "cases.CaseUserGrant.content_object": UP,
    "cases.CaseUserGrant.user": STAFF,
    "cases.CaseUserGrant.permission": SETUP,
    "cases.CaseGroupGrant.content_object": UP,
    "cases.CaseGroupGrant.group": TEAM,
    "cases.CaseGroupGrant.permission": SETUP,
    "cases.Member.family": UP,
    "cases.Member.person": PERSON,
    "cases.Address.person": UP,
    "cases.Cover.absent": STAFF,
    "cases.Cover.covering": STAFF,
    "cases.Cover.arranged_by": STAFF,
    "cases.Message.case": UP,
    "cases.Message.author": STAFF,
    "cases.Triage.case": UP,
    "cases.Triage.decided_by": STAFF,
    "cases.Pause.case": UP,
    "cases.Pause.paused_by": STAFF,
    "cases.MatchDecision.case": UP,
    "cases.MatchDecision.person": PERSON,
    "cases.MatchDecision.decided_by": STAFF,
    "cases.SearchKey.person": UP,
    "cases.FormerName.person": UP,
    "cases.Relationship.family": UP,
    "cases.Relationship.one": PERSON,
    "cases.Relationship.other": PERSON,
    "cases.Professional.case": UP,
    "cases.Professional.organisation": PARTNER,
    "cases.Alert.case": UP,
    "cases.Alert.person": PERSON,
    "cases.Alert.made_by": STAFF,
    "cases.Note.corrects": TOGETHER,
    "cases.NotePerson.case": UP,
    "cases.NotePerson.note": UP,
    "cases.NotePerson.person": PERSON,
    "cases.SignificantEvent.case": UP,
    "cases.SignificantEvent.note": UP,
    "cases.SignificantEvent.recorded_by": STAFF,
    "cases.SignificantEvent.corrects": TOGETHER,
    "cases.EventPerson.case": UP,
    "cases.EventPerson.event": UP,
    "cases.EventPerson.person": PERSON,
    "cases.Assessment.case": UP,
    "cases.Assessment.started_by": STAFF,
    "cases.Section.case": UP,
    "cases.Section.assessment": UP,
    "cases.Section.person": PERSON,
    "cases.Section.changed_by": STAFF,
    "cases.AssessmentStep.case": UP,
    "cases.AssessmentStep.assessment": UP,
    "cases.AssessmentStep.by": STAFF,
    "cases.PlanOutcome.case": UP,
    "cases.PlanOutcome.made_by": STAFF,
    "cases.Action.case": UP,
    "cases.Action.outcome": UP,
    "cases.Action.owner": STAFF,
    "cases.Action.made_by": STAFF,
    "cases.Review.case": UP,
    "cases.Review.held_by": STAFF,
    "cases.Task.case": UP,
    "cases.Task.for_user": STAFF,
    "cases.Task.made_by": STAFF,
    "cases.Task.done_by": STAFF,
    "cases.Document.case": UP,
    "cases.Document.uploaded_by": STAFF,
    "cases.Document.withdrawn_by": STAFF,
    "cases.DocumentPerson.case": UP,
    "cases.DocumentPerson.document": UP,
    "cases.DocumentPerson.person": PERSON,
    "cases.StoredFile.case": UP,
    "cases.StoredFile.document": UP,
    "cases.LevelOfNeed.case": UP,
    "cases.LevelOfNeed.judged_by": STAFF,
    "cases.QualitySample.notice": PUBLISHED,
    "cases.QualitySample.team": TEAM,
    "cases.QualitySample.drawn_by": STAFF,
    "cases.QualitySample.ended_by": STAFF,
    "cases.DrawnCase.sample": "the sample stays",
    "cases.DrawnCase.case": UP,
    "cases.ServiceReceived.case": UP,
    "cases.ServiceReceived.person": PERSON,
    "cases.ServiceReceived.recorded_by": STAFF,
    "cases.Restriction.case": UP,
    "cases.Restriction.owner": STAFF,
    "cases.Restriction.set_by": STAFF,
    "cases.Restriction.agreed_by": STAFF,
    "cases.Restriction.lift_asked_by": STAFF,
    "cases.Restriction.lifted_by": STAFF,
    "cases.Exclusion.case": UP,
    "cases.Exclusion.user": STAFF,
    "cases.Exclusion.made_by": STAFF,
    "cases.Exclusion.ended_by": STAFF,
    "cases.SealedMatch.case": UP,
    "cases.AccessRequest.case": UP,
    "cases.AccessRequest.asked_by": STAFF,
    "cases.AccessRequest.answered_by": STAFF,
    "cases.BreakGlass.case": UP,
    "cases.BreakGlass.user": STAFF,
    "cases.BreakGlass.reviewed_by": STAFF,
    "access.Notification.user": STAFF,
    "consent.NoticeGiven.case": UP,
    "consent.NoticeGiven.person": PERSON,
    "consent.NoticeGiven.notice": PUBLISHED,
    "consent.NoticeGiven.given_by": STAFF,
    "consent.Agreement.case": UP,
    "consent.Agreement.person": PERSON,
    "consent.Agreement.recorded_by": STAFF,
    "consent.Concern.case": UP,
    "consent.Concern.owner": STAFF,
    "consent.Concern.recorded_by": STAFF,
    "consent.Consent.case": UP,
    "consent.Consent.person": PERSON,
    "consent.Consent.notice": PUBLISHED,
    "consent.Consent.recorded_by": STAFF,
    "consent.Consent.withdrawn_recorded_by": STAFF,
    "consent.Refusal.case": UP,
    "consent.Refusal.person": PERSON,
    "consent.Refusal.notice": PUBLISHED,
    "consent.Refusal.recorded_by": STAFF,
    "sharing.Disclosure.recipient": PARTNER,
    "sharing.MonthlyCount.recipient": PARTNER,
    "sharing.Disclosure.notice": PUBLISHED,
    "sharing.Disclosure.pair": PUBLISHED,
    "sharing.Disclosure.recorded_by": STAFF,
    "sharing.Disclosure.corrects": "both entries of the log stay",
    "sharing.DisclosureDetail.disclosure": "the entry of the log stays",
    "sharing.DisclosureDetail.case": UP,
    "sharing.DisclosurePerson.disclosure": "the entry of the log stays",
    "sharing.DisclosurePerson.case": UP,
    "sharing.DisclosurePerson.person": PERSON,
    "sharing.DisclosureItem.disclosure": "the entry of the log stays",
    "sharing.DisclosureItem.case": UP,
    "sharing.DisclosureReason.disclosure": "the entry of the log stays",
    "sharing.DisclosureReason.case": UP,
    "sharing.Extract.notice": PUBLISHED,
    "sharing.Extract.proposed_by": STAFF,
    "sharing.Extract.approved_by": STAFF,
    "sharing.Extract.ended_by": STAFF,
    "retention.Clock.case": UP,
    "retention.Hold.placed_by": STAFF,
    "retention.Hold.released_by": STAFF,
    "retention.DisposalBatch.proposed_by": STAFF,
    "retention.BatchItem.batch": PROOF,
    "retention.LargeProposal.answered_by": STAFF,
    "retention.Decision.batch": PROOF,
    "retention.Decision.by": STAFF,
    "retention.Certificate.item": PROOF,
    "access.Draft.author": STAFF,
    "access.Session.user": STAFF,
    "access.Invitation.user": STAFF,
    "access.Letter.user": STAFF,
    "access.AllowedPair.notice": PUBLISHED,
    "access.AllowedValue.notice": PUBLISHED,
    "access.PromiseState.notice": PUBLISHED,
    "access.PromiseState.owner": STAFF,
    "access.CouncilReading.decided_by": STAFF,
    "access.CouncilReading.change": PUBLISHED,
    "access.SettingChange.proposed_by": STAFF,
    "access.SettingChange.decided_by": STAFF,
    "access.Setting.change": PUBLISHED,
    "access.Team.group": TEAM,
    "access.Team.organisation": PARTNER,
    "access.Staff.user": STAFF,
    "access.Staff.organisation": PARTNER,
    "access.Membership.user": STAFF,
    "access.DutyAcceptance.user": STAFF,
    "access.Membership.group": TEAM,
    "auth.Permission.content_type": SETUP,
    "account.EmailAddress.user": STAFF,
    "account.EmailConfirmation.email_address": STAFF,
    "mfa.Authenticator.user": STAFF,
    "socialaccount.SocialAccount.user": STAFF,
    "socialaccount.SocialToken.account": STAFF,
    "socialaccount.SocialToken.app": SETUP,
    "guardian.UserObjectPermission.permission": SETUP,
    "guardian.UserObjectPermission.content_type": SETUP,
    "guardian.UserObjectPermission.user": STAFF,
    "guardian.GroupObjectPermission.permission": SETUP,
    "guardian.GroupObjectPermission.content_type": SETUP,
    "guardian.GroupObjectPermission.group": TEAM,
}


@lru_cache(None)
def order(fate: Fate) -> tuple[tuple[type[models.Model], str], ...]:
    """The models of one fate with the column that finds their rows, in the order in which they may be deleted."""
    going = {apps.get_model(label): line.by for label, line in MODELS.items() if line.fate == fate}
    sorter: TopologicalSorter[type[models.Model]] = TopologicalSorter({model: set() for model in going})
    for model in going:
        for target in targets(model):
            if target in going and target is not model:
                sorter.add(target, model)
    return tuple((model, going[model]) for model in sorter.static_order())


def versions_of(model: type[models.Model]) -> models.QuerySet[Any] | None:
    """The versions of a record; None for what keeps none (search keys, news)."""
    return model.history.all() if hasattr(model, "history") else None


def targets(model: type[models.Model]) -> list[type[models.Model]]:
    """The models that this one points at."""
    return [field.related_model for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


@lru_cache(None)
def references_to(target: type[models.Model]) -> tuple[tuple[type[models.Model], str], ...]:
    """Every column that points at a model, versions aside."""
    return tuple(
        (apps.get_model(label), field.attname)
        for label in MODELS
        for field in apps.get_model(label)._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is target
    )
