"""Who answers for what families read, whom they can ask, and what the council has settled where its notice says nothing."""

from __future__ import annotations

from earlyhelp.desk.families.known import NOT_YET, Known, in_brackets, set_on
from earlyhelp.desk.families.prose import Section, one_sentence, word
from earlyhelp.policy import Policy
from earlyhelp.policy.information import Power
from earlyhelp.policy.law import LAWS
from earlyhelp.policy.notice import Contact, Controller
from earlyhelp.policy.years import said

UNNAMED = "Another council, which the notice does not name and the council has not named yet,"
SETTLED = ("leap_birthday", "research_opt_out_scope")  # answers that stand nowhere else on the page


def who(known: Known) -> Section:
    """Who is responsible, and which laws stand behind the work."""
    council = known.policy.council
    told = [_controller(known, one) for one in known.policy.controllers]
    if council.registration:
        told.append(f"It is registered with the Information Commissioner under {council.registration}.")
    if council.corporate_notice:
        told.append(f"This page goes with a wider one: {council.corporate_notice}.")
    laws = one_sentence("We rely on", map(_power, known.policy.powers))
    return Section("who", "Who we are", tuple(told), after=laws)


def _controller(known: Known, one: Controller) -> str:
    entered = known.answer(one.reading) if one.reading and not one.name else None
    name = one.name or known.words(one.reading) or UNNAMED
    return f"{name} {word('CONTROLLER_ROLES', one.role)}{in_brackets(set_on(entered.since) if entered else '')}."


def _power(power: Power) -> str:
    return f"{LAWS[power.law]}{in_brackets(power.provision)}"


def contacts(known: Known) -> list[tuple[str, tuple[str, ...]]]:
    """Whom to ask, each with the ways: the notice's, or what the council has said instead."""
    return [(one.label, _ways(known, one)) for one in known.policy.contacts]


def _ways(known: Known, contact: Contact) -> tuple[str, ...]:
    if contact.ways:
        return contact.ways
    if contact.found_on_case:
        return ("the worker whom your family knows",)
    return (known.told(contact.reading) if contact.reading else NOT_YET,)


def care(known: Known) -> Section:
    """What else is promised, and what the council has settled itself."""
    policy = known.policy
    told = [word("MARKETING", policy.marketing.rule)] if policy.marketing else []
    if policy.breach:
        told.append(word("BREACH_TELLS", policy.breach.tells))
    if policy.hub:
        told.append(f"New referrals are discussed at a meeting {word('MEETINGS', policy.hub.meets)}.")
    heading = "What else we promise" if told else "About this page"
    told.append(_version(policy))
    settled = tuple(
        f"{reading.question} {known.told(reading.key)}"
        for reading in policy.readings
        if reading.key in SETTLED and known.answer(reading.key)
    )
    told += ["The council has settled what the notice leaves open:"] if settled else []
    return Section("care", heading, tuple(told), settled)


def _version(policy: Policy) -> str:
    versions = [f"version {one.council.version} of “{one.council.notice}”" for one in policy.notices]
    return f"This page says what {' and '.join(versions)} {'say' if policy.joined else 'says'}, used since {said(policy.effective_from)}."
