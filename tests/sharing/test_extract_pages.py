"""The pages of what may leave for research, as the people who use them see them."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from access import clock, notice
from access.records import uuid7
from earlyhelp.policy.loading import available
from sharing.models import Extract
from sharing.slots import extracts_waiting
from tests.conftest import as_
from tests.factories import somebody
from tests.factories.sharing import ExtractFactory
from tests.sharing.specifying import ONS, STUDY, another_notice, approve, specify

pytestmark = pytest.mark.django_db
LIST, NEW = "sharing:extracts", "sharing:specify_extract"
NONE = "achieving-for-children-early-help-hub"


def page_of(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def answers(**changes):
    """What a DPO types, and what the page carries."""
    leaves = clock.today() + timedelta(days=30)
    return {
        "once": str(uuid7()),
        "recipient": ONS,
        "purpose": "national_research",
        "cohort": "programme_families",
        "columns": ["name", "postcode"],
        "travels": "transfer",
        "leaves_on_day": leaves.day,
        "leaves_on_month": leaves.month,
        "leaves_on_year": leaves.year,
        "because": "It cannot be linked without them.",
    } | changes


@pytest.mark.parametrize("name", available())
def test_the_list_says_of_each_study_what_the_notice_does_and_what_is_missing(name, settings, signed_in):
    """Seen to fail with owed.html left out of the list."""
    settings.COUNCIL = name
    policy = notice.policy()
    notice.store(policy)
    told = page_of(signed_in(somebody("dpo")).get(reverse(LIST)))
    assert ("names no study" in told) == (name == NONE) == (not policy.research)
    for study in policy.research:
        assert study.study in told and study.recipient in told and study.source in told
        assert all(policy.reading(key).question in told for key in study.readings)
        assert ("The notice lists no columns for this study" in told) == (not study.columns)
        assert ("Specify what may leave for" in told) == bool(study.columns)


def test_a_dpo_specifies_and_a_records_manager_approves(signed_in):
    dpo, manager = somebody("dpo"), somebody("records_manager")
    sent = signed_in(dpo).post(reverse(NEW, args=[STUDY]), answers(), follow=True)
    made = Extract.objects.get()
    told = page_of(sent)
    assert "Waiting for approval" in told and "somebody else has to approve it" in told
    assert reverse("sharing:approve_extract", args=[made.pk]) not in sent.content.decode()
    address = reverse("sharing:approve_extract", args=[made.pk])
    assert "Name, postcode" in page_of(signed_in(manager).get(address))
    done = page_of(signed_in(manager).post(address, {"because": "I read each line."}, follow=True))
    assert "It is approved" in done and f"Approved by {manager.name}: I read each line." in done
    assert f"Specified by {dpo.name}" in done
    assert "what is sent under it is a disclosure about each of them" in done


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"columns": ["name", "shoe_size"]}, ["no column “shoe_size”", "postcode"]),
        ({"recipient": "IFF Research"}, ["no recipient “IFF Research”", ONS]),
        ({"purpose": "support_family"}, ["no purpose “support_family”"]),
        ({"cohort": "all_early_help_families"}, ["families on Stronger Families"]),
        ({"columns": []}, ["Choose at least one column"]),
        ({"travels": ""}, ["Choose how it travels"]),
        ({"leaves_on_year": "2020"}, ["must not be in the past"]),
        ({"because": ""}, ["Write why"]),
        ({"destroy_by_day": "1", "destroy_by_month": "1", "destroy_by_year": "2090"}, ["1 January 2090 is too late"]),
    ],
)
@pytest.mark.promise("DUR-07")
def test_the_form_refuses_what_the_notice_does_not_name_and_keeps_what_was_typed(change, words, signed_in):
    """Seen to fail with the choices of the form taken from nowhere."""
    answer = signed_in(somebody("dpo")).post(reverse(NEW, args=[STUDY]), answers(**change))
    told = page_of(answer)
    assert answer.status_code == 422 and "There is a problem" in told
    assert [word for word in words if word not in told] == []
    assert change.get("because") == "" or "It cannot be linked without them." in told
    assert not Extract.objects.exists()


def test_while_one_waits_the_page_says_that_a_new_one_takes_its_place(signed_in):
    client, made = signed_in(somebody("dpo")), specify()
    told = client.get(reverse(NEW, args=[STUDY])).content.decode()
    assert reverse("sharing:extract", args=[made.pk]) in told and "takes its place" in told
    client.post(reverse(NEW, args=[STUDY]), answers(because="It is for next year."))
    made.refresh_from_db()
    assert made.state == "ended" and Extract.objects.waiting().get().because == "It is for next year."


def test_a_study_that_the_notice_does_not_name_has_no_page(signed_in):
    client = signed_in(somebody("dpo"))
    assert client.get(reverse(NEW, args=["what_helps"])).status_code == 404
    assert client.post(reverse(NEW, args=["what_helps"]), answers()).status_code == 404


def test_who_may_not_specify_is_shown_no_way_to_and_gets_none(signed_in):
    manager = signed_in(somebody("records_manager"))
    assert "Specify what may leave for" not in page_of(manager.get(reverse(LIST)))
    assert manager.post(reverse(NEW, args=[STUDY]), answers()).status_code == 403


def test_my_own_is_not_approved_by_me_however_i_get_there(signed_in):
    dpo = somebody("dpo")
    made = specify(dpo)
    answer = signed_in(dpo).post(reverse("sharing:approve_extract", args=[made.pk]), {"because": "Read."})
    assert answer.status_code == 422 and "Somebody else has to approve it" in page_of(answer)


def test_what_a_newer_notice_does_not_list_is_red_in_the_list_and_says_why(signed_in, monkeypatch):
    """Seen to fail with the state of an approved one taken from its row alone."""
    made = approve(specify())
    another_notice(monkeypatch, columns=("name",))
    client = signed_in(somebody("dpo"))
    assert "Outside the notice" in page_of(client.get(reverse(LIST)))
    told = page_of(client.get(reverse("sharing:extract", args=[made.pk])))
    assert "Why nothing may leave under it now" in told and "no column “postcode”" in told


@pytest.mark.slow
def test_one_for_a_study_that_is_gone_from_the_notice_stays_to_be_read_and_ended(signed_in, monkeypatch):
    made = approve(specify())
    policy = another_notice(monkeypatch)
    monkeypatch.setattr(notice, "policy", lambda: replace(policy, research=()))
    client = signed_in(somebody("dpo"))
    assert "Studies that the notice in force does not name" in page_of(client.get(reverse(LIST)))
    ended = client.post(reverse("sharing:end_extract", args=[made.pk]), {"because": "The study is gone."}, follow=True)
    assert "nothing may leave under it" in page_of(ended) and "The study is gone." in page_of(ended)


def test_whoever_may_approve_finds_what_waits_on_their_today_page(signed_in, monkeypatch):
    dpo, manager = somebody("dpo"), somebody("records_manager")
    made = specify(dpo)
    with as_(manager):
        assert [(job.count, job.href) for job in extracts_waiting(manager.staff)] == [
            (1, f"{reverse(LIST)}?show=waiting")
        ]
    with as_(dpo):
        assert extracts_waiting(dpo.staff) == []  # it is not theirs to approve
    approve(made, manager)
    another_notice(monkeypatch, columns=("name",))
    with as_(dpo):
        assert "more than the notice in force allows" in extracts_waiting(dpo.staff)[0].text
    assert extracts_waiting(somebody("hub").staff) == []


def test_an_older_one_is_read_in_its_own_words(signed_in):
    made = ExtractFactory(because="For <b>linking</b>.")
    answer = signed_in(somebody("dpo")).get(reverse("sharing:extract", args=[made.pk]))
    assert "<b>linking" not in answer.content.decode() and str(made.notice) in page_of(answer)
