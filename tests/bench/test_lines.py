"""What the bench makes of a goal that is missed, nearly or by far."""

from bench.lines import Report


def measured(*values, bound="<=10", always=True, enforced=True):
    """The report of a goal whose measurements come out like this, one after the other."""
    coming, report = iter(values), Report(enforced=enforced)
    report.settle(lambda one: one.goal("it", float(next(coming)), bound, always=always))
    return report


def test_a_goal_that_is_held_is_measured_once(capsys):
    assert (measured(9).passed, capsys.readouterr().out.count("it ")) == (1, 1)


def test_a_miss_by_under_a_tenth_is_measured_once_more_and_both_runs_are_printed(capsys):
    report = measured(10.9, 9.9)
    assert (report.passed, report.failed) == (1, 0)
    first, second = capsys.readouterr().out.splitlines()
    assert "10.900" in first and first.endswith("AGAIN")
    assert "9.900" in second and second.endswith("PASS")


def test_who_nearly_misses_twice_fails_once():
    assert (measured(10.9, 10.8).passed, measured(10.9, 10.8).failed) == (0, 1)
    assert measured(0.95, 0.96, bound=">=.99").failed == 1


def test_a_miss_by_more_fails_at_once():
    assert measured(11.1).failed == 1
    assert measured(0.8, bound=">=.99").failed == 1


def test_only_what_was_nearly_missed_counts_again(capsys):
    report, runs = Report(enforced=True), []

    def measure(one):
        runs.append(1)
        one.goal("near", 10.5 if len(runs) == 1 else 9.0, "<=10", always=True)
        one.goal("held", 1.0, "<=10", always=True)
        one.note("said", much=1)

    report.settle(measure)
    assert (report.passed, report.failed) == (2, 0)
    assert capsys.readouterr().out.count("said") == 1


def test_ratios_that_do_not_decide_are_printed_and_not_measured_again():
    report = measured(10.5, always=False, enforced=False)
    assert (report.passed, report.failed, report.nearly) == (0, 0, set())
