"""What must be true of a council's file as a whole: its entries agree with each other, and with the law's pairs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, time
from typing import Any

from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.class_checks import check_classes
from earlyhelp.policy.information import AgeRange, Basis, Category, Intake
from earlyhelp.policy.keeping import Hold, Rule
from earlyhelp.policy.law import CATEGORIES, PAIRS, SCHEDULE_1
from earlyhelp.policy.notice import Contact, Controller, Council, Promise, Reading, Topic
from earlyhelp.policy.number_checks import PROMISE, check_ages, check_promises, check_span, check_start
from earlyhelp.policy.schema import Policy
from earlyhelp.policy.sharing import Minimum, Pathway, Recipient, Research
from earlyhelp.policy.where import Source, Where
from earlyhelp.policy.work import Clock, Service, WorkingTime

CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")  # codes become keys of rows, which hold sixty characters

# The part of the file that says what a topic that is stated says.
SAID_IN = {
    "lawful_bases": "bases",
    "powers": "powers",
    "channels": "channels",
    "informants": "informants",
    "ages": "ages",
    "level_of_need": "levels",
    "hub_meeting": "hub",
    "categories": "categories",
    "purposes": "purposes",
    "recipients": "recipients",
    "research": "research",
    "places": "places",
    "marketing": "marketing",
    "breach": "breach",
    "retention": "retention",
    "holds": "holds",
}
CLOSED = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
LISTS = ("categories", "recipients", "grounds", "powers")
CONSENT = "6(1)(a)"


def check(policy: Policy, source: Source) -> None:
    """Refuse a file that contradicts itself, points to nothing, or leaves a topic out."""
    entries = tuple(_entries(policy, source))
    _no_code_twice(entries)
    _everything_is_said(policy, source)
    for entry, where in entries:
        _points_to_what_is_there(policy, entry, where)
        if kind_check := BY_KIND.get(type(entry)):
            kind_check(policy, entry, where)
    _topics_agree_with_the_rest(policy, source)
    _check_sections_in_order(policy, source)
    check_classes(policy, source)
    check_promises(policy, source)


def check_together(policy: Policy, source: Source) -> None:
    """What must be true of two notices that are in force together: nothing points to what only one of them had.

    A list that both state may end empty here: then nothing is left that both allow.
    """
    for entry, where in _entries(policy, source):
        _points_to_what_is_there(policy, entry, where)
        if kind_check := BY_KIND.get(type(entry)):
            kind_check(policy, entry, where)
    _everything_is_said(policy, source)


def check_versions(policy: Policy, other: Policy, source: Source) -> None:
    """Two versions of one notice have two names and are never in force on the same day."""
    where, there = Where(source, "council"), f"that of {other.file_name}"
    if policy.version == other.version:
        raise where.error(f"version “{policy.version}” is also {there}", "version")
    first, second = sorted((policy.council, other.council), key=lambda council: council.effective_from)
    alike = first.effective_from == second.effective_from
    if alike or (first.effective_until and first.effective_until >= second.effective_from):
        raise where.error(
            f"the days on which it is in force overlap with {there}: each begins on a day of its own, and the earlier ends before it",
            "effective_from",
        )


def _check_council(_policy: Policy, council: Council, where: Where) -> None:
    if council.effective_until and council.effective_until < council.effective_from:
        raise where.error("effective_until comes before effective_from", "effective_until")


def _entries(policy: Policy, source: Source) -> Iterator[tuple[Any, Where]]:
    """Every entry of the file with its place."""
    for item in fields(policy):
        value = getattr(policy, item.name)
        where = Where(source, item.metadata.get("section", ""))
        if where.section and isinstance(value, tuple):
            for number, entry in enumerate(value):
                yield entry, where.entry(number, {"code": entry.code})
        elif where.section and value is not None:
            yield value, where


def _no_code_twice(entries: tuple[tuple[Any, Where], ...]) -> None:
    seen = set()
    for entry, where in entries:
        if isinstance(entry, Promise):
            if not PROMISE.fullmatch(where.code):
                raise where.error("a promise’s code is the notice’s letters and two digits, such as DUR-01", "code")
        elif where.code and not CODE.fullmatch(where.code):
            raise where.error("a code is small letters, digits and underscores, at most sixty", "code")
        if where.code and (where.section, where.code) in seen:
            raise where.error("stands here twice", "code")
        seen.add((where.section, where.code))


def _points_to_what_is_there(policy: Policy, entry: Any, where: Where) -> None:
    for item in fields(entry):
        sections = item.metadata.get("refers", ())
        there = [other.code for section in sections for other in getattr(policy, section)]
        value = getattr(entry, item.name)
        for code in value if isinstance(value, tuple) else (value,):
            if sections and code and code not in there:
                listed = ", ".join(there) or "nothing"
                raise where.error(
                    f"{item.name} names “{code}”, which the file does not have. It has: {listed}", item.name
                )


def _check_controller(_policy: Policy, controller: Controller, where: Where) -> None:
    if bool(controller.name) == bool(controller.reading):
        raise where.error("has either a name, or a reading that asks the council for it", "name")


def _check_intake(policy: Policy, intake: Intake, where: Where) -> None:
    """What the notice says about consent is one thing; the stages, the bases and the topic cannot say another."""
    agreed = {
        "before_stages": bool(intake.ask_consent_before),
        "one_of_the_bases": not intake.ask_consent_before and _consent_is_a_basis(policy),
        "never_asked": not intake.ask_consent_before and not _consent_is_a_basis(policy),
        "not_mentioned": not intake.ask_consent_before and not _consent_is_a_basis(policy),
    }
    if not agreed[intake.consent]:
        raise where.error(f"consent “{intake.consent}” does not agree with the stages or the legal bases", "consent")
    if (intake.consent == "not_mentioned") == (policy.topic("consent").state == "stated"):
        state = policy.topic("consent").state
        raise where.error(f"consent is “{intake.consent}”, but the topic’s state is “{state}”", "consent")


def _consent_is_a_basis(policy: Policy) -> bool:
    return any(basis.article_6 == CONSENT for basis in policy.bases)


def _check_basis(_policy: Policy, basis: Basis, where: Where) -> None:
    """One entry is one pair that may stand; there is no cross product of articles."""
    if basis.article_9 not in PAIRS[basis.article_6]:
        raise where.error(f"{basis.article_9} cannot stand beside {basis.article_6}", "article_9")
    needed = SCHEDULE_1.get(basis.article_9, {""})
    if basis.schedule_1 not in needed:
        example = sorted(needed)[0] or "nothing"
        raise where.error(f"with “{basis.article_9}” schedule_1 says, for example, “{example}”", "schedule_1")


def _check_category(policy: Policy, category: Category, where: Where) -> None:
    """The law's mark is not a council's to change; its own mark is another field.

    Where a notice promises that special category information serves a duty or a service, each kind of it says which and why.
    """
    law = CATEGORIES[category.code]
    for mark in ("special", "criminal"):
        if getattr(category, mark) != (law == mark):
            raise where.error(f"in law this is {law}; the notice's own mark is notice_marks_special", mark)
    promised = policy.topic("special_category_reason").state == "stated"
    if promised and category.special and not (category.serves and category.asked_because):
        raise where.error("names no duty or service that it serves, or says not why it is asked", "serves")


def _check_minimum(policy: Policy, minimum: Minimum, where: Where) -> None:
    """Special category and criminal offence information is never proposed: somebody has to choose it."""
    for code in minimum.categories:
        kind = policy.category(code)
        if kind.protected or kind.criminal or kind.only_for or kind.reason_needed:
            raise where.error(f"“{code}” is never proposed: it has to be chosen", "categories")
    for kind_of_recipient in minimum.only_to:
        if (kind_of_recipient, minimum.purpose) not in policy.allowed_pairs():
            raise where.error(f"{kind_of_recipient} may not receive it for “{minimum.purpose}”", "only_to")


def _check_recipient(_policy: Policy, recipient: Recipient, where: Where) -> None:
    check_ages(recipient, where)
    for condition in recipient.only_if:
        if not CODE.fullmatch(condition.code):
            raise where.error("a code is small letters, digits and underscores, at most sixty", "only_if")
        if condition.purpose not in recipient.purposes:
            raise where.error(f"only_if names “{condition.purpose}”, which is none of its purposes", "only_if")


def _check_research(_policy: Policy, study: Research, where: Where) -> None:
    """What the notice leaves open about a study is asked of the council: nothing leaves before it has answered."""
    for key, said in (("columns", bool(study.columns)), ("anonymised", study.anonymised != "not_said")):
        if not said and not study.readings:
            raise where.error(f"the notice says no {key}, so readings names the question to the council", key)
    if study.destroy_after_years is not None and study.destroy_after_years not in words.YEARS:
        raise where.error(f"destroy_after_years {study.destroy_after_years} is not between 1 and 150", "columns")
    if (study.destroy_after_years is None) != (study.destroy_from == ""):
        raise where.error("destroy_after_years and destroy_from stand together", "destroy_from")


def _check_topic(_policy: Policy, topic: Topic, where: Where) -> None:
    if topic.state == "elsewhere" and not (topic.reference and topic.contact):
        raise where.error("a topic that is stated elsewhere names the document and a contact", "state")
    if topic.state == "reading" and not topic.reading:
        raise where.error("a topic left to the council names its reading", "state")
    if topic.state == "stated" and topic.code in LISTS and not topic.listing:
        raise where.error("says not whether the list is open or closed", "state")


def _check_rule(policy: Policy, rule: Rule, where: Where) -> None:
    check_start(rule.record, rule.starts, where)
    if rule.keep.years not in words.YEARS:
        raise where.error(f"keep.years {rule.keep.years} is not between 1 and 150", "keep")
    if rule.counts_from == "birth" and rule.keep.years < words.CHILDHOOD:
        raise where.error(
            f"{rule.keep.years} years from birth end while somebody is a child, perhaps before the work does", "keep"
        )
    if rule.keep.then == "end_of_current_year" and "current_year" not in [reading.code for reading in policy.readings]:
        raise where.error("the end of the current year needs the reading “current_year”", "keep")


def _check_hold(policy: Policy, hold: Hold, where: Where) -> None:
    if not policy.reading(hold.reading).may_be_running:
        raise where.error("its reading is a day for each inquiry: kind “date” with for_each", "reading")
    if hold.plus_years not in range(0, words.YEARS.stop):
        raise where.error(f"plus_years {hold.plus_years} is not between 0 and 150", "plus_years")


def _check_reading(_policy: Policy, reading: Reading, where: Where) -> None:
    codes = [choice.code for choice in reading.choices]
    if (reading.kind == "choice") != bool(codes):
        raise where.error("a choice has choices, and nothing else has", "kind")
    if reading.default and reading.default not in codes:
        raise where.error(f"default “{reading.default}” is not one of its choices", "default")
    if reading.earliest and reading.kind != "date":
        raise where.error("a day has an earliest one, and nothing else does", "earliest")
    for key, value in (("record", reading.record), ("starts", reading.starts)):
        if (reading.kind == "years") != bool(value):
            raise where.error(f"a number of years says its {key}, and nothing else does", key)
    if reading.record:
        check_start(reading.record, reading.starts, where)


def _check_contact(_policy: Policy, contact: Contact, where: Where) -> None:
    if not (contact.ways or contact.found_on_case or contact.reading):
        raise where.error("gives no way to get in touch")
    if contact.ways and contact.reading:
        raise where.error("gives a way to get in touch, so there is nothing to ask the council", "reading")


def _check_clock(_policy: Policy, clock: Clock, where: Where) -> None:
    if clock.amount not in range(1, 1_000):
        raise where.error(f"amount {clock.amount} is not between 1 and 999", "amount")


def _check_working_time(_policy: Policy, times: WorkingTime, where: Where) -> None:
    try:
        opens, closes = time.fromisoformat(times.opens), time.fromisoformat(times.closes)
    except ValueError:
        raise where.error("opens and closes are times such as “09:00”", "opens") from None
    if opens >= closes:
        raise where.error("closes is not after opens", "closes")
    for day in times.closed:
        if not CLOSED.fullmatch(day) or not _is_a_day(day):
            raise where.error(f"“{day}” is not a day of every year such as “12-27”", "closed")
    if len(set(times.closed)) > words.MOST_CLOSED:
        raise where.error(
            f"more than {words.MOST_CLOSED} closed days: no working day would come for too long", "closed"
        )


def _is_a_day(day: str) -> bool:
    try:
        return bool(date.fromisoformat(f"2024-{day}"))  # a leap year: 29 February is a day
    except ValueError:
        return False


def _check_sections_in_order(policy: Policy, source: Source) -> None:
    """Strengths before needs, and the child before the conclusion: the order of the file is the order on the page."""
    places = [words.ASSESSMENT_PARTS.index(section.part) for section in policy.assessment_sections]
    if places != sorted(places):
        order = ", ".join(words.ASSESSMENT_PARTS)
        raise Where(source, "assessment_section").error(f"the parts stand in this order: {order}")
    for part in words.ASSESSMENT_PARTS:
        if part not in [section.part for section in policy.assessment_sections]:
            raise Where(source, "assessment_section").error(f"none has the part “{part}”")


def _everything_is_said(policy: Policy, source: Source) -> None:
    """Completeness: each topic has its state, each label its word, each required contact its entry."""
    required = (
        ("topic", words.TOPICS, policy.topics),
        ("label", sorted(words.LABELS), policy.labels),
        ("contact", words.REQUIRED_CONTACTS, policy.contacts),
        ("clock", [code for code in words.CLOCKS if code not in words.OPTIONAL_CLOCKS], policy.clocks),
    )
    for section, codes, entries in required:
        there = {entry.code for entry in entries}
        for code in codes:
            if code not in there:
                raise Where(source, section, code=code).error("is missing from the file")


def _topics_agree_with_the_rest(policy: Policy, source: Source) -> None:
    """What is stated is there, and what is not stated has nothing that would act as if it were."""
    said = {code: bool(getattr(policy, part)) for code, part in SAID_IN.items()}
    said |= {
        "controller": all(controller.name for controller in policy.controllers) and bool(policy.controllers),
        "special_category_condition": _condition_is_said(policy),
        "special_category_reason": any(category.serves or category.asked_because for category in policy.categories),
        "sharing_starts": bool(policy.sharing and policy.sharing.starts),
        "rights": any(right.code not in words.CONVERSATIONS for right in policy.rights),
        **{code: code in [wording.code for wording in policy.wordings] for code in words.WORDINGS},
    }
    for number, topic in enumerate(policy.topics):
        if topic.code in said and said[topic.code] != (topic.state == "stated"):
            fault = "something" if said[topic.code] else "nothing"
            where = Where(source, "topic", number, topic.code)
            raise where.error(f"its state is “{topic.state}”, but the file says {fault} about it", "state")


def _condition_is_said(policy: Policy) -> bool:
    """A condition without consent. What a person explicitly consents to covers that person's own yes and no more."""
    return any(basis.article_9 not in ("", "9(2)(a)") for basis in policy.bases)


BY_KIND: dict[type, Callable[[Policy, Any, Where], None]] = {
    AgeRange: check_span,
    Pathway: check_span,
    Service: check_span,
    Basis: _check_basis,
    Category: _check_category,
    Clock: _check_clock,
    Controller: _check_controller,
    Council: _check_council,
    Intake: _check_intake,
    Recipient: _check_recipient,
    Research: _check_research,
    WorkingTime: _check_working_time,
    Contact: _check_contact,
    Hold: _check_hold,
    Minimum: _check_minimum,
    Reading: _check_reading,
    Rule: _check_rule,
    Topic: _check_topic,
}
