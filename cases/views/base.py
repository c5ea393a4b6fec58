"""What every page about one case shares: finding it, noting the reading, the banner and the tabs."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.generic import View

from access import slots
from access.clock import uk_date
from access.errors import READ_ONLY, Forbidden, Refused
from access.labels import worded
from access.readings import record_reading
from access.requests import StaffRequest
from access.routes import Reach, route_of
from access.views.pages import OperationView, Page
from cases.forms.protected import protecting
from cases.identifiers import in_groups
from cases.models import Case
from cases.operations.levels import levels
from cases.operations.needs import needs_of
from cases.operations.standing import Overtaken
from cases.operations.work import why_stopped
from cases.stages import Stage


def nothing_more(cases: Any) -> Any:
    """What most pages ask of their case beside what all say."""
    return cases


class CasePage(View):
    """A page about one case: found among those this person may see, and noted before it leaves."""

    request: StaffRequest
    case: Case
    thing: Any = None
    noted = False
    records = False  # whether the page is there to record something
    special_fields: tuple[str, ...] = ()  # special-category fields that the page shows
    also: Callable[[Any], Any] = staticmethod(
        nothing_more
    )  # what the page wants to know of its case beside what all say

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.case = self.find(self.request, kwargs.pop("reference"))
        if self.only_reads and (self.records or request.method not in ("GET", "HEAD", "OPTIONS")):
            raise Forbidden(READ_ONLY)
        self.thing = self.look_up()
        try:
            response = super().dispatch(request, *args, **kwargs)
        except Case.DoesNotExist:  # taken out of sight after it was found: restricted, or a grant ended
            raise Http404 from None
        self.note_reading()  # not before it is known that there is something to show, and before it leaves
        return response

    def note_reading(self) -> None:
        """Note that this page is shown: once, however often it is asked."""
        if self.noted or not self.shows():
            return
        record_reading(
            "case_page" if self.request.method in ("GET", "HEAD") else "case_form",
            by=self.request.user,
            route=self.request.resolver_match.view_name,
            case=self.case,
            fields=self.special_fields,
        )
        self.noted = True

    def shows(self) -> bool:
        """Whether what is answered shows anything of the case: all but a word that what was typed is saved (docs/decisions/0014)."""
        return True

    @property
    def only_reads(self) -> bool:
        """Whether this person may read the case and no more: they asked for it, or broke the glass."""
        return self.case.reading_until is not None  # type: ignore[attr-defined]  # found with it

    def look_up(self) -> Any:
        """What the address names beside the case, kept as `thing`. What is another case's does not exist here: Http404."""
        return None

    def find(self, request: StaffRequest, reference: str) -> Case:
        """The case, or Http404: not there and not yours look the same. The refusal is noted by `access.middleware`."""
        held_by = (
            None if request.reach is Reach.ALL else request.user
        )  # its own, or all where the table of routes says so
        found = None
        if Case.objects.may_look(reference, across=held_by is None):
            found = Case.objects.opened(reference, by=held_by, also=self.also)
        if found is None:
            raise Http404
        if request.method in ("GET", "HEAD"):
            found.keep_household()
        return found

    @property
    def across(self) -> bool:
        """Whether this person is here by role, without a grant: then the page names nobody."""
        return self.request.reach is Reach.ALL

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(  # type: ignore[misc]  # a mixin before a View
            case=self.case,
            banner=banner_of(self.case, self.request.now.date(), named=not self.across),
            tabs=tabs_of(self.case, self.request),
            why_stopped=ONLY_READS if self.only_reads else why_stopped(self.case),
            across=self.across,
            reading=reading_of(self.case, self.request.now) if self.only_reads else None,
            has_levels=bool(levels()),
            **kwargs,
        )


class CaseView(CasePage, Page):
    """A case page without a form."""

    request: StaffRequest


class CaseOperationView(CasePage, OperationView):
    """A case page with one form and one operation."""

    request: StaffRequest
    records = True
    template_name = "cases/operation.html"
    keeps_whereabouts = (
        False  # whether this is where they are written down: then its words are not looked through for them
    )

    def get_form_class(self) -> Any:
        asks = super().get_form_class()
        return asks if self.keeps_whereabouts else protecting(asks)  # type: ignore[arg-type]  # mypy: a class can be hashed

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.of_case = self.case
        return form

    def get_success_url(self) -> str:
        return self.case.get_absolute_url()

    def get_cancel_url(self) -> str:
        return self.case.get_absolute_url()


class MayBeOvertaken(OperationView):
    """A form that carries what stood about its cases (`StandingForm`): who was overtaken reads it, and the next press is made knowing."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Where somebody else has allocated it in the same moment it may be out of sight: that is said, and the list comes."""
        try:
            return super().form_valid(form)
        except Case.DoesNotExist:
            messages.warning(
                self.request, "Somebody else moved it while this page was open. What you wrote was not recorded."
            )
            return HttpResponseRedirect(list_of(self.request))

    def refused(self, form: Any, refusal: Refused) -> HttpResponse:
        if isinstance(refusal, Overtaken):
            form.carry(refusal.now)
        return super().refused(form, refusal)


def list_of(request: StaffRequest) -> str:
    """The list where somebody finds their cases: a page that they can see whatever became of one."""
    return reverse("cases:queue" if "hub" in request.staff.roles else "cases:cases")


def banner_of(case: Any, today: date, *, named: bool) -> dict[str, Any]:
    """What the family banner shows, of a case found with `for_banner` and `with_alerts`. `named` is False for roles that see across cases: no name, no birth date."""
    banner: dict[str, Any] = {"reference": case.reference, "status": case.get_stage_display(), "children": []}
    banner["closed_on"] = case.closed_on if case.stage == Stage.CLOSED else None
    if named:
        banner["children"] = [
            {
                "name": child.full_name,
                "birth": child.birth,
                "known": child.born is not None,
                "expected": child.expected,
                "age": child.age_on(today),
                "number": in_groups(child.nhs_number),
                "died": child.died_on,
            }
            for child in case.children
        ]
        banner["next_review"] = case.next_review
        banner["needs"] = needs_of(case)
        banner["alerts"] = _alerts(case, today)
        banner |= {"lead": case.lead_name, "lead_phone": case.lead_phone} if case.lead_name else {}
    for line in slots.banner_lines.fillings:
        banner |= line(case)
    return banner


def reading_of(case: Any, now: datetime) -> dict[str, Any]:
    """Until when somebody may read the case: minutes while they count, a day otherwise."""
    left = case.reading_until - now
    minutes = -(-left.total_seconds() // 60)
    return {"minutes": int(minutes)} if minutes <= 60 else {"until": uk_date(case.reading_until - timedelta(seconds=1))}


ONLY_READS = "You see this record to read it, so nothing can be recorded in it."
TABS = (
    ("Overview", "cases:case"),
    ("People", "cases:people"),
    ("Activity", "cases:activity"),
    ("Chronology", "cases:chronology"),
    ("{Assessment}", "cases:assessments"),
    ("Plan", "cases:plan"),
    ("Documents", "cases:documents"),
)


def tabs_of(case: Case, request: StaffRequest) -> list[dict[str, Any]]:
    """The sub-navigation of a case: its own page first, then what upper floors add, as far as this role may go."""
    places = [*TABS, *[filling(case) for filling in slots.case_tabs.fillings]]
    if request.reach is Reach.ALL:  # those who work with the family go there from the overview: their tabs are many
        places.append(("Who opened it", "cases:readings"))
    roles = request.staff.known_roles
    return [
        {
            "text": worded(words),
            "href": reverse(name, args=[case.reference]),
            "active": name == request.resolver_match.view_name,
        }
        for words, name in places
        if (route := route_of(name)) and route.reach(roles) is not Reach.NONE
    ]


def _alerts(case: Any, today: date) -> list[str]:
    """The alerts that hold, each with its author and the day by which it is looked at; past it, it says so."""
    found = [(one, date.fromisoformat(one["on"])) for one in case.alerts_now]
    return [
        f"{one['words']} ({one['by']}, {'was to be looked at' if day < today else 'to be looked at'} by {day:%-d %B %Y})"
        for one, day in found
    ]
