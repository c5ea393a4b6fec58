"""What is kept about a family, where it comes from, what it is used for, and whether anybody asks for consent."""

from __future__ import annotations

from collections.abc import Iterable

from earlyhelp.desk.families.known import Known, in_brackets, set_on
from earlyhelp.desk.families.prose import Section, Table, listing, one_sentence, word
from earlyhelp.desk.words import ONLY_FOR
from earlyhelp.policy import Policy
from earlyhelp.policy.called import inside
from earlyhelp.policy.classes import ASKED, CLASSES, reading_of
from earlyhelp.policy.covering import EXPLICIT, asked_of
from earlyhelp.policy.information import Category, Channel, Informant
from earlyhelp.policy.vocabulary import SAFEGUARDS

CARE = "kept with special care"
OFFENCE = "about offences: kept with special care"
NO_BASIS = "The notice says that we do this, and names no legal basis for it"
CONDITIONS = {
    "special_category_condition": "What in the law covers information that is kept with special care",
    "criminal_offence_condition": "What in the law covers information about offences",
}
BESIDE_CONSENT = "What else in the law covers information that is kept with special care, where you have not consented"
ONLY_AT = {"service": "once a family is being helped", "front_door": "when somebody first gets in touch"}


def what(known: Known) -> Section:
    """The kinds of information, about whom, and for whom the help is."""
    policy = known.policy
    told = ["We keep these kinds of information. We ask only for what is needed to help."]
    told += one_sentence("It is about", [inside(one.label) for one in policy.subjects])
    ages = [f"{inside(one.label)}{word('AGE_CONDITIONS', one.condition)}" for one in policy.ages]
    after = [*one_sentence("The help is for", ages)]
    if policy.records:
        after += one_sentence("How we look after it", [SAFEGUARDS[one] for one in policy.records.safeguards])
    kinds = tuple(f"{_kind(one)}{in_brackets(_marks(known, one))}" for one in policy.categories)
    return Section("what", "What we keep about you", tuple(told), kinds, _besides(known), after=tuple(after))


def _kind(category: Category) -> str:
    """Its words; where the notice gives them as examples, that there may be more."""
    return f"{category.label}, and more of this kind" if category.open_items else category.label


def _besides(known: Known) -> Table | None:
    """What is asked within these kinds though the notice does not list it, each with the council's reason; of two notices, both's."""
    policy, said = known.policy, known.answers
    added = [one for each in policy.notices for kind in each.categories for one in kind.covered_by_reason]
    rows = [(CLASSES[one.what].label, one.because) for one in added if asked_of(policy, one.what, said)]
    words = "What we also ask, though the notice does not list it"
    return Table(words, ("What", "Why"), tuple(dict.fromkeys(rows))) if rows else None


def _marks(known: Known, category: Category) -> str:
    """How it is treated, of whom alone it is kept, and what the council has decided to ask besides."""
    care = OFFENCE if category.criminal else CARE if category.protected else ""
    return "; ".join(filter(None, (care, *_opened(known, category)))) or _only_for(category)


def _opened(known: Known, category: Category) -> list[str]:
    """What an answer of the council opens: a kind that the notice does not name, or one that it keeps for some records alone."""
    answers = [(what, known.answer(reading_of(what))) for what in category.covered_if_read]
    opened = [(what, one.since) for what, one in answers if one and one.value == ASKED]
    if category.only_for:
        return [f"asked of every family: {set_on(since)}" for _, since in opened]
    return [f"with it, {inside(CLASSES[what].label)}: {set_on(since)}" for what, since in opened]


def _only_for(category: Category) -> str:
    return f"only of {listing([ONLY_FOR[one] for one in category.only_for])}" if category.only_for else ""


def from_where(known: Known) -> Section:
    """In which ways information comes, from whom, and when from them alone."""
    policy = known.policy
    told = [*one_sentence("It reaches us by", map(_channel, policy.channels))]
    always = [inside(one.label) for one in policy.informants if not _only_when(one)]
    limited = tuple(f"{one.label}: {_only_when(one)}" for one in policy.informants if _only_when(one))
    told += one_sentence("It comes from", always)
    if policy.informants and policy.is_open("informants"):
        told.append("The notice gives these as those who are among them.")
    if limited:
        told.append("It also comes from these, and only as far as is said:" if always else "It comes from these:")
    return Section("from", "Where it comes from", tuple(told), limited)


def _only_when(informant: Informant) -> str:
    """What has to be so before they are asked; empty where nothing has."""
    told = ["where you cannot tell us yourself"] if informant.only_if_person_cannot else []
    told += ["where possible"] if informant.where_possible else []
    return "; ".join([*told, *(ONLY_AT[one] for one in informant.scopes)])


def _channel(channel: Channel) -> str:
    return inside(channel.label) + ("" if "public" in channel.open_to else " (for professionals only)")


def what_for(known: Known) -> Section:
    """Every purpose with what allows it, and every basis with its points of law."""
    policy = known.policy
    rows = tuple((one.label, word("PURPOSE_SCOPES", one.scope), _bases(policy, one.bases)) for one in policy.purposes)
    table = Table("What we use information for", ("What for", "When", "What allows it"), rows)
    lawful = tuple(f"{one.label}: {_points(one.article_6, one.article_9, one.schedule_1)}" for one in policy.bases)
    left = tuple(f"{words}: {told}." for code, words in _left(policy).items() if (told := known.on_topic(code)))
    lead = ("The law allows it because of:",) if lawful else ()
    return Section("purposes", "What we use it for", lead, lawful, table, after=left)


def _left(policy: Policy) -> dict[str, str]:
    """What a notice may leave open, in words; explicit consent, where it is a basis, is not said to be missing."""
    consented = any(one.article_9 == EXPLICIT for one in policy.bases)
    return CONDITIONS | ({"special_category_condition": BESIDE_CONSENT} if consented else {})


def _bases(policy: Policy, codes: Iterable[str]) -> str:
    labels = dict.fromkeys(
        policy.basis(code).label.partition(",")[0] for code in codes
    )  # the conditions stand in the list above
    return "; ".join(labels) or NO_BASIS


def _points(article_6: str, article_9: str, schedule_1: str) -> str:
    told = f"Article {article_6} of the UK GDPR"
    if article_9:
        told += f", and for what is kept with special care Article {article_9}"
    return told + (f" with Schedule 1, {schedule_1}, of the Data Protection Act 2018" if schedule_1 else "")


def consent(known: Known) -> Section:
    """Whether anybody is asked, as the notice has it; agreeing to take part is another thing."""
    own = "Whether you take part is always your own choice. That is another thing, and we ask you apart."
    return Section("consent", "Do we ask for your consent?", (_asked(known.policy), own))


def _asked(policy: Policy) -> str:
    rule = policy.intake.consent
    if rule not in {one.intake.consent for one in policy.notices}:
        return "Two notices hold here, and only one of them names consent. Nothing that we do rests on it."
    stages = [word("STAGES", one) for one in policy.intake.ask_consent_before]
    return word("CONSENT_RULES", rule).format(listing(stages) if stages else "we begin")
