"""Signing in with the council's own accounts, the whole way: authorisation code, PKCE, id token, against a provider on this machine."""

import time

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core import mail
from django.urls import reverse

from access.errors import Refused
from access.models import SecurityEvent, Staff, User
from access.operations import invitations, staff
from access.operations.staff import Particulars
from tests.access.openid_provider import CLIENT, SECRET, a_provider
from tests.access.signing_in import enrolled, let_pass, work_off
from tests.conftest import RoleClient, as_
from tests.factories import OrganisationFactory, TeamFactory, somebody

pytestmark = pytest.mark.goal("F1")
BEGIN, BACK = (reverse(f"openid_connect_{name}", args=["council"]) for name in ("login", "callback"))
EMAIL = "robin.new@council.example"
INVITED = reverse("access:invited", args=["x"]).removesuffix("x").rstrip("/")


@pytest.fixture
def provider(settings):
    with a_provider(f"http://testserver{BACK}") as made:
        settings.OIDC_SERVER_URL = made.address
        settings.OIDC_ROLES = {"EH.Hub": "hub", "EH.Worker": "practitioner", "EH.Send": "referrer"}
        settings.OIDC_MFA = {"amr": ["mfa"], "acr": ["urn:council:strong"]}
        app = {"provider_id": "council", "name": "the council", "client_id": CLIENT, "secret": SECRET}
        app["settings"] = {"server_url": made.address, "oauth_pkce_enabled": True, "fetch_userinfo": False}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        made.person = {"sub": "subject-1", "email": EMAIL, "amr": ["pwd", "mfa"], "roles": ["EH.Hub"]}
        yield made


@pytest.fixture
def admin(db):
    return somebody("user_administrator")


def add(admin, email=EMAIL, roles=("hub",), organisation=None, invited=True):
    with as_(admin):
        organisation = organisation or admin.staff.organisation
        added = staff.add("Robin New", email, Particulars(organisation, list(roles)), by=admin)
        if invited:
            invitations.invite(added, by=admin)
    return added.user


def come(client, provider, begin=BEGIN):
    """The whole way: to the provider, back with its code, and what the service says then."""
    there = client.post(begin)
    assert there.status_code == 302 and there.url.startswith(provider.address), there
    back = requests.get(there.url, allow_redirects=False, timeout=5)
    assert back.status_code == 302, provider.refused
    return client.get(back.headers["Location"].removeprefix("http://testserver"))


def test_an_invited_person_comes_in_with_the_roles_of_the_directory(admin, provider):
    user, client = add(admin, roles=("practitioner",)), RoleClient()
    assert come(client, provider).url == "/"
    assert client.get("/").status_code == 200, "the second factor was shown over there"
    user.staff.refresh_from_db()
    assert user.staff.roles == ["hub"]
    version = user.staff.history.first()
    assert (version.history_user, "directory" in version.history_change_reason) == (user, True)
    asked = provider.asked[0]
    assert asked["code_challenge_method"] == "S256" and asked["response_type"] == "code"
    assert SocialAccount.objects.get(user=user).extra_data == {}, "nothing of the token is kept"
    assert invitations.waiting(user) is None


def test_afterwards_the_directorys_own_name_counts_and_not_the_address(admin, provider):
    user = add(admin)
    come(RoleClient(), provider)
    provider.person["email"] = "married.name@council.example"
    client = RoleClient()
    come(client, provider)
    assert client.session["_auth_user_id"] == str(user.pk)
    provider.person |= {"sub": "subject-2", "email": EMAIL}  # an address that somebody else got
    assert refused(RoleClient(), provider, "There is no account for you here")


def test_an_account_of_somebodys_own_is_not_anothers_because_the_address_is(admin, provider, signed_in):
    """Somebody with a password and an app here; their address, by now, a namesake's over there. Seen to fail where whoever had come in was tied by the address: only their own app stood between."""
    user = enrolled("hub", email=EMAIL)
    assert refused(RoleClient(), provider, "There is no account for you here that is tied")
    assert not SocialAccount.objects.exists()
    client, page = signed_in(admin), reverse("access:invitation", args=[user.staff.pk])
    assert "Before you tie it" in client.get(page).content.decode()
    client.post(page, {"do": "send"})
    work_off()
    assert not any(INVITED in one.body for one in mail.outbox), "their password stays theirs: no link leaves"
    assert "Withdraw it" in client.get(page).content.decode()
    assert come(RoleClient(), provider).url == reverse("mfa_authenticate"), "and their own app is asked as well"
    assert SocialAccount.objects.get().user == user
    with as_(admin), pytest.raises(Refused, match="signed in before"):
        invitations.invite(user.staff, by=admin)


def refused(client, provider, sentence):
    answer = come(client, provider)
    assert answer.url == reverse("account_login")
    assert sentence in client.get(answer.url).content.decode().replace("&#x27;", "'")
    assert "_auth_user_id" not in client.session
    assert client.get("/").status_code == 302
    return True


@pytest.mark.parametrize(
    "claims", [{"amr": ["pwd"]}, {"amr": None}, {"amr": "mfa-not"}, {"amr": []}, {"amr": ["pwd"], "acr": "1"}]
)
def test_without_a_second_factor_nothing_opens_and_a_sentence_says_so(claims, admin, provider):
    user = add(admin)
    provider.person |= claims
    assert refused(RoleClient(), provider, "did not say that you used a second factor")
    assert not SocialAccount.objects.exists() and invitations.waiting(user)
    assert SecurityEvent.objects.filter(kind="sign_in", outcome="failed", because__contains="no second factor").exists()


def test_another_way_of_saying_it_counts_where_the_council_names_it(admin, provider):
    add(admin)
    provider.person |= {"amr": ["pwd"], "acr": "urn:council:strong"}
    assert come(RoleClient(), provider).url == "/"


def test_nobody_signs_up_by_it(admin, provider):
    assert refused(RoleClient(), provider, "There is no account for you here")
    assert not User.objects.filter(email=EMAIL).exists()


def test_whoever_was_not_invited_or_no_more_does_not_come_in(admin, provider):
    user = add(admin, invited=False)
    assert refused(RoleClient(), provider, "There is no account for you here")
    with as_(admin):
        invitations.invite(user.staff, by=admin)
        invitations.withdraw(user.staff, by=admin)
    assert refused(RoleClient(), provider, "There is no account for you here")


def test_whoever_left_does_not_come_in_though_the_directory_still_has_them(admin, provider):
    user = add(admin)
    come(RoleClient(), provider)
    with as_(admin):
        particulars = Particulars(user.staff.organisation, ["hub"])
        staff.change(Staff.objects.get(user=user), particulars, is_active=False, because="left", by=admin)
    assert refused(RoleClient(), provider, "There is no account for you here")


@pytest.mark.parametrize("roles", [[], None, ["Something else"], "EH.Hub"])
def test_without_a_role_of_ours_nothing_opens(roles, admin, provider):
    add(admin)
    provider.person["roles"] = roles
    assert refused(RoleClient(), provider, "no role in Early Help")


def test_a_partners_person_gets_a_partners_role_at_most(admin, provider):
    school = OrganisationFactory(kind="school_nursery")
    user = add(admin, roles=("referrer",), organisation=school)
    provider.person["roles"] = ["EH.Hub", "EH.Send"]
    assert come(RoleClient(), provider).url == "/"
    user.staff.refresh_from_db()
    assert user.staff.roles == ["referrer"]


def test_a_role_that_the_directory_takes_away_is_gone_at_the_next_sign_in(admin, provider):
    user = add(admin)
    come(RoleClient(), provider)
    provider.person["roles"] = ["EH.Worker"]
    client = RoleClient()
    come(client, provider)
    user.staff.refresh_from_db()
    assert user.staff.roles == ["practitioner"]
    assert client.get(reverse("cases:queue")).status_code == 403


# --- forged on the way ------------------------------------------------------------------------------------------------------------


def failed(client, answer):
    assert answer.url == reverse("account_login"), answer
    assert "_auth_user_id" not in client.session
    return True


@pytest.mark.parametrize(
    "wrong", [{"aud": "another-service"}, {"iss": "https://elsewhere.example"}, {"exp": int(time.time()) - 600}]
)
def test_a_token_for_another_service_of_another_issuer_or_too_old_opens_nothing(wrong, admin, provider):
    add(admin)
    provider.overrides = wrong
    client = RoleClient()
    assert failed(client, come(client, provider))


def test_a_token_that_somebody_else_signed_opens_nothing(admin, provider):
    add(admin)
    provider.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    client = RoleClient()
    assert failed(client, come(client, provider))


def test_a_code_that_was_stolen_on_the_way_serves_nobody_else(admin, provider):
    add(admin)
    there = RoleClient().post(BEGIN)
    back = (
        requests.get(there.url, allow_redirects=False, timeout=5).headers["Location"].removeprefix("http://testserver")
    )
    thief = RoleClient()
    assert failed(thief, thief.get(back)), "another browser has neither the state nor the verifier"


def test_who_cancels_over_there_is_back_at_the_sign_in_page(admin, provider):
    client = RoleClient()
    state = client.post(BEGIN).url.split("state=")[1].split("&")[0]
    assert failed(client, client.get(f"{BACK}?error=access_denied&state={state}"))


# --- once more, and not at all ----------------------------------------------------------------------------------------------------


@pytest.fixture
def signed_in_by_it(admin, provider):
    provider.person["roles"] = ["EH.Boss"]
    from django.conf import settings

    settings.OIDC_ROLES["EH.Boss"] = "user_administrator"
    add(admin, roles=("user_administrator",))
    client = RoleClient()
    assert come(client, provider).url == "/"
    assert client.get("/").status_code == 200
    let_pass(client, 400, "shown")
    return client


@pytest.mark.goal("F2")
def test_step_up_goes_to_the_directory_and_back_with_what_was_typed(signed_in_by_it, provider):
    client, url = signed_in_by_it, reverse("access:add_staff")
    asked = client.post(url, {"name": "Half Typed", "email": "half@council.example"})
    assert asked.url.startswith(BEGIN)
    assert client.get(asked.url).status_code == 200
    before = client.session.session_key
    assert come(client, provider, asked.url).url == url
    assert provider.asked[-1]["prompt"] == "login"
    assert client.session.session_key != before
    assert "Half Typed" in client.get(url).content.decode()


@pytest.mark.goal("F2")
@pytest.mark.parametrize("claims", [{"auth_time": int(time.time()) - 3600}, {"auth_time": None}, {"sub": "subject-9"}])
def test_still_being_signed_in_over_there_is_not_showing_it_again(claims, signed_in_by_it, provider):
    client, url = signed_in_by_it, reverse("access:add_staff")
    asked = client.get(url)
    provider.overrides = claims
    come(client, provider, asked.url)
    assert client.get(url).status_code == 302


def test_it_is_off_unless_it_is_configured(client, db):
    TeamFactory()
    assert client.get(BEGIN).status_code == client.post(BEGIN).status_code == client.get(BACK).status_code == 404
    assert "council account" not in client.get(reverse("account_login")).content.decode()
