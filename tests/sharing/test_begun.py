"""What was begun to be recorded and not confirmed: its author’s alone, findable, and deleted without a trace in the log."""

from django.urls import reverse

from access.models import Draft
from access.records import acting
from sharing.models import Disclosure
from tests.factories import CaseFactory, give_person, installation, somebody, worker_on
from tests.sharing.confirming import confirm


def test_a_draft_is_shown_to_its_author_and_on_its_case_alone(case, worker, answers, signed_in):
    check = signed_in(worker).post(reverse("sharing:record", args=[case.reference]), answers).url
    assert b"mornings" not in bytes(Draft.objects.get().sealed)
    assert signed_in(worker_on(case)).get(check).status_code == 404
    assert signed_in(somebody()).get(check).status_code == 404
    other = CaseFactory()
    give_person(other, worker)
    client = signed_in(worker)
    assert client.get(check.replace(case.reference, other.reference)).status_code == 404
    draft = Draft.objects.get().pk
    assert client.get(reverse("sharing:record", args=[other.reference]), {"draft": draft}).status_code == 404


TO_CONFIRM = "Confirm what you began to record as shared"


def test_what_was_begun_and_not_confirmed_stands_where_its_author_looks_until_it_is_confirmed(
    case, worker, answers, signed_in
):
    """It could be found by its address alone. Seen to fail without its place on the case's page, and without its line on Today."""
    client, tab = signed_in(worker), reverse("sharing:case_disclosures", args=[case.reference])
    check = client.post(reverse("sharing:record", args=[case.reference]), answers).url
    for page in (tab, "/"):
        assert f'href="{check}"' in client.get(page).content.decode()
    assert TO_CONFIRM in client.get("/").content.decode()
    colleague = signed_in(worker_on(case))
    assert all(check not in colleague.get(page).content.decode() for page in (tab, "/"))
    confirm(client, check)
    assert all(check not in client.get(page).content.decode() for page in (tab, "/"))


def test_what_was_begun_on_another_case_or_on_one_out_of_sight_is_not_offered_here(case, worker, answers, signed_in):
    """Seen to fail with every draft on each page. Of Today's line row security takes care as well."""
    gone, client = CaseFactory(), signed_in(worker)
    grant = give_person(gone, worker)
    there = client.post(
        reverse("sharing:record", args=[gone.reference]), answers | {"people": [gone.children[0].pk]}
    ).url
    key, tab = str(Draft.objects.get().pk), reverse("sharing:case_disclosures", args=[case.reference])
    assert key in there and key not in client.get(tab).content.decode()
    assert TO_CONFIRM in client.get("/").content.decode()
    with acting(installation(), "a test"):
        grant.delete()
    assert TO_CONFIRM not in client.get("/").content.decode()


def test_what_was_begun_by_mistake_is_deleted_without_recording_it(case, worker, answers, signed_in):
    """Seen to fail without the way out: confirming was the only one."""
    client = signed_in(worker)
    check = client.post(reverse("sharing:record", args=[case.reference]), answers).url
    assert "Delete without recording" in client.get(check).content.decode()
    assert client.post(check, {"give_up": "yes"}).url == reverse("sharing:case_disclosures", args=[case.reference])
    assert not Draft.objects.exists() and not Disclosure.objects.exists()
    assert TO_CONFIRM not in client.get("/").content.decode()


def test_going_back_and_on_again_keeps_one_draft(case, worker, answers, signed_in):
    client = signed_in(worker)
    check = client.post(reverse("sharing:record", args=[case.reference]), answers).url
    back = client.get(check).context["cancel_url"]
    assert client.post(back, answers | {"described": "The evening plan"}).url == check
    assert "The evening plan" in client.get(check).content.decode()
    assert Draft.objects.count() == 1


def test_an_address_with_a_broken_draft_shows_an_empty_page(case, worker, signed_in):
    url = reverse("sharing:record", args=[case.reference])
    assert signed_in(worker).get(url, {"draft": "nonsense"}).status_code == 200
