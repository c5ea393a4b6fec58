"""Every operation that rejects, returns, pauses, ends, moves or destroys refuses a blank reason by itself, whichever page or job calls it."""

import inspect
import pkgutil
from importlib import import_module

import pytest

from access import notice
from access.errors import Refused
from tests.conftest import as_
from tests.regressions.reasons import OF_CASES
from tests.regressions.reasons_elsewhere import ELSEWHERE

ASKED = OF_CASES | ELSEWHERE

BLANKS = ("", "   ", "\n\t")
ROOMS = ("access.operations", "cases.operations", "consent.operations", "retention.operations", "sharing.operations")

# Operations that take a reason from inside, or for which none may be demanded, with the reason why.
NOT_ASKED = {
    "cases.operations.typed_sections.keep": "as keep_section",
    "cases.operations.typed_sections.keep_typed": "as keep_section",
    "cases.operations.typed_sections.set_aside": "what was typed and not saved is kept as it is",
    "cases.operations.assessments.keep_section": "why health matters, and only where it is written: tests/cases/test_asking.py",
    "cases.operations.reasons.need_substance": "is what asks",
    "cases.operations.reasons.has_substance": "is what asks",
    "access.operations.drafts.remember": "a draft is its author's own",
    "cases.operations.basis.clear": "called by a consent that is withdrawn, whose sentence it gets",
    "cases.operations.basis.set_basis": "called by a consent that is recorded, whose sentence it gets",
    "cases.operations.endings.end_with_the_case": "part of closing and of deciding, which have asked",
    "cases.operations.grants.end_after": "part of closing, which has asked",
    "cases.operations.tasks.begin_again": "part of taking back, which has asked",
    "cases.operations.tasks.end_undone": "part of giving up, which has asked, and of reviews and plans, which say it",
    "cases.operations.grants.end_one": "part of an access review, which has asked",
    "cases.operations.grants.end_others": "part of allocating, which has asked",
    "cases.operations.grants.end_cover": "part of allocating, which has asked",
    "cases.operations.grants.give_on_request": "part of answering a request, which has asked",
    "cases.operations.grants.put_on_the_list": "part of allocating, which has asked",
    "cases.operations.grants.end_also": "part of allocating and of taking back, which have asked",
    "cases.operations.grants.go_on": "part of taking back, which has asked",
    "cases.operations.grants.let_stand_in": "part of arranging cover and of allocating, which have asked",
    "cases.operations.grants.let_also": "part of joining and allocating, which have asked",
    "cases.operations.homes.place": "part of adding somebody, moving and correcting, whose sentence it gets",
    "cases.operations.joining.follow": "part of allocating, which has asked",
    "cases.operations.levels.write": "part of judging and deciding, which have asked; a level below the threshold needs none",
    "cases.operations.grants.give_team": "part of sending and allocating, which have asked",
    "retention.operations.disposal_table.with_case": "a line of the table of what goes; nobody does anything by it",
    "retention.operations.disposal_table.with_family": "the same",
    "retention.operations.disposal_table.with_person": "the same",
    "consent.operations.consents.withdraw": "taking consent back must be as easy as giving it: UK GDPR Article 7(3)",
}


# Operations that only the notice of this name has.
UNDER = {"cases.operations.levels.judge": "achieving-for-children-early-help-hub"}


@pytest.mark.regression(10)
@pytest.mark.parametrize("name", ASKED)
def test_the_operation_refuses_a_blank_reason_and_takes_a_real_one(name, db, settings):
    """The page's form was the only thing that asked; the operation itself took an empty reason."""
    settings.COUNCIL = UNDER.get(name, settings.COUNCIL)
    notice.store(notice.policy())
    by, run = ASKED[name]()
    for nothing in BLANKS:
        with as_(by), pytest.raises(Refused) as refused:
            run(nothing)
        assert refused.value.field in ("because", "words", "why_not"), refused.value.sentence
    with as_(by):
        run("unsafe" if name.endswith("notices.give") else "There is a reason.")


@pytest.mark.regression(10)
def test_a_new_operation_with_a_reason_is_asked_for_it_here():
    """An operation that takes a reason and stands in neither list could take an empty one unseen."""
    there = {
        f"{module}.{name}"
        for room in ROOMS
        for module in (f"{room}.{one.name}" for one in pkgutil.iter_modules(import_module(room).__path__))
        for name, found in inspect.getmembers(import_module(module), inspect.isfunction)
        if found.__module__ == module
        and not name.startswith("_")
        and {"by", "because"} <= set(inspect.signature(found).parameters)
    }
    left = there - set(ASKED) - set(NOT_ASKED)
    assert not left, f"add how it is called to ASKED, or why it may be blank to NOT_ASKED, for {sorted(left)}"
