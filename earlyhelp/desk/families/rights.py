"""What families can ask for and of whom, as their notice has it; and, apart from it, what the law gives everybody."""

from __future__ import annotations

from earlyhelp.desk.families.known import Known
from earlyhelp.desk.families.prose import Section, Table, listing, sentences, word
from earlyhelp.policy import Policy
from earlyhelp.policy.notice import Contact, Right

NO_TERMS = "The notice names none."
CONSENT = "6(1)(a)"
# UK GDPR Articles 12 to 22 and 12A, Data Protection Act 2018 sections 164A to 167, as they stand in 2026.
LAW = (
    "You may ask for a copy of your information and have mistakes put right. You may ask for information to be erased or its use"
    " to be limited, and you may object to a use.",
    "None of these is without limits. Erasing something, or stopping a use, has to be granted only in the cases that the law"
    " names. Direct marketing always has to stop when you say so.",
    "Asking is free. Only for a request that is plainly unfounded or excessive may we ask a reasonable fee or refuse, and we have"
    " to say why.",
    "We have to answer within one month. Where your requests are complex or many we may take up to two months more, and have to"
    " tell you so, and why, within the first month.",
    "The month begins once we know who is asking. For a copy it stands still while we wait for an answer that we need from you.",
    "You may complain to us: within 30 days we have to say that the complaint has come. You may also complain to the Information"
    " Commissioner, and go to court.",
)
PROMISED = "Where the table above promises more than that, the table holds."


def rights(known: Known) -> Section:
    """The rights that the notice lists, or where it says that they stand; then the law."""
    policy = known.policy
    rows = tuple((one.label, _extent(one), _whom(policy, one)) for one in policy.rights if _stands(policy, one))
    headings = ("You can ask for", "On what terms", "Whom to ask")
    table = Table("Your rights, and whom to ask", headings, rows) if rows else None
    told = tuple(_elsewhere(policy))
    return Section("rights", "Your rights", told, table=table, law=(*LAW, PROMISED) if rows else LAW)


def _stands(policy: Policy, right: Right) -> bool:
    """A consent can be taken back only where something rests on one."""
    return right.code != "consent_withdrawal" or any(basis.article_6 == CONSENT for basis in policy.bases)


def _elsewhere(policy: Policy) -> list[str]:
    topic = policy.topic("rights")
    if topic.state != "elsewhere":
        return []
    where = f" You find it here: {', '.join(policy.contact(topic.contact).ways)}." if topic.contact else ""
    adds = " What this notice adds stands below." if policy.rights else ""
    return [f"Your rights stand in another notice: {topic.reference}.{where}{adds}"]


def _extent(right: Right) -> str:
    """When it applies, what it costs and how soon an answer comes, as far as the notice says so."""
    cost = "Free of charge" if right.free else ""
    time = "" if right.extension else "Within one month"
    return sentences((word("RIGHT_TESTS", right.test), right.condition, cost, time)) or NO_TERMS


def _whom(policy: Policy, right: Right) -> str:
    """Who answers, and who else: after them, or at once where the notice says that nobody has to go there first."""
    first, others = policy.contact(right.contact), [policy.contact(code) for code in right.then]
    people = listing([_named(one) for one in others if one.code != "corporate_notice"] or [""])
    told = [first.label]
    if people and right.contact_first_is_optional:
        told = [f"{first.label}, if you like; you need not, and may go to {people} at once"]
    elif people:
        told = [f"{first.label}, and then {people}"]
    told += [f"More about it: {one.label}" for one in others if one.code == "corporate_notice"]
    return ". ".join(told)


def _named(contact: Contact) -> str:
    return contact.label if contact.found_on_case else f"the {contact.label}"
