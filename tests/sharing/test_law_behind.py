"""The law behind each disclosure: named by the notice, of today, or another one with its reason."""

from dataclasses import replace

import pytest

from access import clock
from access.errors import Refused
from earlyhelp.policy.doubts import doubts
from sharing.operations import questions
from sharing.operations.facts import Facts
from sharing.operations.lawfulness import propose
from sharing.operations.questions import Answers
from tests.factories import CaseFactory, OrganisationFactory, worker_on
from tests.factories.sharing import DisclosureFactory, answered
from tests.sharing.asking import CAM, RCC, RCE, record, refused, wanted


@pytest.mark.slow
@pytest.mark.promise("RCC-31")
def test_each_disclosure_names_its_law_and_an_open_list_takes_another_with_a_reason(under):
    """Seen to fail with _check_power taken out of questions.check."""
    policy, case = under(RCC), CaseFactory()
    by, asked = worker_on(case), wanted(case, "voluntary_sector", "right_support")
    full = answered(case, asked)
    for wrong in ("", "magna_carta"):
        with pytest.raises(Refused) as refusal:
            record(case, by, asked, replace(full, power=wrong))
        assert refusal.value.field == "power"
        assert all(one.label in str(refusal.value) or one.code == "working_together_2018" for one in policy.powers)
        assert wrong in str(refusal.value)
    assert record(case, by, asked, full).power == "children_act"
    other = replace(full, power="another")
    for missing, given in (("other_power", {}), ("why_other", {"other_power": "Care Act 2014, section 42"})):
        with pytest.raises(Refused) as refusal:
            record(case, by, asked, replace(other, **given))
        assert refusal.value.field == missing
    row = record(case, by, asked, replace(other, other_power="Care Act 2014, section 42", why_other="It is about her."))
    assert (row.power, row.other_power) == ("another", "Care Act 2014, section 42")
    assert row.reasons.get(about="power").words == "It is about her."


@pytest.mark.promise("RCC-31")
def test_what_no_longer_holds_is_not_proposed_and_the_linter_warns_of_it(under):
    policy = under(RCC)
    stale = policy.power("working_together_2018")
    assert "2023" in questions.replaced(stale)
    assert ("old_law", "power", "working_together_2018") in {
        (one.kind, one.section, one.entry) for one in doubts(policy)
    }
    asked = wanted(CaseFactory(), "voluntary_sector", "right_support")
    lawful = propose(policy, asked, Facts(), on=clock.today())
    assert questions.proposed(policy, lawful) == "children_act"
    assert stale in questions.powers(policy, lawful)  # the notice names it, so it may be named


@pytest.mark.promise("RCC-31")
@pytest.mark.parametrize(("name", "code"), [(RCC, "children_act"), (RCE, "cooperation"), (CAM, "children_in_need")])
def test_the_database_takes_no_law_that_the_notice_does_not_name(name, code, under):
    """Seen to fail with the look at NEW.power taken out of earlyhelp_disclosure_is_in_the_notice()."""
    policy = under(name)
    kind = next(one for one in policy.recipients if policy.purpose(one.purposes[-1]).scope != "front_door")
    given = {
        "recipient": OrganisationFactory(kind=kind.code),
        "purpose": kind.purposes[-1],
        "lawful_basis": policy.bases[0].code,
        "item_kinds": ["identity"],
    }
    refused(lambda: DisclosureFactory(**given, power="magna_carta"), 'power "magna_carta"', code)
    refused(lambda: DisclosureFactory(**given, power=""), 'power ""', code)
    other = {"power": "another", "other_power": "Care Act 2014"}
    if name == RCC:  # the only list that is open
        DisclosureFactory(**given, **other)
        refused(lambda: DisclosureFactory(**given, power="another"), "disclosure_other_power_has_a_name")
    else:
        refused(lambda: DisclosureFactory(**given, **other), 'power "another"', code)
    DisclosureFactory(**given, power=code)


def test_a_law_that_the_notice_ties_to_its_basis_is_one_of_those(under):
    policy = under(CAM)
    asked = wanted(CaseFactory(), "school", "support_family")
    lawful = propose(policy, asked, Facts(), on=clock.today())
    assert [one.code for one in questions.powers(policy, lawful)] == ["children_in_need", "cooperation"]


def test_a_notice_that_names_no_law_asks_for_none(under):
    under("durham-early-help")
    case = CaseFactory()
    asked = wanted(case, "school_nursery", "support_family")
    with pytest.raises(Refused, match="names: none"):
        record(case, worker_on(case), asked, Answers(power="children_act"))
    assert record(case, worker_on(case), asked).power == ""
    refused(lambda: DisclosureFactory(power="children_act"), 'power "children_act"', "none")
