"""What may leave for research is what the notice says of the study, and nothing leaves on one person's word."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from access import clock, notice
from access.errors import Refused
from access.records import uuid7
from earlyhelp.policy import load, vocabulary
from earlyhelp.policy.sharing import Research
from sharing.models import Extract
from sharing.operations import extracts, studies, study_words
from tests.conftest import as_
from tests.factories import installation, somebody
from tests.factories.retention import days_pass, reading
from tests.factories.sharing import ExtractFactory
from tests.sharing.specifying import COLUMNS, ONS, STUDY, another_notice, approve, change, soon, specify

pytestmark = pytest.mark.django_db
RCE, RCC = "redcar-cleveland-early-help", "redcar-cleveland-children-and-families"
# --- what is specified -------------------------------------------------------------------------------------------------------


@pytest.mark.promise("DUR-26")
def test_what_was_specified_is_the_notice_s_own_and_says_who_specified_it_and_why():
    """Seen to fail with the source and the manner of taking names away left out of specify."""
    dpo = somebody("dpo")
    made = specify(dpo, columns=["postcode"])
    assert (made.state, made.number, made.columns, made.anonymised) == ("waiting", 1, ["postcode"], "after_linking")
    assert made.commissioners == ["Department for Levelling Up, Housing and Communities"]
    assert made.source == notice.policy().study(STUDY).source and made.notice == notice.version()
    version = made.history.get()
    assert (version.history_user, version.history_change_reason) == (dpo, made.because)


@pytest.mark.promise("DUR-07")
def test_the_eight_columns_of_the_notice_may_leave_and_each_may_be_left_out():
    assert set(notice.policy().study(STUDY).columns) == set(COLUMNS)
    approve(specify(columns=COLUMNS))
    for column in COLUMNS:
        extract = specify(columns=[column])
        with as_(by := somebody("dpo")):
            extracts.end(extract, because="One column was enough to see.", by=by)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"study": "what_helps"}, None, ["“what_helps”", "Evaluation of the Supporting Families Programme"]),
        ({"recipient": "IFF Research"}, "recipient", ["“IFF Research”", ONS]),
        ({"purpose": "support_family"}, "purpose", ["Research into the national programme"]),
        ({"cohort": "all_early_help_families"}, "cohort", ["all families", "families on Stronger Families"]),
        ({"columns": ["name", "shoe_size"]}, "columns", ["“shoe size”", "postcode", "Unique Pupil Number"]),
        ({"columns": []}, "columns", ["at least one"]),
        ({"travels": "post"}, "travels", ["how it travels"]),
        ({"leaves_on": date(2020, 1, 1)}, "leaves_on", ["past"]),
        ({"because": " "}, "because", ["why"]),
    ],
)
@pytest.mark.promise("DUR-07")
@pytest.mark.promise("DUR-26")
def test_what_the_notice_does_not_name_is_refused_with_the_value_and_those_allowed(change, field, words):
    """Seen to fail with `faults` yielding nothing, and with each of its checks taken out."""
    if field == "purpose":
        words = [notice.policy().purpose("support_family").label, notice.policy().purpose("national_research").label]
    with pytest.raises(Refused) as caught:
        specify(**change)
    assert caught.value.field == field
    assert [word for word in words if word not in caught.value.sentence] == []
    assert not Extract.objects.exists()


@pytest.mark.promise("DUR-08")
def test_what_leaves_is_destroyed_as_soon_as_the_notice_says_or_sooner():
    """Seen to fail with _too_long taken out of faults."""
    leaves = date(2028, 2, 29)
    assert specify(leaves_on=leaves).destroy_by == date(2033, 2, 28)
    with pytest.raises(Refused, match=r"1 March 2033 is too late.*5 years.*28 February 2033") as caught:
        specify(leaves_on=leaves, destroy_by=date(2033, 3, 1))
    assert caught.value.field == "destroy_by"
    with pytest.raises(Refused, match="after the day on which it leaves"):
        specify(leaves_on=leaves, destroy_by=leaves)


def test_where_the_notice_counts_from_no_known_day_the_day_is_asked_for(monkeypatch):
    another_notice(monkeypatch, destroy_after_years=None, destroy_from="")
    with pytest.raises(Refused, match="enter the day by which it is destroyed"):
        specify()
    assert specify(destroy_by=soon(400)).destroy_by == soon(400)


def test_a_page_sent_twice_makes_one_and_what_still_waited_gives_way_to_a_new_one():
    """Seen to fail with the key not looked for, and with what waits left waiting: the database refused two."""
    dpo, key = somebody("dpo"), uuid7()
    first = specify(dpo, key=key)
    assert specify(dpo, key=key) == first and Extract.objects.count() == 1
    second = specify(dpo, columns=["postcode"])
    first.refresh_from_db()
    assert first.end_because == "Specification 2 takes its place." and list(Extract.objects.waiting()) == [second]


# --- approved and ended ------------------------------------------------------------------------------------------------------


def test_nobody_approves_what_they_specified_themselves():
    """Seen to fail with the comparison taken out of approve: the database refused it then."""
    dpo = somebody("dpo")
    made = specify(dpo)
    with pytest.raises(Refused, match="Somebody else has to approve it"):
        approve(made, dpo)
    assert approve(made, somebody("dpo")).state == "approved"


def test_only_the_dpo_specifies_and_only_those_who_answer_for_records_approve():
    made = specify()
    for role in ("hub", "team_manager", "user_administrator", "practitioner", "referrer"):
        with pytest.raises(PermissionDenied):
            specify(somebody(role))
        with pytest.raises((PermissionDenied, Extract.DoesNotExist)):
            approve(made, somebody(role))
    with pytest.raises(PermissionDenied):
        specify(somebody("records_manager"))


def test_an_approved_one_takes_the_place_of_the_one_before_and_both_stay_to_be_read():
    first, second = approve(specify()), specify(columns=["postcode"])
    approve(second)
    first.refresh_from_db()
    assert first.state == "ended" and first.end_because == "Specification 2 takes its place."
    assert list(Extract.objects.in_force()) == [second]
    assert first.columns == ["name", "postcode"] and first.history.count() == 3
    with pytest.raises(Refused, match="does not wait any more: it has been ended"):
        approve(first)


def test_approving_twice_approves_once_and_what_has_ended_is_not_approved():
    manager, made = somebody("records_manager"), specify()
    assert approve(made, manager).approved_at == approve(made, manager).approved_at
    with as_(manager):
        extracts.end(made, because="The study is over.", by=manager)
        with pytest.raises(Refused, match="has ended already"):
            extracts.end(made, because="The study is over.", by=manager)
    assert made.history.first().history_change_reason == "The study is over."


def test_what_was_to_leave_before_today_is_not_approved_any_more():
    made = specify(leaves_on=soon(3))
    days_pass(5)
    with pytest.raises(Refused, match="has passed"):
        approve(made)


@pytest.mark.promise("DUR-07")
def test_a_column_that_a_newer_notice_does_not_list_stops_what_waits_and_what_is_in_force(monkeypatch):
    """Seen to fail with `missing` returning nothing."""
    approve(specify())
    waiting = specify()
    another_notice(monkeypatch, columns=("name",))
    with pytest.raises(Refused, match=r"no column “postcode” for this study\. It names: name\."):
        approve(waiting)
    assert [fault.field for fault in extracts.missing(Extract.objects.in_force().get())] == ["columns"]


@pytest.mark.promise("DUR-26")
def test_one_for_somebody_else_s_sake_is_not_approved_under_a_newer_notice(monkeypatch):
    """Seen to fail with the commissioners left out of _other."""
    waiting = specify()
    another_notice(monkeypatch, commissioners=("Home Office",))
    with pytest.raises(Refused, match=r"no commissioner “Department for Levelling Up.*It names: Home Office\."):
        approve(waiting)


# --- what the council still has to say ------------------------------------------------------------------------------------------


def waits_for_answers(monkeypatch):
    """Durham's study as Redcar words it: the council itself has to say who takes the names away."""
    asked_there = load(RCE).readings
    changed = another_notice(monkeypatch, anonymised="not_said", readings=("research_columns", "research_anonymised"))
    told = replace(
        changed, readings=(*changed.readings, *(one for one in asked_there if one.code.startswith("research_")))
    )
    monkeypatch.setattr(notice, "policy", lambda: told)
    monkeypatch.setattr(notice, "base", lambda: told)
    return told


@pytest.mark.promise("RCE-14")
@pytest.mark.promise("RCC-14")
def test_nothing_is_approved_while_the_council_owes_an_answer_and_each_is_named(monkeypatch):
    """Seen to fail with `owed` returning nothing: the database still refused."""
    waits_for_answers(monkeypatch)
    made = specify()
    told = [fault.sentence for fault in extracts.missing(made)]
    assert any("Under which agreement" in one for one in told) and any(
        "Who takes the names away" in one for one in told
    )
    with pytest.raises(Refused, match="The council has not answered"):
        approve(made)
    reading("research_columns", "Agreement 7 of 2026")
    reading("research_anonymised", "before_it_leaves")
    with pytest.raises(Refused, match="way of taking the names away “not said”"):
        approve(made)  # specified before anybody knew
    with as_(by := somebody("dpo")):
        extracts.end(made, because="The council has answered since.", by=by)
    assert approve(specify()).anonymised == "before_it_leaves"


def test_the_database_too_approves_nothing_that_waits_for_an_answer(monkeypatch):
    """Seen to fail without the last part of earlyhelp_extract_steps."""
    waits_for_answers(monkeypatch)
    made = specify()
    with pytest.raises(DatabaseError, match="research_anonymised, research_columns"), transaction.atomic():
        change(made, approved_by=installation(), approved_at=clock.now())


# --- the five notices ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(RCE, marks=[pytest.mark.promise("RCE-14"), pytest.mark.promise("RCE-24")]),
        pytest.param(RCC, marks=[pytest.mark.promise("RCC-14"), pytest.mark.promise("RCC-34")]),
        pytest.param("cambridgeshire-early-help", marks=pytest.mark.promise("CAM-09")),
    ],
)
def test_where_the_notice_lists_no_columns_none_can_be_specified(name, settings):
    """Seen to fail with _columns taken out of faults: the database refused it then."""
    settings.COUNCIL = name
    policy = notice.policy()
    notice.store(policy)
    assert policy.research
    for one in policy.research:
        own = {"study": one.code, "recipient": one.recipient, "purpose": one.purpose, "cohort": one.cohort}
        assert [question.code for question in studies.owed(one)] == list(one.readings) and one.readings
        with pytest.raises(Refused, match=r"no column “name” for this study\. It names: none\."):
            specify(**own, destroy_by=soon(400), columns=["name"])
        with pytest.raises(Refused, match="no recipient “Somebody else”"):
            specify(**own | {"recipient": "Somebody else"}, destroy_by=soon(400))
        with pytest.raises(DatabaseError, match="extract_column"), transaction.atomic():
            ExtractFactory(**own)


@pytest.mark.slow
def test_each_study_has_its_own_terms_where_a_notice_names_two(settings):
    """Redcar's wider service has two circles of families for one recipient: neither study's is the other's."""
    settings.COUNCIL = RCC
    notice.store(notice.policy())
    one, other = notice.policy().research
    assert one.cohort != other.cohort
    with pytest.raises(DatabaseError, match=f"{one.code}:{other.cohort}"), transaction.atomic():
        ExtractFactory(study=one.code, cohort=other.cohort)


def test_a_notice_that_names_no_study_lets_nothing_be_specified(settings):
    settings.COUNCIL = "achieving-for-children-early-help-hub"
    notice.store(notice.policy())
    with pytest.raises(Refused, match="names no study “programme_evaluation”. It names: none"):
        specify()


def test_under_two_notices_a_study_that_only_one_of_them_names_is_no_study(settings):
    """Seen to fail with research among the lists in which what either says holds (earlyhelp/policy/together.py)."""
    settings.COUNCIL = f"{RCE},{RCC}"
    notice.store(notice.policy())
    with pytest.raises(Refused, match="names no study “national_study”"):
        specify(study="national_study")
    assert not notice.version().values.filter(kind__startswith="extract_").exists()


def test_the_sixth_council_counts_from_the_end_of_its_study():
    policy = load("durham-early-help")
    study = replace(policy.research[0], destroy_from="end_of_study", destroy_after_years=3)
    assert isinstance(study, Research) and studies.kept_until(study, date(2027, 1, 1)) is None
    assert ("years", "3") not in notice.terms_of(study)


@pytest.mark.parametrize("name", ["ANONYMISED", "RESEARCH_RETURNS", "OPT_OUTS", "RESEARCH_CONDITIONS"])
def test_every_word_that_a_policy_file_may_use_of_a_study_has_words(name):
    assert set(getattr(vocabulary, name)) == set(getattr(study_words, name))
