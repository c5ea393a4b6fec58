"""What each field says about people, in one place. Checked for completeness: a new field without a line fails the tests.

A field about somebody names the class of information that it holds (earlyhelp/policy/classes.py has each with its mark in law) and
whom it may be about. By the class a council's file says whether it may be asked at all. Fields about people may stand only in tables
that go with the case (retention's disposal table says which; tests/house holds the two together).

Fields whose type cannot name anybody (keys, moments, counts) need no line. A yes or no needs one where it goes with the case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a field tells that is about nobody whom a notice speaks of."""

    EVENT = "how the work on a family's record stands: a day, a stage, a code or a yes"
    STAFF = "somebody at work: name, address, telephone, or the words of a decision about records"
    SEALED = "sealed or hashed"
    PLAIN = "codes, references and words that name nobody"

    @property
    def personal(self) -> bool:
        """About a family: it must be gone when the case is."""
        return False


@dataclass(frozen=True)
class Personal:
    """A field about somebody: its class of information, and whom it may be about (words of the policy's ABOUT)."""

    what: str
    about: tuple[str, ...]

    @property
    def personal(self) -> bool:
        """About a family: it must be gone when the case is."""
        return True


Line = Kind | Personal
CHILD = ("child",)
FAMILY = ("child", "adult", "household")
PROFESSIONAL = ("professional",)
ANYBODY = (*FAMILY, *PROFESSIONAL)


def _all(kind: Kind, *names: str) -> dict[str, Line]:
    return dict.fromkeys(names, kind)


def _of(what: str, *names: str, about: tuple[str, ...] = FAMILY) -> dict[str, Line]:
    return dict.fromkeys(names, Personal(what, about))


FIELDS: Mapping[str, Mapping[str, Line]] = {
    "access.AccessEvent": _all(Kind.PLAIN, "kind", "outcome", "route", "case_reference", "fields", "purpose", "because")
    | _all(Kind.STAFF, "user_name")
    | _all(Kind.SEALED, "mac"),
    "access.AccessReview": _all(Kind.PLAIN, "begins", "ends"),
    "access.AccessReviewLine": _all(Kind.PLAIN, "kind", "roles", "case_reference", "came_from")
    | _all(Kind.EVENT, "answer")
    | _of("contact_records", "why", "because", about=ANYBODY),
    "access.AuditCheck": _all(Kind.PLAIN, "first_finding"),
    "access.Change": _all(Kind.PLAIN, "operation") | _all(Kind.SEALED, "digest"),
    "access.Seal": _all(Kind.SEALED, "digest", "chain"),
    "access.SecurityEvent": _all(Kind.PLAIN, "kind", "outcome", "because")
    | _all(Kind.STAFF, "user_name", "about_name", "address")
    | _all(Kind.SEALED, "mac"),
    "access.Shape": _all(Kind.PLAIN, "table_name", "columns", "record", "key", "told", "salted_by"),
    "access.Subject": _all(Kind.SEALED, "salt"),
    "access.AllowedPair": _all(Kind.PLAIN, "conditions", "recipient_kind", "purpose"),
    "access.AllowedValue": _all(Kind.PLAIN, "kind", "value"),
    "access.CouncilReading": _all(Kind.PLAIN, "key", "subject", "value", "decided_on", "because", "withdrawn_on"),
    "access.Draft": _all(Kind.PLAIN, "kind") | _all(Kind.SEALED, "sealed"),
    "access.DutyAcceptance": _all(Kind.PLAIN, "notice", "dated", "text", "digest"),
    "access.JobRun": _all(Kind.PLAIN, "job", "why"),
    "access.Letter": _all(Kind.PLAIN, "kind"),
    "access.NoticeVersion": _all(Kind.PLAIN, "council", "version", "title", "effective_from", "fingerprint"),
    "access.Invitation": _all(Kind.PLAIN, "outcome"),
    "access.Organisation": _all(Kind.PLAIN, "name", "kind", "country", "terms", "terms_accepted_on")
    | _all(Kind.STAFF, "terms_accepted_by", "terms_accepted_as"),
    "access.OutboxMessage": _all(Kind.PLAIN, "kind"),
    "access.Notification": _all(Kind.PLAIN, "kind", "case_reference"),
    "access.PromiseState": _all(Kind.PLAIN, "code", "light", "because", "href", "red_since"),
    "access.Session": _all(Kind.PLAIN, "browser") | _all(Kind.SEALED, "session_key", "session_data"),
    "access.Setting": _all(Kind.PLAIN, "what", "entry", "subject", "value", "since"),
    "access.SettingChange": _all(Kind.PLAIN, "what", "entry", "subject", "value", "effective_from", "digest", "state")
    | _all(Kind.STAFF, "because", "decided_because", "withdrawn_because")
    | _all(Kind.EVENT, "preview"),  # references of records and until when they are kept
    "access.Staff": _all(Kind.STAFF, "job_title", "phone") | _all(Kind.PLAIN, "roles"),
    "access.Team": _all(Kind.PLAIN, "name", "services"),
    "access.Timetable": _all(Kind.PLAIN, "job"),
    "access.User": _all(Kind.STAFF, "email", "name") | _all(Kind.SEALED, "password") | _all(Kind.PLAIN, "robot"),
    "cases.AccessRequest": _of("contact_records", "because", "answer_because", about=ANYBODY)
    | _all(Kind.EVENT, "answer", "until"),
    "cases.Action": _of("assessments", "what", "because")
    | _of("professionals", "owner_words", about=ANYBODY)
    | _all(Kind.EVENT, "due_on", "ended_on", "done"),
    "cases.Address": _of("address", "lines", "postcode") | _all(Kind.EVENT, "since", "until"),
    "cases.Alert": _of("risk", "words", "because") | _all(Kind.EVENT, "review_on", "ended_on"),
    "cases.Allocation": _of("services", "because", "service", "outside_because"),
    "cases.Assessment": _all(Kind.EVENT, "state", "due_on"),
    "cases.AssessmentStep": _all(Kind.EVENT, "kind") | _of("assessments", "words"),
    "cases.BreakGlass": _of("contact_records", "because", "review_because", about=ANYBODY)
    | _all(Kind.EVENT, "finding"),
    "cases.Case": _all(Kind.PLAIN, "reference", "notice_fingerprint", "work_basis")
    | _all(Kind.EVENT, "stage", "visibility", "closed_on", "outcome"),
    "cases.CaseGroupGrant": _of("contact_records", "why") | _all(Kind.EVENT, "is_primary"),
    "cases.CaseUserGrant": _of("contact_records", "why") | _all(Kind.EVENT, "came_from"),
    "cases.Cover": _all(Kind.STAFF, "because", "ended_because"),
    "cases.Document": _of("contact_records", "title", "dated_on", "because", about=ANYBODY)
    | _all(Kind.EVENT, "sensitive"),
    "cases.Exclusion": _of("family", "kind", about=ANYBODY)
    | _of("contact_records", "because", "ended_because", about=ANYBODY),
    "cases.Family": _all(Kind.EVENT, "made_on"),
    "cases.Flag": _all(Kind.PLAIN, "rule", "case_reference")
    | _all(Kind.EVENT, "on", "evidence", "state")
    | _of("contact_records", "question", "answer", "because", about=ANYBODY),
    "cases.FlagRule": _all(Kind.PLAIN, "code") | _all(Kind.STAFF, "because"),
    "cases.FormerName": _of("name", "full_name") | _all(Kind.EVENT, "until"),
    "cases.LevelOfNeed": _all(Kind.PLAIN, "code", "label")
    | _all(Kind.EVENT, "way", "above")
    | _of("assessments", "because"),
    "cases.MatchDecision": _all(Kind.EVENT, "decision", "reasons") | _of("contact_records", "because"),
    "cases.Member": _of("family", "part") | _all(Kind.EVENT, "since", "until"),
    "cases.Message": _of("circumstances", "text") | _all(Kind.EVENT, "to_referrer", "purpose", "decides"),
    "cases.Note": _of("contact_records", "kind", "happened_on", "happened_at", "place", "purpose", "text", "said")
    | _of("contact_records", "next_steps", "because")
    | _of("contact_records", "also_present", about=ANYBODY)
    | _of("communication", "needs_met")
    | _all(Kind.EVENT, "sensitive", "about_someone_else"),
    "cases.NotePerson": _of("contact_records", "present", "seen", "seen_alone"),
    "cases.Pause": _of("contact_records", "because"),
    "cases.Person": _of("name", "full_name", "known_as", "unnamed")
    | _of("birth", "born", "born_precision", "expected", "died_on")
    | _of("sex", "sex")
    | _of("ethnicity", "ethnicity")
    | _of("nationality", "nationality")
    | _of("religion", "religion")
    | _of("disability", "disability", "health_because")
    | _of("surgery", "surgery")
    | _of("language", "language")
    | _of("communication", "interpreter", "format_needed")
    | _of("contact_details", "phone", "email")
    | _of("school", "school", about=CHILD)
    | _of("nhs_number", "nhs_number", "nhs_number_absent")
    | _of("ni_number", "ni_number", "ni_number_absent")
    | _of("upn", "upn", "upn_absent", about=CHILD)
    | _of("risk", "whereabouts_protected"),
    "cases.PlanOutcome": _of("assessments", "need", "hoped_for", "because", "reached")
    | _all(Kind.EVENT, "target_on", "ended_on"),
    "cases.Professional": _of("professionals", "name", "job", "works_for", "phone", "email", about=PROFESSIONAL)
    | _of("professionals", "agrees")
    | _all(Kind.EVENT, "since", "until"),
    "cases.QualitySample": _all(Kind.PLAIN, "purpose", "received_from", "received_to", "until", "drawn_on")
    | _all(Kind.STAFF, "because", "ended_because"),
    "cases.Referral": _all(Kind.PLAIN, "channel", "informant", "informant_words")
    | _all(Kind.EVENT, "gave_no_name")
    | _of("services", "services", "help_wanted", "outside_because")
    | _of("circumstances", "happening", "going_well", "child_words")
    | _of("professionals", "taken_from", about=ANYBODY),
    "cases.Relationship": _of("family", "tie", "in_words", "responsibility", "responsibility_source")
    | _all(Kind.EVENT, "since", "until"),
    "cases.Restriction": _all(Kind.EVENT, "level", "ground", "keeps", "review_on")
    | _of("contact_records", "because", "lift_because", about=ANYBODY),
    "cases.Review": _all(Kind.EVENT, "due_on", "held_on", "decided") | _of("assessments", "progress", "family_view"),
    "cases.SealedMatch": _all(Kind.PLAIN, "other_reference"),
    "cases.SearchKey": _of("name", "forename", "surname", "whole", "forename_code", "surname_code")
    | _of("birth", "born"),
    "cases.Section": _all(Kind.PLAIN, "code")
    | _of("assessments", "text")
    | _of("disability", "because")
    | _all(Kind.EVENT, "complete"),
    "cases.ServiceReceived": _of(
        "services", "service", "since", "until", "other", "provider", "outside_because", "came_of_it"
    ),
    "cases.SignificantEvent": _of("contact_records", "happened_on", "what", "impact", "source", "because")
    | _all(Kind.EVENT, "precision", "withdrawn"),
    "cases.StoredFile": _all(Kind.EVENT, "kind", "scan")
    | _all(Kind.PLAIN, "found")
    | _all(Kind.SEALED, "sealed_key", "digest"),
    "cases.Task": _all(Kind.EVENT, "kind", "due_on", "because") | _of("contact_records", "what"),
    "cases.Triage": _all(Kind.EVENT, "decision", "service")
    | _all(Kind.PLAIN, "other_case_reference")
    | _of("circumstances", "because", "not_known")
    | _of("services", "outside_because"),
    "consent.Agreement": _all(Kind.EVENT, "agreed_on", "ended_on") | _of("communication", "needs_met"),
    "consent.Concern": _all(
        Kind.EVENT, "received_on", "channel", "answer_by", "acknowledged_on", "answered_on", "closed_on"
    )
    | _of("contact_records", "from_whom", "what", "answer", about=ANYBODY),
    "consent.Consent": _all(Kind.EVENT, "given_on", "withdrawn_on", "explicit")
    | _all(Kind.PLAIN, "basis", "stages", "how", "understanding")
    | _of("contact_records", "judged_by", "judged_because", about=ANYBODY)
    | _of("communication", "needs_met"),
    "consent.NoticeGiven": _all(Kind.EVENT, "told_on", "told")
    | _all(Kind.PLAIN, "how", "why_not")
    | _all(Kind.STAFF, "told_by")
    | _of("circumstances", "why_words")
    | _of("communication", "needs_met"),
    "consent.Refusal": _all(Kind.EVENT, "asked_on")
    | _all(Kind.PLAIN, "how")
    | _all(Kind.STAFF, "asked_by")
    | _of("communication", "needs_met"),
    "retention.BatchItem": _all(
        Kind.PLAIN, "case_reference", "record_class", "rule_source", "fingerprint", "state", "kept_because"
    )
    | _all(Kind.EVENT, "closed_on", "dispose_from"),
    "retention.Certificate": _all(
        Kind.PLAIN,
        "case_reference",
        "record_class",
        "rule_source",
        "fingerprint",
        "approved_by",
        "batch_digest",
        "rows",
    )
    | _all(Kind.EVENT, "closed_on", "due_from"),
    "retention.Clock": _all(Kind.PLAIN, "case_reference", "record_class", "state", "rule_source", "fingerprint")
    | _all(Kind.EVENT, "keep_until", "dispose_from", "held")
    | _of("contact_records", "because"),
    "retention.Decision": _all(Kind.PLAIN, "kind", "digest") | _all(Kind.STAFF, "because"),
    "retention.DisposalBatch": _all(Kind.PLAIN, "reference", "state", "digest"),
    "retention.Hold": _all(Kind.PLAIN, "case_reference", "kind", "review_on") | _of("contact_records", "because"),
    "retention.LargeProposal": _all(Kind.STAFF, "because"),
    "retention.LedgerEntry": _all(Kind.PLAIN, "kind") | _all(Kind.SEALED, "subject_hash", "previous_hash"),
    "sharing.Disclosure": _all(
        Kind.PLAIN,
        "case_reference",
        "decision",
        "recipient_kind",
        "purpose",
        "lawful_basis",
        "article_6",
        "article_9",
        "schedule_1",
        "criminal_condition",
        "ground",
        "ground_reference",
        "power",
        "other_power",
        "conditions",
        "tests",
        "source",
        "scope",
        "item_kinds",
        "method",
        "why_not_told",
    )
    | _all(Kind.EVENT, "asked_on", "shared_on", "destroy_by"),
    "sharing.DisclosureDetail": _of("professionals", "recipient_person", "requested_by", about=PROFESSIONAL)
    | _of("contact_records", "why_needed", "weighed", "why_corrected"),
    "sharing.DisclosureItem": _all(Kind.PLAIN, "kind") | _of("contact_records", "described"),
    "sharing.Extract": _all(
        Kind.PLAIN,
        "study",
        "recipient",
        "commissioners",
        "purpose",
        "cohort",
        "columns",
        "anonymised",
        "travels",
        "leaves_on",
        "destroy_by",
        "source",
    )
    | _all(Kind.STAFF, "because", "end_because"),
    "sharing.DisclosureReason": _all(Kind.PLAIN, "about", "code") | _of("contact_records", "words"),
    "sharing.MonthlyCount": _all(Kind.PLAIN, "month", "purpose", "lawful_basis", "ground"),
}
