"""Goal A8: what a form does not ask for is not written, whatever is sent beside it: nobody's team, stage, role or decision.

Each form is sent once as a browser would, and once more from the same state with a value for every other field of every table. Both leave the
same rows. Seen to fail with a form that hands on `self.data` instead of what it cleaned.
"""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from access.models import AccessEvent, Change, Draft, OutboxMessage, SecurityEvent, Session, Subject
from tests.conftest import become
from tests.house.test_every_form import TYPED
from tests.house.ways import ROOMS, filled_in, under

pytestmark = [pytest.mark.slow, pytest.mark.goal("A8")]

NOTED = {
    AccessEvent,
    SecurityEvent,
    Change,
    Subject,
    Session,
    OutboxMessage,
}  # each sending, with salts and keys of its own
ASKS_AGAIN = {"sharing:check"}  # what it does not know it shows once more, and records nothing until then
SOON = timedelta(days=40)  # what the program works out from now lies within
PLANTED = {  # a value by which a column of this kind would show that it was taken over
    models.BooleanField: "on",
    models.IntegerField: "7",
    models.DateTimeField: "1999-09-09 09:09",
    models.DateField: "1999-09-09",
    models.UUIDField: "0190a0a0-0000-7000-8000-000000000007",
}


def tables():
    """Those of ours, without histories, which follow from them."""
    ours = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return [
        one for one in ours if one not in NOTED and not one._meta.proxy and not one.__name__.startswith("Historical")
    ]


def planted():
    """Every column of every table, by its name and by that of its foreign key, with a value that it could take."""
    sent = {}
    for model in tables():
        for field in model._meta.fields:
            kind = next((kind for kind in PLANTED if isinstance(field, kind)), None)
            value = (
                field.choices[-1][0] if field.choices else PLANTED.get(kind, "7" if field.is_relation else "planted")
            )
            sent |= {field.name: value, field.attname: value}
    return sent


def rows(known):
    """What stands in every table. Keys that are new are all alike, and so are moments: they differ at each sending."""
    become("owner")
    now = timezone.now()

    def plain(model, field, value):
        if isinstance(value, datetime):
            return "about now" if abs(now - value) < SOON else value
        if field.name in ("password", "sealed_key") and value != "planted":
            return ""  # one that nobody can have, a key of a file: made by chance
        if field.primary_key or field.is_relation or isinstance(value, UUID):
            of = field.related_model if field.is_relation else model
            return value if value in known.get(of, ()) or value in known["keys"] else "new"
        return value

    return {
        model._meta.label: sorted(
            repr([plain(model, *pair) for pair in zip(model._meta.concrete_fields, row, strict=True)])
            for row in model._base_manager.values_list(*[one.attname for one in model._meta.concrete_fields])
        )
        for model in tables()
        if model is not Draft
    }


def known_keys():
    """Those of every row by its table, numbers being anything's; and all that are nobody else's."""
    become("owner")
    known = {model: set(model._base_manager.values_list("pk", flat=True)) for model in apps.get_models()}
    return known | {"keys": {key for keys in known.values() for key in keys if isinstance(key, UUID)}}


def sent(client, way, answers):
    """Send it; what is shown before it is saved is sent again as it was shown."""
    answer = client.post(way.address, answers)
    if answer.context and "seen" in answer.context["form"].fields:
        answer = client.post(way.address, answers | {"seen": answer.context["form"]["seen"].value()})
    return answer


@pytest.mark.parametrize("name", TYPED)
def test_what_a_form_does_not_ask_is_not_written(name, db, signed_in, settings):
    way = under(settings, name)
    client = signed_in(way.person)
    form, answers = filled_in(client, way)
    if seen := client.get(way.address).context.get(
        "seen"
    ):  # what a page was made of, where it is no answer of its form
        answers |= {"seen": seen}
    known = known_keys()
    asked = {one.html_name for one in form} | set(answers)
    more = {field: value for field, value in planted().items() if field not in asked}
    assert len(more) > 200
    left = []
    for beside in ({}, more):
        start = transaction.savepoint()
        answer = sent(client, way, answers | beside)
        assert answer.status_code == 302, answer.context and answer.context["form"].errors
        left.append(rows(known))
        transaction.savepoint_rollback(start)
    without, with_more = left
    different = {label for label in without if without[label] != with_more[label]}
    taken_over = {label: set(with_more[label]) - set(without[label]) for label in different}
    assert not any(taken_over.values()), taken_over
    assert not different or name in ASKS_AGAIN
