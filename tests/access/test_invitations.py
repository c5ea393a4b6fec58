"""An invitation: one link, once, for a week; then a password, a second factor, and nothing before. Partners: terms first.

Seen to fail: with every link good, with `ended_at` or `expires_at` not asked, and with the terms taken out of `active_staff`.
"""

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from access import clock, terms
from access.errors import Forbidden, Refused
from access.logs import without_what_was_asked
from access.models import Invitation, Organisation, SecurityEvent, Staff
from access.operations import invitations, partners, staff
from access.operations.partners import Acceptance
from access.operations.staff import Particulars
from tests.access.signing_in import CODE, FACTORS, PASSWORD, enrolled, give_password, work_off
from tests.conftest import RoleClient, as_
from tests.factories import CaseFactory, OrganisationFactory, somebody

pytestmark = pytest.mark.goal("F1")
ANSWERS = {"password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def admin(db):
    return somebody("user_administrator")


@pytest.fixture
def person(admin):
    with as_(admin):
        return staff.add("New Person", "new@council.example", Particulars(admin.staff.organisation, ["hub"]), by=admin)


def invite(person, admin):
    with as_(admin):
        return invitations.invite(person, by=admin)


def link_in(letter):
    return re.search(r"https?://[^/\s]+(/\S+)", letter.body)[1]


def sent(person, admin):
    """The link of an invitation that has just been sent."""
    invite(person, admin)
    work_off()
    return link_in(mail.outbox[-1])


def gone(link):
    """What a link that does not work shows, and that it changes nothing."""
    client = RoleClient()
    answers = client.get(link), client.post(link, ANSWERS)
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "_auth_user_id" not in client.session
    return re.sub(r'(nonce|value)="[^"]+"', "", answers[0].content.decode())


def test_the_letter_says_nothing_of_anybody(person, admin):
    sent(person, admin)
    (letter,) = mail.outbox
    for word in ("New", "Person", "hub", "Hub", admin.name, person.organisation.name):
        assert word not in letter.body.replace("password", "") + letter.subject, word


def test_the_link_stands_in_no_table_and_no_log(person, admin):
    link = sent(person, admin)
    token = link.rstrip("/").rsplit("/", 1)[1]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{token.split(':')[1]}%"])
            assert cursor.fetchone() == (0,), table
    said = without_what_was_asked(logging.getLogger(), "", {"event": f"GET {link}", "request": f"GET {link}?x"})
    assert token not in str(said)


def test_it_serves_once_and_what_opens_next_is_the_second_factor_alone(person, admin):
    link, client = sent(person, admin), RoleClient()
    assert client.post(link, ANSWERS | {"password2": "another"}).status_code == 422
    assert client.post(link, {"password1": "short", "password2": "short"}).status_code == 422
    assert client.post(link, ANSWERS).url == "/"
    for url in ("/", reverse("cases:queue"), reverse("access:sessions"), reverse("cases:new_referral")):
        assert client.get(url).url == FACTORS
    gone(link)
    assert SecurityEvent.objects.filter(kind="invitation_accepted", user_key=person.user_id).count() == 1


def test_whatever_is_wrong_with_a_link_the_answer_is_the_same(person, admin):
    replaced = sent(person, admin)
    withdrawn = sent(person, admin)
    shown = [gone(replaced)]
    with as_(admin):
        invitations.withdraw(person, by=admin)
    shown.append(gone(withdrawn))
    old = sent(person, admin)
    with time_machine.travel(timezone.now() + invitations.GOOD_FOR + timedelta(minutes=1), tick=False):
        shown.append(gone(old))
    used = sent(person, admin)
    RoleClient().post(used, ANSWERS)
    strange = [reverse("access:invited", args=[token]) for token in ("x", "a:b", f"{Invitation().pk}:{'0' * 43}", "é")]
    shown += [gone(link) for link in (used, *strange)]
    assert len(set(shown)) == 1


def test_the_link_of_somebody_who_was_switched_off_does_not_work(person, admin):
    link = sent(person, admin)
    with as_(admin):
        particulars = Particulars(person.organisation, ["hub"])
        staff.change(person, particulars, is_active=False, because="did not come", by=admin)
    gone(link)
    with as_(admin), pytest.raises(Refused, match="may not work here"):
        invitations.invite(Staff.objects.get(pk=person.pk), by=admin)


def test_a_letter_not_written_yet_is_not_written_once_it_is_withdrawn(person, admin):
    invite(person, admin)
    with as_(admin):
        invitations.withdraw(person, by=admin)
    work_off()
    assert mail.outbox == []


def test_whoever_has_come_in_is_not_invited_again(admin):
    there = enrolled("hub")
    with as_(admin), pytest.raises(Refused, match="signed in before"):
        invitations.invite(there.staff, by=admin)


@pytest.mark.parametrize("role", ["hub", "dpo", "records_manager", "referrer", "practitioner"])
def test_nobody_else_invites(role, person, db):
    other = somebody(role)
    with as_(other), pytest.raises(Forbidden):
        invitations.invite(person, by=other)


def test_the_page_sends_sends_again_and_withdraws(admin, signed_in):
    client, organisation = signed_in(admin), OrganisationFactory()
    answers = {"name": "New Person", "email": "new@council.example", "organisation": organisation.pk, "roles": ["hub"]}
    client.post(reverse("access:add_staff"), answers)
    person = Staff.objects.get(user__email="new@council.example")
    page = reverse("access:invitation", args=[person.pk])
    assert page in client.get(reverse("access:change_staff", args=[person.pk])).content.decode()
    work_off()
    first = link_in(mail.outbox[-1])
    assert "works once, until" in client.get(page).content.decode()
    client.post(page, {"do": "send"})
    gone(first)
    client.post(page, {"do": "withdraw"})
    assert "No invitation is on its way" in client.get(page).content.decode()
    assert [one.outcome for one in Invitation.objects.order_by("made_at")] == ["replaced", "withdrawn"]


# --- ways round the second factor --------------------------------------------------------------------------------------------------


def test_a_new_password_by_letter_does_not_skip_the_second_factor(db):
    user = enrolled("hub")
    client = RoleClient()
    client.post(reverse("account_reset_password"), {"email": user.email})
    work_off()
    form = client.get(link_in(mail.outbox[-1]), follow=True)
    another = "another-twelve-letters"
    client.post(form.redirect_chain[-1][0], {"password1": another, "password2": another})
    assert client.get("/").status_code == 302
    assert give_password(client, user, another).url == CODE
    assert client.get("/").status_code == 302


def test_somebody_who_signs_in_from_a_new_browser_is_told_so_and_from_a_known_one_is_not(db):
    from tests.access.signing_in import browser_of

    user = enrolled("hub")
    client = browser_of(user)
    work_off()
    assert [letter.subject for letter in mail.outbox] == [
        "You have signed in to Early Help and Think Family Services from another browser"
    ]
    assert user.name not in mail.outbox[0].body
    client.post(reverse("account_logout"))
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert len(mail.outbox) == 1


# --- partners --------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def school(db):
    return OrganisationFactory(kind="school_nursery", terms=None)


@pytest.fixture
def sender(school):
    return somebody("referrer", staff_record__organisation=school)


def accept(school, admin, **other):
    with as_(admin):
        said = {"name": "Ada Head", "job": "Headteacher", "on": clock.today()} | other
        return partners.accept_terms(school, Acceptance(**said), by=admin)


def opens(client):
    return client.get(reverse("cases:my_referrals")).status_code == 200


def test_nobody_of_a_partner_gets_in_before_somebody_there_accepted_the_terms(school, sender, admin, signed_in):
    case = CaseFactory(sent_by=sender)
    client = signed_in(sender)
    assert not opens(client)
    with as_(sender):
        assert not Staff.objects.exists(), "the second wall says so too"
    accept(school, admin)
    assert opens(client)
    assert case.reference in client.get(reverse("cases:my_referrals")).content.decode()


def test_who_accepted_them_when_and_which_text_stands_in_the_record(school, admin):
    kept = accept(school, admin)
    assert (kept.terms, kept.terms_accepted_by, kept.terms_accepted_as) == (
        terms.in_force().since,
        "Ada Head",
        "Headteacher",
    )
    assert kept.history.first().history_user == admin


def test_a_new_text_asks_again(school, sender, admin, signed_in):
    accept(school, admin)
    assert opens(signed_in(sender))
    with as_(admin):
        row = Organisation.objects.for_change().get(pk=school.pk)
        row.terms -= timedelta(days=1)
        row.write(by=admin, because="as if the text were newer")
    assert not opens(signed_in(sender))


def test_ending_a_partners_access_ends_its_sessions(school, sender, admin, signed_in):
    accept(school, admin)
    client = signed_in(sender)
    assert opens(client)
    with as_(admin):
        partners.end(school, because="the agreement ended", by=admin)
    assert client.get("/").url.startswith(reverse("account_login"))
    assert not opens(signed_in(sender))


def test_an_acceptance_needs_a_name_and_a_day_that_can_be(school, admin):
    before, after = terms.in_force().since - timedelta(days=1), clock.today() + timedelta(days=1)
    for wrong in ({"name": " "}, {"on": before}, {"on": after}):
        with pytest.raises(Refused):
            accept(school, admin, **wrong)


def test_the_council_accepts_nothing(admin):
    with pytest.raises(Refused, match="only a partner"):
        accept(admin.staff.organisation, admin)


def test_the_pages_of_partners(admin, signed_in):
    client = signed_in(admin)
    kind = partners.kinds()[0][0]
    assert client.post(reverse("access:add_partner"), {"name": "", "kind": ""}).status_code == 422
    assert client.post(reverse("access:add_partner"), {"name": "Hill School", "kind": kind}).status_code == 302
    assert client.post(reverse("access:add_partner"), {"name": "hill school", "kind": kind}).status_code == 422
    school = Organisation.objects.get(name="Hill School")
    assert "nobody there gets in" in client.get(reverse("access:partners")).content.decode()
    page = reverse("access:accept_terms", args=[school.pk])
    assert terms.in_force().paragraphs[0] in client.get(page).content.decode()
    today = clock.today()
    answers = {"name": "Ada Head", "job": "Head", "on_day": today.day, "on_month": today.month, "on_year": today.year}
    assert client.post(page, {}).status_code == 422
    done = client.post(page, answers)
    assert done.status_code == 302, done.content.decode()
    assert "Accepted by Ada Head" in client.get(reverse("access:partners")).content.decode()
    assert client.post(reverse("access:end_partner", args=[school.pk]), {"because": "It ended."}).status_code == 302
