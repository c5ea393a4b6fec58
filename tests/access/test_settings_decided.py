"""A second person decides on a change, once, on what is so then."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from access import clock, notice
from access.errors import Refused
from access.models import ChangeState, Setting, SettingChange
from access.operations import council_settings
from access.operations.setting_previews import Preview
from tests.access.proposing import EIGHT, SOONER, url_of
from tests.conftest import as_
from tests.factories.retention import change, closed_case, days_pass, readings, records_manager
from tests.factories.settings import approve, propose, set_, take_effect


def test_whoever_proposed_does_not_decide(manager, signed_in):
    """Seen to fail without the question of who proposed."""
    waiting = propose(EIGHT, by=manager)
    with pytest.raises(Refused, match="a second person has to decide"):
        approve(waiting, by=manager)
    with as_(manager), pytest.raises(Refused, match="a second person has to decide"):
        council_settings.refuse(waiting, by=manager, because="x")
    page = signed_in(manager).get(url_of("approve_setting", waiting.pk)).content.decode()
    assert "You proposed this change" in page and ">Approve<" not in page.replace("\n", "")


def test_the_database_lets_nobody_decide_on_their_own_whatever_the_program_says(manager, dpo):
    """Seen to fail without the constraint, and without the trigger."""
    waiting = propose(EIGHT, by=manager)
    values = {"state": "approved", "decided_at": clock.now(), "decided_because": "x"}
    with as_(manager), pytest.raises(IntegrityError, match="a_setting_is_decided_by_another"), transaction.atomic():
        _put(waiting, by=manager, decided_by=manager, **values)
    with as_(manager), pytest.raises(DatabaseError, match="in the name of another"), transaction.atomic():
        _put(waiting, by=manager, decided_by=dpo, **values)
    with as_(dpo), pytest.raises(DatabaseError, match="stays what was proposed"), transaction.atomic():
        _put(waiting, by=dpo, decided_by=dpo, **values | {"value": "99"})


def _put(row, *, by, **values):
    row = SettingChange.objects.get(pk=row.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.write(by=by, because="x")


def test_what_was_decided_is_never_decided_otherwise(manager, dpo):
    decided = approve(propose(EIGHT, by=manager), by=dpo)
    with pytest.raises(DatabaseError, match="stays what was decided"), transaction.atomic():
        change(decided, state="in_force", number=1, decided_by=records_manager())
    with pytest.raises(DatabaseError, match="no way from approved to proposed"), transaction.atomic():
        change(SettingChange.objects.get(pk=decided.pk), state="proposed")


@pytest.mark.slow
def test_the_second_person_sees_what_moves_now_and_that_is_what_is_kept(manager, dpo, signed_in):
    """Seen to fail with a page that shows what the first one saw."""
    readings()
    closed_case()
    waiting = propose(EIGHT, by=manager)
    closed_case()
    client, url = signed_in(dpo), url_of("approve_setting", waiting.pk)
    page = client.get(url)
    assert "Records have moved" in page.content.decode() and page.context["shown"].moved == 2
    seen = page.context["form"]["seen"].value()
    assert client.post(url, {"because": "", "seen": seen}).status_code == 422
    assert client.post(url, {"because": "Read it.", "seen": seen}).status_code == 302
    waiting.refresh_from_db()
    assert Preview.read(waiting).moved == 2 and waiting.digest == seen
    assert (waiting.decided_by, waiting.decided_because) == (dpo, "Read it.")


@pytest.mark.slow
def test_approving_what_was_shown_and_is_so_no_more_is_refused_and_shows_what_is(manager, dpo, signed_in):
    readings()
    closed_case()
    waiting = propose(EIGHT, by=manager)
    client, url = signed_in(dpo), url_of("approve_setting", waiting.pk)
    seen = client.get(url).context["form"]["seen"].value()
    closed_case()
    answer = client.post(url, {"because": "Read it.", "seen": seen})
    assert answer.status_code == 422 and "read it again" in answer.content.decode()
    assert answer.context["shown"].moved == 2 and "Read it." in answer.content.decode()
    assert SettingChange.objects.get().state == ChangeState.PROPOSED
    again = answer.context["form"]["seen"].value()
    assert client.post(url, {"because": "Read it.", "seen": again}).status_code == 302
    other = propose(SOONER)
    with as_(dpo), pytest.raises(Refused, match="what was shown to you"):
        council_settings.approve(other, by=dpo, because="x", seen="something else")


def test_two_who_decide_at_once_decide_once(manager, dpo, signed_in):
    waiting = propose(EIGHT, by=manager)
    client, url = signed_in(dpo), url_of("approve_setting", waiting.pk)
    seen = client.get(url).context["form"]["seen"].value()
    approve(waiting)
    answer = client.post(url, {"because": "Read it.", "seen": seen})
    assert answer.status_code == 422 and "decided already: approved" in answer.content.decode()
    with as_(dpo), pytest.raises(Refused, match="decided already"):
        council_settings.refuse(waiting, by=dpo, because="x")


def test_what_is_refused_stays_in_the_history_and_changes_nothing(manager, dpo, signed_in):
    waiting = propose(EIGHT, by=manager)
    answer = signed_in(dpo).post(url_of("refuse_setting", waiting.pk), {"because": "Six is enough."}, follow=True)
    assert "Six is enough." in answer.content.decode()
    assert take_effect() == 0 and notice.policy() is notice.base()
    page = signed_in(manager).get(url_of("settings_history")).content.decode()
    assert "Refused" in page and dpo.name in page


def test_what_is_approved_can_be_taken_back_until_its_day_and_not_after(manager):
    on = clock.today() + timedelta(days=30)
    waiting = approve(propose(EIGHT, by=manager, on=on))
    with as_(manager):
        council_settings.take_back(waiting, by=manager, because="The schedule was not changed after all.")
        assert council_settings.take_back(waiting, by=manager, because="x").withdrawn_because.startswith("The schedule")
    days_pass(31)
    assert take_effect() == 0 and not Setting.objects.exists()
    done = set_("retention_years", "case", "8")
    with as_(manager), pytest.raises(Refused, match="Propose another one"):
        council_settings.take_back(done, by=manager, because="x")


def test_what_nobody_decided_in_time_begins_on_the_day_of_the_decision(manager):
    waiting = propose(EIGHT, by=manager)
    days_pass(3)
    done = approve(waiting)
    assert done.effective_from == clock.today() and done.preview["on"] == clock.today().isoformat()
