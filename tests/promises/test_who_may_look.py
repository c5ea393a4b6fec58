"""Who may open a record, under the notices that promise it: whoever has a grant for that case, and every opening is noted."""

import pytest
from django.urls import reverse

from access.models import AccessEvent
from cases.stages import Stage
from tests.factories import CaseFactory, OrganisationFactory, TeamFactory, give_person, somebody, worker_on
from tests.factories.states import GLASS

AFC = "achieving-for-children-early-help-hub"
CAM = "cambridgeshire-early-help"
DUR = "durham-early-help"
ALL = (AFC, CAM, DUR)


def a_case(policy):
    """One that its team works on."""
    return CaseFactory(stage=Stage.OPEN, work_basis=policy.bases[0].code)


def events(case, by):
    return AccessEvent.objects.filter(case_key=case.pk, user_key=by.pk)


@pytest.mark.promise("AFC-12", "DUR-19", "CAM-11")
@pytest.mark.parametrize("council", ALL)
def test_the_team_that_has_the_case_opens_it_and_each_opening_is_noted(council, under, signed_in):
    """Seen to fail with no grant given to the team of a case."""
    case = a_case(under(council))
    colleague = worker_on(case)
    assert signed_in(colleague).get(case.get_absolute_url()).status_code == 200
    noted = events(case, colleague).get()
    assert (noted.outcome, noted.purpose) == ("shown", "casework")


@pytest.mark.promise("AFC-12", "DUR-19", "CAM-11")
@pytest.mark.parametrize("council", ALL)
@pytest.mark.parametrize("roles", [("practitioner",), ("team_manager", "practitioner")])
def test_another_team_of_the_council_opens_it_only_where_somebody_takes_part(roles, council, under, signed_in):
    """Seen to fail with the grant asked about the council instead of the case."""
    case = a_case(under(council))
    elsewhere = somebody(*roles, team=TeamFactory())
    client = signed_in(elsewhere)
    assert client.get(case.get_absolute_url()).status_code == 404
    assert AccessEvent.objects.filter(user_key=elsewhere.pk, outcome="refused").exists()
    give_person(case, elsewhere)
    assert client.get(case.get_absolute_url()).status_code == 200


@pytest.mark.promise("AFC-12", "DUR-19")
@pytest.mark.parametrize("council", [AFC, DUR])
def test_opening_without_a_grant_needs_a_reason_and_the_officer_is_told(council, under, signed_in):
    """Seen to fail with a reason of any length taken."""
    case, officer = a_case(under(council)), somebody("dpo")
    client, url = signed_in(somebody(team=TeamFactory())), reverse("cases:break_glass", args=[case.reference])
    once = client.get(url).context["form"]["once"].value()
    refused = client.post(url, {"because": "because", "once": once})
    assert refused.status_code == 422 and client.get(case.get_absolute_url()).status_code == 404
    assert client.post(url, {"because": GLASS, "once": once}).status_code == 302
    assert client.get(case.get_absolute_url()).status_code == 200
    assert officer.notifications.exists()


@pytest.mark.promise("AFC-22")
@pytest.mark.parametrize("roles", [("practitioner",), ("partner",), ("records_manager",), ("user_administrator",)])
def test_nobody_sees_a_family_by_belonging_to_the_company(roles, under, signed_in):
    """Another team is told by an entry of the log that names a duty or power; it opens nothing itself."""
    case = a_case(under(AFC))
    other = (
        somebody(*roles, staff_record__organisation=OrganisationFactory(kind="own_team"))
        if roles == ("partner",)
        else None
    )
    other = other or somebody(*roles, team=TeamFactory())
    assert signed_in(other).get(case.get_absolute_url()).status_code == 404
