from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from access import clock, notice
from access.errors import Forbidden, Refused
from access.models import Notification
from access.records import acting
from cases.models import Assessment, Section, Task
from cases.operations import assessments
from tests.cases.assessing import complete, give_back, hand_in, save, section, sign
from tests.conftest import as_
from tests.factories import installation, worker_on


def test_it_has_every_section_of_the_policy_and_each_child_has_a_voice(assessment, case):
    asked = notice.policy().assessment_sections
    assert {row.code for row in assessment.sections.all()} == {one.code for one in asked}
    each = [one.code for one in asked if one.each_child]
    assert {row.person for row in assessment.sections.filter(code__in=each)} == set(case.children)
    assert assessment.due_on > clock.today()


def test_a_second_one_waits_until_the_first_is_signed(assessment, case, worker):
    with as_(worker), pytest.raises(Refused, match="in hand already"):
        assessments.start(case, by=worker)


def test_what_is_typed_is_kept_as_it_is_typed(assessment, worker):
    row = save(section(assessment), worker, "  Two lines,\n\nas typed. ", complete=False)
    assert Section.objects.get(pk=row.pk).text == "  Two lines,\n\nas typed. "
    assert row.history.first().history_user == worker


def test_nothing_is_complete_with_nothing_written(assessment, worker):
    with pytest.raises(Refused, match="Write something"):
        save(section(assessment), worker, "   ")


@pytest.mark.slow
def test_the_second_to_save_sees_both_versions_and_nothing_is_overwritten(assessment, case, worker, signed_in):
    row, colleague = section(assessment), worker_on(case)
    url = reverse("cases:assessment_section", args=[case.reference, assessment.number, row.pk])
    first, second = signed_in(worker), signed_in(colleague)
    seen = {client: client.get(url).context["form"]["seen"].value() for client in (first, second)}
    assert first.post(url, {"text": "Mine.", "seen": seen[first]}).status_code == 302
    answer = second.post(url, {"text": "Theirs.", "seen": seen[second]})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Mine." in page and "Theirs." in page and str(worker) in page
    assert section(assessment).text == "Mine."
    again = answer.context["form"]["seen"].value()
    assert second.post(url, {"text": "Mine and theirs.", "seen": again}).status_code == 302
    assert section(assessment).text == "Mine and theirs."


def test_saving_the_same_words_twice_is_no_clash(assessment, worker):
    row = section(assessment)
    save(row, worker, "The same.", seen=row.changed_at)
    assert save(row, worker, "The same.", seen=row.changed_at).text == "The same."


@pytest.mark.regression(12)
def test_the_percentage_counts_what_there_is_and_is_100_only_when_nothing_is_left(assessment, worker):
    rows = list(assessment.sections.all())
    assert assessments.percent_complete(assessment) == 0
    for row in rows[:-1]:
        save(row, worker, "Written.")
    assert assessments.percent_complete(assessment) == 100 * (len(rows) - 1) // len(rows) < 100
    save(rows[-1], worker, "Written.")
    assert assessments.percent_complete(assessment) == 100


def test_it_is_not_handed_in_with_a_section_missing(assessment, worker):
    with pytest.raises(Refused, match="not complete yet"):
        hand_in(assessment, worker)


@pytest.mark.slow
def test_handing_in_gives_the_managers_a_task_and_news(assessment, worker, manager):
    complete(assessment, worker)
    hand_in(assessment, worker)
    assert Task.objects.get(kind="sign_off", done_at=None).about_key == assessment.pk
    assert Notification.objects.get(user=manager).kind == "assessment.submitted"


@pytest.mark.slow
@pytest.mark.regression(13)
def test_returned_it_can_be_changed_and_handed_in_again_which_fires_each_step_once(assessment, worker, manager):
    complete(assessment, worker)
    hand_in(assessment, worker)
    give_back(assessment, manager)
    assert Task.objects.get(kind="returned", done_at=None).for_user == worker
    assert not Task.objects.filter(kind="sign_off", done_at=None).exists()
    save(section(assessment), worker, "More.")
    hand_in(assessment, worker)
    assert Task.objects.filter(kind="sign_off", done_at=None).count() == 1
    assert not Task.objects.filter(kind="returned", done_at=None).exists()
    assert Notification.objects.filter(user=manager, kind="assessment.submitted").count() == 2


@pytest.mark.slow
@pytest.mark.regression(10)
def test_returning_needs_words(assessment, worker, manager):
    complete(assessment, worker)
    hand_in(assessment, worker)
    with pytest.raises(Refused, match="what has to change"):
        give_back(assessment, manager, words=" ")


@pytest.mark.slow
def test_nobody_but_a_manager_signs_and_none_their_own(assessment, worker, manager):
    complete(assessment, manager)
    hand_in(assessment, manager)
    with pytest.raises(Forbidden):
        sign(assessment, worker)
    with pytest.raises(Refused, match="another manager"):
        sign(assessment, manager)


@pytest.mark.slow
def test_two_managers_sign_once(assessment, case, worker, manager):
    complete(assessment, worker)
    hand_in(assessment, worker)
    sign(assessment, manager)
    with pytest.raises(Refused, match="not waiting"):
        sign(assessment, worker_on(case, "team_manager"))
    assert assessment.steps.filter(kind="sign").count() == 1


@pytest.mark.slow
def test_what_is_signed_is_read_only_whatever_writes(assessment, worker, manager):
    complete(assessment, worker)
    hand_in(assessment, worker)
    with pytest.raises(Refused, match="not being written"):
        save(section(assessment), worker, "Too late.")
    sign(assessment, manager)
    with as_(worker), acting(worker, "a program gone wrong"):
        assert Section.objects.filter(assessment=assessment).update(text="Too late.") == 0


@pytest.mark.slow
def test_a_new_version_starts_from_the_words_of_the_one_that_was_signed(assessment, case, worker, manager):
    complete(assessment, worker)
    hand_in(assessment, worker)
    sign(assessment, manager)
    with as_(worker):
        second = assessments.start(case, by=worker)
    assert second.number == 2
    assert section(second).text == "About going_well." and not section(second).complete


@pytest.mark.slow
def test_the_two_versions_stand_side_by_side(assessment, case, worker, manager, signed_in):
    complete(assessment, worker)
    hand_in(assessment, worker)
    sign(assessment, manager)
    with as_(worker):
        second = assessments.start(case, by=worker)
    save(section(second), worker, "Now they sing.")
    page = signed_in(worker).get(reverse("cases:compare", args=[case.reference, 2])).content.decode()
    assert "About going_well." in page and "Now they sing." in page and "the same" in page
    assert signed_in(worker).get(reverse("cases:compare", args=[case.reference, 1])).status_code == 404


@pytest.mark.slow
def test_the_page_shows_the_manager_what_to_do_and_the_writer_not(assessment, case, worker, manager, signed_in):
    complete(assessment, worker)
    hand_in(assessment, worker)
    url = reverse("cases:assessment", args=[case.reference, assessment.number])
    assert "Return with comments" in signed_in(manager).get(url).content.decode()
    assert "Return with comments" not in signed_in(worker).get(url).content.decode()
    back = reverse("cases:give_back", args=[case.reference, assessment.number])
    assert signed_in(worker).get(back).status_code == 404
    assert signed_in(manager).post(back, {"words": "More."}).status_code == 302
    assert Assessment.objects.get().state == "writing"


def test_strengths_come_first_on_the_page(assessment, case, worker, signed_in):
    page = signed_in(worker).get(reverse("cases:assessment", args=[case.reference, 1])).content.decode()
    labels = [one.label for one in notice.policy().assessment_sections]
    places = [page.index(label) for label in labels]
    assert places == sorted(places)
    assert next(one.part for one in notice.policy().assessment_sections) == "strengths"


def test_a_day_long_assessment_stays_due_when_it_was_due(assessment):
    assert assessment.due_on - clock.today() >= timedelta(days=15)


def test_what_was_written_under_an_older_form_stays_in_sight(assessment, case, worker, signed_in):
    Section(
        case=case,
        assessment=assessment,
        code="what_we_asked_once",
        text="They laugh a lot.",
        changed_at=clock.now(),
        changed_by=worker,
    ).write(by=installation(), because="a test")
    client = signed_in(worker)
    page = client.get(reverse("cases:assessment", args=[case.reference, assessment.number]))
    last = page.context["parts"][-1]
    assert last["title"] == "What we asked once"
    assert "They laugh a lot." in client.get(last["href"]).content.decode()


def test_what_is_asked_before_it_is_handed_in_is_not_called_optional(case, worker, assessment, signed_in):
    """Saved without, handed in with: the page said “(optional)”. Seen to fail so."""
    row = section(assessment)
    page = signed_in(worker).get(reverse("cases:assessment_section", args=[case.reference, assessment.number, row.pk]))
    field = str(page.context["form"]["text"].as_field_group())
    assert "What is going well" in field and "(optional)" not in field


def test_one_that_was_started_by_mistake_is_given_up_and_stays_to_be_read(assessment, case, worker, manager, signed_in):
    """No page gave it up, and no other could begin. Seen to fail with what is given up counted as in hand, and without the end of its tasks."""
    complete(assessment, worker)
    hand_in(assessment, worker)
    client = signed_in(worker)
    url = reverse("cases:give_up", args=[case.reference, assessment.number])
    answer = client.post(url, {"because": "It was begun on the wrong family."})
    assert answer.status_code == 422 and "It is not being written" in answer.content.decode()
    give_back(assessment, manager)
    assert url in client.get(url.replace("give-up", "")).content.decode()
    assert client.post(url, {"because": "It was begun on the wrong family."}).status_code == 302
    page = client.get(url.replace("give-up", "")).content.decode()
    for words in ("It was begun on the wrong family.", "Given up by", "About going_well."):
        assert words in page, words
    assert not case.tasks.filter(done_at=None).exists()
    assert "was given up" in case.tasks.get(kind="returned").because
    with as_(worker):
        again = assessments.start(case, by=worker)
        with pytest.raises(Refused, match="not being written"):
            assessments.keep_section(section(assessment), text="More.", complete=True, seen=None, by=worker)
    assert (again.number, section(again).text) == (2, "")


def test_a_step_says_of_which_assessment_it_is(assessment, worker, signed_in):
    """“Give it up” stood alone above the question. Seen to fail with the step's own words alone."""
    page = signed_in(worker).get(reverse("cases:give_up", args=[assessment.case.reference, 1])).content.decode()
    assert "Give up: early help assessment 1</h1>" in page
