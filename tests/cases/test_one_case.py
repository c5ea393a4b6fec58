"""What every page about one case shares, asked by itself as the owner: no row security helps it find, hide or note anything."""

from types import SimpleNamespace

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from access import clock
from access.errors import Forbidden
from access.grants import view_permission
from access.identity import look_as
from access.routes import Reach
from cases.models import Case, CaseUserGrant
from cases.views.base import ONLY_READS, CasePage, CaseView, tabs_of
from tests.factories import BECAUSE, CaseFactory, TeamFactory, installation, somebody, worker_on
from tests.factories.states import keep_out


class Shown(CasePage):
    """A page that says which case it is about."""

    special_fields = ("ethnicity",)

    def get(self, request):
        return HttpResponse(self.case.reference)

    post = head = options = get


class Records(Shown):
    records = True


class Quiet(Shown):
    def shows(self):
        return False


class NothingThere(Shown):
    def get(self, request):
        raise Http404


class OfIt(Shown):
    def look_up(self):
        return f"of {self.case.reference}"

    def get(self, request):
        return HttpResponse(self.thing)


@pytest.fixture
def case(db):
    return CaseFactory()


@pytest.fixture
def worker(case):
    return worker_on(case)


@pytest.fixture
def reader(case):
    found = somebody(team=TeamFactory())
    CaseUserGrant(
        content_object=case, user=found, permission=view_permission(Case), starts_at=clock.now(), why=BECAUSE
    ).write(by=installation(), because=BECAUSE)
    return found


def request_of(user, method="get", reach=Reach.OWN, name="cases:case"):
    look_as(user)
    made = getattr(RequestFactory(), method)("/")
    made.user, made.staff, made.reach, made.now = user, user.staff, reach, clock.now()
    made.resolver_match = SimpleNamespace(view_name=name)
    return made


def page(user, case, view=Shown, **how):
    return view.as_view()(request_of(user, **how), reference=case.reference)


def test_a_case_of_ones_own_is_found_and_no_other(case, worker):
    assert page(worker, case).content.decode() == case.reference
    for reference in (CaseFactory().reference, "EH-2222222"):
        with pytest.raises(Http404):
            page(worker, SimpleNamespace(reference=reference))
    keep_out(case, worker)
    with pytest.raises(Http404):
        page(worker, case)


def test_across_cases_whoever_the_table_lets_see_all_finds_it(case):
    officer = somebody("dpo")
    assert page(officer, case, reach=Reach.ALL).status_code == 200
    with pytest.raises(Http404):
        page(officer, case)


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_who_may_only_read_reads(method, case, reader, noted):
    assert page(reader, case, method=method).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_who_may_only_read_sends_nothing(method, case, reader, noted):
    with pytest.raises(Forbidden):
        page(reader, case, method=method)
    assert not noted


def test_nor_do_they_open_what_is_there_to_record(case, reader, worker, noted):
    with pytest.raises(Forbidden):
        page(reader, case, Records)
    assert page(worker, case, Records).status_code == page(worker, case, Records, method="post").status_code == 200


@pytest.mark.parametrize(("method", "kind"), [("get", "case_page"), ("head", "case_page"), ("post", "case_form")])
def test_it_is_noted_once_with_what_it_showed(method, kind, case, worker, noted):
    page(worker, case, method=method)
    (event,) = noted
    assert (event["kind"], event["outcome"], event["fields"]) == (kind, "shown", ["ethnicity"])
    assert (event["route"], event["case_key"], event["user_key"]) == ("cases:case", str(case.pk), worker.pk)


def test_asked_twice_it_is_noted_once(case, worker, noted):
    made = Shown()
    made.setup(request_of(worker), reference=case.reference)
    made.dispatch(made.request, reference=case.reference)
    made.note_reading()
    assert len(noted) == 1


@pytest.mark.parametrize(("view", "error"), [(Quiet, None), (NothingThere, Http404)])
def test_what_shows_nothing_of_it_is_not_noted(view, error, case, worker, noted):
    if error is None:
        page(worker, case, view)
    else:
        with pytest.raises(error):
            page(worker, case, view)
    assert not noted


def test_what_the_address_names_beside_the_case_is_looked_up_in_it(case, worker):
    assert page(worker, case, OfIt).content.decode() == f"of {case.reference}"


@pytest.mark.parametrize(("method", "kept"), [("get", True), ("head", True), ("post", False)])
def test_a_page_that_shows_asks_for_the_family_once_and_one_that_changes_it_anew(method, kept, case, worker):
    made = Shown()
    found = made.find(request_of(worker, method), case.reference)
    assert (found.kept_household is not None) == kept


def context(user, case, **how):
    made = CaseView()
    made.setup(request_of(user, **how), reference=case.reference)
    made.case = made.find(made.request, case.reference)
    return made.get_context_data()


def test_by_role_nobody_is_named_and_by_grant_the_children_are(case, worker):
    mine, across = context(worker, case), context(somebody("dpo"), case, reach=Reach.ALL)
    assert [child["name"] for child in mine["banner"]["children"]] == [case.children[0].full_name]
    assert (mine["across"], across["across"], across["banner"]["children"]) == (False, True, [])


def test_who_may_only_read_is_told_so_and_until_when(case, reader, worker):
    read, work = context(reader, case), context(worker, case)
    assert read["why_stopped"] == ONLY_READS and read["reading"]
    assert work["why_stopped"] != ONLY_READS and work["reading"] is None


def test_the_tabs_are_those_that_the_role_opens(case, worker):
    mine = [(tab["text"], tab["active"]) for tab in tabs_of(case, request_of(worker))]
    assert ("Overview", True) in mine and ("People", False) in mine
    assert "Who opened it" not in [text for text, _ in mine]
    across = tabs_of(case, request_of(somebody("dpo"), reach=Reach.ALL, name="cases:readings"))
    assert [tab["text"] for tab in across if tab["active"]] == ["Who opened it"]
    assert "Overview" not in [tab["text"] for tab in across]
    assert all(case.reference in tab["href"] for tab in across)
