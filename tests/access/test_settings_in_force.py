"""A change holds from its day, under the notice that it was made for."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from access import clock, notice
from access.models import Setting, SettingChange
from tests.access.proposing import EIGHT, SOONER, url_of
from tests.conftest import as_, as_robot
from tests.factories import somebody
from tests.factories.retention import days_pass
from tests.factories.settings import approve, propose, set_, take_effect


def test_it_holds_from_its_day_on_and_has_the_next_number(manager):
    on = clock.today() + timedelta(days=30)
    later, sooner = approve(propose(EIGHT, by=manager, on=on)), approve(propose(SOONER, by=manager))
    assert take_effect() == 1 and take_effect() == 0
    sooner.refresh_from_db()
    assert (sooner.number, notice.policy().clock("triage").amount) == (1, 2)
    assert notice.policy().rules("case")[0].keep.years == 6
    days_pass(30)
    take_effect()
    later.refresh_from_db()
    assert (later.number, later.state) == (2, "in_force")
    assert notice.policy().rules("case")[0].keep.years == 8
    assert notice.version().fingerprint == notice.base().fingerprint != notice.policy().fingerprint


def test_only_the_nightly_login_puts_in_force_and_only_what_two_people_decided(manager):
    """Seen to fail without the trigger: whoever writes, the owner included."""
    waiting = propose(EIGHT, by=manager)
    row = {"number": 1, "change": waiting, "since": clock.today(), "subject": "", "value": "8"}
    row |= {"what": "retention_years", "entry": "case"}
    with as_(manager), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Setting(**row).save(force_insert=True)
    with as_robot(), pytest.raises(DatabaseError, match="no second person has approved"), transaction.atomic():
        Setting(**row).save(force_insert=True)
    approve(waiting)
    with pytest.raises(DatabaseError, match="no second person has approved"), transaction.atomic():
        Setting(**row | {"value": "99"}).save(force_insert=True)
    with pytest.raises(DatabaseError, match="no second person has approved"), transaction.atomic():
        Setting(**row | {"since": clock.today() + timedelta(days=1)}).save(force_insert=True)
    take_effect()
    with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
        Setting.objects.update(value="1")


def test_a_change_that_fits_its_notice_no_more_is_taken_back_with_the_reason(manager, monkeypatch):
    """Between the decision and its day a new notice came, which promises more."""
    done = approve(propose(EIGHT, by=manager))
    monkeypatch.setattr(
        "access.operations.settings_in_force.fault", lambda policy, setting: "The notice promises 10 years."
    )
    assert take_effect() == 0
    done.refresh_from_db()
    assert (done.state, done.withdrawn_because) == (
        "withdrawn",
        "It no longer fits the notice: The notice promises 10 years.",
    )


def test_what_was_set_under_another_notice_counts_no_more_and_is_shown_so(manager, signed_in, settings):
    set_("clock", "triage", "2")
    set_("retention_years", "case", "8")
    settings.COUNCIL = "cambridgeshire-early-help"
    assert notice.policy().clock("triage").amount == 2 and not notice.policy().setting("retention_years", "case")
    page = signed_in(manager).get(url_of("settings")).content.decode()
    assert page.count("It counts no more") == 1 and "retention_years case" in page


def test_two_notices_in_force_at_once_are_set_like_one(settings, manager):
    settings.COUNCIL = "redcar-cleveland-early-help,redcar-cleveland-children-and-families"
    set_("clock", "triage", "1")
    assert notice.policy().clock("triage").amount == 1 and "setting 1" in notice.policy().clock("triage").source


def test_a_page_knows_the_setting_that_came_into_force_before_it_and_asks_for_it_once(manager, signed_in):
    """Whatever process serves it: the version comes with the question of who is looking. Seen to fail with a policy kept for ever."""
    client, url = signed_in(somebody("referrer")), reverse("desk:privacy")
    before = client.get(url).content.decode()
    set_("retention_years", "case", "8")
    after = client.get(url).content.decode()
    assert "8 years" not in before and "8 years" in after
    with connection.execute_wrapper(asked := Asked()):
        client.get(url)
    assert asked.about_settings == 1, "with the question of who is looking, and never again"


class Asked:
    """How many questions to the database speak of settings."""

    about_settings = 0

    def __call__(self, execute, sql, params, many, context):
        self.about_settings += "access_setting" in str(sql)
        return execute(sql, params, many, context)


def test_families_and_people_who_are_not_signed_in_read_what_the_council_set(manager, client):
    set_("retention_years", "contact", "9")
    assert "9 years" in client.get(reverse("desk:privacy")).content.decode()


@pytest.mark.slow
def test_every_change_there_was_stands_in_the_history_a_page_at_a_time(manager, signed_in, monkeypatch):
    monkeypatch.setattr("access.views.settings.PAGE", 2)
    for years in ("9", "10", "11"):
        set_("retention_years", "contact", years)
    client, url = signed_in(manager), url_of("settings_history")
    first = client.get(url).content.decode()
    assert "11 years" in first and "10 years" in first and "9 years" not in first
    older = client.get(f"{url}?before={SettingChange.objects.get(value='10').pk}").content.decode()
    assert "9 years" in older and "10 years" not in older
    assert "11 years" in client.get(f"{url}?before=nothing").content.decode()
