"""Purposes of the front door hold there and nowhere else."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from access import clock, notice
from access.errors import Refused
from earlyhelp.policy import load
from sharing.operations.facts import Facts
from sharing.operations.lawfulness import propose
from tests.factories import AllocationFactory, CaseFactory, somebody, worker_on
from tests.factories.sharing import DisclosureFactory
from tests.sharing.asking import RCC, RCE, at_the_door, record, refused, wanted

DOOR = [one.code for one in load(RCC).purposes_of("front_door")]


@pytest.mark.slow
@pytest.mark.promise("RCC-32")
@pytest.mark.parametrize("purpose", DOOR)
def test_a_purpose_of_the_front_door_holds_there_and_nowhere_else(purpose, under):
    """Seen to fail with _check_purpose taken out of lawfulness.py, and its namesake out of the database's function."""
    policy = under(RCC)
    assert len(DOOR) == 4
    case, hub = at_the_door()
    ground = {"ground": "risk_of_neglect_or_abuse", "involved": False}
    row = record(case, hub, wanted(case, "police", purpose, **ground))
    assert (row.purpose, row.pair) == (purpose, None)

    given = CaseFactory()
    asked = wanted(given, "police", purpose, **ground)
    with pytest.raises(Refused) as refusal:
        propose(policy, asked, Facts(), on=clock.today())
    told = str(refusal.value)
    assert refusal.value.field == "purpose"
    assert policy.purpose(purpose).label in told and policy.purpose("safeguard_support").label in told
    in_sql = {
        "case": given,
        "recipient": asked.recipient,
        "purpose": purpose,
        "pair": None,
        "ground": "risk_of_neglect_or_abuse",
        "lawful_basis": "public_task",
        "item_kinds": ["identity"],
        "conditions": [],
    }
    refused(lambda: DisclosureFactory(**in_sql), f'purpose "{purpose}" is one of the front door', "safeguard_support")
    DisclosureFactory(**in_sql | {"case": case})


@pytest.mark.slow
@pytest.mark.promise("RCC-32")
def test_the_page_offers_the_four_purposes_at_the_front_door_alone(under, signed_in):
    under(RCC)
    case, hub = at_the_door()
    there = signed_in(hub).get(reverse("sharing:record", args=[case.reference])).context["form"]
    assert set(DOOR) <= set(dict(there.fields["purpose"].choices))
    allocated = CaseFactory()
    client = signed_in(worker_on(allocated))
    url = reverse("sharing:record", args=[allocated.reference])
    assert not set(DOOR) & set(dict(client.get(url).context["form"].fields["purpose"].choices))
    html = unescape(client.post(url, {"purpose": DOOR[0]}).content.decode())
    assert (
        f"“{DOOR[0]}” is no purpose of the notice here. It names: " in html and "Making a home safe from fire" in html
    )


@pytest.mark.parametrize("at_door", [True, False])
def test_a_purpose_without_a_legal_basis_is_not_offered_and_the_officer_reads_which_have_none(
    at_door, under, signed_in
):
    """Seen to fail with every purpose of `offered` handed out, and without `_no_basis` among the doubts."""
    policy = under("achieving-for-children-early-help-hub")
    case, by = at_the_door() if at_door else (CaseFactory(), None)
    page = signed_in(by or worker_on(case)).get(reverse("sharing:record", args=[case.reference]))
    offered = set(dict(page.context["form"].fields["purpose"].choices)) - {""}
    assert offered == {"hub_meeting", "allocate_service"} if at_door else {"allocate_service"}
    doubts = unescape(signed_in(somebody("dpo")).get(reverse("desk:doubts")).content.decode())
    without = [one for one in policy.purposes if not one.bases]
    assert "Purposes without a legal basis" in doubts
    assert len(without) == 7 and all(one.label in doubts for one in without)


def test_what_was_shared_at_the_front_door_can_be_written_down_and_corrected_after_it(under):
    under(RCE)
    case = CaseFactory(received_at=clock.now() - timedelta(days=9))
    AllocationFactory(case=case, since=clock.now())
    by, yesterday = worker_on(case), clock.today() - timedelta(days=1)
    asked = wanted(case, "police", "level_of_service")
    row = record(case, by, asked, shared_on=yesterday)
    assert row.shared_on == yesterday
    with pytest.raises(Refused, match="front door alone"):
        propose(notice.policy(), asked, Facts(left_front_door=yesterday), on=clock.today())
