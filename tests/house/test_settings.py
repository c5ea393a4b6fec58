"""Production refuses to start on a missing, default or odd value."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RIGHT = {
    "EARLYHELP_ENV": "production",
    "SECRET_KEY": "x" * 30 + "a-long-and-odd-value-of-its-own-0123456789",
    "FIELD_KEYS": "c29tZS1vdGhlci1rZXktb2YtMzItYnl0ZXMtbG9uZy4=",
    "FILE_KEYS": "YW5vdGhlci1rZXktb2YtMzItYnl0ZXMtZm9yLWZpbGU=",
    "FILES": "/srv/files",
    "LEDGER_KEY": "a key of this council's own",
    "AUDIT_KEY": "another key of this council's own",
    "COUNCIL": "durham-early-help",
    "ALLOWED_HOSTS": "early-help.council.example",
    "DATABASE_URL": "postgres://earlyhelp_web:secret@db/earlyhelp",
    "DATABASE_AUDIT_URL": "postgres://earlyhelp_audit:secret@db/earlyhelp",
    "REDIS_URL": "redis://:secret@redis:6379/0",
    "AUDIT_FILE": "/srv/audit/readings.jsonl",
    "LEDGER_FILE": "/srv/ledger/erasures.jsonl",
    "AUDIT_ANCHOR": "/srv/anchors/anchors.jsonl",
    "DUTY_PHONE": "01632 960 001",
    "PROCESSING_PLACES": "hosting=GB,backup=IE,mail=GB,support=GB",
    "EMAIL_URL": "smtp+tls://user:secret@mail.council.example:587",
    "MAIL_FROM": "early-help@council.example",
    "TRUSTED_PROXIES": "10.0.0.7,10.1.0.0/29",
}


def settings_say(expression="'started'", argv=("-c",), first="", **changed):
    """What the settings answer in a process of their own, with RIGHT changed; None takes a value away. `first` is done before."""
    ours = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    given = {name: value for name, value in (RIGHT | changed).items() if value is not None}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.argv = {list(argv)!r}; {first}from earlyhelp import settings; print({expression})",
        ],
        cwd=ROOT,
        env=ours | given,
        capture_output=True,
        text=True,
        check=False,
    )


def test_with_everything_given_it_starts():
    done = settings_say()
    assert done.stdout.strip() == "started", done.stderr


@pytest.mark.parametrize("name", [name for name in RIGHT if name != "EARLYHELP_ENV"])
def test_a_missing_value_is_named(name):
    done = settings_say(**{name: None})
    assert done.returncode and name in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "the-demo-writes-its-own-key"),
        ("FIELD_KEYS", "ZGVtby1vbmx5LWRlbW8tb25seS1kZW1vLW9ubHktMTI="),
        ("FILE_KEYS", "ZGVtby1maWxlcy1kZW1vLWZpbGVzLWRlbW8tZmlsZXM="),
        ("VIRUS_SCANNER", "somewhere"),
        ("LEDGER_KEY", "demo-ledger-key"),
        ("AUDIT_KEY", "demo-audit-key"),
        ("ALLOWED_HOSTS", "*"),
        ("EMAIL_URL", "smtp://user:secret@mail.council.example:25"),
        ("EARLYHELP_ENV", "staging"),
        ("DEBUG", "true"),
        ("DEBUG", "1"),
        ("TRUSTED_PROXIES", "everybody"),
        ("DATABASE_URL", "postgres://postgres:secret@db/earlyhelp"),
        ("DATABASE_URL", "postgres://earlyhelp_owner:secret@db/earlyhelp"),
    ],
)
def test_a_default_or_dangerous_value_is_refused(name, value):
    done = settings_say(**{name: value})
    assert done.returncode and name in done.stderr


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ("effective_until=date(2026, 1, 31)", "was in force until 31 January 2026"),
        ("effective_from=date(2199, 1, 1)", "is in force from 1 January 2199 on"),
    ],
)
def test_a_notice_that_is_not_in_force_today_is_refused(days, why):
    """Seen to fail with NOT_IN_FORCE left empty."""
    done = settings_say(
        first=(
            "import earlyhelp.policy as p; from dataclasses import replace; from datetime import date; whole = p.load;"
            f" p.load = lambda name: replace(whole(name), council=replace(whole(name).council, {days})); "
        )
    )
    assert done.returncode and "COUNCIL: " in done.stderr and why in done.stderr


def test_a_secret_may_stand_in_a_file(tmp_path):
    (tmp_path / "key").write_text(RIGHT["SECRET_KEY"])
    done = settings_say("len(settings.SECRET_KEY) > 50", SECRET_KEY=None, SECRET_KEY_FILE=str(tmp_path / "key"))
    assert done.stdout.strip() == "True", done.stderr


def test_production_never_debugs_and_sends_its_cookies_over_tls_only():
    done = settings_say(
        "settings.DEBUG, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT",
        DEBUG="false",
    )
    assert done.stdout.strip() == "False True True True"


def test_limits_count_browsers_and_not_the_proxy():
    assert (
        settings_say("[str(one) for one in settings.TRUSTED_PROXIES]").stdout.strip()
        == "['10.0.0.7/32', '10.1.0.0/29']"
    )


COUNCILS_SIGN_IN = {
    "OIDC_SERVER_URL": "https://login.example/tenant/v2.0",
    "OIDC_CLIENT_ID": "early-help",
    "OIDC_CLIENT_SECRET": "a secret",
    "OIDC_ROLES": '{"EH.Hub": "hub"}',
    "OIDC_MFA_AMR": "mfa",
}


def test_with_the_councils_own_sign_in_it_starts_and_the_policy_lets_the_browser_go_there():
    said = settings_say(
        "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'], settings.OIDC_MFA", **COUNCILS_SIGN_IN
    )
    assert said.stdout.strip() == """["'self'", 'https://login.example'] {'amr': ['mfa'], 'acr': []}""", said.stderr


@pytest.mark.parametrize("name", [name for name in COUNCILS_SIGN_IN if name != "OIDC_SERVER_URL"])
def test_of_the_councils_sign_in_nothing_may_be_missing(name):
    done = settings_say(**COUNCILS_SIGN_IN | {name: None})
    assert done.returncode and name in done.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("OIDC_SERVER_URL", "http://login.example"), ("OIDC_ROLES", '{"EH.Hub": "king"}')]
)
def test_nor_odd(name, value):
    done = settings_say(**COUNCILS_SIGN_IN | {name: value})
    assert done.returncode and name in done.stderr


def test_production_asks_again_after_five_minutes_whatever_the_environment_says():
    assert settings_say("settings.ACCOUNT_REAUTHENTICATION_TIMEOUT", STEP_UP_SECONDS="36000").stdout.strip() == "300"


OWNER = {"DATABASE_LOGIN": "owner", "DATABASE_URL": "postgres://earlyhelp_owner:secret@db/earlyhelp"}


@pytest.mark.parametrize(
    "command", ["/srv/venv/bin/gunicorn earlyhelp.wsgi", "celery -A earlyhelp worker", "manage.py runserver"]
)
def test_nothing_that_serves_may_be_the_owner(command):
    done = settings_say(argv=command.split(), **OWNER)
    assert done.returncode and "DATABASE_LOGIN" in done.stderr


@pytest.mark.parametrize("command", ["manage.py migrate", "manage.py make_administrator", "/srv/app/manage.py check"])
def test_what_changes_the_schema_may(command):
    assert settings_say(argv=command.split(), **OWNER).stdout.strip() == "started"


def test_the_policy_for_content_has_no_way_round():
    done = settings_say("settings.CONTENT_SECURITY_POLICY")
    assert "unsafe" not in done.stdout
    assert "'frame-ancestors': [\"'none'\"]" in done.stdout


def test_the_invented_council_is_no_part_of_production():
    assert settings_say("'earlyhelp.demo' in settings.INSTALLED_APPS").stdout.strip() == "False"
