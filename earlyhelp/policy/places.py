"""Where information is processed, and whether the notice allows it: a register of places, apart from who receives information."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from earlyhelp.policy.errors import PolicyError
from earlyhelp.policy.schema import Policy

# What happens to information somewhere: each has to be registered with its country, or the service does not start.
KINDS = {
    "hosting": "where the service and its database run",
    "backup": "where backups lie",
    "mail": "where e-mails pass through",
    "support": "where those sit who may look after it",
}
EU = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV")
) | {"MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
TERRITORIES = {"UK": frozenset({"GB"}), "EU": EU, "EEA": EU | {"IS", "LI", "NO"}}  # the UK is in neither of the others


def register(text: str) -> dict[str, str]:
    """The places as a deployment names them, “hosting=GB,backup=IE,…”: what happens, to a country's two letters (ISO 3166)."""
    found = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        kind, _, country = part.partition("=")
        if kind not in KINDS or len(country) != 2 or not country.isupper():
            raise PolicyError(f"“{part}” is no place. Write, for example, hosting=GB. There are: {', '.join(KINDS)}.")
        found[kind] = country
    return found


def allowed(country: str, territories: Iterable[str]) -> bool:
    """Whether a country lies in one of these territories of the vocabulary."""
    return any(country in TERRITORIES[one] for one in territories)


def recipients_in(policy: Policy) -> frozenset[str] | None:
    """The countries in which a recipient may be; None where the notice says nothing of it."""
    rules = [rule for rule in policy.places if rule.code == "recipients"]
    if not rules:
        return None
    return frozenset.intersection(*(frozenset().union(*(TERRITORIES[one] for one in rule.within)) for rule in rules))


def faults(policy: Policy, places: Mapping[str, str]) -> list[str]:
    """What is wrong with the register under this notice, in sentences. A notice that is silent on places allows any that is registered."""
    wrong = [f"{KINDS[kind].capitalize()} ({kind}) is not registered." for kind in KINDS if kind not in places]
    for rule in policy.places:
        if rule.code == "processing":
            wrong += [
                f"{kind} is in {country}: “{policy.council.notice}” allows only {', '.join(rule.within)} ({rule.source})."
                for kind, country in places.items()
                if not allowed(country, rule.within)
            ]
    return wrong
