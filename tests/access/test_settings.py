"""Settings of the council: two people, what moves in view, from a day on; and pages that say which setting stands and why."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from access import clock, notice
from access.errors import Forbidden, Refused
from access.models import AccessEvent, ChangeState, Setting, SettingChange
from access.operations import council_settings
from access.operations.setting_previews import Preview
from access.records import uuid7
from tests.conftest import as_, as_robot
from tests.factories import CaseFactory, somebody
from tests.factories.retention import change, closed_case, days_pass, readings, records_manager
from tests.factories.settings import a_setting, approve, propose, set_, take_effect

EIGHT = a_setting("retention_years", "case", "8")
SOONER = a_setting("clock", "triage", "2")


@pytest.fixture
def manager(db):
    return records_manager()


@pytest.fixture
def dpo(db):
    return somebody("dpo")


def typed(value="8", on=None, **other):
    on = on or clock.today()
    day = {"on_day": on.day, "on_month": on.month, "on_year": on.year}
    return {"value": value, "because": "Our schedule was changed.", "once": uuid7(), **day, **other}


def url_of(page, *args):
    return reverse(f"access:{page}", args=args)


PROPOSE = ("propose_setting", "retention_years", "case")


# --- proposing ------------------------------------------------------------------------------------------------------------


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
    client, sent = signed_in(manager), typed() | answers
    answer = client.post(url_of(*PROPOSE), sent)
    if answer.status_code == 200:  # what is wrong is no matter of what moves: it is said when it is to be saved
        sent |= {"seen": answer.context["form"]["seen"].value()}
        answer = client.post(url_of(*PROPOSE), sent)
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


# --- deciding -------------------------------------------------------------------------------------------------------------


def test_whoever_proposed_does_not_decide(manager, signed_in):
    """Seen to fail without the question of who proposed."""
    waiting = propose(EIGHT, by=manager)
    with pytest.raises(Refused, match="a second person has to decide"):
        approve(waiting, by=manager)
    with as_(manager), pytest.raises(Refused, match="a second person has to decide"):
        council_settings.refuse(waiting, by=manager, because="x")
    page = signed_in(manager).get(url_of("approve_setting", waiting.pk)).content.decode()
    assert "You proposed this change" in page and ">Approve<" not in page.replace("\n", "")


def test_the_database_lets_nobody_decide_on_their_own_whatever_the_program_says(manager, dpo):
    """Seen to fail without the constraint, and without the trigger."""
    waiting = propose(EIGHT, by=manager)
    values = {"state": "approved", "decided_at": clock.now(), "decided_because": "x"}
    with as_(manager), pytest.raises(IntegrityError, match="a_setting_is_decided_by_another"), transaction.atomic():
        _put(waiting, by=manager, decided_by=manager, **values)
    with as_(manager), pytest.raises(DatabaseError, match="in the name of another"), transaction.atomic():
        _put(waiting, by=manager, decided_by=dpo, **values)
    with as_(dpo), pytest.raises(DatabaseError, match="stays what was proposed"), transaction.atomic():
        _put(waiting, by=dpo, decided_by=dpo, **values | {"value": "99"})


def _put(row, *, by, **values):
    row = SettingChange.objects.get(pk=row.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.write(by=by, because="x")


def test_what_was_decided_is_never_decided_otherwise(manager, dpo):
    decided = approve(propose(EIGHT, by=manager), by=dpo)
    with pytest.raises(DatabaseError, match="stays what was decided"), transaction.atomic():
        change(decided, state="in_force", number=1, decided_by=records_manager())
    with pytest.raises(DatabaseError, match="no way from approved to proposed"), transaction.atomic():
        change(SettingChange.objects.get(pk=decided.pk), state="proposed")


@pytest.mark.slow
def test_the_second_person_sees_what_moves_now_and_that_is_what_is_kept(manager, dpo, signed_in):
    """Seen to fail with a page that shows what the first one saw."""
    readings()
    closed_case()
    waiting = propose(EIGHT, by=manager)
    closed_case()
    client, url = signed_in(dpo), url_of("approve_setting", waiting.pk)
    page = client.get(url)
    assert "Records have moved" in page.content.decode() and page.context["shown"].moved == 2
    seen = page.context["form"]["seen"].value()
    assert client.post(url, {"because": "", "seen": seen}).status_code == 422
    assert client.post(url, {"because": "Read it.", "seen": seen}).status_code == 302
    waiting.refresh_from_db()
    assert Preview.read(waiting).moved == 2 and waiting.digest == seen
    assert (waiting.decided_by, waiting.decided_because) == (dpo, "Read it.")


@pytest.mark.slow
def test_approving_what_was_shown_and_is_so_no_more_is_refused_and_shows_what_is(manager, dpo, signed_in):
    readings()
    closed_case()
    waiting = propose(EIGHT, by=manager)
    client, url = signed_in(dpo), url_of("approve_setting", waiting.pk)
    seen = client.get(url).context["form"]["seen"].value()
    closed_case()
    answer = client.post(url, {"because": "Read it.", "seen": seen})
    assert answer.status_code == 422 and "read it again" in answer.content.decode()
    assert answer.context["shown"].moved == 2 and "Read it." in answer.content.decode()
    assert SettingChange.objects.get().state == ChangeState.PROPOSED
    again = answer.context["form"]["seen"].value()
    assert client.post(url, {"because": "Read it.", "seen": again}).status_code == 302
    other = propose(SOONER)
    with as_(dpo), pytest.raises(Refused, match="what was shown to you"):
        council_settings.approve(other, by=dpo, because="x", seen="something else")


def test_two_who_decide_at_once_decide_once(manager, dpo, signed_in):
    waiting = propose(EIGHT, by=manager)
    client, url = signed_in(dpo), url_of("approve_setting", waiting.pk)
    seen = client.get(url).context["form"]["seen"].value()
    approve(waiting)
    answer = client.post(url, {"because": "Read it.", "seen": seen})
    assert answer.status_code == 422 and "decided already: approved" in answer.content.decode()
    with as_(dpo), pytest.raises(Refused, match="decided already"):
        council_settings.refuse(waiting, by=dpo, because="x")


def test_what_is_refused_stays_in_the_history_and_changes_nothing(manager, dpo, signed_in):
    waiting = propose(EIGHT, by=manager)
    answer = signed_in(dpo).post(url_of("refuse_setting", waiting.pk), {"because": "Six is enough."}, follow=True)
    assert "Six is enough." in answer.content.decode()
    assert take_effect() == 0 and notice.policy() is notice.base()
    page = signed_in(manager).get(url_of("settings_history")).content.decode()
    assert "Refused" in page and dpo.name in page


def test_what_is_approved_can_be_taken_back_until_its_day_and_not_after(manager):
    on = clock.today() + timedelta(days=30)
    waiting = approve(propose(EIGHT, by=manager, on=on))
    with as_(manager):
        council_settings.take_back(waiting, by=manager, because="The schedule was not changed after all.")
        assert council_settings.take_back(waiting, by=manager, because="x").withdrawn_because.startswith("The schedule")
    days_pass(31)
    assert take_effect() == 0 and not Setting.objects.exists()
    done = set_("retention_years", "case", "8")
    with as_(manager), pytest.raises(Refused, match="Propose another one"):
        council_settings.take_back(done, by=manager, because="x")


def test_what_nobody_decided_in_time_begins_on_the_day_of_the_decision(manager):
    waiting = propose(EIGHT, by=manager)
    days_pass(3)
    done = approve(waiting)
    assert done.effective_from == clock.today() and done.preview["on"] == clock.today().isoformat()


# --- in force -------------------------------------------------------------------------------------------------------------


def test_it_holds_from_its_day_on_and_has_the_next_number(manager):
    on = clock.today() + timedelta(days=30)
    later, sooner = approve(propose(EIGHT, by=manager, on=on)), approve(propose(SOONER, by=manager))
    assert take_effect() == 1 and take_effect() == 0
    sooner.refresh_from_db()
    assert (sooner.number, notice.policy().clock("triage").amount) == (1, 2)
    assert notice.policy().rules("case")[0].keep.years == 6
    days_pass(30)
    take_effect()
    later.refresh_from_db()
    assert (later.number, later.state) == (2, "in_force")
    assert notice.policy().rules("case")[0].keep.years == 8
    assert notice.version().fingerprint == notice.base().fingerprint != notice.policy().fingerprint


def test_only_the_nightly_login_puts_in_force_and_only_what_two_people_decided(manager):
    """Seen to fail without the trigger: whoever writes, the owner included."""
    waiting = propose(EIGHT, by=manager)
    row = {"number": 1, "change": waiting, "since": clock.today(), "subject": "", "value": "8"}
    row |= {"what": "retention_years", "entry": "case"}
    with as_(manager), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Setting(**row).save(force_insert=True)
    with as_robot(), pytest.raises(DatabaseError, match="no second person has approved"), transaction.atomic():
        Setting(**row).save(force_insert=True)
    approve(waiting)
    with pytest.raises(DatabaseError, match="no second person has approved"), transaction.atomic():
        Setting(**row | {"value": "99"}).save(force_insert=True)
    with pytest.raises(DatabaseError, match="no second person has approved"), transaction.atomic():
        Setting(**row | {"since": clock.today() + timedelta(days=1)}).save(force_insert=True)
    take_effect()
    with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
        Setting.objects.update(value="1")


def test_a_change_that_fits_its_notice_no_more_is_taken_back_with_the_reason(manager, monkeypatch):
    """Between the decision and its day a new notice came, which promises more."""
    done = approve(propose(EIGHT, by=manager))
    monkeypatch.setattr(
        "access.operations.settings_in_force.fault", lambda policy, setting: "The notice promises 10 years."
    )
    assert take_effect() == 0
    done.refresh_from_db()
    assert (done.state, done.withdrawn_because) == (
        "withdrawn",
        "It no longer fits the notice: The notice promises 10 years.",
    )


def test_what_was_set_under_another_notice_counts_no_more_and_is_shown_so(manager, signed_in, settings):
    set_("clock", "triage", "2")
    set_("retention_years", "case", "8")
    settings.COUNCIL = "cambridgeshire-early-help"
    assert notice.policy().clock("triage").amount == 2 and not notice.policy().setting("retention_years", "case")
    page = signed_in(manager).get(url_of("settings")).content.decode()
    assert page.count("It counts no more") == 1 and "retention_years case" in page


def test_two_notices_in_force_at_once_are_set_like_one(settings, manager):
    settings.COUNCIL = "redcar-cleveland-early-help,redcar-cleveland-children-and-families"
    set_("clock", "triage", "1")
    assert notice.policy().clock("triage").amount == 1 and "setting 1" in notice.policy().clock("triage").source


def test_a_page_knows_the_setting_that_came_into_force_before_it_and_asks_for_it_once(manager, signed_in):
    """Whatever process serves it: the version comes with the question of who is looking. Seen to fail with a policy kept for ever."""
    client, url = signed_in(somebody("referrer")), reverse("desk:privacy")
    before = client.get(url).content.decode()
    set_("retention_years", "case", "8")
    after = client.get(url).content.decode()
    assert "8 years" not in before and "8 years" in after
    with connection.execute_wrapper(asked := Asked()):
        client.get(url)
    assert asked.about_settings == 1, "with the question of who is looking, and never again"


class Asked:
    """How many questions to the database speak of settings."""

    about_settings = 0

    def __call__(self, execute, sql, params, many, context):
        self.about_settings += "access_setting" in str(sql)
        return execute(sql, params, many, context)


def test_families_and_people_who_are_not_signed_in_read_what_the_council_set(manager, client):
    set_("retention_years", "contact", "9")
    assert "9 years" in client.get(reverse("desk:privacy")).content.decode()


@pytest.mark.slow
def test_every_change_there_was_stands_in_the_history_a_page_at_a_time(manager, signed_in, monkeypatch):
    monkeypatch.setattr("access.views.settings.PAGE", 2)
    for years in ("9", "10", "11"):
        set_("retention_years", "contact", years)
    client, url = signed_in(manager), url_of("settings_history")
    first = client.get(url).content.decode()
    assert "11 years" in first and "10 years" in first and "9 years" not in first
    older = client.get(f"{url}?before={SettingChange.objects.get(value='10').pk}").content.decode()
    assert "9 years" in older and "10 years" not in older
    assert "11 years" in client.get(f"{url}?before=nothing").content.decode()


# --- pages ----------------------------------------------------------------------------------------------------------------


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
