"""The people of a case: members, relationships, professionals, alerts; each added, put right and ended."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from access import clock
from access.readings import record_reading
from access.requests import StaffRequest
from cases.forms import family
from cases.forms import people as forms
from cases.models import Member, Person, Relationship
from cases.models.whereabouts import withheld
from cases.operations import kinship, people
from cases.operations.asking import Asking, about, without_consent
from cases.operations.own_kinds import unread, unwritten
from cases.operations.same_numbers import same_numbers
from cases.views.base import CaseOperationView, CaseView
from earlyhelp.database.together import ask_together


class People(CaseView):
    """Everybody in the family with what is known, how they are related, who else is involved, and the alerts."""

    template_name = "cases/people/people.html"

    def look_up(self) -> None:
        self.asking = Asking(self.case)
        self.unread = unread(self.request.staff, self.asking)
        self.special_fields = tuple(one for one in self.asking.protected() if one not in self.unread)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Protected whereabouts are not printed, unless somebody says so first; then it is noted."""
        if self.on_paper_too:
            record_reading(
                "protected_print", by=self.request.user, route=self.request.resolver_match.view_name, case=self.case
            )
        return super().get(request, *args, **kwargs)

    @property
    def on_paper_too(self) -> bool:
        """Whether protected whereabouts are to stand on paper."""
        return self.request.GET.get("paper") == "whole"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = list(
            Member.objects.filter(family=self.case.family_id)
            .select_related("person")
            .prefetch_related("person__addresses", "person__former_names")
            .annotate(withheld=withheld("person"))
            .order_by("until", "person__born", "pk")
        )
        today, asking = clock.today(), self.asking
        ties = Relationship.objects.filter(family=self.case.family_id, until=None).select_related("one", "other")
        relationships = ties.order_by("pk")
        professionals = self.case.professionals.select_related("organisation").order_by("until", "name")
        alerts = self.case.alerts.filter(ended_on=None).select_related("made_by").order_by("review_on")
        ask_together(relationships, professionals, alerts)
        here = [one for one in members if one.until is None]
        numbers, namesakes = same_numbers([one.person for one in here], self.request.user), _namesakes(here)
        return super().get_context_data(
            now=[
                {
                    "member": one,
                    "facts": forms.shown(one.person, one.part, asking, one.withheld, self.unread),
                    "homes": forms.lived(one.person, one.withheld),
                    "age": one.person.age_on(today),
                    "namesake": namesakes.get(one.pk, ""),
                    "same_numbers": numbers.get(one.person_id, ()),
                }
                for one in here
            ],
            before=_earlier(members, {one.person_id for one in here}),
            relationships=relationships,
            contradictions=kinship.contradictions(relationships),
            professionals=professionals,
            alerts=alerts,
            today=today,
            on_paper_too=self.on_paper_too,
            **kwargs,
        )


def _earlier(members: list[Any], here: set[Any]) -> list[Any]:
    """Every place that somebody had once, the latest last; whoever is not back may return from the last one."""
    before = [one for one in members if one.until is not None]
    last = {one.person_id: one for one in before}
    for one in before:
        one.may_return = one.person_id not in here and last[one.person_id] is one
    return before


def _namesakes(members: Sequence[Member]) -> dict[UUID, str]:
    """By membership, which one of those who have the same name it is; nothing for a name that only one has."""
    by_name: dict[str, list[UUID]] = {}
    for one in members:
        by_name.setdefault(one.person.full_name.casefold(), []).append(one.pk)
    shared = [keys for keys in by_name.values() if len(keys) > 1]
    return {key: f"{n} of {len(keys)} with this name" for keys in shared for n, key in enumerate(keys, 1)}


class PeopleStep(CaseOperationView):
    """One change, and back to the people."""

    request: StaffRequest

    def get_success_url(self) -> str:
        return reverse("cases:people", args=[self.case.reference])

    get_cancel_url = get_success_url

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whoever the page is about is of this family, or the page is not there."""
        if "person" in self.kwargs:
            self.person  # noqa: B018 - raises Http404
        return super().get_form_kwargs()

    @cached_property
    def person(self) -> Person:
        """Somebody of this family, now or once."""
        return self.member.person

    @cached_property
    def member(self) -> Member:
        """Their place in this family: the one they have, or the last one they had."""
        places = self.case.family.members.filter(person=self.kwargs["person"]).select_related("person")
        found = places.order_by(F("until").desc(nulls_first=True)).first()
        if found is None:
            raise Http404
        return found


class PersonStep(PeopleStep):
    """What is known about somebody, as far as the notice, and on this case a consent, let it be asked."""

    whom = ""
    keeps_whereabouts = True

    @cached_property
    def asking(self) -> Asking:
        """What may be asked on this case."""
        return Asking(self.case)

    @cached_property
    def unwritten(self) -> frozenset[str]:
        """The fields that whoever fills it in does not write."""
        return unwritten(self.request.staff, self.asking)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = {"asking": self.asking, "whom": self.whom, "unwritten": self.unwritten}
        return super().get_form_kwargs() | kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = [one for one in self.asking.waiting(self.whom) if one not in self.unwritten]
        return super().get_context_data(**kwargs) | ({"lead": without_consent(waiting)} if waiting else {})


class ChangePerson(PersonStep):
    """Put right or add what is known about somebody."""

    form_class = forms.ChangePersonForm
    heading = "Change what is known"
    done_message = "The change is saved"
    theirs: Person | None = None

    def look_up(self) -> None:
        self.special_fields = tuple(one for one in self.asking.protected() if one not in self.unwritten)

    @property
    def whom(self) -> str:  # type: ignore[override]  # known for somebody who is there
        return about(self.member.part)

    def get_initial(self) -> dict[str, Any]:
        return forms.initial_of(self.person) | {"seen": people.version_of(self.person)}

    def run(self, answers: dict[str, Any]) -> Person:
        said = dict(answers)
        seen, because = said.pop("seen"), said.pop("because")
        try:
            return people.change(self.case, self.person, by=self.request.user, because=because, answers=said, seen=seen)
        except people.ChangedMeanwhile as changed:
            self.theirs = changed.theirs
            raise

    def form_invalid(self, form: Any) -> HttpResponse:
        """After a clash the next save is made in the knowledge of theirs."""
        if self.theirs is not None:
            form.data = form.data.copy()
            form.data["seen"] = people.version_of(self.theirs)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.theirs is not None:
            context["theirs"] = forms.differing(context["form"], self.theirs)
        return context


class AddMember(PersonStep):
    """Somebody new in the family."""

    form_class = forms.AddMemberForm
    heading = "Add somebody to the family"
    submit = "Add"
    done_message = "They are added"

    def run(self, answers: dict[str, Any]) -> Person:
        part, key = answers.pop("part"), answers.pop("once")
        return people.add_member(self.case, part=part, by=self.request.user, key=key, answers=answers)


class EndMember(PeopleStep):
    """Somebody does not belong to the family any more."""

    form_class = family.EndMemberForm
    heading = "They do not belong to the family any more"
    done_message = "It is recorded"

    def look_up(self) -> Member:
        return get_object_or_404(self.case.family.members, pk=self.kwargs["member"])

    def run(self, answers: dict[str, Any]) -> Member:
        return people.end_member(self.case, self.thing, by=self.request.user, **answers)


class ReturnMember(PeopleStep):
    """Somebody who left belongs to the family again."""

    form_class = family.ReturnMemberForm
    heading = "They came back to the family"
    submit = "Save"
    done_message = "They belong to the family again"

    def get_initial(self) -> dict[str, Any]:
        return {"part": self.member.part}

    def run(self, answers: dict[str, Any]) -> Member:
        return people.return_member(self.case, self.person, by=self.request.user, **answers)


class Move(PeopleStep):
    """A new address."""

    form_class = family.MoveForm
    keeps_whereabouts = True  # it has a warning of its own, for somebody else's address
    heading = "A new address"
    lead = "It ends the one before. An earlier one takes its place in the past, and the present one stays."
    done_message = "The address is saved"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.case, "person": self.person}

    def run(self, answers: dict[str, Any]) -> Any:
        return people.move(self.case, self.person, by=self.request.user, key=answers.pop("once"), **answers)


class AddFormerName(PeopleStep):
    """Another name."""

    form_class = family.FormerNameForm
    heading = "Another name"
    done_message = "The name is saved"

    def run(self, answers: dict[str, Any]) -> Any:
        return people.add_former_name(self.case, self.person, by=self.request.user, key=answers.pop("once"), **answers)
