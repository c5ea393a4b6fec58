"""A session that ends in the middle of an assessment loses no word: after sign-in the same section stands there with it."""

import pytest
from django.urls import reverse

from cases.operations import assessments
from tests.access.test_typed import lose_the_session, sign_in_again
from tests.conftest import as_
from tests.factories import CaseFactory, worker_on


@pytest.mark.regression(11)
def test_what_was_typed_comes_back_at_the_same_section(signed_in, db):
    """Half an hour of writing was lost to the sign-in page, or came back at another page than the one it was written on."""
    case = CaseFactory()
    worker = worker_on(case)
    with as_(worker):
        assessment = assessments.start(case, by=worker)
        section = assessment.sections.order_by("pk")[2]
    url = reverse("cases:assessment_section", args=[case.reference, assessment.number, section.pk])
    client = signed_in(worker)
    seen = client.get(url).context["form"]["seen"].value()
    lose_the_session(client)
    answer = client.post(url, {"text": "He laughs when we read.", "seen": seen})
    assert answer.url == f"{reverse('account_login')}?next={url}"
    page = sign_in_again(client, worker).get(url)
    assert page.context["form"]["text"].value() == "He laughs when we read."
    assert page.context["form"]["seen"].value() == seen  # a colleague who wrote meanwhile is noticed
    assert client.post(url, {"text": "He laughs when we read.", "seen": seen}).status_code == 302
    section.refresh_from_db()
    assert section.text == "He laughs when we read."
