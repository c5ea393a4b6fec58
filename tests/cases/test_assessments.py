from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from access import clock, notice
from access.errors import Forbidden, Refused
from access.models import AccessEvent, Draft, Notification
from access.records import acting
from cases.models import Assessment, Section, Task
from cases.operations import assessments
from tests.conftest import as_
from tests.factories import CaseFactory, installation, worker_on


@pytest.fixture
def manager(case):
    return worker_on(case, "team_manager")


@pytest.fixture
def assessment(case, worker):
    with as_(worker):
        return assessments.start(case, by=worker)


def section(assessment, code="going_well"):
    return assessment.sections.get(code=code)


def save(row, by, text="They laugh a lot.", complete=True, seen=None):
    with as_(by):
        return assessments.keep_section(row, text=text, complete=complete, seen=seen, by=by)


def complete(assessment, by):
    for row in assessment.sections.all():
        save(row, by, f"About {row.code}.")


def hand_in(assessment, by):
    with as_(by):
        return assessments.hand_in(assessment, by=by)


def give_back(assessment, by, words="Say more about school."):
    with as_(by):
        return assessments.give_back(assessment, words=words, by=by)


def sign(assessment, by):
    with as_(by):
        return assessments.sign(assessment, by=by)


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


def typing(client, url, **typed):
    """What the page sends by itself while somebody types."""
    return client.post(url, typed, headers={"X-Typing": "1"})


@pytest.mark.slow
def test_what_is_typed_is_saved_while_it_is_typed_and_says_when(assessment, case, worker, signed_in):
    """Seen to fail with the words kept in the page alone."""
    row, client = section(assessment), signed_in(worker)
    url = reverse("cases:assessment_section", args=[case.reference, assessment.number, row.pk])
    seen = client.get(url).context["form"]["seen"].value()
    first = typing(client, url, text="They la", seen=seen).json()
    assert first["said"].startswith("Saved at ")
    second = typing(client, url, text="They laugh a lot.", seen=first["seen"]).json()
    kept = section(assessment)
    assert (kept.text, kept.complete, second["seen"]) == ("They laugh a lot.", False, kept.changed_at.isoformat())
    assert client.post(url, {"text": kept.text, "complete": "on", "seen": second["seen"]}).status_code == 302
    typing(client, url, text="They laugh.", seen=section(assessment).changed_at.isoformat())
    assert section(assessment).complete, "typing says nothing about it"
    typing(client, url, text="", seen=section(assessment).changed_at.isoformat())
    assert not section(assessment).complete, "nothing is complete with nothing written"


@pytest.mark.slow
def test_typing_over_what_somebody_else_saved_loses_neither(assessment, case, worker, signed_in):
    """Seen to fail with what was typed not set aside. Another tab of the same person is somebody else here."""
    row = section(assessment)
    url = reverse("cases:assessment_section", args=[case.reference, assessment.number, row.pk])
    one, other = signed_in(worker), signed_in(worker)
    seen = {tab: tab.get(url).context["form"]["seen"].value() for tab in (one, other)}
    assert typing(one, url, text="In one tab.", seen=seen[one]).status_code == 200
    answer = typing(other, url, text="In the other tab.", seen=seen[other])
    assert answer.status_code == 409 and "Nothing was overwritten" in answer.json()["said"]
    assert section(assessment).text == "In one tab."
    page = signed_in(worker).get(url)
    assert "In one tab." in page.content.decode() and "In the other tab." in page.content.decode()
    assert "In the other tab." not in signed_in(worker_on(case)).get(url).content.decode()
    both = {"text": "In one tab. In the other tab.", "seen": page.context["form"]["seen"].value()}
    assert one.post(url, both).status_code == 302
    assert "and was not saved" not in one.get(url).content.decode() and not Draft.objects.exists()


@pytest.mark.slow
def test_typing_in_a_third_tab_loses_neither_of_the_others(assessment, case, worker, signed_in):
    """Seen to fail with one text set aside, which the third overwrote. What one tab sends later takes the place of what it sent before."""
    row = section(assessment)
    url = reverse("cases:assessment_section", args=[case.reference, assessment.number, row.pk])
    one, other, third = tabs = [signed_in(worker) for _ in range(3)]
    carried = {tab: {name: tab.get(url).context["form"][name].value() for name in ("seen", "window")} for tab in tabs}
    typing(one, url, text="In one tab.", **carried[one])
    for tab, text in ((other, "In the oth"), (other, "In the other tab."), (third, "In the third tab.")):
        assert typing(tab, url, text=text, **carried[tab]).status_code == 409
    page = signed_in(worker).get(url)
    html = page.content.decode()
    assert all(text in html for text in ("In one tab.", "In the other tab.", "In the third tab."))
    assert html.count("and was not saved") == 2

    clash = other.post(url, {"text": "In the other tab.", **carried[other]})
    assert clash.status_code == 422 and "In the third tab." in clash.content.decode()
    opened = {name: page.context["form"][name].value() for name in ("seen", "window", "opened")}
    typing(third, url, text="In the third tab, later.", **carried[third])
    assert one.post(url, {"text": "All.", **opened}).status_code == 302
    assert "In the third tab, later." in one.get(url).content.decode(), "it came after the page was opened"


@pytest.mark.slow
def test_a_window_that_is_out_of_date_takes_complete_away_in_silence_no_more(assessment, case, worker, signed_in):
    """The words are the same, and what is said of them is not. Seen to fail with the text alone compared."""
    row, colleague = save(section(assessment), worker, "They laugh.", complete=False), worker_on(case)
    url = reverse("cases:assessment_section", args=[case.reference, assessment.number, row.pk])
    first, second = signed_in(worker), signed_in(colleague)
    seen = {client: client.get(url).context["form"]["seen"].value() for client in (first, second)}
    assert first.post(url, {"text": "They laugh.", "complete": "on", "seen": seen[first]}).status_code == 302
    assert typing(second, url, text="They laugh.", seen=seen[second]).json()["seen"] == seen[second], "it knows no more"
    answer = second.post(url, {"text": "They laugh.", "seen": seen[second]})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422 and str(worker) in page and "<strong>complete</strong>" in page
    assert section(assessment).complete
    again = answer.context["form"]["seen"].value()
    assert second.post(url, {"text": "They laugh.", "seen": again}).status_code == 302
    assert not section(assessment).complete, "said by somebody who knows"


@pytest.mark.slow
def test_a_window_whose_answers_never_came_back_is_nobody_else(assessment, case, worker, signed_in):
    """On a weak signal the button goes before the answer comes. Seen to fail with “has changed this section” about oneself, and
    with what the button had overtaken put back."""
    row, client = section(assessment), signed_in(worker)
    url = reverse("cases:assessment_section", args=[case.reference, assessment.number, row.pk])
    own = {name: client.get(url).context["form"][name].value() for name in ("seen", "window")}
    for turn, text in enumerate(("They la", "They laugh"), 1):
        assert typing(client, url, text=text, turn=turn, **own).status_code == 200
    assert client.post(url, {"text": "They laugh a lot.", "turn": "4", **own}).status_code == 302
    assert typing(client, url, text="They laugh a", turn=3, **own).status_code == 200
    assert section(assessment).text == "They laugh a lot."
    assert "and was not saved" not in client.get(url).content.decode()


@pytest.mark.slow
def test_typing_is_no_reading_of_the_case(assessment, case, worker, signed_in):
    row, client = section(assessment), signed_in(worker)
    url = reverse("cases:assessment_section", args=[case.reference, assessment.number, row.pk])
    client.get(url)
    before = AccessEvent.objects.filter(case_key=case.pk).count()
    typing(client, url, text="They laugh.", seen="")
    assert AccessEvent.objects.filter(case_key=case.pk).count() == before


@pytest.mark.slow
def test_typing_after_the_session_has_ended_loses_nothing(assessment, case, worker, signed_in):
    row, client = section(assessment), signed_in(worker)
    url = reverse("cases:assessment_section", args=[case.reference, assessment.number, row.pk])
    client.get(url)
    client.session.delete()
    answer = typing(client, url, text="Half a thought", seen="")
    assert answer.status_code == 302 and reverse("account_login") in answer.url
    kept = dict(client.session.items())
    client.sign_in(worker)
    session = client.session
    for key, value in kept.items():
        session.setdefault(key, value)
    session.save()
    assert "Half a thought" in client.get(url).content.decode()


@pytest.mark.slow
def test_typing_does_not_write_into_what_is_signed_or_into_another_s_case(assessment, case, worker, manager, signed_in):
    url = reverse("cases:assessment_section", args=[case.reference, assessment.number, section(assessment).pk])
    complete(assessment, worker)
    hand_in(assessment, worker)
    answer = typing(signed_in(worker), url, text="Too late.", seen="")
    assert answer.status_code == 422 and "cannot be changed" in answer.json()["said"]
    assert typing(signed_in(worker_on(CaseFactory())), url, text="Not mine.", seen="").status_code == 404
    assert section(assessment).text == "About going_well."


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
