import pytest

from earlyhelp.embedded import checks

REPORT = """<testsuites><testsuite tests="7" failures="1" errors="1" skipped="2"/></testsuites>"""


def test_a_report_is_counted_with_errors_among_the_failed(tmp_path):
    (tmp_path / "report.xml").write_text(REPORT)
    assert checks.counted(tmp_path / "report.xml") == checks.Count(passed=3, failed=2, skipped=2)


@pytest.fixture
def said(monkeypatch):
    lines = []
    monkeypatch.setattr(checks, "say", lines.append)
    return lines


def test_the_last_line_counts_and_what_was_left_out_is_named(said, monkeypatch):
    monkeypatch.setattr(checks, "FEW", [("lint", lambda: checks.Count(3, 0, 1)), ("tests", lambda: checks.Count(2, 1))])
    assert checks.main(["quick"]) == 1
    assert said[-1] == "5 passed, 1 failed"
    assert "1 skipped" in said[-2]


def test_all_passed_is_exit_code_0(said, monkeypatch):
    monkeypatch.setattr(checks, "FEW", [("lint", lambda: checks.Count(passed=1))])
    assert checks.main(["quick"]) == 0


def test_green_and_skipped_is_red(said, monkeypatch):
    monkeypatch.setattr(checks, "FEW", [("tests", lambda: checks.Count(passed=3, skipped=1))])
    assert checks.main(["quick"]) == 1


def test_a_run_of_pytest_that_finds_no_test_is_a_failure(monkeypatch, tmp_path):
    monkeypatch.setattr(checks, "REPORTS", tmp_path)
    monkeypatch.setattr(checks, "_run", lambda words: 5)
    assert checks.tests("none")() == checks.Count(failed=1)


def test_without_a_browser_the_pages_fail_and_say_what_to_install(said, monkeypatch):
    monkeypatch.setattr(checks.shutil, "which", lambda name: None)
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert checks.pages() == checks.Count(failed=1)
    assert "--no-install-recommends chromium fonts-dejavu-core" in said[0]


def test_root_on_debian_gets_the_browser_installed(said, monkeypatch):
    ran = []
    monkeypatch.setattr(checks.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(checks.os, "geteuid", lambda: 0)
    monkeypatch.setattr(checks, "_run", lambda words: ran.append(words) or 0)
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert checks.browser_is_there()
    assert [words[:2] for words in ran] == [("apt-get", "update"), ("apt-get", "install")]
