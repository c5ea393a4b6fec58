"""The database holds what rows say to what the notice names, whatever path writes: with the value that is at fault, and those there are."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from access import notice
from access.errors import Refused
from access.models import AllowedPair, AllowedValue, Organisation
from access.records import acting
from cases.stages import Stage
from earlyhelp.policy import load
from earlyhelp.policy.sharing import Place
from sharing.models import Disclosure
from sharing.operations import evidence, lawfulness
from sharing.operations.lawfulness import Facts, Wanted
from tests.factories import CaseFactory, OrganisationFactory, PersonFactory, installation
from tests.factories.settings import set_
from tests.factories.sharing import DisclosureFactory

pytestmark = pytest.mark.django_db


def refused(write, *words):
    """A write that the database refuses, with these words."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        write()
    assert all(word in str(caught.value) for word in words), caught.value


@pytest.mark.promise("DUR-04")
def test_a_case_rests_on_no_basis_that_the_notice_does_not_name():
    """Seen to fail with the trigger on cases_case dropped."""
    refused(
        lambda: CaseFactory(stage=Stage.OPEN, work_basis="legitimate_interests"),
        '"legitimate_interests"',
        "public_task",
    )
    case = CaseFactory(stage=Stage.OPEN)

    def in_sql():
        with acting(installation(), "a test"), connection.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET work_basis = 'consent' WHERE id = %s", [case.pk])

    refused(in_sql, '"consent"', "public_task")


@pytest.mark.promise("DUR-04")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lawful_basis": "consent"}, ('basis or ground "consent"', "public_task")),
        ({"ground": "curiosity"}, ('ground "curiosity"', "court_order")),
        ({"item_kinds": ["identity", "shoe_size"]}, ('category "shoe_size"', "identity")),
        ({"purpose": "learning_at_school"}, ('purpose "learning_at_school" for "school_nursery"', "assess_needs")),
        ({"recipient_kind": "police"}, ('for "police"', "none")),
    ],
)
def test_a_disclosure_says_nothing_that_the_notice_does_not_name(change, words):
    """Seen to fail with the trigger on sharing_disclosure dropped."""
    pair = notice.pair("school_nursery", "support_family")
    refused(lambda: DisclosureFactory(pair=pair, **change), *words)
    assert not Disclosure.objects.exists()


def test_a_recipient_is_in_a_country_that_the_notice_allows(monkeypatch):
    policy = replace(load("durham-early-help"), places=(Place(code="recipients", within=("UK",), source="a test"),))
    monkeypatch.setattr(notice, "policy", lambda: policy)
    notice.store(policy)
    abroad = OrganisationFactory(kind="school_nursery", country="FR")
    refused(lambda: DisclosureFactory(recipient=abroad), 'country "FR"', "GB")
    wanted = Wanted(abroad, "support_family", ["identity"], [PersonFactory()], involved=True)
    with pytest.raises(Refused, match=r"another country \(FR\).*GB"):
        lawfulness.propose(policy, wanted, Facts(), on=PersonFactory().born)
    DisclosureFactory(recipient=OrganisationFactory(kind="school_nursery"))


def test_what_the_council_has_closed_neither_the_program_nor_the_database_lets_go():
    """Seen to fail with the trigger on sharing_disclosure dropped. What was shared before stays, and a ground still reaches them."""
    pair = notice.pair("school_nursery", "support_family")
    before = DisclosureFactory(pair=pair)
    closed = set_("pair_off", "school_nursery-support_family", "yes")
    assert notice.pair("school_nursery", "support_family") is None
    refused(lambda: DisclosureFactory(pair=pair), 'closed purpose "support_family" for "school_nursery"')
    school = OrganisationFactory(kind="school_nursery")
    wanted = Wanted(school, "support_family", ["identity"], [PersonFactory()], involved=True)
    with pytest.raises(Refused):
        lawfulness.propose(notice.policy(), wanted, Facts(), on=PersonFactory().born)
    assert Disclosure.objects.filter(pk=before.pk).exists() and evidence.recipients().wrong == 0
    set_("pair_off", "school_nursery-support_family", "")
    DisclosureFactory(pair=pair)
    assert closed.number == 1


def test_without_a_word_on_places_a_recipient_may_be_anywhere():
    assert not AllowedValue.objects.filter(kind="country").exists()
    DisclosureFactory(recipient=OrganisationFactory(kind="school_nursery", country="IE"))


def test_a_purpose_outside_the_notice_is_refused_with_what_it_allows():
    policy = load("durham-early-help")
    school = Organisation(name="Larkfield School", kind="school_nursery")
    wanted = Wanted(school, "learning_at_school", ["identity"], [PersonFactory()], involved=True)
    with pytest.raises(Refused) as caught:
        lawfulness.propose(policy, wanted, Facts(), on=PersonFactory().born)
    told = str(caught.value)
    assert policy.purpose("learning_at_school").label in told
    assert policy.purpose("support_family").label in told


def test_what_is_stored_is_what_the_file_says():
    policy = notice.policy()
    stored = set(AllowedValue.objects.filter(notice=notice.version()).values_list("kind", "value"))
    assert stored == set(notice.allowed_values(policy))
    assert AllowedPair.objects.filter(notice=notice.version()).count() == len(policy.allowed_pairs())
