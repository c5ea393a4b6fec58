"""The council's privacy notice for families, in plain words, out of the policy file that the program itself obeys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap

from earlyhelp.policy import Policy
from earlyhelp.policy.information import Category, Power
from earlyhelp.policy.keeping import Hold, Rule
from earlyhelp.policy.sharing import Recipient, Research
from earlyhelp.policy.vocabulary import LAWS, PRINCIPLES, SAFEGUARDS, SHARING_TESTS
from earlyhelp.policy.years import said

# The words for the values that a policy file may hold. A test asks for every word of the vocabulary.
WORDS: dict[str, dict[str, str]] = {
    "STAGES": {
        "triage": "the first look at a referral",
        "hub_meeting": "the meeting that discusses referrals",
        "allocation": "somebody is asked to work with you",
        "assessment": "the assessment",
        "plan": "the plan",
        "sharing": "we share anything",
    },
    "SHARING_STARTS": {
        "at_referral": "Sharing with partners may begin when a referral reaches us, to judge what help is needed.",
        "pathway_or_team": "Sharing with partners begins once a kind of help or a team has been chosen.",
        "involvement_or_ground": "We share with a service once it is involved in your support, or where one of the reasons below applies.",
        "after_consent": "We share with partners only after you have given your consent, or where the law says that we must.",
    },
    "PURPOSE_SCOPES": {
        "service": "For the help itself",
        "front_door": "When a referral first reaches us",
        "task": "For the task of one partner",
        "programme": "For families on the programme",
        "assurance": "To check that our work is good",
        "research": "For research",
    },
    "RECORDS": {
        "contact": "A contact that went no further",
        "case": "A family’s early help record",
        "children_in_need": "A record that moved on to Children in Need",
        "programme": "A family’s membership of the programme",
        "assessment": "An early help assessment form",
    },
    "STARTS": {
        "contact_closed": "from the day on which the contact was closed",
        "case_closed": "from the day on which the case was closed",
        "programme_and_case_ended": "from the day on which both the case and the programme had ended",
        "matter_closed": "from the day on which the matter was closed",
        "birth": "from the child’s date of birth",
    },
    "THEN": {
        "none": "",
        "end_of_current_year": ", and the rest of the year then running",
        "end_of_financial_year": ", and on to the next 31 March",
        "end_of_calendar_year": ", and on to the next 31 December",
    },
    "RIGHT_TESTS": {
        "": "",
        "any_reason": "for any reason",
        "compelling_reason": "unless there is a compelling reason to go on",
        "damage_or_distress": "where it would be likely to harm or distress you; the law now asks for less",
    },
    "ANONYMISED": {
        "not_said": "The notice does not say when names are taken out.",
        "before_it_leaves": "Names are taken out before anything leaves us.",
        "after_linking": "Names are taken out once it has been linked.",
        "before_it_returns": "Names are taken out before anything comes back.",
    },
    "TELLINGS": {
        "before_sharing": "We tell you who receives information, and why, before we share it.",
        "information_received": "We tell you who gives us information about you, and why.",
        "joining_programme": "We tell you that you are on the programme before you are.",
        "mistake": "We tell you when we have made a mistake with your information.",
    },
    "COHORTS": {
        "programme_families": "families on the programme",
        "qualifying_households": "households that qualify for the programme",
        "all_early_help_families": "all families whom early help works with",
    },
    "RESEARCH_RETURNS": {
        "not_said": "The notice does not say what comes back to us.",
        "nothing_linked": "Nothing that was linked comes back to us.",
        "anonymised_results": "Only results that name nobody come back to us.",
    },
    "OPT_OUTS": {
        "not_said": "The notice does not say how to stay out of it. Ask us.",
        "none": "The notice offers no way to stay out of it.",
        "person": "You can stay out of it: say so to your worker, or to the people named below.",
        "family": "Your family can stay out of it: say so to your worker, or to the people named below.",
    },
    "RESEARCH_CONDITIONS": {
        "research_use_only": "it is used for this research and nothing else",
        "no_decisions_about_people": "nobody decides anything about you because of it",
        "linked_data_anonymised": "what is linked carries no names",
        "nobody_identified_in_reports": "nobody can be recognised in what is published",
        "nothing_linked_comes_back": "nothing linked is sent back to us",
        "lawful_transfer_and_storage": "it is sent and stored as the law asks",
        "unauthorised_use_prevented": "nobody else can use it",
        "destroyed_on_time": "it is destroyed on time",
    },
    "PLACE_KINDS": {
        "processing": "We keep and work with your information only in",
        "recipients": "Whoever receives it has to be in",
    },
    "TERRITORIES": {
        "UK": "the United Kingdom",
        "EU": "the European Union",
        "EEA": "the European Economic Area",
    },
    "MARKETING": {
        "express_consent": "Your information is never used for marketing or trade unless you have clearly said yes.",
        "right_to_stop": "You can tell us at any time not to use your information for marketing, and then we do not.",
        "never": "Your information is never used for marketing.",
    },
    "BREACH_TELLS": {
        "any": "If information goes astray we tell the Information Commissioner, and we tell people of our mistakes.",
        "where_law_requires": "If information goes astray we tell you and the Information Commissioner where the law requires it.",
    },
    "AGE_CONDITIONS": {"": "", "disability": " (for some young people with a disability)"},
    "FORCES": {"duty": "we must", "permission": "we may"},
    "CONTROLLER_ROLES": {
        "controller": "answers for your information",
        "joint": "answers for your information together with the others named here",
        "commissioner": "pays for the service and may receive information about it",
        "processor": "collects information for us and on our instructions",
    },
    "HOLD_SCOPES": {"children": "children’s records", "everyone": "records"},
    "MEETINGS": {"weekly": "every week", "fortnightly": "every second week"},
}
COLUMNS = {
    "name": "name",
    "date_of_birth": "date of birth",
    "postcode": "postcode",
    "programme_id": "number in the programme",
    "programme_start": "first day in the programme",
    "programme_end": "last day in the programme",
    "national_insurance_number": "National Insurance number",
    "unique_pupil_number": "Unique Pupil Number",
}
ARTICLES = {"A", "An", "The"}
CARE = "kept with special care"
OFFENCE = "about offences: kept with special care"
WIDE, LINE, STEP = (
    36,
    15,
    46,
)  # letters in a line of the picture; between its lines; between what stands below each other
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


@dataclass(frozen=True)
class Node:
    """Words of the picture, wrapped, and how far down their middle is."""

    words: tuple[str, ...]
    y: float

    @property
    def lines(self) -> list[tuple[float, str]]:
        """Each line of words with its place."""
        first = self.y - LINE * (len(self.words) - 1) / 2
        return [(first + LINE * place, line) for place, line in enumerate(self.words)]


@dataclass(frozen=True)
class Picture:
    """Who may receive what for: purposes on the left, recipients on the right, a line for each pair that is allowed."""

    purposes: tuple[Node, ...]
    recipients: tuple[Node, ...]
    pairs: tuple[tuple[float, float], ...]  # from how far down on the left to how far down on the right
    height: int
    in_words: str


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
    return [one for one in made if one.paragraphs or one.items or one.table]


def picture_of(policy: Policy) -> Picture | None:
    """Who receives information for what; None where the notice names no recipient."""
    if not policy.recipients:
        return None
    purposes = [one for one in policy.purposes if any(one.code in kind.purposes for kind in policy.recipients)]
    height = STEP * max(len(purposes), len(policy.recipients))
    left = _nodes([one.label for one in purposes], height)
    right = _nodes([kind.label for kind in policy.recipients], height)
    at = {one.code: node.y for one, node in zip(purposes, left, strict=True)}
    pairs = [(at[code], node.y) for kind, node in zip(policy.recipients, right, strict=True) for code in kind.purposes]
    counted = f"{len(purposes)} purposes on the left, {len(policy.recipients)} kinds of recipients on the right"
    return Picture(left, right, tuple(pairs), height, f"{counted}, and {len(pairs)} lines between them.")


def _nodes(labels: list[str], height: int) -> tuple[Node, ...]:
    """Labels spread over the height, each in lines that fit."""
    step = height / len(labels)
    return tuple(Node(tuple(wrap(label, WIDE)), step * (place + 0.5)) for place, label in enumerate(labels))


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
    told.append(
        "Whether you take part in early help is always your own choice. That is another thing, and we ask you apart."
    )
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
    return Section("research", "Research", tuple(told), tuple(dict.fromkeys(items)))


def _study(policy: Policy, study: Research) -> list[str]:
    for_whom = f" for {_and(list(study.commissioners))}" if study.commissioners else ""
    told = [
        f"{study.recipient} carries out “{study.study}”{for_whom}. It asks: {study.question[0].lower()}{study.question[1:]}.",
        f"It is about {_word('COHORTS', study.cohort)}.",
        *_one("What is sent", [COLUMNS.get(one, one.replace("_", " ")) for one in study.columns]),
        *_one("It is linked with what these know", list(study.linked_with)),
        _word("ANONYMISED", study.anonymised),
        _word("RESEARCH_RETURNS", study.comes_back),
        _word("OPT_OUTS", study.opt_out),
    ]
    if study.opt_out_contact:
        contact = policy.contact(study.opt_out_contact)
        told.append(f"{contact.label}: {', '.join(contact.ways)}.")
    return told


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
