"""Where two notices of one council promise a family different things. What only one of them says contradicts nothing.

For a family under both the stricter holds; somebody has to mend the notices all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.notice import Right
from earlyhelp.policy.schema import Policy


@dataclass(frozen=True)
class Contradiction:
    """An entry of the one notice and what the other says instead."""

    section: str
    entry: str
    reason: str
    source: str


@dataclass(frozen=True)
class Statement:
    """Something that a notice says, in words that can be compared and read."""

    section: str
    entry: str
    about: str
    said: str
    source: str


def contradictions(policy: Policy, other: Policy) -> list[Contradiction]:
    """Each promise of `policy` that `other` says otherwise, and each recipient that only one of two closed lists has."""
    there = {(one.section, one.entry, one.about): one for one in _statements(other)}
    found = []
    for one in _statements(policy):
        against = there.get((one.section, one.entry, one.about))
        if against and against.said != one.said:
            reason = f"{one.about}: this notice says {one.said}; “{other.council.notice}” says {against.said} ({against.source})."
            found.append(Contradiction(one.section, one.entry, reason, one.source))
    return [*found, *_beyond(policy, other, ours=True), *_beyond(other, policy, ours=False)]


def _beyond(policy: Policy, closed: Policy, *, ours: bool) -> Iterator[Contradiction]:
    """Recipients, or purposes of one, that a notice has and a closed list of another leaves out."""
    topic = closed.topic("recipients")
    if topic.state != "stated" or topic.listing != "closed":
        return
    allowed = set(closed.allowed_pairs())
    for recipient in policy.recipients:
        labels = [policy.purpose(code).label for code in recipient.purposes if (recipient.code, code) not in allowed]
        if labels:
            what = f"{recipient.label}, for: {'; '.join(labels).lower()}"
            reason = (
                f"This notice allows {what}. The closed list of “{closed.council.notice}” has no such pair ({topic.source})."
                if ours
                else f"This notice’s list is closed. “{policy.council.notice}” allows {what} ({recipient.source})."
            )
            yield Contradiction("recipient", recipient.code, reason, recipient.source if ours else topic.source)


def _statements(policy: Policy) -> Iterator[Statement]:
    yield from _of_the_whole(policy)
    for contact in policy.contacts:
        for about, said in (
            ("The e-mail address", contact.email),
            ("The telephone number", _digits(contact.telephone)),
        ):
            if said:
                yield Statement("contact", contact.code, about, said, contact.source)
    for right in policy.rights:
        yield from _of_a_right(right, policy.contact(right.contact).label)
    for study in policy.research:
        yield Statement("research", study.cohort, "Who receives data for a study", study.recipient, study.source)
    for rule in policy.retention:
        period = f"{rule.keep.years} years from {rule.starts}, {rule.keep.then}"
        yield Statement("retention", rule.record, "How long it is kept", period, rule.source)


def _of_the_whole(policy: Policy) -> Iterator[Statement]:
    if policy.bases:
        points = ", ".join(sorted({basis.article_6 for basis in policy.bases}))
        yield Statement("lawful_basis", "", "The points of Article 6", points, policy.topic("lawful_bases").source)
    conditions = ", ".join(sorted({basis.article_9 for basis in policy.bases} - {""}))
    if conditions:
        source = policy.topic("special_category_condition").source
        yield Statement("lawful_basis", "", "The conditions of Article 9", conditions, source)
    if policy.intake.consent != "not_mentioned":
        rule = words.CONSENT_RULES[policy.intake.consent]
        yield Statement("intake", "", "Consent", rule, policy.intake.source)
    if policy.sharing and policy.sharing.starts:
        yield Statement(
            "sharing", "", "When sharing starts", words.SHARING_STARTS[policy.sharing.starts], policy.sharing.source
        )
    for place in policy.places:
        yield Statement("place", place.code, "Where it may be", " and ".join(sorted(place.within)), place.source)
    if policy.marketing:
        yield Statement("marketing", "", "Marketing", words.MARKETING[policy.marketing.rule], policy.marketing.source)
    if policy.breach:
        yield Statement(
            "breach", "", "What is told of a breach", words.BREACH_TELLS[policy.breach.tells], policy.breach.source
        )


def _of_a_right(right: Right, answers: str) -> Iterator[Statement]:
    if right.test:
        said = words.RIGHT_TESTS[right.test]
        yield Statement("right", right.code, "When it is granted", said, right.source)
    terms = ("free, " if right.free else "") + ("with" if right.extension else "without") + " an extension"
    yield Statement("right", right.code, "On which terms it is answered", terms, right.source)
    yield Statement("right", right.code, "Who answers it", answers, right.source)


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())
