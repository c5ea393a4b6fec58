"""`make promises`: what it makes of what the tests reported, of reports that were written for this."""

from types import SimpleNamespace
from xml.sax.saxutils import quoteattr

import pytest

from earlyhelp.embedded import checks, promises
from earlyhelp.policy import load
from earlyhelp.policy.loading import available

ALL = [one for name in available() for one in load(name).promises]
DELIVERED = [one.code for one in ALL if one.delivered]
TO_COME = [one.code for one in ALL if not one.delivered]
FAILED = ("failure", "error", "skipped")


def case(name, *codes, ended=""):
    """A test in a report: what it proves, and how it ended where it did not pass."""
    said = "".join(f'<property name="promise" value={quoteattr(code)}/>' for code in codes)
    return f'<testcase classname="tests.a" name={quoteattr(name)}><properties>{said}</properties>{ended and f"<{ended}/>"}</testcase>'


@pytest.fixture
def run(monkeypatch, tmp_path):
    """`run(unit, browsed)`: the lines and the exit code where the two runs of tests report these, and end as they do."""

    def go(unit=(), browsed=(), failed=0):
        said = []
        for name, cases in ((promises.UNIT, unit), (promises.IN_A_BROWSER, browsed)):
            (tmp_path / f"{name}.xml").write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
        ends = checks.Count(passed=1, failed=failed)
        monkeypatch.setattr(promises, "REPORTS", tmp_path)
        monkeypatch.setattr(promises, "say", lambda text: said.extend(text.splitlines()))
        monkeypatch.setattr(promises, "tests", lambda *words: lambda: ends)
        monkeypatch.setattr(promises, "browsed", lambda *words: lambda: checks.Count(passed=1))
        return SimpleNamespace(code=promises.main(), lines=said)

    return go


def state_in(lines, code):
    """How a promise stands, as it is printed."""
    (line,) = (line for line in lines if line.startswith(f"{code}  "))
    return line.removeprefix(f"{code}  ").partition(":")[0]


def test_where_every_delivered_promise_has_a_test_that_passed_all_is_well(run):
    done = run([case("test_all", *DELIVERED)])
    assert done.code == 0
    assert done.lines[-1] == f"{len(DELIVERED)} of 149 kept"
    assert {state_in(done.lines, code) for code in DELIVERED} == {"kept"}


def test_what_a_later_part_keeps_is_never_counted_whatever_its_tests_say(run):
    """Seen to fail with a promise kept wherever a test of it passed."""
    done = run([case("test_all", *DELIVERED, *TO_COME)])
    assert (done.code, done.lines[-1]) == (0, f"{len(DELIVERED)} of 149 kept")
    waits = {one.code: f"not yet kept (waits for {one.capability})" for one in ALL if not one.delivered}
    assert {code: state_in(done.lines, code) for code in TO_COME} == waits


def test_a_delivered_promise_without_a_test_is_named_and_fails_the_run(run):
    """Seen to fail without NO_TEST among what is bad."""
    left, *others = DELIVERED
    done = run([case("test_others", *others)])
    assert (done.code, state_in(done.lines, left)) == (1, "NO TEST")
    assert done.lines[-1] == f"{len(others)} of 149 kept"


@pytest.mark.parametrize("ended", FAILED)
@pytest.mark.parametrize("code", [DELIVERED[0], TO_COME[0]])
def test_one_test_that_did_not_pass_breaks_its_promise_in_whichever_run(run, ended, code):
    """A test that was left out proves nothing. Seen to fail with each of the three words left out of `gathered`."""
    done = run([case("test_all", *DELIVERED)], [case("test_in_a_browser", code, ended=ended)])
    assert (done.code, state_in(done.lines, code)) == (1, "BROKEN")
    assert "    FAILED  tests.a.test_in_a_browser" in done.lines
    assert done.lines[-1] == f"{len(DELIVERED) - (code in DELIVERED)} of 149 kept"


def test_a_promise_that_no_notice_makes_fails_the_run_and_names_its_test(run):
    """Seen to fail without `unknown` in what main returns."""
    done = run(
        [case("test_all", *DELIVERED), case("test_of_nothing[a]", "DUR-00"), case("test_of_nothing[b]", "DUR-00")]
    )
    assert done.code == 1
    (told,) = (line for line in done.lines if "DUR-00" in line)
    assert "No notice makes" in told and told.endswith(": tests.a.test_of_nothing")


def test_a_test_with_many_values_passed_where_all_of_them_did(run):
    code = DELIVERED[0]
    done = run([case("test_all", *DELIVERED), case("test_many[a]", code), case("test_many[b]", code, ended="failure")])
    assert done.code == 1
    assert [line for line in done.lines if "test_many" in line] == ["    FAILED  tests.a.test_many"]


def test_a_run_that_fails_without_a_word_about_promises_fails_this_too(run):
    """No test at all, or one that could not be read: seen to fail without `failed` in what main returns."""
    assert run([case("test_all", *DELIVERED)], failed=1).code == 1


def test_a_report_that_is_not_there_proves_nothing(monkeypatch, tmp_path):
    assert promises.gathered([tmp_path / "nothing.xml"]) == {}
