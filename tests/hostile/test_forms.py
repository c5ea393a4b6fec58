"""Goal E6: every field of every form with every kind of bad input. No error of the program's, no answer over two seconds, and what was typed is there again.

In `make test` each form meets a quarter of the kinds, and the items take turns; `make hostile` sends every field an item of every kind alone,
beside good answers.
"""

from itertools import count

import pytest
from django import forms

from earlyhelp.govuk import DateField
from earlyhelp.govuk.dates import PARTS
from tests.hostile.corpus import UNTYPEABLE, WHOLE, items, kinds_for
from tests.hostile.sending import SENT, as_it_was, encoded, send, shown
from tests.house.test_every_form import TYPED
from tests.house.ways import filled_in, under

pytestmark = [pytest.mark.slow, pytest.mark.goal("E6")]

WORDS = "What was said in the garden"
TURN = count(20261128)  # which item of its kind comes next: the same at every run
MOST_AT_ONCE = 2  # a megabyte each; more than that is no longer a form


def next_of(kind):
    there = items(kind)
    return there[next(TURN) * 7919 % len(there)]


def is_text(field):
    return isinstance(field, forms.CharField) and not isinstance(field.widget, forms.HiddenInput)


class Filled:
    """A form, the answers that it takes, and which of its fields take any text at all."""

    def __init__(self, client, way):
        self.client, self.way = client, way
        self.form, self.good = filled_in(client, way)
        if seen := client.get(way.address).context.get("seen"):
            self.good |= {"seen": seen}
        self.texts = [name for name, field in self.form.fields.items() if is_text(field)]
        self.good |= {name: f"{WORDS} {n}"[: self.form.fields[name].max_length] for n, name in enumerate(self.texts)}
        wrong = self._refused(self.good)
        self.any_text = [name for name in self.texts if name not in wrong]
        self.others = [name for name in self.form.fields if name not in self.any_text]
        for name in wrong & set(self.texts):
            self.good[name] = way.answers.get(name, "")

    def _refused(self, answers):
        with as_it_was():
            answer = self.post(answers).response
        return set(answer.context["form"].errors) if answer.context and "form" in answer.context else set()

    def post(self, answers):
        return send(self.client, "POST", self.way.address, encoded(answers))

    def with_bad(self, name, value):
        """The answers with this value for one field; a date has three boxes."""
        field = self.form.fields[name]
        if not isinstance(field, DateField):
            return {name: value}
        split = value.split(b"/" if isinstance(value, bytes) else "/")
        parts = split if len(split) == 3 else [*["1"] * (box := next(TURN) % 3), value, *["1"] * (2 - box)]
        return {f"{name}_{part}": typed for part, typed in zip(PARTS, parts, strict=True)}


def typed_in(filled, bad, kind):
    """What stands in the text boxes when it is sent, as far as somebody can type it."""
    sent = filled.good | bad
    return {
        name: sent[name]
        for name in filled.texts
        if isinstance(sent[name], str) and (kind not in UNTYPEABLE or name not in bad)
    }


def what_breaks(filled, bad, kind):
    """Send it, look at the page that comes, and at the page after it."""
    SENT["values"] += len(bad)
    with as_it_was():
        answer = filled.post(filled.good | bad)
        if answer.status in (200, 422) and "seen" in filled.form.fields and "seen" not in bad:
            answer = filled.post(filled.good | bad | {"seen": answer.response.context["form"]["seen"].value()})
        yield from answer.wrong
        if answer.status == 302:
            after = send(filled.client, "GET", answer.response.url)
            yield from after.wrong
            if after.status not in (200, 302):
                yield f"{after.status} after it"
        elif answer.status == 422:
            lost = {name for name, value in typed_in(filled, bad, kind).items() if not shown(value, answer.text)}
            if lost:
                yield f"lost what was typed as {lost}"
        elif answer.status < 500 and not (answer.status in (404, 200) and not set(bad) & set(filled.texts)):
            yield f"{answer.status}: a page without what was typed"


def rounds(filled, kind):
    """The bad values of each sending: all text boxes, and everything else; or one field at a time."""
    size = MOST_AT_ONCE if kind == "a megabyte" else 99
    for group in (filled.any_text, filled.others):
        step = 1 if WHOLE else size
        for first in range(0, len(group), step):
            bad = {}
            for name in group[first : first + step]:
                bad |= filled.with_bad(name, next_of(kind))
            yield bad


@pytest.mark.parametrize("name", TYPED)
def test_no_answer_breaks_a_form_or_loses_what_was_typed(name, db, signed_in, settings, quietly):
    way = under(settings, name)
    filled = Filled(signed_in(way.person), way)
    broken = {
        f"{kind}: {fault} {sorted(bad)}": [
            value if len(value) < 80 else f"{value[:40]!r}… {len(value)}" for value in bad.values()
        ]
        for kind in kinds_for(name)
        for bad in rounds(filled, kind)
        for fault in what_breaks(filled, bad, kind)
    }
    assert not broken, "\n".join(f"{fault} {values!r}" for fault, values in broken.items())
