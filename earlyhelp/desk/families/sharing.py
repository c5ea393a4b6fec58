"""Who receives information and for what, on which other grounds, and what leaves for research."""

from __future__ import annotations

from earlyhelp.desk.families.known import Known
from earlyhelp.desk.families.prose import Section, Table, listing, word
from earlyhelp.desk.words import NOTHING_LISTED
from earlyhelp.policy import Policy
from earlyhelp.policy.sharing import Ground, Recipient, Research, Sharing
from earlyhelp.policy.vocabulary import COLUMNS, PRINCIPLES

NOBODY = "Nobody else receives it as a matter of course: only for one of the reasons below."
OPEN = (
    "The notice gives these as those who are among them. We share with nobody else as a matter of course: anybody else receives"
    " information only for one of the reasons below."
)
COLUMNS_READING, ANONYMISED_READING = "research_columns", "research_anonymised"


def sharing(known: Known) -> Section:
    """Every kind of recipient with its purposes and what else has to be so."""
    policy = known.policy
    rows = tuple(
        (_who(kind), "; ".join(policy.purpose(code).label for code in kind.purposes), _only(policy, kind))
        for kind in policy.recipients
    )
    table = Table("Who may receive information, and for what", ("Who", "For what", "Only"), rows) if rows else None
    told = [*_how(policy.sharing), *(word("TELLINGS", one.code) for one in policy.tellings)]
    return Section("sharing", "Who we share with", tuple(told), table=table, after=_others(policy))


def _who(kind: Recipient) -> str:
    """The kind, with the organisations that the notice names and the label does not."""
    named = [name for name in kind.names if name not in kind.label]
    such_as = "such as " if kind.names_are_examples else ""
    return f"{kind.label} ({such_as}{listing(named)})" if named else kind.label


def _how(terms: Sharing | None) -> list[str]:
    if terms is None:
        return []
    told = [word("SHARING_STARTS", terms.starts)] if terms.starts else []
    tests = [f"that {word('SHARING_TESTS', one)}" for one in terms.tests]
    told += [f"Each time we make sure {listing(tests)}."] if tests else []
    principles = [PRINCIPLES[one] for one in terms.principles]
    return told + ([f"We hold to {listing(principles)}."] if principles else [])


def _others(policy: Policy) -> tuple[str, ...]:
    """Whether anybody else may receive it: the program lets nobody have it whom the notice does not name, but on a ground."""
    if policy.recipients and policy.is_open("recipients"):
        return (OPEN,)
    return (NOBODY,) if policy.topic("recipients").state == "stated" and not policy.recipients else ()


def _only(policy: Policy, kind: Recipient) -> str:
    told = ["where they are involved in your support"] if kind.needs_involvement else []
    if kind.min_age is not None or kind.max_age is not None:
        low, high = kind.min_age or 0, kind.max_age
        ages = f"about ages {low} to {high}" if high is not None else f"about ages from {low}"
        told.append(ages + (", and parents" if kind.parents_too else ""))
    told += [f"{one.text} (for: {policy.purpose(one.purpose).label})" for one in kind.only_if]
    return "; ".join(told) or "where it is needed"


def grounds(known: Known) -> Section:
    """The reasons that need nobody's involvement; one that the notice does not name says so."""
    items = tuple(map(_ground, known.policy.grounds))
    told = ("We may also share, without asking, for these reasons. Who decided and why is always written down.",)
    return Section("grounds", "When we share for other reasons", told if items else (), items)


def _ground(ground: Ground) -> str:
    by_law = " (the law asks it of us; the notice does not name it)" if ground.authority == "statute" else ""
    return f"{ground.label}: {word('FORCES', ground.force)} share then{by_law}"


def research(known: Known) -> Section:
    """Every study: what is sent, to whom, what becomes of it, and how to stay out."""
    studies = known.policy.research
    told = [words for study in studies for words in _study(known, study)]
    items = [word("RESEARCH_CONDITIONS", one) for study in studies for one in study.conditions]
    lead = ["This is promised about what is sent:"] if items else []
    return Section("research", "Research", tuple(told + lead), tuple(dict.fromkeys(items)))


def _study(known: Known, study: Research) -> list[str]:
    for_whom = [one for one in study.commissioners if one != study.recipient]
    paid = f" for {listing(for_whom)}" if for_whom else ""
    told = [
        f"{study.recipient} carries out “{study.study}”{paid}. It asks: {study.question[0].lower()}{study.question[1:]}.",
        f"It is about {word('COHORTS', study.cohort)}.",
        _sent(known, study),
        *([f"It is linked with what these know: {listing(list(study.linked_with))}."] if study.linked_with else []),
        _anonymised(known, study),
        word("RESEARCH_RETURNS", study.comes_back),
        word("DESTRUCTION_STARTS", study.destroy_from).format(years=study.destroy_after_years),
        word("OPT_OUTS", study.opt_out),
    ]
    return [words for words in (*told, *_stay_out(known.policy, study)) if words]


def _sent(known: Known, study: Research) -> str:
    """The columns that the notice lists, or the agreement that the council has named for them."""
    columns = [COLUMNS.get(one, one.replace("_", " ")) for one in study.columns]
    if columns:
        return f"What is sent: {listing(columns)}."
    if COLUMNS_READING in study.readings and known.answer(COLUMNS_READING):
        return f"What is sent stands in an agreement, and nothing else is sent: {known.told(COLUMNS_READING)}."
    return NOTHING_LISTED


def _anonymised(known: Known, study: Research) -> str:
    chosen = known.answer(ANONYMISED_READING) if ANONYMISED_READING in study.readings else None
    if study.anonymised != "not_said" or chosen is None:
        return word("ANONYMISED", study.anonymised)
    return f"When names are taken out: {known.told(ANONYMISED_READING)}."


def _stay_out(policy: Policy, study: Research) -> list[str]:
    if not study.opt_out_contact:
        return []
    contact = policy.contact(study.opt_out_contact)
    return [f"{contact.label}: {', '.join(contact.ways)}."]
