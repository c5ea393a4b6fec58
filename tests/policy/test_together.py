"""Two notices of one council in force for the same families: the stricter wins, periods are the longer, silence never beats a statement."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import get_args, get_type_hints

import pytest

from earlyhelp.policy import Policy, PolicyError, load
from earlyhelp.policy.dates import retention_when
from earlyhelp.policy.information import Basis, Purpose
from earlyhelp.policy.keeping import Keep, Rule
from earlyhelp.policy.loading import ABOUT_THE_FILE, COUNCILS
from earlyhelp.policy.notice import Council
from earlyhelp.policy.sharing import Ground, Recipient
from earlyhelp.policy.stricter import how
from earlyhelp.policy.together import BOTH_MUST_NAME, CLOSED_SHUTS_OUT, EITHER, SINGLE, in_force_together
from earlyhelp.policy.work import Clock

RCE, RCC = "redcar-cleveland-early-help", "redcar-cleveland-children-and-families"
REDCAR = load(f"{RCE},{RCC}")
DURHAM = load("durham-early-help")
WHOLE = {Council, Clock, Rule}  # not made field by field: see together.py and stricter.py


def entry_of(hint):
    return next((part for part in get_args(hint) if is_dataclass(part)), hint)


def another(**changes):
    """A second notice of Durham, which says what Durham says but for the changes."""
    council = replace(DURHAM.council, notice="Another notice")
    return replace(DURHAM, name="another", council=council, fingerprint="another", **changes)


def unsaid(topic, state="silent"):
    return tuple(replace(one, state=state, listing="") if one.code == topic else one for one in DURHAM.topics)


def with_(entries, code, **changes):
    return tuple(replace(one, **changes) if one.code == code else one for one in entries)


def test_every_part_of_a_policy_says_how_two_become_one():
    decided = {*BOTH_MUST_NAME, *CLOSED_SHUTS_OUT, *EITHER, *SINGLE, "council", "retention"}
    parts = {item.name for item in fields(Policy)} - ABOUT_THE_FILE
    assert parts == decided, f"say in earlyhelp/policy/together.py how two become one: {sorted(parts ^ decided)}"


@pytest.mark.parametrize("part", sorted(item.name for item in fields(Policy) if "section" in item.metadata))
def test_every_field_of_every_entry_says_which_of_two_is_the_stricter(part):
    entry = entry_of(get_type_hints(Policy)[part])
    for item in fields(entry):
        if entry not in WHOLE:
            assert how(entry, item.name), (
                f"say in earlyhelp/policy/stricter.py how {entry.__name__}.{item.name} is made of two"
            )


def test_notices_of_two_councils_are_refused():
    with pytest.raises(PolicyError, match="notices of two councils"):
        load(f"{RCE},durham-early-help")


def test_the_two_have_one_name_one_version_and_a_fingerprint_that_either_changes():
    assert (REDCAR.name, REDCAR.version) == (f"{RCE},{RCC}", "1 and 1")
    assert REDCAR.fingerprint not in (load(RCE).fingerprint, load(RCC).fingerprint)
    changed = in_force_together(load(RCE), replace(load(RCC), fingerprint="another"))
    assert changed.fingerprint != REDCAR.fingerprint


def test_each_entry_says_in_which_notice_its_paragraph_stands():
    assert REDCAR.promise("RCE-01").source.startswith("Early Help: ")
    assert REDCAR.promise("RCC-01").source.startswith("Children and Families Services: ")
    assert len(REDCAR.promises) == len(load(RCE).promises) + len(load(RCC).promises)


def test_a_recipient_keeps_only_what_both_notices_allow_it():
    both = in_force_together(DURHAM, another(recipients=DURHAM.recipients[:2]))
    assert [one.code for one in both.recipients] == [one.code for one in DURHAM.recipients[:2]]
    first = DURHAM.recipients[0]
    narrower = another(recipients=with_(DURHAM.recipients, first.code, purposes=first.purposes[:1]))
    assert in_force_together(DURHAM, narrower).recipient(first.code).purposes == first.purposes[:1]


def test_nobody_receives_by_purpose_what_only_one_of_redcars_notices_allows():
    """Their pairs have nothing in common: sharing rests on a ground there, and no minimum proposes anything."""
    common = set(load(RCE).allowed_pairs()) & set(load(RCC).allowed_pairs())
    assert set(REDCAR.allowed_pairs()) == common == set()
    assert {one.code for one in REDCAR.grounds} >= {"crime", "court_order"}
    assert REDCAR.ground("crime").only_to == ("police",)


def test_a_recipient_has_the_conditions_and_the_ages_of_both():
    one = Recipient(code="school", label="School", purposes=("p",), needs_involvement=False, min_age=4, source="here")
    other = replace(one, needs_involvement=True, min_age=5, max_age=18, parents_too=True)
    both = in_force_together(
        replace(DURHAM, recipients=(one,), purposes=PURPOSES, minimums=(), pathways=(), grounds=()),
        another(recipients=(other,), purposes=PURPOSES, minimums=(), pathways=(), grounds=()),
    ).recipient("school")
    assert (both.needs_involvement, both.min_age, both.max_age, both.parents_too) == (True, 5, 18, False)


PURPOSES = (Purpose(code="p", label="P", bases=("public_task",), source="here"),)


def test_a_basis_that_only_one_names_is_none():
    fewer = another(bases=DURHAM.bases[:1], categories=(), purposes=())
    assert [one.code for one in in_force_together(DURHAM, fewer).bases] == [DURHAM.bases[0].code]


def test_a_notice_without_article_9_conditions_leaves_the_others_standing():
    """Silence never beats a statement: Redcar's early help notice names no condition, its wider one does."""
    assert {one.article_9 for one in REDCAR.bases} == {"", "9(2)(h)", "9(2)(g)"}
    assert not any(one.article_6 == "6(1)(a)" for one in REDCAR.bases), "consent is a basis of one of them alone"
    assert "public_task_care" in REDCAR.purpose("programme_tracking").bases
    assert REDCAR.topic("special_category_condition").state == "stated"


@pytest.mark.parametrize("topic", ["recipients", "purposes", "categories", "lawful_bases"])
def test_a_notice_that_is_silent_takes_nothing_away(topic):
    part = {"lawful_bases": "bases"}.get(topic, topic)
    other = another(topics=unsaid(topic), **{part: ()})
    kept = {one.code for one in getattr(in_force_together(DURHAM, other), part)}
    assert kept == {one.code for one in getattr(DURHAM, part)}


def test_consent_before_a_stage_stands_whatever_the_other_says():
    gate = another(
        intake=replace(DURHAM.intake, consent="before_stages", ask_consent_before=("allocation",)),
        topics=unsaid("consent", state="stated"),
    )
    both = in_force_together(DURHAM, gate)
    assert (both.intake.consent, both.intake.ask_consent_before) == ("before_stages", ("allocation",))
    assert REDCAR.intake.consent == "never_asked", "one names consent as a basis, the other's closed list does not"


def test_sharing_starts_at_the_later_of_two_moments_and_passes_the_tests_of_both():
    early = replace(DURHAM.sharing, starts="at_referral", tests=("relevant",))
    late = replace(DURHAM.sharing, starts="after_consent", tests=("lawful",))
    both = in_force_together(replace(DURHAM, sharing=early), another(sharing=late)).sharing
    assert (both.starts, both.tests) == ("after_consent", ("relevant", "lawful"))
    assert REDCAR.sharing.starts == "at_referral"


def test_a_closed_list_shuts_out_a_permission_and_never_a_duty():
    may = Ground(code="may", label="May", force="permission", authority="notice", reference_required=False, source="x")
    must = replace(may, code="must", force="duty")
    both = in_force_together(DURHAM, another(grounds=(*DURHAM.grounds, may, must)))
    assert "must" in {one.code for one in both.grounds} and "may" not in {one.code for one in both.grounds}


def test_whoever_receives_nothing_by_purpose_any_more_is_reached_on_a_ground_and_it_is_not_for_everybody():
    only = Ground(
        code="court", label="C", force="duty", authority="statute", reference_required=False,
        only_to=("only_here",), source="x",
    )  # fmt: skip
    here = Recipient(code="only_here", label="Only here", purposes=("p",), needs_involvement=False, source="x")
    both = in_force_together(
        DURHAM, another(grounds=(only,), recipients=(here,), purposes=PURPOSES, minimums=(), pathways=())
    )
    assert both.ground("court").only_to == ("only_here",)
    assert "only_here" in {one.code for one in both.outside_recipients}
    assert "only_here" not in {one.code for one in both.recipients}


def test_places_are_those_in_which_both_allow_it():
    wide, narrow = replace(DURHAM.places[0], within=("UK", "EEA")), replace(DURHAM.places[0], within=("UK",))
    both = in_force_together(replace(DURHAM, places=(wide,)), another(places=(narrow,)))
    assert [one.within for one in both.places] == [("UK",)]
    assert {one.code for one in REDCAR.places} == {"processing", "recipients"}, "one speaks of places, and that holds"


def test_the_shorter_clock_runs():
    soon = with_(DURHAM.clocks, "triage", amount=1, unit="weeks")
    sooner = with_(DURHAM.clocks, "triage", amount=2, unit="working_days")
    for one, other in ((soon, sooner), (sooner, soon)):
        both = in_force_together(replace(DURHAM, clocks=one), another(clocks=other))
        assert (both.clock("triage").amount, both.clock("triage").unit) == (2, "working_days")


def test_two_periods_are_worked_out_each_and_the_later_counts():
    """However they count: six years and the rest of the financial year beside seven years and nothing more."""
    six, seven = Keep(years=6, then="end_of_financial_year"), Keep(years=7)
    rule = replace(next(one for one in DURHAM.retention if one.record == "case"), keep=six)
    both = in_force_together(
        replace(DURHAM, retention=(rule,), holds=()), another(retention=(replace(rule, keep=seven),), holds=())
    )
    may, march = {"closed": "2020-05-05"}, {"closed": "2020-03-05"}
    assert retention_when(both, "case", may).keep_until == date(2027, 5, 5)
    assert retention_when(both, "case", march).keep_until == date(2027, 3, 5)
    longest = replace(six, years=8)
    both = in_force_together(both, another(retention=(replace(rule, keep=longest),), holds=()))
    assert retention_when(both, "case", march).keep_until == date(2028, 3, 31)


def test_a_period_that_one_states_holds_beside_the_others_silence():
    silent = another(retention=(), topics=unsaid("retention"))
    for pair in ((DURHAM, silent), (silent, DURHAM)):
        assert in_force_together(*pair).retention


def test_holds_of_both_stand_and_the_longer_of_the_same():
    longer = another(
        holds=tuple(replace(one, plus_years=one.plus_years + 3, applies_to="everyone") for one in DURHAM.holds)
    )
    (hold,) = in_force_together(DURHAM, longer).holds
    assert (hold.plus_years, hold.applies_to) == (DURHAM.holds[0].plus_years + 3, "everyone")


def test_nothing_points_at_what_is_gone():
    codes = {item.name: {one.code for one in getattr(REDCAR, item.name)} for item in fields(Policy) if isinstance(getattr(REDCAR, item.name), tuple)}  # fmt: skip
    for name in codes:
        for one in getattr(REDCAR, name):
            for item in fields(one):
                wanted = getattr(one, item.name)
                if sections := item.metadata.get("refers"):
                    there = set().union(*(codes[section] for section in sections))
                    assert set(wanted if isinstance(wanted, tuple) else filter(None, (wanted,))) <= there, (name, one)


def test_a_basis_is_of_both_whatever_the_other_calls_it():
    """The law's point is what counts beside silence on conditions; the label is the first's."""
    own = Basis(
        code="own", label="Own", article_6="6(1)(c)", article_9="9(2)(h)", schedule_1="Part 1, paragraph 2", source="x"
    )
    silent = another(
        topics=unsaid("special_category_condition"), purposes=(), categories=(),
        bases=(Basis(code="duty", label="Duty", article_6="6(1)(c)", source="x"),),
    )  # fmt: skip
    both = in_force_together(replace(DURHAM, bases=(own,), purposes=()), silent)
    assert [one.code for one in both.bases] == ["own"]


def test_a_study_is_one_that_both_notices_name_on_the_same_terms():
    """Seen to fail with research among the lists in which what either says holds, and with SAME_TERMS empty."""
    assert load(RCE).research and load(RCC).research and REDCAR.research == ()
    (study,) = DURHAM.research
    both = in_force_together(DURHAM, another(research=(replace(study, columns=("name", "postcode", "shoe_size")),)))
    assert both.study(study.code).columns == ("name", "postcode")
    for change in ({"recipient": "University of Westmarch"}, {"cohort": "all_early_help_families"}):
        assert in_force_together(DURHAM, another(research=(replace(study, **change),))).research == ()


def test_a_notice_that_is_silent_on_research_leaves_the_other_its_study():
    assert in_force_together(DURHAM, another(research=(), topics=unsaid("research"))).research[0].columns


def test_two_editions_of_one_guidance_are_two_entries_and_none_takes_the_others_place():
    """Seen to fail with both called `working_together`: one entry with the words of the one and the paragraph of the other."""
    editions = {one.code: (one.law, one.provision) for one in REDCAR.powers if one.code.startswith("working_together")}
    assert editions == {"working_together_2015": ("working_together_2015", "chapter 1, section 22")}
    assert not load(RCE).is_open("powers"), "a closed list leaves no room for the edition that the other notice names"
    assert load(RCC).power("working_together_2018").law == "working_together_2018"


def test_one_code_is_one_law_in_every_file():
    """What two notices call by one code is made one entry where both hold. Seen to fail as above."""
    laws = {}
    for name in (path.stem for path in sorted(COUNCILS.glob("*.toml"))):
        for power in load(name).powers:
            assert laws.setdefault(power.code, power.law) == power.law, f"{name}: call “{power.code}” something else"
