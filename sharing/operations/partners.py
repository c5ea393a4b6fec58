"""To whom something about a family may go, those who support it first; and the least that is proposed for each."""

from dataclasses import dataclass
from typing import Any

from access import clock, notice
from access.classification import FIELDS, Personal
from access.models import Organisation
from cases.models import Case
from cases.models.whereabouts import WHEREABOUTS
from earlyhelp.database.together import ask_together
from earlyhelp.policy.information import Category
from earlyhelp.policy.vocabulary import SOCIAL_CARE
from sharing.models import Disclosure
from sharing.models.disclosures import Decision
from sharing.operations.lawfulness import known_kind, smallest
from sharing.operations.lawfulness import offered as offered_kinds
from sharing.operations.stepping_up import proposed as stepping_up_of


@dataclass(frozen=True)
class Partner:
    """An organisation that the notice speaks of; one with a person there where that person takes part in the support."""

    organisation: Organisation
    person: str = ""
    job: str = ""

    @property
    def involved(self) -> bool:
        return bool(self.person)

    @property
    def label(self) -> str:
        named = ", ".join(filter(None, (self.person, self.job)))
        return f"{named}: {self.organisation.name}" if named else self.organisation.name


def partners(case: Case, corrects: Disclosure | None = None) -> dict[str, Partner]:
    """Key to partner: first the professionals of the case, then every active organisation whose kind the notice knows.

    What is corrected keeps its own partner, though nothing new may go there any more.
    """
    working = case.professionals.filter(until=None, organisation__is_active=True).select_related("organisation")
    working = working.order_by("name", "pk")
    rows = Organisation.objects.filter(is_active=True).exclude(kind="council").order_by("name")
    ask_together(working, rows)
    found = {
        str(one.pk): Partner(one.organisation, one.name, one.job)
        for one in working
        if one.organisation and one.organisation.kind != "council" and known_kind(one.organisation.kind)
    }
    before = {str(corrects.recipient.pk): Partner(corrects.recipient)} if corrects else {}
    return found | before | {str(row.pk): Partner(row) for row in rows if known_kind(row.kind)}


def proposed(case: Case, to: str, offered: dict[str, Partner]) -> dict[str, Any]:
    """The answers that the page comes with, by the form's names. `to` is the key of the partner, if one is meant already.

    Purpose and kinds are the least that the policy has for this kind of partner; without one, who it is about and nothing
    else. Somebody is ticked only where there is one child: a brother or sister is never shared about by oversight. What tells where
    somebody is, is not proposed where somebody's whereabouts are protected.
    """
    policy, children = notice.policy(), case.children
    stepping_up = stepping_up_of(case, {key: one.organisation for key, one in offered.items()})
    to = to if to in offered else stepping_up.pop("recipient", "")
    partner = offered.get(to)
    least = policy.minimum(partner.organisation.kind) if partner else None
    kinds = list(least.categories) if least else smallest(policy)
    hidden = any(member.withheld for member in case.household)
    answers: dict[str, Any] = {
        "decision": Decision.SHARED,
        "kinds": [code for code in kinds if not (hidden and _tells_where(policy.category(code)))],
        "shared_on": clock.today(),
    }
    if least:
        answers["purpose"] = least.purpose
    if partner:
        answers |= _as_chosen(to, offered)
    if len(children) == 1:
        answers["people"] = [str(children[0].pk)]
    if partner and least and not stepping_up and _talked_about(case, partner, least.purpose, answers["kinds"]):
        answers["told"] = "yes"
    return answers | _fitting(stepping_up, partner)


def why_not_where(case: Case) -> str:
    """Why nothing that tells where somebody is, is proposed; empty where nobody's whereabouts are protected."""
    hidden = any(member.withheld for member in case.household)
    kinds = [one.label for one in offered_kinds(notice.policy()) if _tells_where(one)] if hidden else []
    if not kinds:
        return ""
    return f"Not ticked beforehand, because whereabouts in this family are protected: {', '.join(kinds)}."


def _fitting(stepping_up: dict[str, Any], partner: Partner | None) -> dict[str, Any]:
    """Of a step-up what fits the partner: purpose and ground are for social care alone."""
    of_them = partner is None or partner.organisation.kind == SOCIAL_CARE
    names = stepping_up.keys() - {"recipient"} - (set() if of_them else {"purpose", "ground"})
    return {name: stepping_up[name] for name in names}


def _talked_about(case: Case, partner: Partner, purpose: str, kinds: list[str]) -> bool:
    """Whether it is on record that the family knew when this partner was told the same, for the same purpose, before.

    That they were once told of the notice says nothing of this sharing. What goes to social care is asked anew each time.
    """
    if partner.organisation.kind == SOCIAL_CARE:
        return False
    before = Disclosure.objects.standing().filter(case_key=case.pk, recipient=partner.organisation, purpose=purpose)
    newest = before.filter(decision=Decision.SHARED, item_kinds__contains=kinds).order_by("-shared_on", "-pk").first()
    return newest is not None and newest.told


def _as_chosen(key: str, offered: dict[str, Partner]) -> dict[str, str]:
    """A partner as the form has them: among those who take part, or as another one in the list."""
    listed = any(partner.involved for partner in offered.values()) and not offered[key].involved
    return {"recipient": "another", "another": key} if listed else {"recipient": key}


def _tells_where(kind: Category) -> bool:
    """Whether a kind of information holds addresses, telephone numbers, schools or surgeries."""
    held = {*kind.covers, *kind.covered_if_read, *(one.what for one in kind.covered_by_reason)}
    lines = (
        FIELDS["cases.Address"]["lines"],
        *(FIELDS["cases.Person"][name] for name in WHEREABOUTS if name != "address"),
    )
    return any(isinstance(line, Personal) and line.what in held for line in lines)


def as_answered(row: Disclosure, offered: dict[str, Partner]) -> dict[str, Any]:
    """An entry as the answers that led to it, to be corrected. A partner that is no longer offered is asked for again."""
    named = row.detail.recipient_person
    same = [key for key, partner in offered.items() if partner.organisation == row.recipient]
    key = next((one for one in same if offered[one].person == named), same[-1] if same else "")
    involved = any(partner.involved for partner in offered.values())
    listed = bool(key) and involved and not offered[key].involved
    return {
        "decision": row.decision,
        "weighed": row.detail.weighed,
        "recipient": "another" if listed else key,
        "another": key if listed else "",
        "recipient_person": "" if key and offered[key].person == named else named,
        "involved": row.involved and bool(key) and not offered[key].involved,
        "people": [str(about.person_id) for about in row.people.all()],
        "kinds": row.item_kinds,
        "described": row.items.all()[0].described,
        "purpose": row.purpose,
        "why_needed": row.detail.why_needed,
        "ground": row.ground,
        "ground_reference": row.ground_reference,
        "told": "yes" if row.told else "no",
        "why_not_told": row.why_not_told,
        "method": row.method if row.decision == Decision.SHARED else "",
        "shared_on": row.shared_on,
    }
