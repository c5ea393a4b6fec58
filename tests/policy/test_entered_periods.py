"""Periods that a notice leaves to the council: nothing is due until one is entered."""

from datetime import date

import pytest

from earlyhelp.policy.dates import retention_when
from earlyhelp.policy.facts import FactError
from tests.policy.five import AFC, CAM, CLOSED, REDCAR

OF_EACH_CLASS = {
    "contact": {**CLOSED, "progressed_to_referral": False},
    "case": CLOSED,
    "children_in_need": {"born": date(2010, 5, 1)},
    "programme": {"case_closed": date(2020, 6, 15), "programme_ended": date(2020, 6, 1)},
    "assessment": {"matter_closed": date(2020, 6, 15)},
}


@pytest.mark.promise("AFC-11")
@pytest.mark.parametrize("policy", [*REDCAR, AFC], ids=lambda policy: policy.name)
@pytest.mark.parametrize("record", OF_EACH_CLASS)
def test_in_redcar_and_at_achieving_for_children_nothing_is_due_until_the_council_has_entered_a_period_and_the_sentence_says_which(
    policy, record
):
    unset = retention_when(policy, record, OF_EACH_CLASS[record], as_of=date(2199, 1, 1))
    entered = retention_when(policy, record, OF_EACH_CLASS[record], settings={f"period_{record}": "6"})

    assert (unset.state, unset.due) == ("no_rule", False)
    assert f"period_{record} is not entered" in unset.because[0]
    assert entered.state == "dated"
    assert "the council's reading" in entered.source


@pytest.mark.promise("CAM-14")
@pytest.mark.parametrize(("entered", "until"), [("", 2026), ("3", 2026), ("10", 2030)])
def test_cambridgeshires_assessment_form_is_kept_six_years_and_a_longer_period_of_the_schedule_wins(entered, until):
    """Seen to fail with the stated rule alone, and with whatever the council enters instead of the longer of the two."""
    answer = retention_when(
        CAM, "assessment", {"matter_closed": date(2020, 6, 15)}, settings={"period_assessment": entered}
    )

    assert answer.keep_until == date(until, 6, 15)


@pytest.mark.promise("CAM-14")
@pytest.mark.parametrize("record", [record for record in OF_EACH_CLASS if record != "assessment"])
def test_cambridgeshires_other_records_have_no_date_until_the_schedule_is_entered(record):
    """Seen to fail with the assessment form's rule used for whatever has none."""
    assert retention_when(CAM, record, OF_EACH_CLASS[record]).state == "no_rule"


def test_a_period_entered_for_contacts_is_never_used_for_one_that_became_a_case():
    answer = retention_when(
        CAM, "contact", {**CLOSED, "progressed_to_referral": True}, settings={"period_contact": "2"}
    )

    assert answer.state == "no_rule"


@pytest.mark.parametrize("value", ["six", "0", "-1", "2.5", "151", 6, ["6"]])
def test_a_period_that_is_no_number_of_years_is_refused(value):
    with pytest.raises(FactError, match="whole number of years"):
        retention_when(CAM, "case", CLOSED, settings={"period_case": value})
