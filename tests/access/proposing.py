"""A change of a setting as it is typed, and the addresses of its pages."""

from django.urls import reverse

from access import clock
from access.records import uuid7
from tests.factories.settings import a_setting

EIGHT = a_setting("retention_years", "case", "8")
SOONER = a_setting("clock", "triage", "2")


def typed(value="8", on=None, **other):
    on = on or clock.today()
    day = {"on_day": on.day, "on_month": on.month, "on_year": on.year}
    return {"value": value, "because": "Our schedule was changed.", "once": uuid7(), **day, **other}


def url_of(page, *args):
    return reverse(f"access:{page}", args=args)


PROPOSE = ("propose_setting", "retention_years", "case")
