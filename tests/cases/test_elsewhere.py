"""What another team has of the same people is on no page of a case, and nothing tells that there is anything."""

import pytest
from django.urls import reverse

from access import clock
from access.routes import ROUTES, Reach
from cases.models import Member
from cases.models.families import Part
from tests.factories import CaseFactory, NoteFactory, installation, worker_on
from tests.factories.working_day import casework
from tests.regressions.filling import parts_of

OF_A_CASE = [name for name in ROUTES if ":" in name and parts_of(name) == ["reference"]]


@pytest.mark.slow
@pytest.mark.regression(8)
@pytest.mark.parametrize("role", ["practitioner", "team_manager"])
def test_nothing_of_the_same_child_elsewhere_is_told(role, db, signed_in):
    """The child is in another family's case too. Seen to fail with the references of a child's other cases beside its name."""
    case, other = CaseFactory(), CaseFactory()
    casework(case)
    (child,), (sibling,) = case.children, other.children
    joined = Member(family=other.family, person=child, part=Part.CHILD, since=clock.today())
    joined.write(by=installation(), because="a test")
    NoteFactory(case=other, text="Qzxv", author=worker_on(other))
    worker = worker_on(case, role)
    client, opened = signed_in(worker), 0
    for name in OF_A_CASE:
        if ROUTES[name].reach(worker.staff.known_roles) is Reach.NONE:
            continue
        answer = client.get(reverse(name, args=[case.reference]))
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        opened += answer.status_code == 200
        told = {other.reference, sibling.full_name, "Qzxv"}
        assert not [word for word in told if word in text], name
    assert opened > 15
