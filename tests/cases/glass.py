"""Breaking the glass, as whoever opens a record by it."""

from cases.operations import openings
from tests.conftest import as_
from tests.factories.states import GLASS


def open_it(case, by, because=GLASS):
    with as_(by):
        return openings.break_glass(case.reference, because=because, by=by)
