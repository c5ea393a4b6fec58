"""The council's privacy notice for families, in plain words, out of the policy file that the program itself obeys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from earlyhelp.desk.words import NOTHING_LISTED, WORDS
from earlyhelp.policy import Policy
from earlyhelp.policy.information import Category, Power
from earlyhelp.policy.keeping import Hold, Rule
from earlyhelp.policy.sharing import Recipient, Research
from earlyhelp.policy.vocabulary import COLUMNS, LABELS, LAWS, PRINCIPLES, SAFEGUARDS, SHARING_TESTS
from earlyhelp.policy.years import said

LABELLED = re.compile(rf"\{{({'|'.join(sorted(LABELS))})\}}")
ARTICLES = {"A", "An", "The"}
CARE = "kept with special care"
OFFENCE = "about offences: kept with special care"
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Table:
    """Rows of words below their headings; the first word of each row names it."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def named(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each row: its name, then every other word with the heading it stands below."""
        return [(row[0], list(zip(self.headings[1:], row[1:], strict=True))) for row in self.rows]


@dataclass(frozen=True)
class Section:
    """One question that a family asks, and the answer."""

    code: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    table: Table | None = None
    after: tuple[str, ...] = ()


def notice_for_families(policy: Policy) -> list[Section]:
    """Every section that the notice has something to say in, in the order in which people ask."""
    made = [
        _who(policy),
        _what(policy),
        _from_where(policy),
        _what_for(policy),
        _consent(policy),
        _sharing(policy),
        _grounds(policy),
        _research(policy),
        _places(policy),
        _how_long(policy),
        _rights(policy),
        _care(policy),
    ]
    return [_in_its_words(one, policy) for one in made if one.paragraphs or one.items or one.table]


def _who(policy: Policy) -> Section:
    council = policy.council
    told = [
        f"{one.name or 'Another council, which the notice does not name,'} {_word('CONTROLLER_ROLES', one.role)}."
        for one in policy.controllers
    ]
    if council.registration:
        told.append(f"It is registered with the Information Commissioner under {council.registration}.")
    if council.corporate_notice:
        told.append(f"This page goes with a wider one: {council.corporate_notice}.")
    return Section("who", "Who we are", tuple(told), after=_one("We rely on", [_power(one) for one in policy.powers]))


def _power(power: Power) -> str:
    return f"{LAWS[power.law]}{f', {power.provision}' if power.provision else ''}"


def _what(policy: Policy) -> Section:
    rows = [one.label + (f" ({_mark(one)})" if _mark(one) else "") for one in policy.categories]
    ages = [one.label + _word("AGE_CONDITIONS", one.condition) for one in policy.ages]
    told = ["We keep these kinds of information. We ask only for what is needed to help."]
    told += _one("It is about", [one.label for one in policy.subjects])
    after = [*_one("The help is for", ages)]
    if policy.records:
        after += _one("How we look after it", [SAFEGUARDS[one] for one in policy.records.safeguards])
    return Section("what", "What we keep about you", tuple(told), tuple(rows), after=tuple(after))


def _mark(category: Category) -> str:
    if category.criminal:
        return OFFENCE
    return CARE if category.protected else ""


def _from_where(policy: Policy) -> Section:
    told = _one("It reaches us by", [one.label for one in policy.channels])
    people = [one.label + (", where possible" if one.where_possible else "") for one in policy.informants]
    return Section("from", "Where it comes from", (*told, *_one("It comes from", people)))


def _what_for(policy: Policy) -> Section:
    rows = tuple((one.label, _word("PURPOSE_SCOPES", one.scope), _bases(policy, one.bases)) for one in policy.purposes)
    table = Table("What we use information for", ("What for", "When", "What allows it"), rows)
    lawful = tuple(f"{one.label}: {_points(one.article_6, one.article_9, one.schedule_1)}" for one in policy.bases)
    return Section(
        "purposes", "What we use it for", ("The law allows it because of:",) if lawful else (), lawful, table
    )


def _bases(policy: Policy, codes: Iterable[str]) -> str:
    labels = dict.fromkeys(
        policy.basis(code).label.partition(",")[0] for code in codes
    )  # the conditions stand in the list above
    return "; ".join(labels) or "not stated: we do not do it until that is settled"


def _points(article_6: str, article_9: str, schedule_1: str) -> str:
    told = f"Article {article_6} of the UK GDPR"
    if article_9:
        told += f", and for what is kept with special care Article {article_9}"
    return told + (f" with Schedule 1, {schedule_1}, of the Data Protection Act 2018" if schedule_1 else "")


def _consent(policy: Policy) -> Section:
    stages = [_word("STAGES", one) for one in policy.intake.ask_consent_before]
    told = {
        "before_stages": [
            f"We ask for your consent before {_and(stages) if stages else 'we begin'}. Without it things may take longer.",
            "You can take it back at any time.",
        ],
        "one_of_the_bases": [
            "Some uses rest on your consent. Where one does we ask you first, and you can take it back at any time."
        ],
        "never_asked": [
            "We do not ask for consent to use your information: other laws allow it. You can still object."
        ],
        "not_mentioned": [
            "We do not ask for consent to use your information: other laws allow it. You can still object."
        ],
    }[policy.intake.consent]
    told.append("Whether you take part is always your own choice. That is another thing, and we ask you apart.")
    return Section("consent", "Do we ask for your consent?", tuple(told))


def _sharing(policy: Policy) -> Section:
    rows = tuple(
        (kind.label, "; ".join(policy.purpose(code).label for code in kind.purposes), _only(policy, kind))
        for kind in policy.recipients
    )
    told, after = [], []
    if policy.sharing:
        told = [_word("SHARING_STARTS", policy.sharing.starts)] if policy.sharing.starts else []
        told += _one("Each time we make sure that", [SHARING_TESTS[one] for one in policy.sharing.tests])
        told += _one("We hold to", [PRINCIPLES[one] for one in policy.sharing.principles])
    told += [_word("TELLINGS", one.code) for one in policy.tellings]
    if not rows and policy.topic("recipients").state == "stated":
        after.append("Nobody else receives it as a matter of course: only for one of the reasons below.")
    if policy.is_open("recipients"):
        after.append("Others may be added, each with a reason that is written down.")
    table = Table("Who may receive information, and for what", ("Who", "For what", "Only"), rows) if rows else None
    return Section("sharing", "Who we share with", tuple(told), table=table, after=tuple(after))


def _only(policy: Policy, kind: Recipient) -> str:
    told = ["where they are involved in your support"] if kind.needs_involvement else []
    if kind.min_age is not None or kind.max_age is not None:
        low, high = kind.min_age or 0, kind.max_age
        ages = f"about ages {low} to {high}" if high is not None else f"about ages from {low}"
        told.append(ages + (", and parents" if kind.parents_too else ""))
    told += [f"{one.text} (for: {policy.purpose(one.purpose).label})" for one in kind.only_if]
    return "; ".join(told) or "where it is needed"


def _grounds(policy: Policy) -> Section:
    items = tuple(f"{one.label}: {_word('FORCES', one.force)} share then" for one in policy.grounds)
    told = ("We may also share, without asking, for these reasons. Who decided and why is always written down.",)
    return Section("grounds", "When we share for other reasons", told if items else (), items)


def _research(policy: Policy) -> Section:
    told = [words for study in policy.research for words in _study(policy, study)]
    items = [_word("RESEARCH_CONDITIONS", one) for study in policy.research for one in study.conditions]
    lead = ["This is promised about what is sent:"] if items else []
    return Section("research", "Research", tuple(told + lead), tuple(dict.fromkeys(items)))


def _study(policy: Policy, study: Research) -> list[str]:
    for_whom = f" for {_and(list(study.commissioners))}" if study.commissioners else ""
    told = [
        f"{study.recipient} carries out “{study.study}”{for_whom}. It asks: {study.question[0].lower()}{study.question[1:]}.",
        f"It is about {_word('COHORTS', study.cohort)}.",
        *(_one("What is sent", [COLUMNS.get(one, one.replace("_", " ")) for one in study.columns]) or [NOTHING_LISTED]),
        *([f"It is linked with what these know: {_and(list(study.linked_with))}."] if study.linked_with else []),
        _word("ANONYMISED", study.anonymised),
        _word("RESEARCH_RETURNS", study.comes_back),
        _word("DESTRUCTION_STARTS", study.destroy_from).format(years=study.destroy_after_years),
        _word("OPT_OUTS", study.opt_out),
    ]
    if study.opt_out_contact:
        contact = policy.contact(study.opt_out_contact)
        told.append(f"{contact.label}: {', '.join(contact.ways)}.")
    return [words for words in told if words]


def _places(policy: Policy) -> Section:
    told = tuple(
        f"{_word('PLACE_KINDS', one.code)} {_and([_word('TERRITORIES', place) for place in one.within])}."
        for one in policy.places
    )
    return Section("places", "Where it is kept", told)


def _how_long(policy: Policy) -> Section:
    topic = policy.topic("retention")
    rows = tuple((_word("RECORDS", rule.record), _period(rule)) for rule in policy.retention)
    told = []
    if not rows:
        told.append("The notice names no period. Until the council has set one, nothing is destroyed.")
    if topic.reference:
        told.append(f"More stands in: {topic.reference}.")
    table = Table("How long each kind of record is kept", ("Record", "Kept for"), rows) if rows else None
    return Section("how-long", "How long we keep it", tuple(told), table=table, after=tuple(map(_hold, policy.holds)))


def _period(rule: Rule) -> str:
    years = f"{rule.keep.years} year{'' if rule.keep.years == 1 else 's'}"
    end = "" if rule.at_end == "dispose" else "; then somebody looks whether it has to be kept longer"
    return f"{years} {_word('STARTS', rule.starts)}{_word('THEN', rule.keep.then)}{end}"


def _hold(hold: Hold) -> str:
    return (
        f"{hold.label}: {_word('HOLD_SCOPES', hold.applies_to)} are not destroyed until {_number(hold.plus_years)} years"
        " after the last of them has ended, or until their own time has come where that is later."
    )


def _rights(policy: Policy) -> Section:
    rows = tuple(
        (
            f"{one.label}{f', {test}' if (test := _word('RIGHT_TESTS', one.test)) else ''}",
            _whom(policy, one.contact, one.then),
        )
        for one in policy.rights
    )
    table = Table("Your rights, and whom to ask", ("You can ask for", "Whom to ask"), rows) if rows else None
    told = ("Asking costs nothing, and you hear within a month.",) if rows else ()
    return Section("rights", "Your rights", told, table=table)


def _whom(policy: Policy, contact: str, then: Iterable[str]) -> str:
    told = policy.contact(contact).label
    others = [policy.contact(code).label for code in then]
    return f"{told}, and then {_and(others)}" if others else told


def _care(policy: Policy) -> Section:
    told = [_word("MARKETING", policy.marketing.rule)] if policy.marketing else []
    if policy.breach:
        told.append(_word("BREACH_TELLS", policy.breach.tells))
    if policy.hub:
        told.append(f"New referrals are discussed at a meeting {_word('MEETINGS', policy.hub.meets)}.")
    told.append(
        f"This page says what version {policy.version} of the notice says, used since {said(policy.effective_from)}."
    )
    return Section("care", "What else we promise", tuple(told))


def _word(vocabulary: str, code: str) -> str:
    return WORDS[vocabulary][code]


def _in_its_words(told: Any, policy: Policy) -> Any:
    """The same with the council’s own words where a text of ours names things by their codes."""
    if isinstance(told, str):
        return LABELLED.sub(lambda found: policy.label(found[1]), told)
    if isinstance(told, tuple):
        return tuple(_in_its_words(one, policy) for one in told)
    if is_dataclass(told) and not isinstance(told, type):
        return replace(told, **{one.name: _in_its_words(getattr(told, one.name), policy) for one in fields(told)})
    return told


def _one(start: str, things: list[str]) -> tuple[str, ...]:
    """One sentence with all of them; none where there are none."""
    return (f"{start}: {_and([_inside(thing) for thing in things])}.",) if things else ()


def _inside(thing: str) -> str:
    """As it stands inside a sentence: proper names and letters that stand for words keep their capitals."""
    first, _, rest = thing.partition(" ")
    proper = rest[:1].isupper() or not first[1:].islower()
    return thing if proper and first not in ARTICLES else f"{thing[0].lower()}{thing[1:]}"


def _and(things: list[str]) -> str:
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
