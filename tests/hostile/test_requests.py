"""Goal E6: what is bad about a request as a whole, sent to every form, and to the pages of signing in."""

import pytest

from tests.hostile.corpus import WHOLE
from tests.hostile.sending import SENT, as_it_was, send
from tests.hostile.shapes import SHAPES
from tests.hostile.test_forms import Filled
from tests.house.test_every_form import TYPED
from tests.house.ways import under

pytestmark = [pytest.mark.slow, pytest.mark.goal("E6")]
ANSWERED = {200, 302, 400, 403, 404, 413, 422}  # done, shown again, or refused in words


def of_turn(shapes, place):
    """All of them in the whole run; else one, so that every shape goes to some form."""
    return shapes if WHOLE else [shapes[place % len(shapes)]]


@pytest.mark.parametrize("name", TYPED)
def test_no_shape_of_a_request_breaks_a_form(name, db, signed_in, settings, quietly):
    way = under(settings, name)
    filled = Filled(signed_in(way.person), way)
    broken = []
    for kind, shapes in SHAPES.items():
        for shape in of_turn(shapes, TYPED.index(name)):
            body, content_type = shape(filled.good)
            SENT["values"] += 1
            with as_it_was():
                answer = send(filled.client, "POST", way.address, body, content_type)
            broken += [f"{kind} {content_type[:90]} {body[-90:]!r}: {fault}" for fault in answer.wrong]
            if answer.status not in ANSWERED:
                broken.append(f"{kind}: {answer.status}")
            if answer.status >= 400 and "<h1" not in answer.text:
                broken.append(f"{kind}: {answer.status} without a page")
    assert not broken, "\n".join(broken)


def test_every_shape_goes_to_some_form():
    assert max(map(len, SHAPES.values())) <= len(TYPED)
