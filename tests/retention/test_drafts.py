"""Drafts end on their own day."""

import pytest

from access.models import Draft
from access.operations import drafts
from tests.conftest import as_, become
from tests.factories import somebody
from tests.factories.retention import days_pass
from tests.retention.disposing import tick

pytestmark = pytest.mark.usefixtures("council")


def test_drafts_whose_time_is_up_are_removed_and_others_stay():
    author = somebody()
    with as_(author):
        drafts.save("referral", {"name": "old"}, by=author)
    days_pass(20)
    with as_(author):
        kept = drafts.save("referral", {"name": "new"}, by=author)
    days_pass(9)
    tick()
    become("owner")
    assert list(Draft.objects.all()) == [kept]
