"""The promises of the notice in force: what the night finds, what the page says, who puts a red one right."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from access import clock, notice, slots
from access.errors import Forbidden, Refused
from access.jobs import robot
from access.models import Light, PromiseState
from access.operations import promises
from access.records import acting
from access.slots import Finding
from cases.stages import Stage
from earlyhelp.desk.promises import PAGES
from earlyhelp.policy import available, load
from earlyhelp.policy.notice import Promise
from earlyhelp.policy.proofs import proofs
from earlyhelp.policy.vocabulary import EVIDENCE
from tests.conftest import as_, as_robot
from tests.factories import CaseFactory, somebody

MADE = {"area": "basis", "capability": "notices", "kept_by": "A test keeps it.", "source": "a test"}
KEPT = Promise(code="DUR-91", text="We keep this.", evidence=("bases",), **MADE)
WAITS = Promise(code="DUR-92", text="The council has to say.", rests_on=("criminal_offence_condition",), **MADE)
TO_COME = Promise(code="DUR-93", text="Another part keeps this.", **MADE | {"capability": "rights"})


@pytest.fixture(autouse=True)
def three_promises(monkeypatch):
    policy = replace(load("durham-early-help"), promises=(KEPT, WAITS, TO_COME))
    monkeypatch.setattr(notice, "policy", lambda: policy)


def test_what_does_not_fit_is_red_though_its_part_of_the_program_is_still_to_come():
    """Seen to fail while a promise that waits was amber whatever was found: a record past its period was nobody's task."""
    late = [Finding(1, 5, "record is past its period", "records are past their period", "/there")]
    waits = replace(TO_COME, evidence=("period",))
    state = promises.judge(notice.policy(), waits, (), lambda _: late)
    assert (state.light, state.because, state.wrong) == (Light.RED, "1 of 5: record is past its period", 1)
    late[0] = replace(late[0], wrong=0)
    assert promises.judge(notice.policy(), waits, (), lambda _: late).light == Light.AMBER


def night():
    """What the nightly job does, as the worker that does it."""
    with as_robot():
        promises.look_again(robot())
    return {one.code: one for one in PromiseState.objects.all()}


@pytest.fixture
def off_the_notice(monkeypatch):
    """Whether one case of two rests on nothing that the notice names: what `bases` would find, which no path can write."""
    wrong = [0]
    found = [
        ("bases", lambda: Finding(wrong[0], 2, "open case rests on nothing", "open cases rest on nothing", "/there"))
    ]
    monkeypatch.setattr(slots.evidence, "fillings", found)
    return lambda number=1: wrong.__setitem__(0, number)


def test_what_is_counted_is_what_is_there(db):
    CaseFactory(stage=Stage.OPEN, work_basis="public_task")
    found = night()
    assert (found["DUR-91"].light, found["DUR-91"].because) == (Light.GREEN, "1 looked at, all as promised.")


def pages_of(client):
    """The list, and the page of the one promise."""
    page = client.get(reverse("desk:promises")).content.decode()
    return page, client.get(reverse("desk:promise", args=["DUR-91"])).content.decode()


def test_what_was_counted_can_be_seen_by_whoever_reads_that_it_is_kept(db, signed_in):
    """Each reader gets the pages that their role opens. Seen to fail with the links taken out of the list, and without `opens`."""
    night()
    counted = [reverse("desk:processing"), reverse("sharing:log")]
    for page in pages_of(signed_in(somebody("dpo"))):
        assert all(f'href="{href}"' in page.partition("<main")[2] for href in counted)
    for page in pages_of(signed_in(somebody("records_manager"))):
        assert not any(f'href="{href}"' in page.partition("<main")[2] for href in counted)


def test_of_what_nothing_counts_it_is_said_that_a_test_alone_proves_it_and_which(db, signed_in, monkeypatch):
    """Seen to fail with the sentence that there was, and with the list of tests taken out of the page."""
    real = load("durham-early-help").promise("DUR-03")
    assert not real.evidence
    policy = replace(load("durham-early-help"), promises=(real,))
    monkeypatch.setattr(notice, "policy", lambda: policy)
    state = night()["DUR-03"]
    first = proofs()["DUR-03"][0]
    assert state.light == Light.GREEN
    assert state.because.startswith(f"Nothing that is counted shows this: a test alone proves it, “{first}”")
    dpo = signed_in(somebody("dpo"))
    page = unescape(dpo.get(reverse("desk:promise", args=["DUR-03"])).content.decode())
    assert "Which tests prove it" in page and all(f"<li>{test}</li>" in page for test in proofs()["DUR-03"])
    assert first in unescape(dpo.get(reverse("desk:promises")).content.decode())


@pytest.mark.parametrize("name", available())
def test_whatever_is_delivered_is_counted_somewhere_or_names_its_test(name):
    """And each kind of evidence has a page where it can be seen."""
    for one in load(name).promises:
        assert not one.delivered or one.evidence or proofs()[one.code]
    assert set(PAGES) == set(EVIDENCE)


def test_a_promise_is_green_amber_or_red_by_what_is_there(db, off_the_notice):
    found = night()
    assert found["DUR-91"].light == Light.GREEN
    assert found["DUR-92"].light == Light.AMBER and "has not entered its reading" in found["DUR-92"].because
    assert found["DUR-93"].light == Light.AMBER and "Not yet kept" in found["DUR-93"].because
    off_the_notice()
    red = night()["DUR-91"]
    assert (red.light, red.because) == (Light.RED, "1 of 2: open case rests on nothing")
    assert red.red_since == clock.today()


def test_each_night_is_a_version_and_red_is_counted_from_its_first_night(db, off_the_notice):
    off_the_notice()
    first = night()["DUR-91"].red_since
    with acting(robot(), "a test"):
        PromiseState.objects.filter(code="DUR-91").update(red_since=first - timedelta(days=3))
    assert night()["DUR-91"].red_since == first - timedelta(days=3)
    off_the_notice(0)
    now = night()["DUR-91"]
    assert (now.light, now.red_since, now.owner) == (Light.GREEN, None, None)
    assert {version.light for version in now.history.all()} == {Light.RED, Light.GREEN}
    assert str(now.history.latest().history_user) == "Nightly jobs"


def test_what_several_apps_count_for_one_promise_counts_together(db, monkeypatch):
    others = [("bases", lambda: Finding(1, 4, "thing", "things", "/there"))]
    monkeypatch.setattr(slots.evidence, "fillings", others * 2)
    state = night()["DUR-91"]
    assert (state.wrong, state.looked_at, state.href) == (2, 8, "/there")
    assert state.because.splitlines() == ["1 of 4: thing"] * 2


def test_the_page_says_of_each_what_stands_there_and_how_many(db, signed_in, off_the_notice):
    off_the_notice()
    night()
    dpo = signed_in(somebody("dpo"))
    page = dpo.get(reverse("desk:promises")).content.decode()
    assert "makes 3 promises" in page and "We keep this." in page and "Nobody has been asked to put it right" in page
    red = dpo.get(reverse("desk:promises") + "?light=red").content.decode()
    assert "DUR-91" in red and "DUR-92" not in red
    assert "<strong>1</strong> promise not kept" in dpo.get("/").content.decode()


def test_before_the_first_night_it_says_so(db, signed_in):
    page = signed_in(somebody("dpo")).get(reverse("desk:promises")).content.decode()
    assert "not been looked at yet" in page and page.count('govuk-tag--green">Kept') == 1  # the key alone


def test_a_red_promise_gets_somebody_whose_today_page_names_it(db, signed_in, off_the_notice):
    off_the_notice()
    night()
    dpo, manager = somebody("dpo"), somebody("team_manager")
    address = reverse("desk:answer_promise", args=["DUR-91"])
    client = signed_in(dpo)
    for _ in range(2):
        answer = client.post(address, {"owner": manager.staff.pk, "because": "Correct the basis."})
        assert answer.status_code == 302
    state = PromiseState.objects.get(code="DUR-91")
    assert state.history.filter(owner=manager).count() == 1  # sent twice, named once
    assert state.history.latest().history_change_reason == "Correct the basis."
    assert f"{manager} puts it right" in client.get(reverse("desk:promises")).content.decode()
    theirs = signed_in(manager)
    assert "promise for you to put right: DUR-91" in theirs.get("/").content.decode()
    assert theirs.get(reverse("desk:promise", args=["DUR-91"])).status_code == 200


def test_what_is_not_red_has_nothing_to_put_right(db, signed_in):
    night()
    dpo = somebody("dpo")
    client = signed_in(dpo)
    sent = {"owner": somebody("hub").staff.pk, "because": "x"}
    page = client.post(reverse("desk:answer_promise", args=["DUR-92"]), sent)
    assert page.status_code == 422 and "nothing to put right" in page.content.decode()
    with as_(dpo), pytest.raises(Refused):
        promises.give_to(PromiseState.objects.get(code="DUR-92"), dpo.staff, because="x", by=dpo)


@pytest.mark.parametrize("role", ["practitioner", "hub", "user_administrator", "referrer"])
def test_nobody_else_reads_them_or_names_an_owner(db, signed_in, role):
    night()
    user = somebody(role)
    for address in (reverse("desk:promises"), reverse("desk:promise", args=["DUR-91"])):
        assert signed_in(user).get(address).status_code in (403, 404)
    with as_(user):
        assert not PromiseState.objects.exists()
        with pytest.raises(Forbidden):
            promises.give_to(PromiseState(), user.staff, because="x", by=user)


def test_a_records_manager_reads_and_names_nobody(db, signed_in, off_the_notice):
    off_the_notice()
    night()
    client = signed_in(somebody("records_manager"))
    page = client.get(reverse("desk:promise", args=["DUR-91"])).content.decode()
    assert "We keep this." in page and "Name who puts it right" not in page
    assert client.get(reverse("desk:answer_promise", args=["DUR-91"])).status_code in (403, 404)


def test_a_promise_that_nobody_made_does_not_exist(db, signed_in):
    assert signed_in(somebody("dpo")).get(reverse("desk:promise", args=["DUR-00"])).status_code == 404
