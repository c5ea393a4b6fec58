"""Security events: who got in and who did not, factors and passwords, rights and settings, what was taken away."""

import json
import re
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.urls import reverse

from access import clock
from access.audit import sinks
from access.models import SecurityEvent
from access.operations import council_settings, staff
from access.operations.staff import Particulars
from earlyhelp.embedded.signins import totp
from sharing.operations import extracts
from tests.access.signing_in import work_off
from tests.access.test_second_factors import passkey_of
from tests.access.test_signin import CODE, ENROL, LOGIN, PASSWORD, SECRET, give_password, sign_in
from tests.conftest import as_, become
from tests.factories import CaseFactory, TeamFactory, somebody, worker_on
from tests.factories.settings import a_setting, approve, propose, take_effect
from tests.factories.sharing import DisclosureFactory
from tests.sharing import specifying


@pytest.fixture
def worker(db):
    user = somebody()
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def enrolled(worker):
    TOTP.activate(worker, SECRET)
    return worker


def events(**about):
    become("owner")
    return [(one.kind, one.outcome) for one in SecurityEvent.objects.filter(**about).order_by("machine_at")]


def the_event(**about):
    become("owner")
    return SecurityEvent.objects.get(**about)


@pytest.mark.slow
def test_signing_in_and_out(client, enrolled):
    give_password(client, enrolled)
    assert events(user_key=enrolled.pk) == []  # half way is not in
    client.post(CODE, {"code": totp(SECRET, time.time())})
    client.post(reverse("account_logout"))
    assert events(user_key=enrolled.pk) == [("sign_in", "done"), ("sign_out", "done")]
    assert SecurityEvent.objects.filter(user_key=enrolled.pk).first().address == "127.0.0.1"


@pytest.mark.slow
def test_a_wrong_password(client, worker):
    give_password(client, worker, "not this one at all")
    one = the_event(user_key=worker.pk)
    assert (one.kind, one.outcome, one.because, one.user_name) == ("sign_in", "failed", "password", worker.name)


def test_a_stranger_is_noted_and_what_they_typed_is_not(client, db):
    before = set(SecurityEvent.objects.values_list("pk", flat=True))  # of other tests, some of which travel in time
    client.post(LOGIN, {"login": "my-secret-password@typed.in.the.wrong.box", "password": "canary"})
    become("owner")
    one = SecurityEvent.objects.exclude(pk__in=before).values().get()
    assert (one["kind"], one["user_key"], one["outcome"]) == ("sign_in", None, "failed")
    assert "typed" not in json.dumps(one, default=str) and "canary" not in json.dumps(one, default=str)


@pytest.mark.slow
def test_a_wrong_code(client, enrolled):
    give_password(client, enrolled)
    client.post(CODE, {"code": "000000"})
    one = the_event(user_key=enrolled.pk)
    assert (one.kind, one.outcome, one.because) == ("sign_in", "failed", "code")


@pytest.mark.slow
def test_too_many_tries(client, worker):
    for _ in range(12):
        give_password(client, worker, "not this one at all")
    become("owner")
    told = SecurityEvent.objects.filter(user_key=worker.pk).values_list("because", flat=True)
    assert {"password", "too many tries"} == set(told)
    assert len(told) == 12


@pytest.mark.slow
def test_a_second_factor_is_set_up_and_taken_away(client, worker):
    give_password(client, worker)
    page = client.get(ENROL).content.decode()
    secret = re.search(r"[A-Z2-7]{32}", page)[0]
    client.post(ENROL, {"code": totp(secret, time.time())})
    client.post(reverse("mfa_generate_recovery_codes"))
    passkey_of(worker)  # the last factor stays
    client.post(reverse("mfa_deactivate_totp"))
    become("owner")
    told = SecurityEvent.objects.filter(user_key=worker.pk, about_key=worker.pk).order_by("machine_at")
    assert [(one.kind, one.because) for one in told] == [
        ("factor_added", "totp"),
        ("factor_added", "recovery_codes"),
        ("factor_removed", "recovery_codes"),
        ("factor_added", "recovery_codes"),
        ("factor_removed", "totp"),
    ]


@pytest.mark.slow
def test_a_password_is_changed(client, enrolled):
    sign_in(client, enrolled)
    new = "another-long-one-of-mine"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert ("password_changed", "done") in events(user_key=enrolled.pk)


@pytest.mark.slow
def test_a_password_is_reset(client, enrolled):
    client.post(reverse("account_reset_password"), {"email": enrolled.email})
    work_off()
    address = re.search(r"/\S*password/reset/key/\S+", mail.outbox[0].body)[0]
    page = client.get(address, follow=True)
    new = "another-long-one-of-mine"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert ("password_reset", "done") in events(user_key=enrolled.pk)


def test_an_account_is_added_and_rights_change(db):
    admin, team = somebody("user_administrator"), TeamFactory(name="North")
    with as_(admin):
        made = staff.add("New Person", "new@council.example", Particulars(team.organisation, ["hub"], [team]), by=admin)
        staff.change(made, Particulars(team.organisation, ["dpo"]), is_active=True, because="moved", by=admin)
        staff.change(made, Particulars(team.organisation, ["dpo"]), is_active=False, because="left", by=admin)
    become("owner")
    told = SecurityEvent.objects.filter(user_key=admin.pk, about_key=made.user_id).order_by("machine_at")
    assert [(one.kind, one.because) for one in told] == [
        ("account_added", "roles: hub; teams: North"),
        ("rights_changed", "roles: dpo; teams: none"),
        ("rights_changed", "may not work any more"),
    ]
    assert {one.about_name for one in told} == {"New Person"}


@pytest.mark.slow
def test_a_setting_is_proposed_decided_and_put_in_force(db):
    """Each by whoever did it, the last by the robot; which setting is said by its codes."""
    manager, officer = somebody("records_manager"), somebody("dpo")
    years = a_setting("retention_years", "case", "8")
    with as_(officer):
        council_settings.refuse(propose(years, by=manager), by=officer, because="Not yet.")
    change = approve(propose(years, by=manager), by=officer)
    take_effect()
    with as_(manager):
        council_settings.take_back(propose(a_setting("clock", "triage", "2"), by=manager), by=manager, because="No.")
    assert events(user_key=manager.pk) == [
        ("setting_proposed", "done"),
        ("setting_proposed", "done"),
        ("setting_proposed", "done"),
        ("setting_withdrawn", "done"),
    ]
    assert events(user_key=officer.pk) == [("setting_refused", "done"), ("setting_approved", "done")]
    in_force = SecurityEvent.objects.filter(kind="setting_in_force").latest("machine_at")
    assert (in_force.because, in_force.user_name) == ("retention_years case", "Nightly jobs")
    assert change.value not in in_force.because


def test_what_may_leave_for_research_is_specified_approved_and_ended(db):
    officer, manager = somebody("dpo"), somebody("records_manager")
    made = specifying.approve(specifying.specify(by=officer), by=manager)
    with as_(manager):
        extracts.end(made, because="It has left.", by=manager)
    assert events(user_key=officer.pk) == [("extract_specified", "done")]
    assert events(user_key=manager.pk) == [("extract_approved", "done"), ("extract_ended", "done")]
    assert SecurityEvent.objects.filter(user_key=officer.pk).get().because == f"{made.study} {made.number}"


def test_a_file_that_is_taken_away_is_a_reading_and_a_security_event(signed_in, db):
    DisclosureFactory(case=CaseFactory())
    dpo = somebody("dpo")
    signed_in(dpo).get(reverse("sharing:log_file"))
    assert events(user_key=dpo.pk) == [("export", "done")]


@pytest.mark.slow
def test_what_cannot_be_noted_does_not_happen(client, enrolled, monkeypatch):
    monkeypatch.setattr(sinks, "to_database", lambda event: False)
    monkeypatch.setattr(sinks, "to_file", lambda event: False)
    assert sign_in(client, enrolled).status_code == 503
    assert client.get("/").status_code == 302
    admin, team = somebody("user_administrator"), TeamFactory()
    with pytest.raises(sinks.NotAudited), as_(admin):
        staff.add("New Person", "new@council.example", Particulars(team.organisation, ["hub"]), by=admin)
    assert not type(admin).objects.filter(email="new@council.example").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("role", "sees"), [("dpo", True), ("user_administrator", True), ("hub", False), ("practitioner", False)]
)
def test_who_sees_them(role, sees, client, worker):
    give_password(client, worker, "not this one at all")
    with as_(somebody(role)):
        assert SecurityEvent.objects.exists() == sees


@pytest.mark.slow
def test_neither_kind_of_event_holds_a_word_of_the_family(signed_in, db):
    """Canaries in every word of a case: none in an event, in the file, in the ledger or in the chain."""
    from django.db import connection

    from tests.factories.retention import full_case

    case = full_case()
    words = {str(getattr(row, field.attname)) for model, row in _rows_of(case) for field in model._meta.concrete_fields
             if field.get_internal_type() in ("TextField", "CharField") and len(str(getattr(row, field.attname))) > 8}  # fmt: skip
    words -= {case.reference}
    client = signed_in(worker_on(case))
    for url in (case.get_absolute_url(), reverse("cases:people", args=[case.reference]), reverse("cases:cases")):
        client.get(url)
    client.post(reverse("cases:search"), {"q": case.children[0].full_name})
    become("owner")
    with connection.cursor() as cursor:
        for table in (
            "access_accessevent",
            "access_securityevent",
            "access_change",
            "access_seal",
            "access_destruction",
        ):
            cursor.execute(f"SELECT coalesce(string_agg(to_jsonb(t)::text, ' '), '') FROM {table} t")
            everything = cursor.fetchone()[0]
            assert not [word for word in words if word in everything], table
    assert clock.now()


def _rows_of(case):
    from cases.models import Address, Note, Person, Section

    return [
        *((Person, child) for child in case.children),
        *((Address, row) for row in Address.objects.all()),
        *((Note, row) for row in Note.objects.filter(case=case)),
        *((Section, row) for row in Section.objects.filter(case=case)),
    ]
