"""What the hub tells social care when it steps a family up."""

import pytest
from django.urls import reverse

from cases.operations import triage
from tests.conftest import as_
from tests.factories import OrganisationFactory, at_the_hub, worker_on

SERIOUS = {
    "achieving-for-children-early-help-hub": ("", "safeguarding"),
    "cambridgeshire-early-help": None,  # the notice knows no social care
    "durham-early-help": ("", ""),  # four grounds, and each may be meant
    "redcar-cleveland-children-and-families": ("", "risk_of_neglect_or_abuse"),
    "redcar-cleveland-early-help": ("", "serious_safeguarding"),
}


@pytest.mark.slow
@pytest.mark.parametrize("council", SERIOUS)
def test_a_step_up_comes_with_whom_and_on_which_ground_where_the_notice_leaves_no_choice(council, under, signed_in):
    """Seen to fail with why and how alone; and with the first of several chosen for somebody."""
    policy, case = under(council), at_the_hub()
    care, _ = OrganisationFactory(kind="social_care", name="Invented social care"), OrganisationFactory(kind="police")
    hub = worker_on(case, "hub")
    level = {"level": policy.levels[0].code} if policy.levels else {}
    client, address = signed_in(hub), reverse("sharing:record", args=[case.reference])
    assert not client.get(address).context["form"]["recipient"].value(), "nothing was decided yet"
    with as_(hub):
        triage.decide(case, decision="step_up", because="Hurt at home.", by=hub, **level)
    form = client.get(address).context["form"]
    assert (form["why_needed"].value(), form["method"].value()) == ("Hurt at home.", "spoken")
    if SERIOUS[council] is None:
        assert not form["recipient"].value() and not form["ground"].value()
        return
    purpose, ground = SERIOUS[council]
    open_to_it = [code for code, _ in form.fields["purpose"].choices if (care.kind, code) in policy.allowed_pairs()]
    only = open_to_it or [code for code, _ in form.fields["purpose"].choices]
    assert form["recipient"].value() == str(care.pk)
    assert (form["purpose"].value(), form["ground"].value()) == (only[0] if len(only) == 1 else purpose, ground)

    other = OrganisationFactory(kind="social_care", name="Another social care")
    form = client.get(address).context["form"]
    assert not form["recipient"].value(), "there are two"
    assert client.get(address, {"to": other.pk}).context["form"]["ground"].value() == ground
    for key, one in form.partners.items():
        if one.organisation.kind == "police":
            assert not client.get(address, {"to": key}).context["form"]["ground"].value(), "that is for social care"
