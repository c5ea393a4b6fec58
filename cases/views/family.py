"""How the people of a case are related, who else is involved, and what to beware of; each added and ended."""

from typing import Any

from django.shortcuts import get_object_or_404

from cases.forms import family
from cases.models import Alert, Professional, Relationship
from cases.operations import people
from cases.views.people import PeopleStep


class Relate(PeopleStep):
    """How two people are related."""

    form_class = family.RelationshipForm
    heading = "Add a relationship"
    submit = "Add"
    done_message = "The relationship is saved"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.case}

    def run(self, answers: dict[str, Any]) -> Relationship:
        return people.relate(self.case, by=self.request.user, key=answers.pop("once"), **answers)


class EndRelationship(PeopleStep):
    """A relationship does not hold any more, or never did."""

    form_class = family.EndForm
    heading = "This relationship does not hold"
    done_message = "It is recorded"

    def look_up(self) -> Relationship:
        return get_object_or_404(self.case.family.relationships, pk=self.kwargs["relationship"])

    def run(self, answers: dict[str, Any]) -> Relationship:
        return people.end_relationship(self.case, self.thing, by=self.request.user, **answers)


class AddProfessional(PeopleStep):
    """Somebody of another service."""

    form_class = family.ProfessionalForm
    heading = "Add a professional"
    submit = "Add"
    done_message = "They are added"

    def run(self, answers: dict[str, Any]) -> Professional:
        key = answers.pop("once")
        return people.add_professional(self.case, by=self.request.user, key=key, answers=answers)


class EndProfessional(PeopleStep):
    """They are not involved any more."""

    form_class = family.EndForm
    heading = "They are not involved any more"
    done_message = "It is recorded"

    def look_up(self) -> Professional:
        return get_object_or_404(self.case.professionals, pk=self.kwargs["professional"])

    def run(self, answers: dict[str, Any]) -> Professional:
        return people.end_professional(self.case, self.thing, by=self.request.user, **answers)


class AddAlert(PeopleStep):
    """What everybody has to know first."""

    form_class = family.AlertForm
    heading = "Add an alert"
    submit = "Add alert"
    done_message = "The alert is shown on every page of the case"

    def run(self, answers: dict[str, Any]) -> Alert:
        return people.warn(self.case, by=self.request.user, key=answers.pop("once"), **answers)


class EndAlert(PeopleStep):
    """An alert does not hold any more."""

    form_class = family.EndForm
    heading = "End this alert"
    done_message = "The alert has ended"

    def look_up(self) -> Alert:
        return get_object_or_404(self.case.alerts, pk=self.kwargs["alert"])

    def run(self, answers: dict[str, Any]) -> Alert:
        return people.end_alert(self.case, self.thing, by=self.request.user, **answers)
