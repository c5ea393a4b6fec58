"""Who opened what, across cases: filters that hold, days that are bounded, and nothing of what does not exist for whoever looks."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access import clock
from access.models import AccessEvent, Membership
from access.readings import record_reading
from access.records import acting, uuid7
from cases.forms.access_log import AccessLogFilter
from cases.models import Case, CaseGroupGrant
from cases.operations import readings as looked
from cases.views.access_log import AccessLog
from tests.conftest import RoleClient, as_, become
from tests.factories import CaseFactory, TeamFactory, give_person, installation, somebody, worker_on
from tests.factories.retention import days_pass
from tests.factories.states import GLASS, broken, keep_out, shut

LOG = "cases:access_log"


@pytest.fixture(autouse=True)
def _nothing_read_before(db):
    """Events are committed by a connection of their own: those of other tests are out of the way for this one."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM access_accessevent")


@pytest.fixture
def look(officer, signed_in):
    """What the officer sees, by filters."""
    client = signed_in(officer)

    def see(page=LOG, *args, **asked):
        return client.get(reverse(page, args=args), asked)

    return see


def read(case, by, kind="case_page", route="cases:case", **other):
    record_reading(kind, by=by, route=route, case=case, **other)


def a_list(*cases, by, kind="list"):
    record_reading(kind, by=by, route="cases:cases", fields=[case.reference for case in cases])


def lines(page):
    return [(line["who"], line["what"], line["case"]) for line in page.context["rows"]]


def day(name, value):
    return {f"{name}_{part}": getattr(value, part) for part in ("day", "month", "year")}


def test_each_line_says_who_when_what_of_which_case_and_what_for(case, officer, signed_in, look):
    worker = worker_on(case)
    signed_in(worker).get(reverse("cases:people", args=[case.reference]))
    page = look()
    (line,) = page.context["rows"]
    assert (line["who"], line["what"], line["case"]) == (worker.name, "Opened: people", case.reference)
    assert line["purpose"] == "Work with the family"
    assert case.children[0].full_name not in page.content.decode()


def test_looking_here_is_a_reading_too(case, officer, look):
    read(case, worker_on(case))
    look()
    (event,) = AccessEvent.objects.filter(user_key=officer.pk)
    assert (event.kind, event.route, event.purpose) == ("list", LOG, "oversight")
    assert event.fields == [str(AccessEvent.objects.exclude(pk=event.pk).get().pk)]


def test_by_person_case_kind_and_outcome(case, look, signed_in):
    one, other, away = worker_on(case), worker_on(case), CaseFactory()
    read(case, one)
    read(case, other, kind="case_form")
    read(away, one, kind="protected_print", route="cases:people")
    signed_in(one).get(reverse("cases:case", args=["EH-2222222"]))
    assert {who for who, *_ in lines(look(person=other.staff.pk))} == {other.name}
    assert {case_ for *_, case_ in lines(look(reference=f" {case.reference.lower()} "))} == {case.reference}
    assert [case_ for *_, case_ in lines(look(kind="print"))] == [away.reference]
    assert [case_ for *_, case_ in lines(look(kind="form"))] == [case.reference]
    (refused,) = look(outcome="refused").context["rows"]
    assert (refused["who"], refused["because"]) == (one.name, "it is not there, or not theirs")


def test_by_case_a_list_and_a_search_that_showed_it_are_found(case, look):
    """Seen to fail without the lists among what is asked about one case."""
    worker, other = worker_on(case), CaseFactory()
    a_list(case, other, by=worker)
    a_list(other, by=worker, kind="search")
    a_list(case, by=worker, kind="search")
    read(case, worker)
    found = look(reference=case.reference).context["rows"]
    assert [line["what"].partition(":")[0] for line in found] == ["Opened", "Found by a search", "Saw in a list"]
    assert found[2]["several"] == sorted([case.reference, other.reference])


@pytest.mark.parametrize("hide", [lambda case, officer: shut(case, level="sealed"), keep_out])
def test_what_does_not_exist_for_whoever_looks_is_nowhere_on_the_page(hide, case, officer, look):
    """Not its readings, not its reference in somebody's list, not by asking for it. Seen to fail with `earlyhelp_in_sight` returning
    whatever it is asked, and with lists searched by a reference that is out of sight."""
    worker, other = worker_on(case), CaseFactory()
    read(case, worker)
    a_list(case, other, by=worker)
    hide(case, officer)
    seen = look(person=worker.staff.pk)
    assert case.reference not in seen.content.decode()
    assert [line["several"] for line in seen.context["rows"]] == [[other.reference]]
    asked = look(reference=case.reference)
    assert not asked.context["rows"]
    nothing = look(reference="EH-2222222")
    assert len(asked.context["rows"]) == len(nothing.context["rows"])


def test_a_restricted_record_is_there_for_the_officer(case, look):
    worker = worker_on(case)
    a_list(shut(case), by=worker)
    assert look().context["rows"][0]["several"] == [case.reference]


def test_the_database_itself_withholds_the_reference(case, officer):
    sealed = shut(case, level="sealed")
    with as_(officer), connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_in_sight(%s)", [[sealed.reference, "EH-2222222"]])
        assert cursor.fetchone() == (["EH-2222222"],)


def test_broken_glass_says_so_with_the_reason_for_all_that_was_opened_in_its_hour(case, signed_in, look):
    """Seen to fail without the look at openings: it then reads “Work with the family”."""
    glass = broken(case)
    signed_in(glass.user).get(case.get_absolute_url())
    (line,) = look(person=glass.user.staff.pk).context["rows"]
    assert line["glass"] == GLASS == glass.because
    read(case, glass.user, kind="case_form", route="cases:break_glass")
    assert len(look(kind="glass").context["rows"]) == 1


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (day("from", clock.date(2026, 2, 1)) | day("to", clock.date(2026, 1, 1)), "cannot be before the first"),
        (day("from", clock.date(2025, 1, 1)) | day("to", clock.date(2026, 1, 1)), "at most 92 days"),
        (day("from", clock.date(2099, 1, 1)), "cannot lie in the future"),
        ({"from_day": "31", "from_month": "2", "from_year": "2026"}, "There is no 31 February 2026"),
        ({"to_day": "1"}, "must include"),
        ({"reference": "Smith"}, "Enter a case reference"),
        ({"person": "nobody"}, "Choose one of those in the list"),
        ({"kind": "gossip"}, "Choose one of those in the list"),
        ({"name": "Smith"}, "does not know"),
    ],
)
def test_a_wrong_filter_shows_nothing_and_says_why(asked, sentence, case, look):
    read(case, worker_on(case))
    page = look(**asked)
    assert page.status_code == 200 and not page.context["rows"]
    assert sentence in page.content.decode()


def test_without_days_it_is_the_last_week(case, look):
    worker = worker_on(case)
    who = worker.staff.pk
    read(case, worker)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_accessevent SET at = at - interval '8 days'")
    assert not look(person=who).context["rows"]
    before = clock.today() - timedelta(days=10)
    assert len(look(person=who, **day("from", before)).context["rows"]) == 1
    assert len(look(person=who, **day("from", before), **day("to", before + timedelta(days=2))).context["rows"]) == 1
    assert not look(person=who, **day("to", before)).context["rows"]


def test_days_in_which_nothing_was_opened_say_so_and_what_next(officer, look):
    long_ago = day("to", clock.date(2020, 1, 1))
    for page in (look(**long_ago), look("cases:staff_readings", officer.staff.pk, **long_ago)):
        words = page.content.decode()
        assert not page.context.get("rows") and not page.context.get("cases")
        assert ("No reading fits" in words or "Nothing was opened" in words) and "govuk-link" in words


def test_pages_go_on_after_the_last_line_with_the_filters(case, look, monkeypatch):
    monkeypatch.setattr("access.views.filtered.PAGE", 2)
    monkeypatch.setattr("cases.views.access_log.PAGE", 2)
    worker = worker_on(case)
    for number in range(5):
        (read if number % 2 else a_list)(case, by=worker)
    seen, asked = [], {"reference": case.reference}
    while True:
        page = look(**asked)
        seen += [line["at"] for line in page.context["rows"]]
        if not (older := page.context["older"]):
            break
        asked = dict(part.split("=") for part in older[1:].replace("%3A", ":").replace("%2B", "+").split("&"))
        assert asked["reference"] == case.reference
    assert len(seen) == len(set(seen)) == 5 and seen == sorted(seen, reverse=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({}, "readings_newest"),
        ({"kind": "list"}, "readings_newest|readings_of_kind"),
        ({"kind": "print"}, "readings_of_kind"),
        ({"outcome": "refused"}, "readings_refused"),
        ({"person": True}, "readings_by_user"),
        ({"reference": "EH-2222222"}, "readings_by_reference"),
    ],
)
def test_what_the_page_asks_is_read_in_the_order_of_an_index(asked, index, officer, case):
    """With row security on, and among many: never by sorting the whole log; what is rare is found by its own index. Seen to fail without
    each of the indexes."""
    one, now = somebody(), clock.now()
    plain = {"machine_at": now, "outcome": "shown", "route": "cases:case", "case_key": case.pk}
    AccessEvent.objects.bulk_create(
        AccessEvent(at=now - timedelta(seconds=n), kind=("list", "case_page")[n % 2], user_key=n % 97, **plain)
        for n in range(5_000)
    )
    AccessEvent.objects.bulk_create(
        AccessEvent(at=now - timedelta(hours=n), **plain | {"kind": kind, "outcome": outcome, "user_key": one.pk})
        for n in range(60)
        for kind, outcome in (("protected_print", "shown"), ("page", "refused"))
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE access_accessevent")
    with as_(officer):
        form = AccessLogFilter(asked | ({"person": str(one.staff.pk)} if "person" in asked else {}))
        assert form.is_valid(), form.errors
        rows, reference = AccessLog().rows(form), form.cleaned_data["reference"]
        plan = (looked.about(reference, rows)[0] if reference else rows)[:51].explain()
    assert any(f"using {name} on" in plan or f"Bitmap Index Scan on {name}" in plan for name in index.split("|")), plan
    assert any(word in plan.split("SubPlan")[0] for word in ("Bitmap", "Presorted Key")) or "Sort Key" not in plan, plan


@pytest.mark.parametrize("name", [LOG, "cases:staff_readings"])
def test_both_pages_ask_no_more_however_much_they_show(name, case, look):
    worker = worker_on(case)
    given = [worker.staff.pk] if name != LOG else []

    def asked():
        with CaptureQueriesContext(connection) as seen:
            look(name, *given)
        return len(seen)

    read(case, worker)
    look(name, *given)
    few = asked()
    for _ in range(10):
        other = CaseFactory(team=worker.memberships.get().group.team)
        read(other, worker)
        a_list(case, other, by=worker)
    assert asked() <= few


# --- what one person opened ---------------------------------------------------------------------------------------------------


def of_person(page):
    return {case["case_reference"]: (case["times"], case["held"]) for case in page.context["cases"]}


def test_of_one_person_how_often_what_and_whether_each_case_was_ever_theirs(case, look):
    """Grants that ended count: it is asked about the past. Seen to fail with grants in force alone."""
    worker, glass = worker_on(case), broken(CaseFactory())
    granted, never = CaseFactory(), CaseFactory()
    ended = give_person(granted, worker)
    for one in (case, case, granted, never):
        read(one, worker)
    read(glass.case, glass.user)
    _end(ended)
    page = look("cases:staff_readings", worker.staff.pk)
    assert of_person(page) == {
        case.reference: (2, "Yes"),
        granted.reference: (1, "Yes"),
        never.reference: (1, "No"),
    }
    assert dict(page.context["counts"]) == {"Pages of cases": 4}
    of_glass = look("cases:staff_readings", glass.user.staff.pk)
    assert of_person(of_glass) == {glass.case.reference: (1, "By break-glass alone")}


def test_words_of_ones_own_about_a_case_out_of_sight_are_told_without_its_reference(case, look):
    """A note that was begun on a case which is another's by now. Seen to fail: the page of the person was an error."""
    worker = worker_on(case)
    read(Case(pk=case.pk, reference=""), worker, route="cases:left_note")
    for page in (look("cases:staff_readings", worker.staff.pk), look()):
        assert page.status_code == 200
    page = look("cases:staff_readings", worker.staff.pk).content.decode()
    assert "A case out of their sight" in page and case.reference not in page


def _end(grant):
    with acting(installation(), "it ended"):
        type(grant).objects.filter(pk=grant.pk).delete()


def test_whoever_left_the_team_had_it_all_the_same(case, look):
    worker = worker_on(case)
    read(case, worker)
    _end(Membership.objects.get(user=worker))
    assert of_person(look("cases:staff_readings", worker.staff.pk)) == {case.reference: (1, "Yes")}


def test_who_came_to_the_team_after_the_case_had_left_it_never_had_it(case, look):
    """Seen to fail: whatever a team ever held counted for whoever ever belonged to it."""
    first = case.team
    _end(CaseGroupGrant.objects.get(content_object=case))
    days_pass(1)
    late = somebody(team=first)
    read(case, late)
    assert of_person(look("cases:staff_readings", late.staff.pk)) == {case.reference: (1, "No")}


def test_of_a_case_that_was_destroyed_nobody_knows(case, look):
    """Its grants went with it. Seen to fail: “No”."""
    worker = worker_on(case)
    read(case, worker)
    read(Case(pk=uuid7(), reference="EH-2222222"), worker)
    told = of_person(look("cases:staff_readings", worker.staff.pk))
    assert told == {case.reference: (1, "Yes"), "EH-2222222": (1, "Not known, it was destroyed")}


def test_of_one_person_what_is_sealed_is_left_out(case, look):
    worker = worker_on(case)
    read(case, worker)
    shut(case, worker, level="sealed")
    page = look("cases:staff_readings", worker.staff.pk)
    assert not of_person(page) and case.reference not in page.content.decode()


def test_how_somebody_came_to_a_case_is_told_to_the_officer_alone(case):
    worker = worker_on(case)
    with as_(worker), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM earlyhelp_held(%s, %s::uuid[])", [worker.pk, [case.pk]])
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    "role", ["practitioner", "team_manager", "hub", "referrer", "records_manager", "user_administrator"]
)
def test_nobody_else_opens_it(role, case):
    worker = worker_on(case)
    client = RoleClient().sign_in(somebody(role, team=TeamFactory()))
    for address in (reverse(LOG), reverse("cases:staff_readings", args=[worker.staff.pk])):
        assert client.get(address).status_code == 403
    become("owner")
