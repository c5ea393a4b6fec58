"""The pages of a referral that is not sent yet. Every POST saves what was typed, right or wrong, before anything else."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from access import clock, notice
from access.models import Draft
from access.operations import drafts
from access.operations.drafts import Kept
from access.readings import record_reading
from access.records import as_key, uuid7
from access.typed import typed_before
from cases.forms.referral_draft import LAST_TIME, PERSON
from cases.forms.referral_match import SHOWN, MatchForm, Possible
from cases.models import Case
from cases.operations import matches, referrals
from cases.views.draft_pages import NEW, DraftPage


class ReferralOrigin(DraftPage):
    """For the hub: from whom a referral is taken down."""

    page = "origin"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not referrals.takes_down(self.request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class ReferralPeople(DraftPage):
    """The first child, where they live, and a parent or carer."""

    page = "people"

    def prefilled(self) -> dict[str, Any]:
        last = Draft.objects.filter(author=self.request.user, kind=LAST_TIME).order_by("-changed_at").first()
        return {"child_school": drafts.content_of(last).get("school", "")} if last else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_add=True, **kwargs)


class ReferralPerson(DraftPage):
    """One more person, with the household's address."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.number = kwargs.pop("number")
        number = self.number
        if number == "new" and request.method == "POST":
            number = (as_key(request.POST.get("number", "")) or uuid7()).hex
        self.page = PERSON + number
        return super().dispatch(request, *args, **kwargs)

    def read(self) -> None:
        super().read()
        if self._removed and self.request.method != "POST":
            raise Http404

    @property
    def _removed(self) -> bool:
        """Whether the person whose page it is, is in the draft no more."""
        return self.number != "new" and self.page not in self.referral.content

    def begin_again(self, key: UUID, heading: str, sent: Case | None = None) -> HttpResponseBase:
        self._need_key()
        return super().begin_again(key, heading, sent)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self._removed:
            self._need_key()
            if "again" not in self.request.POST:
                return self.gone("This person was removed from the referral in another place", "Add them again")
        return super().post(request, *args, **kwargs)

    def _need_key(self) -> None:
        """An address that no page of ours has ever had leads nowhere."""
        key = as_key(self.number)
        if self.number != "new" and (key is None or key.hex != self.number):
            raise Http404

    def told(self, kept: Kept) -> dict[str, str]:
        """A new person has a page of their own from now on: opened again, it is theirs."""
        here = {"here": self.address(self.page)} if self.number == "new" else {}
        return super().told(kept) | here

    def prefilled(self) -> dict[str, Any]:
        return dict(self.referral.household)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            may_add=True,
            number=self._carried() if self.number == "new" else "",
            remove=reverse("cases:referral_remove_person", args=[self.draft.pk, self.number])
            if self.number != "new"
            else "",
            **kwargs,
        )

    def _carried(self) -> str:
        """The key that the page of a new person carries: saving it twice adds one person."""
        again = typed_before(self.request) if self.request.method == "GET" else None
        carried = again.get("number", "") if again else ""
        return (as_key(str(carried)) or uuid7()).hex if self.page == NEW else self.page[len(PERSON) :]


class ReferralTold(DraftPage):
    """Who was told, how, when, by whom; why not; and consent only where the notice relies on it."""

    page = "told"

    @property
    def lead(self) -> str:  # type: ignore[override]  # the notice in force is known at each request
        """Which notice the family is told of, and what it says about consent to whoever fills this in."""
        policy = notice.policy()
        named = f"The notice in force is “{policy.council.notice}”, version {policy.council.version}."
        return f"{named} {policy.intake.explanation}".strip()

    def prefilled(self) -> dict[str, Any]:
        return {"told_on": clock.today(), "told_by": self.request.user.name}


class ReferralStory(DraftPage):
    """Worries, strengths, the child's words."""

    page = "story"


class ReferralHelp(DraftPage):
    """What would help, and who is involved."""

    page = "help"
    template_name = "cases/referrals/help.html"

    def prefilled(self) -> dict[str, Any]:
        staff = self.request.staff
        return {
            "pro1_name": self.request.user.name,
            "pro1_job": staff.job_title,
            "pro1_works_for": staff.organisation.name,
            "pro1_phone": staff.phone,
        }


class ReferralMatch(DraftPage):
    """Before the story: whether the people are known. For a partner nobody is looked for, so that nothing can be told."""

    page = "match"
    template_name = "cases/referrals/match.html"
    submit = "Continue"

    @cached_property
    def likely(self) -> list[Possible]:
        """Who may be one of the people named; noted as a search."""
        if not self.looks:
            return []
        people = self.referral.people
        candidates = matches.candidates_of_each(list(map(self._asked, people)), self.request.user, limit=SHOWN)
        found = [
            Possible(named, candidate)
            for named, of_one in zip(people, candidates, strict=True)
            for candidate in of_one
            if set(candidate.reasons) != {"postcode"}  # who lives near is no question about who somebody is
        ]
        record_reading(
            "search",
            by=self.request.user,
            route="cases:referral_match",
            fields=sorted({pair.candidate.asked_for_by for pair in found}),
        )
        return found

    @property
    def possible(self) -> list[Possible]:
        """Those about whom there is a question."""
        return [pair for pair in self.likely if not pair.candidate.restricted]

    @property
    def restricted(self) -> list[matches.Candidate]:
        """Restricted records that may fit, each once: whom to ask, and no question."""
        return list(
            {pair.candidate.asked_for_by: pair.candidate for pair in self.likely if pair.candidate.restricted}.values()
        )

    @property
    def looks(self) -> bool:
        """Whether this person is told of matches: staff are, partners are not."""
        return any(not role.partner for role in self.request.staff.known_roles)

    def _asked(self, named: referrals.SomeoneNamed) -> matches.Asked:
        return matches.Asked(
            names=() if named.unnamed else (named.full_name,),
            born=named.born or named.expected,
            postcode=named.postcode or self.referral.household.get("postcode", ""),
            nhs_number=named.nhs_number,
        )

    def form_with(self, data: Any = None, **kwargs: Any) -> MatchForm:
        return MatchForm(data, possible=self.possible, **kwargs)

    def remembered(self) -> dict[str, Any]:
        """What was decided, once every question is answered; until then the page is not complete."""
        form = self.form_with(self.request.POST)
        return {"about": self.referral.about("match"), "decided": form.decided()} if form.is_valid() else {"about": "?"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(looks=self.looks, restricted=self.restricted, **kwargs)
