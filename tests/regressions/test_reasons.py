"""Whatever rejects, returns, pauses, removes, withdraws or takes back asks for a reason, on the server, and changes nothing without one."""

import pytest
from django.core.exceptions import ValidationError

from access.routes import ROUTES
from tests.regressions.filling import view_of

# Page, and the field in which its reason stands.
REASONED = {
    "cases:withdraw_document": "because",
    "access:change_staff": "because",
    "access:end_partner": "because",
    "access:approve_setting": "because",
    "access:end_setting": "because",
    "access:refuse_setting": "because",
    "access:take_back_setting": "because",
    "access:withdraw_reading": "because",
    "cases:allocate": "because",
    "cases:allocate_many": "because",
    "cases:change_person": "because",
    "cases:close": "because",
    "cases:correct_event": "because",
    "cases:correct_note": "because",
    "cases:cover": "because",
    "cases:decide": "because",
    "cases:end_alert": "because",
    "cases:end_cover": "because",
    "cases:end_my_cover": "because",
    "cases:end_member": "because",
    "cases:end_outcome": "because",
    "cases:end_professional": "because",
    "cases:end_relationship": "because",
    "cases:end_sample": "because",
    "cases:end_service": "came_of_it",
    "cases:answer_request": "because",
    "cases:break_glass": "because",
    "cases:decide_seal": "because",
    "cases:end_exclusion": "because",
    "cases:exclude": "because",
    "cases:keep_restriction": "because",
    "cases:lift_restriction": "because",
    "cases:restrict": "because",
    "cases:review_glass": "because",
    "cases:give_back": "words",
    "cases:give_up": "because",
    "cases:pause": "because",
    "cases:return_member": "because",
    "cases:settle_match": "because",
    "retention:abort": "because",
    "retention:approve": "because",
    "retention:place_hold": "because",
    "retention:records": "because",
    "retention:release_hold": "because",
    "sharing:approve_extract": "because",
    "sharing:end_extract": "because",
}
# Pages that take something away and ask for no reason, with the reason why.
WITHOUT = {
    "cases:referral_delete": "a draft is its author's own, and nobody has seen it",
    "cases:referral_remove_person": "the same",
    "consent:withdraw_consent": "taking consent back must be as easy as giving it: UK GDPR Article 7(3)",
    "cases:resume": "a clock that runs again takes nothing from anybody",
    "cases:end_action": "a reason where the action was dropped, none where it was done: tests/cases/test_plans.py",
    "cases:finish_task": "it is done",
    "cases:sign": "the signature says it",
    "consent:close_concern": "what was answered says it",
}
TAKES_AWAY = (
    "end_",
    "withdraw",
    "remove",
    "delete",
    "pause",
    "resume",
    "abort",
    "release",
    "give_back",
    "give_up",
    "close",
    "correct_",
)


@pytest.mark.regression(10)
@pytest.mark.parametrize("name", REASONED)
def test_the_page_refuses_without_a_reason(name):
    """A reason was a must in the browser alone, and blanks passed for one."""
    field = view_of(name).form_class.base_fields[REASONED[name]]
    assert field.required
    for nothing in ("", "   ", "\n"):
        with pytest.raises(ValidationError):
            field.clean(nothing)


@pytest.mark.regression(10)
def test_a_new_page_that_takes_something_away_is_asked_for_its_reason():
    """A page that came later was forgotten."""
    suspects = {name for name in ROUTES if any(word in name.partition(":")[2] for word in TAKES_AWAY)}
    left = {name for name in suspects - set(REASONED) - set(WITHOUT) if ":" in name}
    assert not left, f"add the field of its reason to REASONED, or why there is none to WITHOUT, for {sorted(left)}"
    assert set(REASONED) | set(WITHOUT) <= set(ROUTES)
