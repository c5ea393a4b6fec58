"""Lists of some hundreds are read to their end by numbered pages."""

import re
from html import unescape

import pytest
from django.urls import reverse

from access.models import AccessEvent
from consent.views import concerns as concerns_view
from tests.factories import somebody
from tests.factories.consent import ConcernFactory


@pytest.fixture
def dpo(db, monkeypatch):
    monkeypatch.setattr(concerns_view, "SHOWN", 2)
    return somebody("dpo")


def keys_on(page):
    return re.findall(r'href="/dpo/concerns/([0-9a-f-]{36})"', page)


def way(page, rel):
    """Where the page before or after lies; empty without one."""
    return "".join(map(unescape, re.findall(rf'href="([^"]+)" rel="{rel}"', page)))


def test_every_concern_comes_up_once_and_the_way_leads_back(dpo, signed_in):
    """Seen to fail: without the addresses of the pages only the first two concerns can be reached."""
    there = {str(ConcernFactory(case=None, owner=dpo).pk) for _ in range(5)}
    client, first = signed_in(dpo), reverse("consent:concerns") + "?show=open"
    found, url = [], first
    while url:
        page = client.get(url).content.decode()
        found += keys_on(page)
        url, last = (reverse("consent:concerns") + way(page, "next")) if way(page, "next") else "", page
    assert sorted(found) == sorted(there) and len(found) == 5
    assert way(last, "prev") == "?show=open&page=2"
    noted = AccessEvent.objects.filter(route="consent:concerns", user_key=dpo.pk).order_by("pk")
    assert [len(event.fields) for event in noted] == [2, 2, 1]


@pytest.mark.parametrize("asked", ["9", "0", "-1", "x", "", "2222222222222222222222"])
def test_a_page_that_there_is_none_of_is_the_nearest(asked, dpo, signed_in):
    ConcernFactory(case=None, owner=dpo)
    assert len(keys_on(signed_in(dpo).get(reverse("consent:concerns"), {"page": asked}).content.decode())) == 1
