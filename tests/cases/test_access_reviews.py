import pytest
from access.models import AccessReview
from tests.conftest import as_
from tests.factories import *
from tests.factories.access_reviews import *
from cases.operations import access_reviews


def test_first(case):
    manager, other = worker_on(case, "team_manager"), worker_on(case)
    unused(case)
    r = review_of(case.team)
    print([(l.kind, l.person, l.since, l.grants, l.leads, l.case_reference, l.given_by) for l in r.lines.all()])
    with as_(manager):
        print([(l.kind, l.person) for l in access_reviews.to_answer(r, manager)])
        for l in access_reviews.to_answer(r, manager):
            access_reviews.answer(l, answer="take_away", because="x y", by=manager)
        print(access_reviews.waits(r))
    admin = somebody("user_administrator")
    with as_(admin):
        for l in access_reviews.to_answer(r, admin):
            access_reviews.answer(l, answer="keep", because="", by=admin)
    with as_(manager):
        access_reviews.sign(r, by=manager)
