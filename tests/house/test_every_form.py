"""What holds of every form: nothing typed is lost when the session ends, and sent twice it makes what it makes once."""

import json
import re
from html import unescape

import pytest
from django import forms
from django.apps import apps
from django.urls import reverse

from access.models import AccessEvent, SecurityEvent, Session
from tests.browser import ROOT
from tests.house.test_once import pages
from tests.house.ways import ROOMS, WAYS, WORDS, filled_in, under

pytestmark = pytest.mark.slow


NOT_COUNTED = {
    AccessEvent,
    SecurityEvent,
    Session,
}  # each opening and each sending is noted, and there were two, after a sign-in each
FORMS = [name for name, _ in sorted(pages(), key=lambda one: one[0])]
TWICE_ELSEWHERE = {  # where it is tested that such a form, sent twice, makes what it makes once
    "access:invited": "before signing in, once: tests/access/test_invitations.py",
    "access:approve_setting": "a change is decided once: tests/access/test_settings_decided.py",
    "access:refuse_setting": "a change is decided once: tests/access/test_settings_decided.py",
    "access:take_back_setting": "taken back once: tests/access/test_settings_decided.py",
    "access:propose_setting": "one change of a thing at a time: tests/access/test_settings.py",
    "access:end_setting": "one change of a thing at a time: tests/access/test_settings.py",
    "cases:draw_sample": "carries a key: tests/cases/test_quality.py",
    "cases:end_sample": "ends once: tests/cases/test_quality.py",
    "sharing:specify_extract": "a new one takes the place of what waits: tests/sharing/test_extract_pages.py",
    "sharing:approve_extract": "the same person again changes nothing: tests/sharing/test_extract_pages.py",
    "sharing:end_extract": "ends once: tests/sharing/test_extract_pages.py",
    "cases:allocate_many": "a second time none of them can move: tests/cases/test_allocation.py",
    "cases:end_cover": "ends once: tests/cases/test_cover.py",
    "cases:end_my_cover": "ends once: tests/cases/test_cover.py",
    "cases:return_member": "somebody who is back is not back again: tests/cases/test_family_in_time.py",
    "cases:settle_match": "one decision for a pair: tests/cases/test_matches.py",
    "consent:record_consent": "carries a key: tests/consent/test_consents.py",
    "consent:withdraw_consent": "withdrawn once: tests/consent/test_consents.py",
    "desk:answer_promise": "named once: tests/desk/test_promises.py",
    "retention:records": "a question is answered once: tests/retention/test_proposals.py",
    "retention:release_hold": "released once: tests/retention/test_pages.py",
    "sharing:check": "the draft’s key is the entry’s: tests/sharing/test_begun.py",
}
NOTHING_TYPED = {  # and so nothing to lose
    "cases:found": "a search, asked again",
    "cases:search": "a search, asked again",
    "cases:new_referral": "begins a draft",
    "cases:referral_check": "sends a draft, whose own key is the referral’s: tests/cases/test_referrals.py",
    "access:invited": "passwords alone, which no page says back",
    "cases:discard_note": "a question to be confirmed",
    "cases:left_note": "a question to be confirmed",
    "cases:referral_delete": "a question to be confirmed",
    "cases:referral_remove_person": "a question to be confirmed",
    "cases:resume": "a question to be confirmed",
    "cases:sign_access_review": "a question to be confirmed; signed once: tests/cases/test_access_reviews.py",
}
TYPED = [name for name in FORMS if name in WAYS and name not in NOTHING_TYPED]
HERE = [name for name in TYPED if name not in TWICE_ELSEWHERE]


def test_every_form_is_asked_here_or_says_where():
    assert not set(FORMS) - set(TYPED) - set(NOTHING_TYPED), "add a way to it, or say that nothing is typed there"
    assert not {*TWICE_ELSEWHERE, *NOTHING_TYPED} - set(FORMS)


# Forms whose page comes back without words of its own: before signing in, or with nothing that is typed.
SAYS_NOTHING = {
    "account/login.html",
    "mfa/totp/activate_form.html",
    "mfa/webauthn/add_form.html",
    "mfa/webauthn/reauthenticate.html",
    "cases/search/box.html",
    "cases/referrals/new.html",
    "govuk/check.html",
}
TAIL = "govuk/answers.html"  # the form itself, of whichever page includes it
A_FORM = re.compile(rf'method="post"[^>]*>(?:(?!</form>).)*(?:\{{\{{ form|in form\.)|{TAIL}', re.DOTALL)
AGAIN = re.compile(r"typed_again|govuk/operation_form.html|referrals/form_start.html")


def test_every_page_with_a_form_says_that_what_was_typed_came_back():
    pages = {
        str(path.relative_to(ROOT / "templates")): path.read_text() for path in (ROOT / "templates").rglob("*.html")
    }
    silent = {name for name, text in pages.items() if name != TAIL and A_FORM.search(text) and not AGAIN.search(text)}
    assert silent == SAYS_NOTHING, 'include "govuk/typed_again.html" above the form'


CHOSEN = {  # forms with choices and days alone
    "access:duty",
    "cases:finish_task",
    "consent:acknowledge_concern",
    "consent:close_concern",
    "consent:give_notice",
    "consent:record_agreement",
}


@pytest.mark.parametrize("name", TYPED)
def test_what_was_typed_is_there_again_after_signing_in(name, db, signed_in, settings):
    way = under(settings, name)
    client = signed_in(way.person)
    form, answers = filled_in(client, way)
    boxes = list(re.findall(r'<textarea[^>]* name="(\w+)"', str(form.as_p())))
    boxes += [
        one
        for one in re.findall(r'<input type="text"[^>]* name="(\w+)"', str(form.as_p()))
        if isinstance(form.fields.get(one), forms.CharField)
    ]
    typed = {one: f"{WORDS} {number}"[: form.fields[one].max_length] for number, one in enumerate(boxes)}
    assert bool(typed) == (name not in CHOSEN), "say in CHOSEN whether nothing is typed here"
    client.session.delete()
    sent = client.post(way.address, answers | typed)
    assert sent.status_code == 302 and reverse("account_login") in sent.url
    again = sign_in_again(client, way.person).get(way.address).content.decode()
    lost = [one for one, words in typed.items() if words not in unescape(again)]
    assert not lost
    assert "You had to sign in again" in again or not form.fields


def sign_in_again(client, user):
    """Like signing in on the page: what the new session holds stays."""
    kept = dict(client.session.items())
    client.sign_in(user)
    session = client.session
    for key, value in kept.items():
        session.setdefault(key, value)
    session.save()
    return client


def records() -> dict[str, int]:
    """How many rows every table of ours has, without histories."""
    ours = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return {
        model._meta.label: model._base_manager.count()
        for model in ours
        if model not in NOT_COUNTED and not model.__name__.startswith("Historical") and not model._meta.proxy
    }


@pytest.mark.parametrize("name", HERE)
def test_sent_twice_it_makes_what_it_makes_once(name, db, signed_in, settings):
    way = under(settings, name)
    client = signed_in(way.person)
    _form, answers = filled_in(client, way)
    first = client.post(way.address, answers)
    if first.context and "seen" in first.context["form"].fields:  # what it changes is shown before it is saved
        answers |= {"seen": first.context["form"]["seen"].value()}
        first = client.post(way.address, answers)
    assert first.status_code == 302, json.dumps(first.context["form"].errors) if first.context else first.status_code
    after = records()
    assert client.post(way.address, answers).status_code in (302, 404, 422)
    assert records() == after
