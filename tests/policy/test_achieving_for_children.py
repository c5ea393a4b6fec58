"""What Achieving for Children’s file says, and nobody else’s."""

import pytest

from tests.policy.five import AFC


@pytest.mark.promise("AFC-08")
def test_achieving_for_children_asks_for_consent_before_the_meeting_and_the_allocation():
    assert AFC.intake.ask_consent_before == ("hub_meeting", "allocation")
    assert {AFC.basis(code).article_6 for code in AFC.purpose("allocate_service").bases} == {"6(1)(a)"}
    assert AFC.purpose("audit").bases == ()
    assert AFC.ground("safeguarding").only_to == ("social_care",)
    assert AFC.ground("safeguarding").authority == "statute"


def test_only_clarifying_the_referral_may_happen_while_consent_is_awaited():
    assert [purpose.code for purpose in AFC.purposes if purpose.while_consent_awaited] == ["clarify_referral"]


@pytest.mark.promise("AFC-09")
def test_achieving_for_children_has_nine_kinds_in_an_open_list_and_its_commissioner_has_its_own_purpose():
    assert len([recipient for recipient in AFC.recipients if recipient.code != "commissioner"]) == 9
    assert AFC.is_open("recipients")
    assert AFC.recipient("commissioner").purposes == ("performance",)


@pytest.mark.promise("AFC-22")
def test_another_team_of_the_company_is_reached_by_naming_a_duty_or_power_only():
    ground = AFC.ground("other_duty_or_power")

    assert (ground.only_to, ground.reference_required) == (("own_team",), True)
    assert "own_team" not in {kind for kind, _purpose in AFC.allowed_pairs()}
