"""What each field that can hold words or days says about people. Checked for completeness: a new field without a line fails the tests.

Fields whose type cannot name anybody (keys, moments, counts, yes or no) need no line. `personal` kinds are about a family: they may
stand only in tables that go with the case (retention's disposal table says which; tests/house holds the two together).
"""

from enum import StrEnum


class Kind(StrEnum):
    """What a field may tell."""

    NAME = "the name of somebody in a family"
    BIRTH = "a date of birth, or the date that a child is expected"
    PLACE = "where somebody of a family lives"
    STORY = "words about a family"
    ABOUT = "what somebody of a family is, needs or can be reached by"
    NUMBER = "a number that the state gave somebody of a family"
    EVENT = "a day, a stage or a code in a family's record"
    STAFF = "somebody at work: name, address, telephone, or the words of a decision about records"
    SEALED = "sealed or hashed"
    PLAIN = "codes, references and words that name nobody"

    @property
    def personal(self) -> bool:
        """About a family: it must be gone when the case is."""
        return self in (Kind.NAME, Kind.BIRTH, Kind.PLACE, Kind.STORY, Kind.ABOUT, Kind.NUMBER)


def _all(kind: Kind, *names: str) -> dict[str, Kind]:
    return dict.fromkeys(names, kind)


FIELDS: dict[str, dict[str, Kind]] = {
    "access.AccessEvent": _all(Kind.PLAIN, "kind", "outcome", "route", "case_reference", "fields", "because")
    | _all(Kind.STAFF, "user_name")
    | _all(Kind.SEALED, "mac"),
    "access.AuditCheck": _all(Kind.PLAIN, "first_finding"),
    "access.Change": _all(Kind.PLAIN, "operation") | _all(Kind.SEALED, "digest"),
    "access.Seal": _all(Kind.SEALED, "digest", "chain"),
    "access.SecurityEvent": _all(Kind.PLAIN, "kind", "outcome", "because")
    | _all(Kind.STAFF, "user_name", "about_name", "address")
    | _all(Kind.SEALED, "mac"),
    "access.Shape": _all(Kind.PLAIN, "table_name", "columns", "record", "key", "told", "salted_by"),
    "access.Subject": _all(Kind.SEALED, "salt"),
    "access.AllowedPair": _all(Kind.PLAIN, "recipient_kind", "purpose"),
    "access.AllowedValue": _all(Kind.PLAIN, "kind", "value"),
    "access.CouncilReading": _all(Kind.PLAIN, "key", "subject", "value", "decided_on", "because", "withdrawn_on"),
    "access.Draft": _all(Kind.PLAIN, "kind") | _all(Kind.SEALED, "sealed"),
    "access.JobRun": _all(Kind.PLAIN, "job", "why"),
    "access.NoticeVersion": _all(Kind.PLAIN, "council", "version", "title", "effective_from", "fingerprint"),
    "access.Organisation": _all(Kind.PLAIN, "name", "kind", "country"),
    "access.OutboxMessage": _all(Kind.PLAIN, "kind"),
    "access.Notification": _all(Kind.PLAIN, "kind", "case_reference"),
    "access.PromiseState": _all(Kind.PLAIN, "code", "light", "because", "href", "red_since"),
    "access.Staff": _all(Kind.STAFF, "job_title", "phone") | _all(Kind.PLAIN, "roles"),
    "access.Team": _all(Kind.PLAIN, "name", "services"),
    "access.Timetable": _all(Kind.PLAIN, "job"),
    "access.User": _all(Kind.STAFF, "email", "name") | _all(Kind.SEALED, "password") | _all(Kind.PLAIN, "robot"),
    "cases.Action": _all(Kind.STORY, "what", "owner_words", "because") | _all(Kind.EVENT, "due_on", "ended_on"),
    "cases.Address": _all(Kind.PLACE, "lines", "postcode") | _all(Kind.EVENT, "since", "until"),
    "cases.Alert": _all(Kind.STORY, "words", "because") | _all(Kind.EVENT, "review_on", "ended_on"),
    "cases.Allocation": _all(Kind.STORY, "because") | _all(Kind.EVENT, "service"),
    "cases.Assessment": _all(Kind.EVENT, "state", "due_on"),
    "cases.AssessmentStep": _all(Kind.EVENT, "kind") | _all(Kind.STORY, "words"),
    "cases.Case": _all(Kind.PLAIN, "reference", "notice_fingerprint", "work_basis")
    | _all(Kind.EVENT, "stage", "closed_on", "outcome"),
    "cases.CaseGroupGrant": _all(Kind.STORY, "why"),
    "cases.CaseUserGrant": _all(Kind.STORY, "why"),
    "cases.Cover": _all(Kind.STAFF, "because"),
    "cases.Family": _all(Kind.EVENT, "made_on"),
    "cases.FormerName": _all(Kind.NAME, "full_name") | _all(Kind.EVENT, "until"),
    "cases.MatchDecision": _all(Kind.EVENT, "decision", "reasons") | _all(Kind.STORY, "because"),
    "cases.Member": _all(Kind.EVENT, "part", "since", "until"),
    "cases.Message": _all(Kind.STORY, "text"),
    "cases.Note": _all(Kind.EVENT, "kind", "happened_on", "happened_at")
    | _all(Kind.STORY, "place", "purpose", "text", "said", "next_steps", "also_present", "because"),
    "cases.Pause": _all(Kind.STORY, "because"),
    "cases.Person": _all(Kind.NAME, "full_name", "known_as")
    | _all(Kind.BIRTH, "born", "expected", "died_on")
    | _all(Kind.EVENT, "born_precision", "nhs_number_absent", "ni_number_absent", "upn_absent")
    | _all(
        Kind.ABOUT,
        "sex",
        "ethnicity",
        "nationality",
        "religion",
        "disability",
        "language",
        "interpreter",
        "format_needed",
        "phone",
        "email",
        "school",
        "surgery",
    )
    | _all(Kind.NUMBER, "nhs_number", "ni_number", "upn"),
    "cases.PlanOutcome": _all(Kind.STORY, "need", "hoped_for", "because") | _all(Kind.EVENT, "target_on", "ended_on"),
    "cases.Professional": _all(Kind.ABOUT, "name", "job", "works_for", "phone", "email")
    | _all(Kind.EVENT, "agrees", "since", "until"),
    "cases.Referral": _all(Kind.PLAIN, "channel", "informant")
    | _all(Kind.EVENT, "services")
    | _all(Kind.STORY, "taken_from", "happening", "going_well", "child_words", "help_wanted"),
    "cases.Relationship": _all(Kind.EVENT, "tie", "responsibility", "since", "until")
    | _all(Kind.STORY, "in_words", "responsibility_source"),
    "cases.Review": _all(Kind.EVENT, "due_on", "held_on", "decided") | _all(Kind.STORY, "progress", "family_view"),
    "cases.SearchKey": _all(Kind.NAME, "forename", "surname", "whole", "forename_code", "surname_code")
    | _all(Kind.BIRTH, "born"),
    "cases.Section": _all(Kind.PLAIN, "code") | _all(Kind.STORY, "text"),
    "cases.SignificantEvent": _all(Kind.EVENT, "happened_on", "precision")
    | _all(Kind.STORY, "what", "impact", "source", "because"),
    "cases.Task": _all(Kind.EVENT, "kind", "due_on") | _all(Kind.STORY, "what"),
    "cases.Triage": _all(Kind.EVENT, "decision", "service")
    | _all(Kind.PLAIN, "other_case_reference")
    | _all(Kind.STORY, "because", "not_known"),
    "consent.Agreement": _all(Kind.EVENT, "agreed_on", "ended_on"),
    "consent.Consent": _all(Kind.EVENT, "given_on", "withdrawn_on") | _all(Kind.PLAIN, "basis", "stages", "how"),
    "consent.NoticeGiven": _all(Kind.EVENT, "told_on")
    | _all(Kind.PLAIN, "how", "why_not")
    | _all(Kind.STAFF, "told_by"),
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
    | _all(Kind.EVENT, "keep_until", "dispose_from")
    | _all(Kind.STORY, "because"),
    "retention.Decision": _all(Kind.PLAIN, "kind", "digest") | _all(Kind.STAFF, "because"),
    "retention.DisposalBatch": _all(Kind.PLAIN, "reference", "state", "digest"),
    "retention.Hold": _all(Kind.PLAIN, "case_reference", "kind", "review_on") | _all(Kind.STORY, "because"),
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
        "source",
        "scope",
        "item_kinds",
        "method",
        "why_not_told",
    )
    | _all(Kind.EVENT, "asked_on", "shared_on", "destroy_by"),
    "sharing.DisclosureDetail": _all(
        Kind.STORY, "recipient_person", "requested_by", "why_needed", "weighed", "why_corrected"
    ),
    "sharing.DisclosureItem": _all(Kind.PLAIN, "kind") | _all(Kind.STORY, "described"),
    "sharing.MonthlyCount": _all(Kind.PLAIN, "month", "purpose", "lawful_basis", "ground"),
}
