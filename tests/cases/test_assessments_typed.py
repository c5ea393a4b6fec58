"""An assessment while it is typed: saved by itself, in several windows, and lost in none."""

from html import unescape

import pytest
from django.urls import reverse

from access.models import AccessEvent, Draft
from tests.cases.assessing import complete, hand_in, save, section
from tests.factories import CaseFactory, worker_on


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
