"""A record that is restricted or sealed is so in everything that looks at many: samples, concerns, joined referrals, sums, cover."""

import pytest
from django.db import connection
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.operations.drafts import Sent
from access.records import acting, uuid7
from cases.models import Case, DrawnCase
from cases.operations import allocation, cover, evidence, joining, note_drafts, quality
from cases.stages import Stage
from consent.models import Concern
from consent.operations import evidence as of_consents
from retention.operations import evidence as of_retention
from sharing.operations import evidence as of_sharing
from tests.cases.hub.deciding import decide
from tests.cases.test_quality import asked, draw, told
from tests.conftest import as_, as_robot
from tests.factories import AllocationFactory, CaseFactory, TeamFactory, installation, somebody, worker_on
from tests.factories.consent import ConcernFactory
from tests.factories.quality import QualitySampleFactory
from tests.factories.retention import full_case
from tests.factories.states import keep_out, lift, restriction, shut

pytestmark = pytest.mark.django_db
LEVELS = ["restricted", "sealed"]


def in_words(page):
    return page.content.decode()


# samples ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_shut_is_never_drawn_for_a_sample(level):
    """Seen to fail without the state in earlyhelp_draw."""
    there, shut_case = CaseFactory(), shut(CaseFactory(), level=level)
    sample = QualitySampleFactory()
    assert set(Case.objects.filter(drawn__sample=sample)) == {there} and shut_case.reference


@pytest.mark.parametrize("level", LEVELS)
def test_where_only_what_is_shut_came_the_officer_reads_that_nothing_did(level):
    shut(CaseFactory(), level=level)
    with pytest.raises(Refused, match="No referral came"):
        draw(somebody("dpo"))


def test_an_officer_who_is_kept_out_draws_it_for_nobody():
    case, officer = CaseFactory(), somebody("dpo")
    keep_out(case, officer)
    with as_(officer), pytest.raises(Refused, match="No referral came"):
        quality.draw("quality_assurance", by=officer, **asked())


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_shut_after_it_was_drawn_is_out_of_the_sample(level, signed_in):
    """Seen to fail without the state in earlyhelp_quality, and with DPO alone in the wall of what was drawn."""
    case, officer = CaseFactory(), somebody("dpo")
    sample = QualitySampleFactory()
    with as_(officer):
        assert len(told(sample)) == DrawnCase.objects.count() == 1
    shut(case, level=level)
    with as_(officer):
        assert told(sample) == [] and not DrawnCase.objects.exists()
    assert case.reference not in in_words(signed_in(officer).get(reverse("cases:quality_sample", args=[sample.pk])))


# concerns -----------------------------------------------------------------------------------------------------------


def test_a_concern_about_a_sealed_family_is_its_owners_to_answer_and_nobody_elses(signed_in):
    """Seen to fail with DPO alone in the wall of concerns, and without the owner in earlyhelp_follow_restrictions."""
    case, officer = CaseFactory(), somebody("dpo")
    owner = somebody("team_manager", team=case.team)
    concern = ConcernFactory(case=case, owner=officer)
    shut(case, level="sealed", owner=owner)
    page = in_words(signed_in(officer).get(reverse("consent:concerns")))
    assert case.reference not in page and "Nobody has raised a concern yet." in page
    assert signed_in(officer).get(reverse("consent:concern", args=[concern.pk])).status_code == 404
    assert Concern.objects.get().owner == owner
    assert case.reference in in_words(signed_in(owner).get(reverse("desk:today")))


def test_of_a_restricted_family_the_officer_goes_on_answering_and_a_colleague_does_not():
    case, officer = CaseFactory(), somebody("dpo")
    colleague, owner = worker_on(case), somebody("team_manager", team=case.team)
    theirs, officers = ConcernFactory(case=case, owner=colleague), ConcernFactory(case=case, owner=officer)
    shut(case, owner=owner)
    with as_(colleague):
        assert not Concern.objects.exists()
    assert [Concern.objects.get(pk=one.pk).owner for one in (theirs, officers)] == [owner, officer]


def test_a_concern_of_somebody_who_is_kept_out_goes_to_the_officer():
    case, officer = CaseFactory(), somebody("dpo")
    worker = worker_on(case)
    ConcernFactory(case=case, owner=worker)
    keep_out(case, worker)
    assert Concern.objects.get().owner == officer


# referrals that were joined -----------------------------------------------------------------------------------------


@pytest.fixture
def joined():
    """An open case with its lead, and the referral of another family's name that the hub joined to it."""
    case, referral = CaseFactory(), CaseFactory(stage=Stage.RECEIVED, work_basis="")
    lead, hub = worker_on(case), worker_on(referral, "hub")
    AllocationFactory(case=case, worker=lead.staff)
    decide(referral, hub, "attach", other_reference=case.reference)
    return case, referral, lead, hub


def sees(person, case):
    with as_(person):
        return Case.objects.visible_to(person).filter(pk=case.pk).exists() and Case.objects.filter(pk=case.pk).exists()


@pytest.mark.parametrize("level", LEVELS)
def test_a_referral_that_was_joined_is_shut_with_the_case_and_opens_with_it(level, joined):
    """Seen to fail with the family's cases alone in earlyhelp_as_one: the hub read about a sealed family in its referral."""
    case, referral, lead, hub = joined
    assert sees(lead, referral) and sees(hub, referral)
    shut(case, lead, level=level)
    assert Case.objects.get(pk=referral.pk).visibility == level
    assert sees(lead, case) and sees(lead, referral) and not sees(hub, referral)
    lift(case)
    assert sees(lead, referral) and sees(hub, referral)


def test_whoever_is_kept_out_of_the_case_is_kept_out_of_what_was_joined_to_it(joined):
    case, referral, _, hub = joined
    keep_out(case, hub)
    assert not sees(hub, referral)


def test_taken_back_it_is_open_again_and_the_case_stays_shut(joined):
    """Seen to fail without the trigger on what the hub decides: nothing could ever have opened the referral."""
    case, referral, lead, hub = joined
    shut(case, lead, hub)
    with as_(hub):
        joining.separate(referral, because="Another Ada, born elsewhere.", by=hub)
    assert [Case.objects.get(pk=one.pk).visibility for one in (case, referral)] == ["restricted", "open"]
    assert not sees(lead, referral) and sees(worker_on(referral, "hub"), referral)


def test_taken_back_a_referral_keeps_its_own_restriction_and_the_case_is_open_again(joined):
    case, referral, lead, hub = joined
    owner = somebody("team_manager")
    restriction(referral, lead, hub, level="restricted", owner=owner)
    assert Case.objects.get(pk=case.pk).visibility == "restricted"
    with as_(hub):
        joining.separate(referral, because="Another Ada, born elsewhere.", by=hub)
    assert [Case.objects.get(pk=one.pk).visibility for one in (case, referral)] == ["open", "restricted"]


def test_a_referral_that_is_shut_is_joined_to_no_case():
    case, referral = CaseFactory(), CaseFactory(stage=Stage.RECEIVED, work_basis="")
    AllocationFactory(case=case, worker=worker_on(case).staff)
    hub = worker_on(referral, "hub")
    shut(referral, hub)
    with pytest.raises(Refused, match="Lift its restriction first"):
        decide(referral, hub, "attach", other_reference=case.reference)


@pytest.mark.parametrize("level", LEVELS)
def test_a_case_that_is_shut_is_no_open_case_to_join_to(level):
    case, referral = CaseFactory(), CaseFactory(stage=Stage.RECEIVED, work_basis="")
    AllocationFactory(case=case, worker=worker_on(case).staff)
    shut(case, level=level)
    with pytest.raises(Refused, match="No open case has this reference"):
        decide(referral, worker_on(referral, "hub"), "attach", other_reference=case.reference)


# cover, drafts, sums ------------------------------------------------------------------------------------------------


def test_whoever_stands_in_for_the_next_lead_does_not_see_what_is_shut():
    """Seen to fail without the state in grants.let_stand_in."""
    case = CaseFactory()
    manager, lead = worker_on(case, "team_manager"), worker_on(case)
    other = CaseFactory(team=case.team)
    AllocationFactory(case=other, worker=lead.staff)
    standing_in = somebody("practitioner", team=TeamFactory())
    with as_(manager):
        cover.arrange(
            absent=lead.staff,
            covering=standing_in.staff,
            until=clock.today(),
            because="Leave.",
            by=manager,
            key=uuid7(),
        )
    shut(case, owner=manager)
    with as_(manager):
        allocation.allocate(
            case, team=lead.memberships.get().group.team, worker=lead.staff, by=manager, because="Next."
        )
    assert sees(lead, case) and sees(standing_in, other) and not sees(standing_in, case)


def test_a_note_that_somebody_began_is_nowhere_once_they_are_kept_out(signed_in):
    """Seen to fail: the page of what cannot be saved still showed it, and Today spoke of it."""
    case = CaseFactory(stage=Stage.OPEN, work_basis="public_task")
    worker = worker_on(case)
    with as_(worker):
        note_drafts.keep(case, {"text": ["Qzxv at the door"]}, by=worker, key=(key := uuid7()), sent=Sent())
    left = reverse("cases:left_note", args=[key])
    assert case.reference in in_words(signed_in(worker).get(reverse("desk:today")))
    keep_out(case, worker)
    today = in_words(signed_in(worker).get(reverse("desk:today")))
    assert case.reference not in today and "Qzxv" not in today and "unfinished" not in today
    assert signed_in(worker).get(left).status_code == 404
    assert signed_in(worker).get(reverse("cases:add_note", args=[case.reference])).status_code == 404


FOUND = (
    *(evidence.bases, evidence.categories, of_consents.consent, of_consents.told),
    *(of_sharing.recipients, of_retention.period),
)


@pytest.mark.parametrize("find", FOUND, ids=[f"{one.__module__}.{one.__name__}" for one in FOUND])
def test_what_the_night_counts_does_not_tell_that_there_is_one_more(find):
    """Seen to fail with each of them over all cases: the number without the row says that somebody is hidden."""
    full_case()
    CaseFactory(stage=Stage.OPEN, work_basis="public_task")
    with as_robot():
        before = find()
    for case in Case.objects.all():
        with acting(installation(), "another one"):
            case.restrictions.update(lifted_at=clock.now())
        shut(case, level="sealed")
    with as_robot():
        after = find()
    assert (after.wrong, after.looked_at) == (0, 0), (before, after)


def test_questions_of_a_sealed_referral_are_no_sum_of_the_record_of_processing():
    case = full_case()
    with acting(installation(), "asked"):
        case.restrictions.update(lifted_at=clock.now())
        case.messages.update(purpose="early_help")
    officer = somebody("dpo")

    def number():
        with as_(officer), connection.cursor() as cursor:
            cursor.execute("SELECT sum(number) FROM earlyhelp_questions_by_purpose('2000-01-01')")
            return cursor.fetchone()[0]

    assert number()
    shut(case, level="sealed")
    assert number() is None
