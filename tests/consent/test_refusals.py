"""A clear no: kept as an answer, from somebody who was told and asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.records import uuid7
from access.slots import Someone
from cases.models import Case
from cases.models.families import Part
from cases.operations import basis, referrals
from consent.forms.told import QUESTIONS
from consent.models import Consent, Refusal
from consent.operations import refusals
from earlyhelp.policy.loading import available
from tests.conftest import as_
from tests.consent.asking import consent_of
from tests.factories import CaseFactory, TeamFactory, somebody, worker_on


def sent_with(answer, achieving):
    """A referral of a child and a carer whose sender says of the consent: `answer`."""
    hub = TeamFactory(is_hub=True)
    referrer = somebody("referrer")
    people = (
        referrals.SomeoneNamed("Tamsin Invented", Part.CHILD, key="child"),
        referrals.SomeoneNamed("Rory Invented", Part.CARER, key="carer"),
    )
    told = {"told_told": "yes", "told_how": "talked", "told_on": clock.today() - timedelta(days=1), "told_by": "Ada"}
    with as_(referrer):
        case = referrals.send(
            referrals.ReferralAnswers(
                people=people,
                address="1 Invented Street",
                postcode="",
                happening="Mornings.",
                help_wanted="Somebody.",
                told=told | {"told_consent": answer, "told_consent_by": "carer"},
            ),
            by=referrer,
            key=uuid7(),
        )
    return case, somebody("hub", team=hub)


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "said"), [("no", True), ("not_asked", False)])
def test_a_clear_no_on_the_referral_is_kept_as_an_answer_and_the_case_waits_as_before(
    answer, said, achieving, signed_in
):
    """Seen to fail with a “Yes” kept alone: a “No” looked as if nobody had asked."""
    case, hub = sent_with(answer, achieving)
    client, day = signed_in(hub), clock.today() - timedelta(days=1)
    pages = [
        client.get(reverse(name, args=[case.reference])).content.decode()
        for name in ("cases:decide", "consent:privacy")
    ]
    assert (f"Rory Invented was asked for consent on {day:%-d %B %Y} and said no" in pages[0]) is said
    asked = f"was asked on {day:%-d %B %Y} by Ada and said no"
    assert (asked in " ".join(pages[1].split()), "Nobody has been asked" in pages[1]) == (said, not said)
    assert list(Refusal.objects.values_list("person__full_name", "asked_on", "asked_by")) == (
        [("Rory Invented", day, "Ada")] if said else []
    )
    case = Case.objects.get(pk=case.pk)
    assert case.work_basis == "" and not Consent.objects.exists()
    with as_(hub), pytest.raises(Refused, match="no consent is recorded"):
        basis.for_allocation(case)


@pytest.mark.slow
def test_a_no_that_comes_later_is_recorded_once_by_whoever_asked_and_a_later_yes_opens_the_gate(waiting, signed_in):
    """Seen to fail with the page that knows a yes and a going along alone."""
    worker = worker_on(waiting)
    client, url = signed_in(worker), reverse("consent:record_consent", args=[waiting.reference])
    child, today = waiting.children[0], clock.today()
    day = {f"given_on_{part}": getattr(today, part) for part in ("day", "month", "year")}
    typed = {"person": str(child.pk), "explicit": "said_no", "how": "talked", "once": str(uuid7()), **day}
    for _ in range(2):
        assert client.post(url, typed).status_code == 302
    kept = Refusal.objects.get()
    assert (kept.person, kept.asked_on, kept.asker, kept.recorded_by) == (child, today, worker.name, worker)
    assert Case.objects.get(pk=waiting.pk).work_basis == ""
    version = kept.history.first()
    assert (version.history_user, version.history_change_reason) == (worker, "asked for consent; the answer was no")

    consent_of(waiting, worker)
    assert Case.objects.get(pk=waiting.pk).work_basis != ""
    html = client.get(reverse("consent:privacy", args=[waiting.reference])).content.decode()
    assert "said no: they do not consent" in html and "consented on" in html
    answer = client.post(url, typed | {"once": str(uuid7())})
    assert answer.status_code == 422 and "withdraw it on the privacy page" in answer.content.decode()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [({"told_consent_by": ""}, "Say who was asked and said no"), ({"told_told": "no"}, "cannot have been asked")],
)
def test_a_no_names_who_said_it_and_comes_from_somebody_who_was_told(more, sentence, achieving):
    people = [Someone("child", "Tamsin", grown_up=False), Someone("carer", "Rory", grown_up=True)]
    told = {"told_told": "yes", "told_how": "talked", "told_why_not": "unsafe", "told_consent": "no"}
    with pytest.raises(Refused, match=sentence):
        QUESTIONS.clean(told | {"told_consent_by": "carer"} | more, people)


@pytest.mark.slow
@pytest.mark.parametrize("council", available())
def test_a_no_is_kept_only_where_the_notice_lets_somebody_be_asked(council, under, signed_in):
    """Under a notice that does not name consent the page is not there, and nothing is written."""
    policy = under(council)
    case = CaseFactory()
    worker, asked = worker_on(case), any(one.article_6 == "6(1)(a)" for one in policy.bases)
    page = signed_in(worker).get(reverse("consent:record_consent", args=[case.reference]))
    assert (page.status_code == 200) is asked
    if not asked:
        with as_(worker), pytest.raises(Refused, match="does not rely on consent"):
            refusals.record(case, person=case.children[0], how="talked", asked_on=clock.today(), by=worker)
