"""The record of processing activities: each purpose of the notice once, counted from what was done for it."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock, notice
from access.errors import Refused
from cases.models import Message
from cases.operations import triage
from cases.stages import Stage
from earlyhelp.desk import processing
from earlyhelp.desk.processing import ROLES
from earlyhelp.policy import available
from earlyhelp.policy.vocabulary import CONTROLLER_ROLES
from sharing.operations import lawfulness
from sharing.operations.facts import facts_of
from sharing.operations.lawfulness import Wanted
from tests.conftest import as_
from tests.factories import (
    AllocationFactory,
    CaseFactory,
    OrganisationFactory,
    TeamFactory,
    installation,
    somebody,
    worker_on,
)
from tests.factories.sharing import DisclosureFactory

pytestmark = pytest.mark.django_db
AFC = "achieving-for-children-early-help-hub"


@pytest.fixture
def read(signed_in):
    """The page as the Data Protection Officer reads it: what stands below each purpose."""

    def page():
        text = html.unescape(signed_in(somebody("dpo")).get(reverse("desk:processing")).content.decode())
        articles = re.findall(r"<h3[^>]*>(.*?)</h3>(.*?)</article>", text, flags=re.DOTALL)
        return {heading: re.sub(r"<[^>]+>|\s+", " ", rest) for heading, rest in articles}

    return page


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (AFC, {"Controller": "Achieving for Children", "Commissioner": "Windsor and Maidenhead Council"}),
        ("redcar-cleveland-children-and-families", {"Processor": "Carers Together"}),
    ],
)
def test_each_organisation_stands_there_as_what_the_notice_says_it_is(name, said, under, signed_in):
    """Seen to fail while every one was called a controller."""
    under(name)
    text = html.unescape(signed_in(somebody("dpo")).get(reverse("desk:processing")).content.decode())
    rows = dict(re.findall(r'__key">([^<]+)</dt><dd class="govuk-summary-list__value">([^<]+)</dd>', text))
    assert {role: rows.get(role) for role in said} == said
    assert set(ROLES) == CONTROLLER_ROLES


# Seen to fail with the counts of _shared taken from every decision, and with rows() leaving out purposes that were not used.
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.promise("RCC-10")] if name.endswith("children-and-families") else [])
        for name in available()
    ],
)
def test_every_purpose_of_the_notice_stands_there_once_with_what_was_done_for_it(name, under, read):
    policy = under(name)
    before = read()
    assert list(before) == [purpose.label for purpose in policy.purposes]
    assert all("Not used since" in words for words in before.values())
    kind, code = next((kind, code) for kind, code in policy.allowed_pairs() if _ordinary(policy, kind, code))
    basis = policy.basis(policy.purpose(code).bases[0])
    for decision in ("shared", "shared", "not_shared"):
        DisclosureFactory(
            recipient=OrganisationFactory(kind=kind),
            decision=decision,
            purpose=code,
            lawful_basis=basis.code,
            item_kinds=["identity"],
        )
    label = policy.purpose(code).label
    after = read()
    assert "2 times information was shared; 1 decision not to share" in after[label]
    assert [words for heading, words in after.items() if heading != label] == [
        words for heading, words in before.items() if heading != label
    ]


def _ordinary(policy, kind, code):
    """Whether the notice lets this kind of partner have something for it in an open case, without asking more."""
    purpose = policy.purpose(code)
    return purpose.bases and purpose.scope != "front_door" and not policy.recipient(kind).conditions(code)


def test_what_is_older_than_a_year_counts_no_more_and_a_purpose_of_an_earlier_notice_still_shows(read):
    DisclosureFactory(shared_on=clock.today() - timedelta(days=366))
    DisclosureFactory(decision="not_shared", purpose="of_old")
    found = read()
    assert "Not used since" in found[notice.policy().purpose("support_family").label]
    assert "Of an earlier notice" in found["of_old"] and "1 decision not to share" in found["of_old"]


@pytest.mark.parametrize("role", ["practitioner", "hub", "referrer"])
def test_it_is_for_the_data_protection_officer(role, signed_in):
    assert signed_in(somebody(role)).get(reverse("desk:processing")).status_code == 403


@pytest.fixture
def asking(under):
    """A referral that waits with the hub under the notice that asks for consent first; and somebody of the hub."""
    policy = under(AFC)
    case = CaseFactory(stage=Stage.FOR_MEETING, work_basis="", team=TeamFactory(is_hub=True))
    return policy, case, worker_on(case, "hub")


# Seen to fail without a purpose on the question, with AWAITING_CONSENT not leading to ASKED, and with consent not asked of a meeting.
@pytest.mark.slow
@pytest.mark.promise("AFC-20")
def test_what_is_not_clear_is_asked_for_that_purpose_while_consent_is_awaited_and_nothing_else_is_done(
    asking, signed_in, read
):
    policy, case, hub = asking
    with as_(hub):
        triage.decide(case, decision="meeting", because="Several could help.", level=_level(policy), by=hub)
        case.refresh_from_db()
        assert case.stage == Stage.AWAITING_CONSENT
        page = signed_in(hub).get(reverse("cases:decide", args=[case.reference])).content.decode()
        assert "Making sure that we understand the referral" in page
        assert "Ask only about what the referral itself says" in page
        triage.decide(case, decision="ask", because="Not clear.", words="Which school?", by=hub)
    case.refresh_from_db()
    assert case.stage == Stage.ASKED
    told, asked = Message.objects.filter(case=case).order_by("written_at")
    assert (told.purpose, asked.purpose, asked.text) == ("", "clarify_referral", "Which school?")
    police = OrganisationFactory(kind="police")
    for purpose in policy.recipient("police").purposes:
        wanted = Wanted(police, purpose, ["identity"], case.children, involved=True)
        with pytest.raises(Refused):
            lawfulness.propose(policy, wanted, facts_of(case, clock.today()), on=clock.today())
    assert "1 question to whoever sent a referral" in read()["Making sure that we understand the referral"]


def _level(policy):
    return policy.levels[0].code if policy.levels else ""


@pytest.mark.slow
def test_where_somebody_leads_the_hub_asks_nobody(asking):
    _, case, hub = asking
    AllocationFactory(case=case)
    with as_(hub), pytest.raises(Refused, match="leads this case already"):
        triage.decide(case, decision="ask", because="Not clear.", words="Which school?", by=hub)


@pytest.mark.slow
def test_counts_are_sums_for_the_data_protection_officer_alone(under):
    under(AFC)
    case = CaseFactory(stage=Stage.RECEIVED, team=TeamFactory(is_hub=True))
    Message(
        case=case, author=installation(), to_referrer=True, purpose="clarify_referral", text="x", written_at=clock.now()
    ).write(by=installation(), because="a test")
    since = clock.today() - timedelta(days=1)
    with as_(somebody("dpo")):
        assert processing._questions(since) == {"clarify_referral": 1}
    with as_(worker_on(case, "hub")):
        assert not processing._questions(since)
