"""Each event is told once, to whoever it is for, by a line and a letter that name nobody; after a return it begins anew, once."""

from collections import Counter

import pytest
from django.core import mail

from access.models import Notification
from cases.models import Task
from cases.operations import assessments
from tests.access.test_news import send
from tests.cases.assessing import complete
from tests.conftest import as_
from tests.factories import AllocationFactory, CaseFactory, somebody, worker_on


@pytest.fixture
def handed_in(db, settings):
    """A lead who has handed in, and two managers of the team."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    case = CaseFactory()
    lead = worker_on(case)
    managers = [worker_on(case, "team_manager"), worker_on(case, "team_manager")]
    AllocationFactory(case=case, worker=lead.staff)
    with as_(lead):
        assessment = assessments.start(case, by=lead)
    complete(assessment, lead)
    hand_in(assessment, lead)
    return assessment, lead, managers


def hand_in(assessment, by):
    with as_(by):
        assessments.hand_in(assessment, by=by)


def letters():
    """How many letters went to each address; each says nothing but that there is news."""
    send()
    return Counter(letter.to[0] for letter in mail.outbox)


@pytest.mark.regression(22)
@pytest.mark.regression(13)
def test_returned_and_handed_in_again_each_step_is_told_once(handed_in):
    """A return told the writer twice, as a task and as news; a second hand-in must tell each manager once more, and no more."""
    assessment, lead, (one, other) = handed_in
    assert letters() == {one.email: 1, other.email: 1}
    with as_(one):
        assessments.give_back(assessment, words="Say more about school.", by=one)
    assert letters() == {one.email: 1, other.email: 1, lead.email: 1}
    hand_in(assessment, lead)
    assert letters() == {one.email: 2, other.email: 2, lead.email: 1}
    with as_(other):
        assessments.sign(assessment, by=other)
    assert letters() == {one.email: 2, other.email: 2, lead.email: 2}
    kinds = Counter(Notification.objects.values_list("user", "kind"))
    assert kinds == {
        (one.pk, "assessment.submitted"): 2,
        (other.pk, "assessment.submitted"): 2,
        (lead.pk, "assessment.returned"): 1,
        (lead.pk, "assessment.signed"): 1,
    }
    assert Counter(Task.objects.values_list("kind", flat=True)) == {"sign_off": 2, "returned": 1}
    assert not Task.objects.filter(done_at=None).exists()


@pytest.mark.regression(22)
def test_nothing_of_the_family_stands_in_news_or_letters(handed_in):
    """No name, birthday, address or reference leaves by e-mail; the line in the app has the reference alone."""
    assessment, _, (one, _) = handed_in
    with as_(one):
        assessments.give_back(assessment, words="Say more about school.", by=one)
    send()
    case = assessment.case
    child = case.children[0]
    private = [child.full_name, str(child.born), child.addresses.get().lines, "school", *child.full_name.split()]
    assert len(mail.outbox) == 3
    for letter in mail.outbox:
        said = f"{letter.subject} {letter.body} {letter.to}"
        assert not [word for word in (*private, case.reference) if word in said]
    for line in Notification.objects.all():
        assert not [word for word in private if word in str(vars(line))]


@pytest.mark.regression(22)
def test_managers_who_left_and_colleagues_hear_nothing(db):
    """What waits for sign-off is told to the managers at work in the team of the case: nobody else."""
    case = CaseFactory()
    lead, colleague, elsewhere = worker_on(case), worker_on(case), somebody("team_manager")
    gone, here = worker_on(case, "team_manager"), worker_on(case, "team_manager")
    gone.staff.is_active = False
    gone.staff.write(by=here, because="has left")
    with as_(lead):
        assessment = assessments.start(case, by=lead)
    complete(assessment, lead)
    hand_in(assessment, lead)
    assert [line.user for line in Notification.objects.all()] == [here]
    assert not Notification.objects.filter(user__in=[gone, colleague, elsewhere, lead]).exists()
