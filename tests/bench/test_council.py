"""What the bench fills the database with is what the notices allow: the triggers that hold the product hold it too."""

import random

import pytest
from django.db import connection

from access import notice
from bench.council import Council
from earlyhelp.policy.loading import available

pytestmark = pytest.mark.slow

DISCLOSURES = 400


@pytest.mark.parametrize("name", available())
def test_a_log_can_be_made_under_every_notice(real, settings, name):
    """Seen to fail under Durham's notice with a recipient that took no part, where the notice asks that it does."""
    settings.COUNCIL = name
    notice.store(notice.policy())
    council = Council.found(2, random.Random(7))
    council.grow(100)
    council.share(DISCLOSURES, authors=3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sharing_disclosure WHERE corrects_id IS NULL")
        assert cursor.fetchone() == (DISCLOSURES,)
