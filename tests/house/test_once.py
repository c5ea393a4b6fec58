"""Sending a page twice makes one record: its form carries a one-time key, or what it does can be done only once."""

import pytest
from django.urls import get_resolver

from access.forms.once import OnceForm
from access.views.pages import OperationView

# Pages without a one-time key, and why the second sending does nothing.
ONCE_BY_ITSELF = {
    "desk:answer_promise": "the same person again changes nothing: tests/desk/test_promises.py",
    "access:approve_setting": "a change is decided once",
    "access:refuse_setting": "a change is decided once",
    "access:take_back_setting": "taken back once",
    "access:duty": "a text is accepted once",
    "access:add_staff": "an e-mail address has one account",
    "access:change_staff": "says the same again",
    "access:invited": "the link serves once",
    "access:add_partner": "a name has one organisation",
    "access:accept_terms": "says the same again",
    "access:end_partner": "ends once",
    "cases:referral_remove_person": "who is not in the draft is not taken out of it",
    "cases:referral_check": "the draft’s own key becomes the referral’s",
    "cases:discard_note": "the draft is gone",
    "cases:left_note": "the draft is gone",
    "cases:referral_delete": "the draft is gone",
    "cases:search": "changes nothing",
    "cases:found": "changes nothing",
    "cases:allocate": "an allocation that says the same again is the one that stands",
    "cases:allocate_many": "an allocation that says the same again is the one that stands",
    "cases:settle_match": "one decision for a pair, the last one stands",
    "cases:pause": "a clock that stands still is not paused again",
    "cases:separate": "what is joined to no case is not taken back from one",
    "cases:resume": "a clock that runs goes on running",
    "cases:change_person": "says the same again; where somebody else said otherwise, both are shown",
    "cases:assessment_section": "says the same again; where somebody else said otherwise, both are shown",
    "cases:end_member": "ends once",
    "cases:end_cover": "ends once",
    "cases:end_sample": "ends once",
    "cases:end_my_cover": "ends once",
    "cases:return_member": "somebody who is back is not back again",
    "cases:end_relationship": "ends once",
    "cases:end_professional": "ends once",
    "cases:end_alert": "ends once",
    "cases:end_service": "ends once",
    "cases:finish_task": "ends once",
    "cases:end_outcome": "ends once, and says who ended it",
    "cases:end_action": "ends once, and says who ended it",
    "cases:withdraw_document": "withdrawn once",
    "cases:hand_in": "moves on once",
    "cases:give_back": "moves on once",
    "cases:give_up": "moves on once",
    "cases:sign": "moves on once",
    "cases:close": "closes once",
    "cases:hold_review": "the same review of one day is held once",
    "cases:keep_restriction": "says the same again",
    "cases:lift_restriction": "lifted once, or asked for once",
    "cases:decide_seal": "decided once",
    "cases:end_exclusion": "ends once",
    "cases:answer_request": "answered once",
    "cases:review_glass": "looked at once",
    "cases:answer_access_review": "a line is answered once",
    "cases:sign_access_review": "signed once",
    "cases:review_flag": "decided once, and asked about once",
    "cases:switch_rule": "switched once",
    "cases:asked": "answered once",
    "consent:withdraw_consent": "withdrawn once",
    "consent:acknowledge_concern": "acknowledged once",
    "consent:answer_concern": "answered once",
    "consent:close_concern": "closed once",
    "consent:hand_over_concern": "to the same person again changes nothing",
    "sharing:record": "the same answers are the same draft; it leads to the page that carries the key",
    "sharing:check": "the sealed answers carry the key",
    "sharing:approve_extract": "the same person again changes nothing",
    "sharing:end_extract": "ends once",
    "retention:records": "a question is answered once",
    "retention:approve": "nobody approves twice",
    "retention:abort": "stops once",
    "retention:release_hold": "released once",
}


def pages(resolver=None, namespace=""):
    """Every page with a form and an operation, by its name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from pages(entry, f"{entry.namespace}:" if entry.namespace else namespace)
        elif issubclass(getattr(entry.callback, "view_class", object), OperationView):
            yield f"{namespace}{entry.name}", entry.callback.view_class


@pytest.mark.parametrize(("name", "view"), sorted(pages(), key=lambda one: one[0]), ids=lambda one: str(one))
def test_a_page_that_makes_something_carries_a_key_or_does_it_once_by_itself(name, view):
    keyed = view.form_class is not None and issubclass(view.form_class, OnceForm)
    assert keyed or name in ONCE_BY_ITSELF, f"let {view.form_class} be a OnceForm, or add {name} with its reason"
    assert not (keyed and name in ONCE_BY_ITSELF), f"{name} carries a key: take its reason out"


def test_no_reason_is_left_over():
    assert set(ONCE_BY_ITSELF) <= {name for name, _ in pages()}
