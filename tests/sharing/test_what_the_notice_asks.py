"""What a notice asks before something is shared: conditions, tests, and a reason for what goes beyond the least."""

from dataclasses import replace
from html import unescape

import pytest
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.records import uuid7
from cases.models.case import Outcome
from cases.stages import Stage
from earlyhelp.policy import load
from earlyhelp.policy.sharing import Condition
from earlyhelp.policy.stricter import of_both
from sharing.operations import disclosures, questions
from sharing.operations.disclosures import Circumstances, Words
from sharing.operations.facts import Facts
from sharing.operations.lawfulness import propose
from tests.conftest import as_
from tests.factories import CaseFactory, OrganisationFactory, worker_on
from tests.factories.sharing import DisclosureFactory, answered
from tests.sharing.asking import AFC, CAM, RCC, RCE, record, refused, wanted


# Seen to fail with the questions about conditions taken out of sharing/operations/questions.py.
@pytest.mark.slow
@pytest.mark.promise("RCC-12")
@pytest.mark.parametrize(
    ("kind", "purpose"),
    [(kind.code, one.purpose) for kind in load(RCC).recipients for one in kind.only_if if one.kind == "confirmed"],
)
def test_what_may_be_shared_only_if_something_is_so_waits_for_somebody_to_say_why_it_is(kind, purpose, under):
    policy, case = under(RCC), CaseFactory()
    by, asked = worker_on(case), wanted(case, kind, purpose)
    (condition,) = policy.recipient(kind).conditions(purpose)
    full = answered(case, asked)
    name = f"condition_{condition.code}"
    with pytest.raises(Refused) as refusal:
        record(case, by, asked, replace(full, words={**full.words, name: "  "}))
    assert refusal.value.field == name
    row = record(case, by, asked, full)
    assert row.conditions == [condition.code]
    assert row.reasons.get(about="condition").words == full.words[name]


@pytest.mark.slow
def test_the_database_holds_an_entry_to_the_conditions_of_its_pair(under):
    """Seen to fail with the comparison of conditions taken out of earlyhelp_disclosure_is_in_the_notice()."""
    policy = under(RCC)
    basis = policy.bases[0]
    given = {
        "recipient": OrganisationFactory(kind="fire_service"),
        "purpose": "fire_safety",
        "lawful_basis": basis.code,
        "item_kinds": ["identity"],
    }
    refused(lambda: DisclosureFactory(**given, conditions=[]), "conditions []", "fire_service", "home_may_catch_fire")
    refused(lambda: DisclosureFactory(**given, conditions=["moving"]), '["moving"]', "home_may_catch_fire")
    assert DisclosureFactory(**given).conditions == ["home_may_catch_fire"]


@pytest.mark.slow
def test_a_case_that_social_care_never_had_is_in_no_audit_of_its_cases(under):
    """The product looks; nobody is asked. Seen to fail with _look_up taken out of lawfulness.py."""
    policy = under(RCC)
    case = CaseFactory()
    asked = wanted(case, "safeguarding_partnership", "social_care_audit")
    with pytest.raises(Refused, match="only if: Social care had this case"):
        propose(policy, asked, Facts(), on=clock.today())
    stepped_up = CaseFactory(stage=Stage.CLOSED, closed_on=clock.today(), outcome=Outcome.STEPPED_UP)
    row = record(stepped_up, worker_on(stepped_up), wanted(stepped_up, "safeguarding_partnership", "social_care_audit"))
    assert row.conditions == ["social_care_had_it"]
    assert not row.reasons.filter(about="condition").exists()


# Seen to fail with _tests and _items returning nothing in sharing/operations/questions.py.
@pytest.mark.parametrize(
    ("name", "tests", "asked_apart"),
    [
        pytest.param(AFC, ("appropriate", "lawful"), {"appropriate", "lawful"}, marks=pytest.mark.promise("AFC-21")),
        pytest.param(
            RCE,
            ("genuine_and_lawful_need", "proportionate"),
            {"genuine_and_lawful_need", "proportionate"},
            marks=[pytest.mark.promise("RCE-08"), pytest.mark.promise("RCE-22")],
        ),
        pytest.param(
            RCC,
            ("relevant", "genuine_and_lawful_need"),
            {"genuine_and_lawful_need"},
            marks=pytest.mark.promise("RCC-29"),
        ),
        pytest.param(CAM, ("involved",), set(), marks=pytest.mark.promise("CAM-21")),
        pytest.param("durham-early-help", ("relevant", "involved"), set(), marks=pytest.mark.promise("DUR-25")),
    ],
)
def test_each_test_of_the_notice_is_answered_apart_and_kept(name, tests, asked_apart, under):
    policy, case = under(name), CaseFactory()
    kind, purpose, ground = {
        AFC: ("social_care", "allocate_service", "safeguarding"),
        RCE: ("health", "right_support", ""),
        RCC: ("voluntary_sector", "right_support", ""),
        CAM: ("school", "support_family", ""),
    }.get(name, ("school_nursery", "support_family", ""))
    by, asked = worker_on(case), wanted(case, kind, purpose, ground=ground)
    full = answered(case, asked)
    assert {one for one in full.words if one.startswith("test_")} == {f"test_{code}" for code in asked_apart}
    for code in asked_apart:
        with pytest.raises(Refused) as refusal:
            record(case, by, asked, replace(full, words={**full.words, f"test_{code}": ""}))
        assert refusal.value.field == f"test_{code}"
    row = record(case, by, asked, full)
    assert row.tests == list(tests) == list(policy.sharing.tests)
    assert set(row.reasons.filter(about="test").values_list("code", flat=True)) == asked_apart


@pytest.mark.parametrize("name", ["durham-early-help", RCE, RCC])
def test_each_kind_beyond_the_least_has_its_own_reason_and_the_least_needs_none(name, under):
    policy, case = under(name), CaseFactory()
    kind = {RCE: "education", RCC: "education"}.get(name, "school_nursery")
    purpose = {RCE: "right_support", RCC: "safe_in_education"}.get(name, "support_family")
    least = policy.minimum(kind, purpose).categories
    assert not any(one.about == "item" for one in asked_of(policy, case, kind, purpose, *least))
    more = [
        one.code
        for one in asked_of(
            policy, case, kind, purpose, *least, "circumstances" if name != "durham-early-help" else "housing"
        )
        if one.about == "item"
    ]
    assert len(more) == 1


def asked_of(policy, case, kind, purpose, *kinds):
    asked = wanted(case, kind, purpose, *kinds)
    return questions.asked(policy, asked, propose(policy, asked, Facts(), on=clock.today()))


def test_the_database_takes_nothing_shared_that_was_not_put_to_the_tests(under):
    """Seen to fail with the search for unanswered tests taken out of earlyhelp_disclosure_is_in_the_notice()."""
    under("durham-early-help")
    refused(lambda: DisclosureFactory(tests=["relevant"]), "was not put to", "involved")
    refused(lambda: DisclosureFactory(tests=["relevant", "involved", "kind"]), 'test "kind"', "relevant")
    DisclosureFactory(decision="not_shared", tests=[])


def test_of_what_was_not_shared_nothing_is_asked(under):
    under(RCC)
    case = CaseFactory()
    asked = wanted(case, "fire_service", "fire_safety")
    with as_(by := worker_on(case)):
        row = disclosures.record(
            case,
            asked,
            Circumstances("not_shared", clock.today(), "none", encrypted=False, told=True),
            Words(why_needed="They asked.", described="A name", weighed="The home is safe."),
            by=by,
            key=uuid7(),
        )
    assert (row.power, row.tests, row.conditions) == ("", [], [])


@pytest.mark.parametrize(
    ("name", "promised", "before"),
    [
        (CAM, ("who receives information, and why, before it is shared", "who gives us information, and why"), True),
        (RCE, ("on Troubled Families, before it is (each grown-up, and each child who understands it)",), False),
        ("durham-early-help", (), False),
    ],
)
def test_whoever_tells_a_family_sees_what_the_notice_promises_to_tell(name, promised, before, under, signed_in):
    """Seen to fail with `promised` and `_promised` returning nothing."""
    under(name)
    case = CaseFactory()
    client = signed_in(worker_on(case))
    page = unescape(client.get(reverse("consent:give_notice", args=[case.reference])).content.decode())
    assert all(words in page for words in promised)
    assert ("also promises to tell" in page) == bool(promised)
    asked = unescape(client.get(reverse("sharing:record", args=[case.reference])).content.decode())
    assert ("The notice promises to tell them who receives information" in asked) == before


def test_under_two_notices_each_ones_tests_are_asked_and_a_duty_is_recorded(under):
    under(f"{RCE},{RCC}")
    case = CaseFactory()
    asked = wanted(case, "social_care", "right_support", ground="serious_safeguarding", involved=False)
    row = record(case, worker_on(case), asked)
    assert set(row.tests) == {"genuine_and_lawful_need", "proportionate", "relevant"}
    assert row.power == "cooperation"


def test_what_each_of_two_notices_makes_a_condition_has_to_hold():
    school = load(RCC).recipient("education")
    mine, yours = (
        Condition(code=code, purpose="safe_in_education", text=code) for code in ("at_that_school", "of_school_age")
    )
    both = of_both(replace(school, only_if=(mine,)), replace(school, only_if=(yours,)))
    assert both.conditions("safe_in_education") == (mine, yours)
