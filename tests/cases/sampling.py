"""A sample for quality assurance in a few words: what a DPO asks for and types, and what is told of it, in tests."""

import re
from datetime import timedelta
from html import unescape

from django.db import connection

from access import clock
from access.records import uuid7
from cases.models import Case
from cases.operations import quality
from tests.conftest import as_

LIST, NEW, ONE, END = "cases:quality", "cases:draw_sample", "cases:quality_sample", "cases:end_sample"
NONE = "redcar-cleveland-early-help"


def page_of(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def told(sample):
    """What the function itself answers to whoever is looking, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM earlyhelp_quality(%s)", [sample.pk])
        return [" ".join(map(str, row)) for row in cursor.fetchall()]


def drawn(sample):
    """Which cases, as the owner of the tables knows."""
    return set(Case.objects.filter(drawn__sample=sample))


def asked(**changes):
    """What a DPO asks the operation for."""
    today = clock.today()
    return {
        "because": "How soon families are told.",
        "received_from": today,
        "received_to": today,
        "number": 20,
        "until": today + timedelta(days=14),
    } | changes


def draw(dpo, **changes):
    with as_(dpo):
        return quality.draw("quality_assurance", by=dpo, **asked(**changes))


def typed(**changes):
    """What a DPO types, and what the page carries."""
    answers = asked(**changes)
    days = {
        f"{name}_{part}": getattr(on, part)
        for name, on in [(name, answers.pop(name)) for name in ("received_from", "received_to", "until")]
        for part in ("day", "month", "year")
    }
    return {"once": str(uuid7()), "purpose": "quality_assurance", "team": ""} | answers | days


# Seen to fail with the DPO's role taken out of earlyhelp_quality, and with a practitioner added to the rows of access/routes.py.
