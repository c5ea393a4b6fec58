"""Recording what was shared: two pages, from the first answer to the log."""

from html import unescape

import pytest
from django.urls import reverse

from access.models import Draft
from sharing.models import Disclosure
from tests.factories import installation, somebody
from tests.sharing.confirming import confirm


@pytest.mark.slow
def test_two_pages_record_it_and_the_dpo_finds_it_without_names(case, worker, answers, signed_in):
    client = signed_in(worker)
    check = client.post(reverse("sharing:record", args=[case.reference]), answers).url
    page = client.get(check).content.decode()
    assert "Article 6(1)(e)" in page and case.children[0].full_name in page
    for _ in range(2):
        assert confirm(client, check).status_code == 302
    assert Disclosure.objects.count() == 1
    assert not Draft.objects.exists()
    assert (
        "To plan his mornings."
        in client.get(reverse("sharing:case_disclosures", args=[case.reference])).content.decode()
    )

    dpo = signed_in(somebody("dpo"))
    row = Disclosure.objects.get()
    for url in (
        reverse("sharing:log"),
        reverse("sharing:disclosure", args=[row.pk]),
        reverse("sharing:case_disclosures", args=[case.reference]),
    ):
        html = dpo.get(url).content.decode()
        assert case.reference in html
        assert case.children[0].full_name not in html and "plan his mornings" not in html


@pytest.mark.slow
def test_changing_the_answers_brings_them_back(case, worker, answers, signed_in):
    client = signed_in(worker)
    check = client.post(reverse("sharing:record", args=[case.reference]), answers).url
    back = client.get(client.get(check).context["cancel_url"]).content.decode()
    assert "To plan his mornings." in back and "The morning plan" in back


def test_a_refusal_stands_at_its_question_and_keeps_what_was_typed(case, worker, answers, signed_in):
    answer = signed_in(worker).post(
        reverse("sharing:record", args=[case.reference]),
        {name: answers[name] for name in answers if name != "involved"},
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "only when they take part in the support" in html and "To plan his mornings." in html
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["sharing:case_disclosures", "sharing:record"])
@pytest.mark.parametrize("role", ["practitioner", "hub", "referrer", "records_manager"])
def test_to_a_stranger_the_pages_do_not_exist(case, name, role, signed_in):
    assert signed_in(somebody(role)).get(reverse(name, args=[case.reference])).status_code == 404


@pytest.mark.slow
def test_the_check_page_says_it_in_one_sentence_with_basis_condition_and_paragraph(
    case, worker, school, answers, signed_in
):
    client = signed_in(worker)
    answers |= {"kinds": ["health"], "method": "secure_email", "told": "no", "why_not_told": "unsafe"}
    check = client.post(reverse("sharing:record", args=[case.reference]), answers).url
    page = unescape(" ".join(client.get(check).content.decode().split()))
    for words in (
        f"you shared medical information of {case.children[0]} with {school}, for: giving services, support and advice;"
        " secure e-mail, encrypted.",
        "Our work as a council in the public interest, Article 6(1)(e)",
        "Article 9(2)(h), Schedule 1 Part 1, paragraph 2",
        "Sharing, list 1, item 14",
        "No: it would not be safe",
    ):
        assert words in page
    refused = confirm(client, check)
    assert (
        refused.status_code == 422 and "Why do they need this as well: Medical information?" in refused.content.decode()
    )
    confirm(client, check, {"item_health": "He has asthma, and they run with him."})
    assert Disclosure.objects.get().encrypted


@pytest.mark.slow
def test_a_decision_not_to_share_goes_the_same_two_pages(case, worker, answers, signed_in):
    client, url = signed_in(worker), reverse("sharing:record", args=[case.reference])
    answers = {name: answers[name] for name in answers if name not in ("involved", "method")} | {
        "decision": "not_shared"
    }
    refused = client.post(url, answers)
    assert refused.status_code == 422 and "Write why you decided not to share" in refused.content.decode()
    check = client.post(url, answers | {"weighed": "They can ask him."}).url
    assert "you decided not to share" in client.get(check).content.decode()
    assert confirm(client, check).status_code == 302
    assert Disclosure.objects.get().detail.weighed == "They can ask him."


def test_what_changed_between_the_pages_is_refused_at_the_end(case, worker, school, answers, signed_in):
    client = signed_in(worker)
    check = client.post(reverse("sharing:record", args=[case.reference]), answers).url
    school.kind = "museum"
    school.write(by=installation(), because="was entered wrongly")
    answer = confirm(client, check)
    assert answer.status_code == 422 and "no longer" in answer.content.decode()
    assert not Disclosure.objects.exists()
