"""The council’s settings: what would move is shown before it is proposed, and the pages say what stands."""

from datetime import timedelta

import pytest

from access import clock, notice
from access.errors import Forbidden, Refused
from access.models import AccessEvent, Setting, SettingChange
from access.operations import council_settings
from access.operations.setting_previews import Preview
from access.records import uuid7
from tests.access.proposing import EIGHT, PROPOSE, SOONER, typed, url_of
from tests.conftest import as_
from tests.factories import CaseFactory, somebody
from tests.factories.retention import closed_case, readings
from tests.factories.settings import a_setting, approve, propose, set_, take_effect


def test_before_it_is_saved_the_page_shows_what_moves_and_saves_nothing(manager, signed_in):
    """Seen to fail with a page that saves at once."""
    readings()
    case = closed_case()
    answer = signed_in(manager).post(url_of(*PROPOSE), typed())
    page = answer.content.decode()
    assert answer.status_code == 200 and not SettingChange.objects.exists()
    assert "Nothing is saved yet" in page and case.reference in page
    assert "kept until 31 March 2025" in page and "kept until 31 March 2027" in page
    assert 'value="8"' in page and "Our schedule was changed." in page


@pytest.mark.slow
def test_sending_again_what_was_shown_saves_it_with_the_preview(manager, signed_in):
    readings()
    closed_case()
    client, answers = signed_in(manager), typed()
    seen = client.post(url_of(*PROPOSE), answers).context["form"]["seen"].value()
    done = client.post(url_of(*PROPOSE), answers | {"seen": seen}, follow=True)
    row = SettingChange.objects.get()
    assert (row.state, row.value, row.proposed_by, row.digest) == ("proposed", "8", manager, seen)
    assert Preview.read(row).moved == 1
    assert "somebody else has to decide on it" in done.content.decode()
    client.post(url_of(*PROPOSE), answers | {"seen": seen})
    assert SettingChange.objects.count() == 1, "sent twice"


@pytest.mark.slow
@pytest.mark.parametrize("meanwhile", ["a record closes", "other years are typed"])
def test_what_moves_otherwise_than_was_shown_is_shown_anew_and_not_saved(meanwhile, manager, signed_in):
    """Seen to fail where the page took whatever was shown first."""
    readings()
    closed_case()
    client, answers = signed_in(manager), typed()
    seen = client.post(url_of(*PROPOSE), answers).context["form"]["seen"].value()
    if meanwhile == "a record closes":
        closed_case()
    else:
        answers |= {"value": "9"}
    answer = client.post(url_of(*PROPOSE), answers | {"seen": seen})
    assert answer.status_code == 422 and "read it again" in answer.content.decode()
    assert not SettingChange.objects.exists()
    again = answer.context["form"]["seen"].value()
    assert client.post(url_of(*PROPOSE), answers | {"seen": again}).status_code == 302


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"value": "5"}, "The notice promises 6 years (How long kept, table row 2)"),
        ({"value": "6"}, "stands there without a setting"),
        ({"value": "six"}, "Enter a whole number"),
        ({"value": ""}, "Enter a number"),
        ({"because": ""}, "Write why"),
        ({"on_day": "1", "on_month": "1", "on_year": "2020"}, "a day that has passed"),
        ({"on_day": "31", "on_month": "2", "on_year": "2027"}, "check the day"),
        ({"on_day": "1", "on_month": "1", "on_year": "2999"}, "The year must be between"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_keeps_what_was_typed(answers, sentence, manager, signed_in):
    """Before what would move is shown. Seen to fail for a day that has passed, which was shown and then refused."""
    answer = signed_in(manager).post(url_of(*PROPOSE), typed() | answers)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not SettingChange.objects.exists()
    if answers.get("value") == "5":
        assert 'value="5"' in answer.content.decode()


def test_one_change_of_a_thing_at_a_time(manager):
    propose(EIGHT, by=manager)
    with pytest.raises(Refused, match="has to be decided, or taken back, first"):
        propose(a_setting("retention_years", "case", "9"))
    propose(a_setting("retention_years", "contact", "9"))


def test_what_the_council_has_set_already_is_not_proposed_again(manager):
    set_("retention_years", "case", "8")
    with pytest.raises(Refused, match="set already"):
        propose(EIGHT, by=manager)


def test_a_setting_that_is_not_there_cannot_be_taken_back(manager):
    with pytest.raises(Refused, match="no setting to take back"):
        propose(a_setting("retention_years", "case", ""), by=manager)


@pytest.mark.parametrize("role", ["practitioner", "team_manager", "hub", "user_administrator", "referrer"])
def test_nobody_else_proposes_or_decides(role, db):
    someone, waiting = somebody(role), propose(EIGHT)
    with pytest.raises(Forbidden):
        propose(SOONER, by=someone, seen="x")
    with as_(someone), pytest.raises(Forbidden):
        council_settings.approve(waiting, by=someone, because="x", seen="x")


def test_the_dpo_proposes_what_is_no_matter_of_keeping(dpo, signed_in):
    propose(SOONER, by=dpo)
    with pytest.raises(Forbidden):
        propose(EIGHT, by=dpo)
    client = signed_in(dpo)
    page = client.get(url_of("settings_group", "keeping")).content.decode()
    assert "by a records manager" in page and "/new" not in page
    assert client.get(url_of(*PROPOSE)).status_code == 403
    assert client.get(url_of("propose_setting", "clock", "assessment")).status_code == 200


def test_what_changes_for_the_hub_is_said_in_numbers(manager):
    """Row security shows a records manager no pause: the database counts with them all the same."""
    case = CaseFactory(stage="received", work_basis="", received_at=clock.now() - timedelta(days=6))
    assert case.pk
    sentence = Preview.read(propose(a_setting("clock", "triage", "1"), by=manager)).sentences[0]
    assert sentence.startswith("Of 1 referral waiting at the Early Help Triage Team today,")
    assert "It counts for whatever begins from that day on" in Preview.read(SettingChange.objects.get()).sentences[1]


@pytest.mark.parametrize(
    ("what", "entry", "answers", "value"),
    [
        ("clock", "triage", {"value": "2"}, "2"),
        ("hours", "working_time", {"opens": "8.30", "closes": "16:00"}, "08:30-16:00"),
        ("closed_days", "working_time", {"value": "24 December\n\n2 January"}, "01-02,12-24"),
        ("service_ages", "young_carers", {"first": "6", "last": "0"}, "6-0"),
        ("service_label", "young_carers", {"value": " Young carers’ group "}, "Young carers’ group"),
        ("pair_off", "housing-support_family", {}, "yes"),
    ],
)
def test_each_kind_of_setting_has_its_form(what, entry, answers, value, manager, signed_in):
    client, url = signed_in(manager), url_of("propose_setting", what, entry)
    assert client.get(url).status_code == 200
    sent = typed("") | answers
    first = client.post(url, sent)
    assert first.status_code == 200, first.context["form"].errors
    seen = first.context["form"]["seen"].value()
    assert client.post(url, sent | {"seen": seen}).status_code == 302
    assert SettingChange.objects.get().value == value
    page = client.get(url_of("setting_change", SettingChange.objects.get().pk)).content.decode()
    assert "No record moves" in page or "from that day on" in page


@pytest.mark.slow
def test_the_page_says_what_stands_since_when_and_by_whom_and_what_waits(manager, signed_in):
    done = set_("retention_years", "contact", "9", by=manager)
    waiting = propose(EIGHT)
    page = signed_in(manager).get(url_of("settings")).content.decode()
    assert "Version of the council’s settings: 1" in page
    assert f"approved by {done.decided_by}" in page and f"Proposed by {waiting.proposed_by}" in page
    group = signed_in(manager).get(url_of("settings_group", "keeping")).content.decode()
    assert "9 years" in group and "2 years" in group and "setting 1" in group and "Back to the file" in group


def test_today_says_that_a_setting_waits_to_those_who_did_not_propose_it(manager, dpo, signed_in):
    propose(EIGHT, by=manager)
    words = "change of a setting waits for your approval"
    assert words in signed_in(dpo).get("/").content.decode()
    assert words not in signed_in(manager).get("/").content.decode()
    assert words not in signed_in(somebody("hub")).get("/").content.decode()


def test_going_back_to_the_file_is_a_change_like_any_other(manager, signed_in):
    set_("retention_years", "contact", "9")
    client, url = signed_in(manager), url_of("end_setting", "retention_years", "contact")
    sent = typed("")
    seen = client.post(url, sent).context["form"]["seen"].value()
    assert client.post(url, sent | {"seen": seen}).status_code == 302
    approve(SettingChange.objects.get(state="proposed"))
    take_effect()
    assert notice.policy().rules("contact") == notice.base().rules("contact") and Setting.objects.count() == 2


@pytest.mark.parametrize(
    ("page", "args"),
    [
        ("settings_group", ("weather",)),
        ("settings_group", ("answers",)),
        ("propose_setting", ("weather", "case")),
        ("propose_setting", ("retention_years", "weather")),
        ("end_setting", ("clock", "weather")),
        ("setting_change", (uuid7(),)),
        ("approve_setting", (uuid7(),)),
    ],
)
def test_what_is_not_there_has_no_page(page, args, manager, signed_in):
    assert signed_in(manager).get(url_of(page, *args)).status_code == 404


def test_a_preview_is_a_reading_and_names_the_records_that_it_showed(manager, signed_in):
    readings()
    case = closed_case()
    signed_in(manager).post(url_of(*PROPOSE), typed())
    assert AccessEvent.objects.filter(route="access:propose_setting", fields=[case.reference]).exists()


def test_nobody_else_sees_a_change_in_the_database(manager):
    propose(EIGHT, by=manager)
    for role in ("practitioner", "hub", "team_manager", "user_administrator"):
        with as_(somebody(role)):
            assert not SettingChange.objects.exists()
