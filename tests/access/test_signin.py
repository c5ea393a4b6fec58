"""Signing in: a password, then a code, and before both nothing; limits, mail that tells strangers nothing, and the way out."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.urls import reverse

from access import outbox
from access.models import User
from access.operations import invitations, staff
from access.operations.staff import Particulars
from earlyhelp.embedded.signins import totp
from tests.conftest import RoleClient, as_, as_robot
from tests.factories import CaseFactory, NoteFactory, somebody, worker_on

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "twelve-letters-and-more"
LOGIN, CODE, ENROL = (reverse(name) for name in ("account_login", "mfa_authenticate", "mfa_activate_totp"))
FACTORS = reverse("mfa_index")


def work_off():
    """What the worker does a few seconds later."""
    with as_robot():
        outbox.work_off()


@pytest.fixture
def case(db):
    case = CaseFactory()
    NoteFactory(case=case, text="Breakfast club helps.")
    return case


@pytest.fixture
def worker(case):
    """Somebody of the case's team, with a password and no second factor yet."""
    user = worker_on(case)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def enrolled(worker):
    TOTP.activate(worker, SECRET)
    return worker


def give_password(client, user, password=PASSWORD):
    return client.post(LOGIN, {"login": user.email, "password": password})


def sign_in(client, user, secret=SECRET):
    give_password(client, user)
    return client.post(CODE, {"code": totp(secret, time.time())})


def opens(client, case) -> bool:
    answer = client.get(case.get_absolute_url())
    return answer.status_code == 200 and case.children[0].full_name in answer.content.decode()


@pytest.mark.slow
def test_after_the_password_alone_nothing_opens(client, enrolled, case):
    assert give_password(client, enrolled).url == CODE
    for url in ("/", case.get_absolute_url(), reverse("cases:cases"), reverse("cases:new_referral")):
        assert client.get(url).status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.slow
def test_password_and_code_open_what_is_ones_own(client, enrolled, case):
    assert sign_in(client, enrolled).url == "/"
    assert opens(client, case)


@pytest.mark.slow
@pytest.mark.parametrize("code", ["000000", "", "abcdef"])
def test_a_wrong_code_opens_nothing(code, client, enrolled, case):
    give_password(client, enrolled)
    client.post(CODE, {"code": code})
    assert not opens(client, case)


@pytest.mark.slow
def test_a_code_serves_once(client, enrolled, case):
    code = totp(SECRET, time.time())
    give_password(client, enrolled)
    assert client.post(CODE, {"code": code}).status_code == 302
    client.post(reverse("account_logout"))
    give_password(client, enrolled)
    assert client.post(CODE, {"code": code}).status_code == 200
    assert not opens(client, case)


@pytest.mark.slow
def test_whoever_has_no_second_factor_yet_sets_one_up_first_and_is_then_in(client, worker, case):
    give_password(client, worker)
    assert client.get("/").url == FACTORS
    page = client.get(ENROL)
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    done = client.post(ENROL, {"code": totp(secret, time.time())})
    assert done.url == reverse("mfa_view_recovery_codes")
    assert client.get(done.url).status_code == 200
    assert opens(client, case)


@pytest.mark.slow
def test_the_secret_lies_sealed_in_the_database(worker):
    TOTP.activate(worker, SECRET)
    assert SECRET not in str(Authenticator.objects.get(user=worker).data)


@pytest.mark.slow
def test_a_recovery_code_opens_once(client, worker, case):
    give_password(client, worker)
    secret = client.get(ENROL).context["form"].secret
    client.post(ENROL, {"code": totp(secret, time.time())})
    spare = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    for expected in (True, False):
        client.post(reverse("account_logout"))
        give_password(client, worker)
        client.post(CODE, {"code": spare})
        assert opens(client, case) is expected


@pytest.mark.slow
def test_five_wrong_passwords_close_the_door_to_the_right_one_too(client, enrolled):
    for _ in range(5):
        assert give_password(client, enrolled, "not the password").status_code == 200
    answer = give_password(client, enrolled)
    assert answer.status_code == 200
    assert "Too many tries" in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.slow
def test_a_wrong_password_and_an_unknown_address_look_the_same(client, enrolled):
    def page(answer):
        return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", answer.content.decode())

    known = client.post(LOGIN, {"login": enrolled.email, "password": "not the password"})
    unknown = client.post(LOGIN, {"login": "x" + enrolled.email[1:], "password": "not the password"})
    assert page(known).replace(enrolled.email, "") == page(unknown).replace("x" + enrolled.email[1:], "")


@pytest.mark.slow
def test_signing_out_ends_the_session_on_the_server(client, enrolled, case):
    sign_in(client, enrolled)
    cookie = dict(client.cookies)
    assert opens(client, case)
    client.post(reverse("account_logout"))
    client.cookies.load({name: morsel.value for name, morsel in cookie.items()})
    assert not opens(client, case)


@pytest.mark.slow
def test_a_link_alone_signs_nobody_out(client, enrolled, case):
    sign_in(client, enrolled)
    client.get(reverse("account_logout"))
    assert opens(client, case)


@pytest.mark.slow
def test_the_session_before_signing_in_is_not_the_one_after(client, enrolled):
    client.get(LOGIN)
    give_password(client, enrolled)
    before = client.session.session_key
    client.post(CODE, {"code": totp(SECRET, time.time())})
    assert client.session.session_key != before


@pytest.mark.slow
def test_after_sign_in_nobody_is_sent_to_another_place(client, enrolled):
    client.post(f"{LOGIN}?next=https://elsewhere.example/", {"login": enrolled.email, "password": PASSWORD})
    assert client.post(CODE, {"code": totp(SECRET, time.time())}).url == "/"


@pytest.mark.slow
def test_a_new_person_comes_in_by_the_mail_alone(client, db, mailoutbox):
    """Added by a user administrator, who never knows a password: the mail, a password, a second factor, the service."""
    admin = somebody("user_administrator")
    with as_(admin):
        added = staff.add("New Person", "new@council.example", Particulars(admin.staff.organisation, ["hub"]), by=admin)
        invitations.invite(added, by=admin)
    assert give_password(client, User.objects.get(email="new@council.example"), "!").status_code == 200
    work_off()
    (letter,) = mailoutbox
    assert "New Person" not in letter.body
    link = re.search(r"https?://[^/\s]+(/\S+)", letter.body)[1]
    assert client.get(link).status_code == client.get(link).status_code == 200, "opening it uses nothing up"
    assert client.post(link, {"password1": PASSWORD, "password2": PASSWORD}).url == "/"
    user = User.objects.get(email="new@council.example")
    assert user.check_password(PASSWORD)
    assert client.get("/").url == FACTORS, "nothing opens before the second factor"
    assert RoleClient().get(link).status_code == 404, "the link serves once"
    secret = client.get(ENROL).context["form"].secret
    client.post(ENROL, {"code": totp(secret, time.time())})
    assert client.get("/").status_code == 200


@pytest.mark.slow
def test_no_mail_goes_to_strangers_and_the_page_tells_nothing(client, enrolled):
    pages = [
        client.post(reverse("account_reset_password"), {"email": address}).url
        for address in (enrolled.email, "nobody@council.example")
    ]
    assert pages[0] == pages[1]
    work_off()
    assert [letter.to for letter in mail.outbox] == [[enrolled.email]]


@pytest.mark.slow
def test_whoever_was_switched_off_gets_in_nowhere(client, enrolled, case):
    admin = somebody("user_administrator")
    particulars = Particulars(enrolled.staff.organisation, ["practitioner"], [case.team])
    with as_(admin):
        staff.change(enrolled.staff, particulars, is_active=False, because="left", by=admin)
    answer = give_password(client, enrolled)
    assert "is not right" in answer.content.decode(), "the words of a wrong password: nobody learns who works here"
    assert not opens(client, case)
    client.post(reverse("account_reset_password"), {"email": enrolled.email})
    work_off()
    assert mail.outbox == []
    with as_(admin):
        staff.change(enrolled.staff, particulars, is_active=True, because="came back", by=admin)
    sign_in(client, enrolled)
    assert opens(client, case)


@pytest.mark.slow
def test_a_robot_signs_in_nowhere(client, db):
    robot = User.objects.robot("earlyhelp_worker")
    for password in ("", "!"):
        assert give_password(client, robot, password).status_code == 200
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client, db):
    assert client.get("/account/signup/").status_code == 404


@pytest.mark.slow
def test_a_change_of_the_second_factor_asks_for_it_again_after_a_while(client, enrolled):
    sign_in(client, enrolled)
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": time.time() - 3_600} for record in session["account_authentication_methods"]
    ]
    session.save()
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name)).status_code == 302, name
    again = f"{reverse('account_reauthenticate')}?next={reverse('mfa_deactivate_totp')}"
    assert client.post(again, {"password": "not the password"}).status_code == 200
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 302
    assert client.post(again, {"password": PASSWORD}).status_code == 302
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
