"""Every kind of news leads to a page that there is."""

import pytest
from django.urls import resolve

from access.models import Notification
from access.notifications import KINDS
from access.views.notifications import leads_to


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_news_leads_somewhere(kind):
    # seen to fail for concern.given: a reference was put into the address of Today
    assert resolve(leads_to(Notification(kind=kind, case_reference="EH-2345678"))).view_name == KINDS[kind].leads_to
