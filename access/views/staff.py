"""People at work, for the user administrator."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from access.forms.staff import AddForm, ChangeForm
from access.models import Staff
from access.operations import invitations, staff
from access.views.pages import OperationView, Page


class StaffList(Page):
    """Everybody, by name."""

    template_name = "access/staff/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Staff.objects.select_related("user", "organisation").order_by("-is_active", "user__name")
        return super().get_context_data(rows=rows, **kwargs)


def person_at(key: Any) -> Staff:
    return get_object_or_404(Staff.objects.select_related("user", "organisation"), pk=key)


class StaffChange(OperationView):
    """A form about a person; back to the list when it is done."""

    def get_success_url(self) -> str:
        return reverse("access:staff")

    get_cancel_url = get_success_url


class AddStaff(StaffChange):
    """Add a person."""

    form_class = AddForm
    heading = "Add a person"
    lead = "They are sent a link, by which they set a password and then a second factor."
    submit = "Add and invite"
    done_message = "The person is added, and an invitation is on its way"

    def run(self, answers: dict[str, Any]) -> Staff:
        form = self.get_form()
        form.is_valid()
        added = staff.add(answers["name"], answers["email"], form.particulars(), by=self.request.user)
        invitations.invite(added, by=self.request.user)
        return added


class ChangeStaff(StaffChange):
    """Change a person's roles, teams, or whether they may work."""

    form_class = ChangeForm
    template_name = "access/staff/change.html"
    heading = "Change a person"
    done_message = "The change is saved"

    def get_initial(self) -> dict[str, Any]:
        person = self.person()
        return {
            "organisation": str(person.organisation_id),
            "roles": person.roles,
            "teams": [str(key) for key in person.user.memberships.values_list("group_id", flat=True)],
            "job_title": person.job_title,
            "phone": person.phone,
            "is_active": "yes" if person.is_active else "no",
            "seen": staff.standing_of(person),
        }

    def person(self) -> Staff:
        return person_at(self.kwargs["staff"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.person()
        invited = invitations.may_be_invited(person.user)
        return super().get_context_data(**kwargs) | {"lead": person.user.name, "person": person, "invited": invited}

    def run(self, answers: dict[str, Any]) -> Staff:
        form = self.get_form()
        form.is_valid()
        return staff.change(
            self.person(),
            form.particulars(),
            is_active=answers["is_active"] == "yes",
            because=answers["because"],
            by=self.request.user,
            seen=answers["seen"],
        )
