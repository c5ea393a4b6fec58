"""An address or a posted key that nothing can have leads nowhere; it never breaks a page."""

import pytest
from django.urls import reverse

from cases.stages import Stage
from tests.factories import CaseFactory, TeamFactory, worker_on

pytestmark = pytest.mark.django_db
NOWHERE = (
    "/cases/%00/",
    "/cases/%00/people",
    "/hub/referrals/%00/",
    "/referrals/%00/sent",
    "/hub/allocate?case=%00",
    "/cases/?show=%00",
    "/search?q=%00",
)


# Seen to fail with the look for the character taken out of access/middleware.py: 500.
@pytest.mark.parametrize("address", NOWHERE)
def test_a_character_that_no_text_can_hold_leads_nowhere(address, signed_in):
    case = CaseFactory(stage=Stage.RECEIVED, team=TeamFactory(is_hub=True))
    assert signed_in(worker_on(case, "hub", "practitioner")).get(address).status_code == 404


# Seen to fail with the posted key handed on as it is: 500.
@pytest.mark.parametrize("note", ["", "abc", "\x00", "1" * 400])
def test_a_note_that_cannot_be_is_not_there(note, signed_in):
    case = CaseFactory()
    there = reverse("cases:chronology", args=[case.reference])
    assert signed_in(worker_on(case)).post(there, {"note": note}).status_code == 404
