"""Five notices, five answers on the pages about sharing: to whom something may go, and under which law it goes."""

import re
from html import unescape

import pytest
from django.urls import reverse

from access import clock
from tests.factories import CaseFactory, OrganisationFactory, worker_on
from tests.factories.consent import ConsentFactory

HEALTH = "Article 9(2)(h), Schedule 1 Part 1, paragraph 2"
# Who may receive something of a family, who may not, for which purpose, of which kind; Article 6, and Article 9 where it is sensitive.
NOTICES = {
    "durham-early-help": ("school_nursery", "fire_service", "support_family", "health", "Article 6(1)(e)", HEALTH),
    "achieving-for-children-early-help-hub": (
        "police",
        "fire_service",
        "allocate_service",
        "health",
        "Article 6(1)(a)",
        "Article 9(2)(a)",
    ),
    "cambridgeshire-early-help": (
        "specialist_service",
        "housing",
        "support_family",
        "health",
        "Article 6(1)(e)",
        HEALTH,
    ),
    "redcar-cleveland-early-help": (
        "partner_agency",
        "fire_service",
        "right_support",
        "identity",
        "Article 6(1)(e)",
        "none needed",
    ),
    "redcar-cleveland-children-and-families": (
        "fire_service",
        "camhs",
        "fire_safety",
        "health",
        "Article 6(1)(e)",
        HEALTH,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", NOTICES)
def test_recipients_and_law_are_those_of_the_notice(name, under, signed_in):
    under(name)
    receives, receives_not, purpose, kind, article_6, article_9 = NOTICES[name]
    case = CaseFactory()
    if name.startswith("achieving"):
        ConsentFactory(case=case)
    there, not_there = (OrganisationFactory(kind=one) for one in (receives, receives_not))
    client, url = signed_in(worker_on(case)), reverse("sharing:record", args=[case.reference])
    offered = [label for _key, label in client.get(url).context["form"].fields["recipient"].choices]
    assert there.name in offered and not_there.name not in offered
    check = client.post(url, answers(case, there, purpose, kind)).url
    law = rows_of(client.get(check))
    assert article_6 in law["Lawful basis"]
    assert law["Condition for special category information"] == article_9


def answers(case, recipient, purpose, kind):
    today = clock.today()
    return {
        "decision": "shared",
        "recipient": str(recipient.pk),
        "involved": "yes",
        "people": [str(case.children[0].pk)],
        "kinds": [kind],
        "described": "How she is",
        "purpose": purpose,
        "why_needed": "To plan with her.",
        "method": "spoken",
        "shared_on_day": today.day,
        "shared_on_month": today.month,
        "shared_on_year": today.year,
        "told": "yes",
    }


def rows_of(page):
    """The page to check: each key with its value."""
    pairs = re.findall(r"<dt[^>]*>(.*?)</dt><dd[^>]*>(.*?)</dd>", unescape(page.content.decode()), re.DOTALL)
    return {key.strip(): value.strip() for key, value in pairs}
