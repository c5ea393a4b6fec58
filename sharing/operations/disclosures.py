"""Record what was shared, with whom and why; or that it was decided not to share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from access import clock, notice, outbox
from access.errors import Refused
from access.grants import require
from access.models import User
from cases.models import Case
from cases.operations import families
from sharing.models import Disclosure, DisclosureDetail, DisclosureItem, DisclosurePerson, DisclosureReason
from sharing.models.disclosures import Decision, Method
from sharing.operations import questions
from sharing.operations.lawfulness import Lawful, Wanted, check, known_kind
from sharing.operations.questions import Answers

LATE_AFTER = 5  # working days between sharing and recording (ux 3.5)
BECAUSE = "sharing recorded"
NOTHING_ASKED = Answers()


@dataclass(frozen=True)
class Words:
    """The part of a disclosure that goes with the case: who received it and why it was needed."""

    why_needed: str
    recipient_person: str = ""
    weighed: str = ""
    described: str = ""
    why_corrected: str = ""


@dataclass(frozen=True)
class Circumstances:
    """How and when it went, and whether the family knows."""

    decision: str
    shared_on: date
    method: str
    encrypted: bool
    told: bool
    why_not_told: str = ""


@transaction.atomic
def record(
    case: Case,
    wanted: Wanted,
    how: Circumstances,
    words: Words,
    *,
    by: User,
    key: UUID,
    corrects: Disclosure | None = None,
    answers: Answers = NOTHING_ASKED,
) -> Disclosure:
    """Store one disclosure with its words, people and items. `key` becomes its own: confirming twice makes one.

    `answers` are to what the notice asks of this sharing (questions.py); of what was not shared it asks nothing.

    Nothing recorded is ever changed: `corrects` names the entry that this one stands in place of.

    Raises Refused where the notice in force does not allow it, or an answer does not fit. A decision not to share is
    recorded on the same page, with its reasons; it needs no basis.
    """
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "sharing.record_disclosure", case)
    if there := Disclosure.objects.filter(pk=key, case_key=case.pk).first():
        return there
    lawful = check_all(case, wanted, how, words, corrects)
    disclosure = _disclosure(case, wanted, how, lawful, by=by, key=key)
    disclosure.corrects = corrects
    said = _put_to_the_notice(disclosure, wanted, lawful, answers) if how.decision == Decision.SHARED else []
    disclosure.write(by=by, because=BECAUSE)
    _what_goes_with_the_case(case, disclosure, wanted, words, by)
    for about, code, text in said:
        DisclosureReason(disclosure=disclosure, case=case, about=about, code=code, words=text).write(
            by=by, because=BECAUSE
        )
    outbox.leave("disclosure.recorded", disclosure.pk)
    return disclosure


def _put_to_the_notice(
    disclosure: Disclosure, wanted: Wanted, lawful: Lawful, answers: Answers
) -> list[tuple[str, str, str]]:
    """Keep the codes of what was asked on the entry; what was said goes with the case and is handed back. Raises Refused."""
    policy = notice.policy()
    answered = questions.check(policy, wanted, lawful, answers)
    disclosure.conditions, disclosure.tests = list(lawful.conditions), list(questions.tests(policy))
    disclosure.power = answers.power
    disclosure.other_power = answers.other_power if answers.power == notice.ANOTHER else ""
    return list(questions.reasons(answered, answers))


def check_all(
    case: Case, wanted: Wanted, how: Circumstances, words: Words, corrects: Disclosure | None = None
) -> Lawful:
    """Why this may be recorded, for the page that shows it before it is. Raises Refused at the answer that is at fault."""
    _check_answers(how, words)
    _check_correction(case, how, words, corrects)
    _check_whom(case, wanted, corrects)
    _check_day(case, how)
    return check(
        case,
        wanted,
        today=how.shared_on,
        shared=how.decision == Decision.SHARED,
        corrected=corrects is not None and corrects.shared_on == how.shared_on,
    )


def _check_day(case: Case, how: Circumstances) -> None:
    began = clock.uk_date(case.received_at)
    if how.shared_on < began:
        raise Refused(
            f"This case began on {began:%-d %B %Y}: nothing of it can have been shared before. Check the day.",
            "shared_on",
        )


def _check_whom(case: Case, wanted: Wanted, corrects: Disclosure | None) -> None:
    """It may be about whoever belongs to the family or once did. A correction may name the partner that it named: it was one then."""
    family = {one.person.pk for one in families.everybody(case)}
    if not wanted.people or any(person.pk not in family for person in wanted.people):
        raise Refused("Choose whom it is about, out of the people of this family.", "people")
    if not wanted.kinds:
        raise Refused("Choose the kind of information.", "kinds")
    as_before = corrects is not None and corrects.recipient_id == wanted.recipient.pk
    if not as_before and not (wanted.recipient.is_active and known_kind(wanted.recipient.kind)):
        raise Refused(f"{wanted.recipient} is not a partner that information can go to.", "recipient")


def _check_correction(case: Case, how: Circumstances, words: Words, corrects: Disclosure | None) -> None:
    if corrects is None:
        if how.decision == Decision.MISTAKE:
            raise Refused("Only a correction can say that an entry was a mistake.", "decision")
        return
    if corrects.case_key != case.pk:
        raise Refused("The entry to be corrected belongs to another case.")
    if Disclosure.objects.filter(corrects=corrects).exists():
        raise Refused("This entry has been corrected already. Correct the later one.")
    if not words.why_corrected:
        raise Refused("Write what was wrong with the entry.", "why_corrected")


def _check_answers(how: Circumstances, words: Words) -> None:
    if how.decision == Decision.NOT_SHARED and not words.weighed:
        raise Refused("Write why you decided not to share.", "weighed")
    if how.shared_on > clock.today():
        raise Refused("The day must not be in the future.", "shared_on")
    if not how.told and not how.why_not_told:
        raise Refused("Say why the family was not told.", "why_not_told")
    if how.decision == Decision.SHARED and how.method == Method.NONE:
        raise Refused("Say how it was shared.", "method")


def _disclosure(case: Case, wanted: Wanted, how: Circumstances, lawful: Lawful, *, by: User, key: UUID) -> Disclosure:
    shared = how.decision == Decision.SHARED
    return Disclosure(
        id=key,
        case_key=case.pk,
        case_reference=case.reference,
        decision=how.decision,
        recipient=wanted.recipient,
        recipient_kind=wanted.recipient.kind,
        notice=notice.version(),
        pair=lawful.pair,
        purpose=wanted.purpose,
        lawful_basis=lawful.basis,
        article_6=lawful.article_6,
        article_9=lawful.article_9,
        schedule_1=lawful.schedule_1,
        ground=wanted.ground,
        ground_reference=wanted.reference,
        source=lawful.source,
        involved=wanted.involved,
        item_kinds=sorted(wanted.kinds),
        special_category=lawful.special,
        criminal_condition=lawful.criminal,
        method=how.method if shared else Method.NONE,
        encrypted=how.encrypted and shared,
        shared_on=how.shared_on,
        recorded_at=clock.now(),
        recorded_by=by,
        told=how.told,
        why_not_told="" if how.told else how.why_not_told,
    )


def _what_goes_with_the_case(case: Case, disclosure: Disclosure, wanted: Wanted, words: Words, by: User) -> None:
    DisclosureDetail(
        disclosure=disclosure,
        case=case,
        recipient_person=words.recipient_person,
        why_needed=words.why_needed,
        weighed=words.weighed,
        why_corrected=words.why_corrected,
    ).write(by=by, because=BECAUSE)
    for person in wanted.people:
        DisclosurePerson(disclosure=disclosure, case=case, person=person).write(by=by, because=BECAUSE)
    for kind in wanted.kinds:
        DisclosureItem(disclosure=disclosure, case=case, kind=kind, described=words.described).write(
            by=by, because=BECAUSE
        )


def working_days_between(earlier: date, later: date) -> int:
    """Mondays to Fridays after `earlier`, up to and with `later`. Bank holidays count as working days here: a warning may
    come a day early, never late."""
    days = (later - earlier).days
    return sum((earlier + timedelta(days=n)).weekday() < 5 for n in range(1, days + 1))


def is_late(disclosure: Disclosure) -> bool:
    """Recorded more than five working days after it was shared. A correction is not: the first entry was, or was not."""
    return (
        disclosure.corrects_id is None
        and working_days_between(disclosure.shared_on, clock.uk_date(disclosure.recorded_at)) > LATE_AFTER
    )


def labels(kinds: Sequence[str]) -> list[str]:
    """The policy's words for codes of categories; a code of an older notice is shown as it is."""
    known = {category.code: category.label for category in notice.policy().categories}
    return [known.get(kind, kind) for kind in kinds]
