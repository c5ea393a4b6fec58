"""The day of sharing lies within the case: not before it began, and not in the future."""

from datetime import timedelta

import pytest

from access import clock
from access.errors import Refused
from sharing.operations import disclosures
from tests.factories import CaseFactory, OrganisationFactory
from tests.sharing.test_disclosures import how, wanted


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "nothing of it can have been shared before"), (1, "must not be in the future")]
)
def test_nothing_is_shared_before_the_case_began_or_after_today(days, words, db):
    """Seen to fail with the first day not compared."""
    case = CaseFactory()
    day = clock.today() + timedelta(days=days)
    with pytest.raises(Refused, match=words) as refused:
        asked = wanted(case, OrganisationFactory(kind="school_nursery"))
        disclosures.check_all(case, asked, how(shared_on=day), disclosures.Words(why_needed="To help."))
    assert refused.value.field == "shared_on"
