"""What no line of the program may say, and the few that may, each with its reason. Read from the source, so that nothing has to run."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from access.logs import KEYS

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("access", "cases", "consent", "sharing", "retention", "earlyhelp")
TOOLS = ("earlyhelp/embedded/", "earlyhelp/demo/")  # the demo's own terminal; never part of production
MODULES = sorted(
    path.relative_to(ROOT)
    for room in ROOMS
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts and not str(path.relative_to(ROOT)).startswith(TOOLS)
)
TEMPLATES = sorted(path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.html"))

# What is looked for, where, what to do instead, and who may all the same.
DELETES = {
    "access/operations/sessions.py": "sessions are no records",
    "access/operations/partners.py": "sessions are no records",
    "access/operations/letters.py": "letters that were written are no records",
    "access/views/signin.py": "a second factor that another takes the place of; its removal is a security event",
    "access/operations/staff.py": "sessions are no records; a membership that ends is remembered by its last version",
    "access/operations/drafts.py": "a draft is its author's own unfinished work and no record",
    "cases/operations/grants.py": "a grant that ends is deleted and remembered by its last version",
}
RAW_DELETES = {
    "retention/operations/erasure.py": "the one path by which records are destroyed",
    "retention/tasks.py": "drafts past their day, by the only login that may",
}
MACHINE_TIME = {
    "cases/operations/files.py": "how old a file is, as the disk says",
    "access/jobs.py": "heartbeats",
    "access/signin.py": "how long ago a password was typed",
    "access/sessions.py": "a session's limits",
    "access/session_events.py": "when a session began",
    "access/operations/sessions.py": "which sessions are past their end",
    "access/operations/invitations.py": "how long a link is good",
    "access/operations/letters.py": "when a letter was asked for",
    "access/operations/directory.py": "whether somebody has just shown who they are",
    "access/middleware.py": "when somebody was last at work: the session's half hour",
    "access/typed.py": "how long ago a sign-in ran out",
    "access/audit/anchors.py": "anchors say what the wall clock said",
    "access/audit/chain.py": "how long a row may go without an anchor",
    "access/audit/checking.py": "when the audit was verified",
    "access/audit/ingest.py": "how long ago a file was last written",
    "access/audit/sealing.py": "how long a row has waited for its number",
    "access/audit/standing.py": "how long ago it was verified and anchored",
    "access/audit/sinks.py": "when the machine saw the page, beside business time",
    "access/records.py": "keys in the order of their making",
    "earlyhelp/desk/health.py": "how long the timetable has been quiet",
    "earlyhelp/settings.py": "whether the notice is in force, in production, where business has the machine's time",
    "access/checks.py": "the same where no database is at hand",
    "retention/operations/ledger.py": "the ledger says when the machine wrote",
    "retention/operations/disposal.py": "claims that went stale",
    "retention/operations/proposals.py": "heartbeats",
}
STORES = {
    "access/readings.py": "the one way in for readings",
    "access/security.py": "the one way in for security events",
}
SAFE = {
    "earlyhelp/govuk/components.py": "what the design system's macros made of escaped options",
    "earlyhelp/govuk/fields.py": "an empty string",
}
SAFE_TEMPLATES = {"mfa/totp/activate_form.html": "the picture that allauth draws of a key of its own making"}


@cache
def tree(module: Path) -> ast.Module:
    return ast.parse((ROOT / module).read_text(), str(module))


def calls(module: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a module with what is called, as far as it can be read: `x.delete`, `print`."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def offending(pattern: str, *folders: str) -> dict[str, list[str]]:
    """Modules with calls that match, and the lines."""
    found: dict[str, list[str]] = {}
    for module in MODULES:
        if folders and not set(folders) & set(module.parts):
            continue
        for called, node in calls(module):
            if re.search(pattern, called):
                found.setdefault(str(module), []).append(f"{module}:{node.lineno} {called}")
    return found


CALLED: list[tuple[str, dict[str, str], str]] = [  # test_forbidden.py has a line that each of them finds
    (r"\.delete$", DELETES, "records are ended, or destroyed by retention/operations/erasure.py alone"),
    (r"\._raw_delete$", RAW_DELETES, "records are destroyed by retention/operations/erasure.py alone"),
    (r"^print$|^pprint", {}, "log a key (logger.info), or write to a command's stdout"),
    (r"(datetime|timezone)\.(now|utcnow)$|date\.today$|^time\.time(_ns)?$", MACHINE_TIME, "ask access.clock"),
    (r"mark_safe$|SafeString$", SAFE, "format_html escapes"),
    (r"csrf_exempt|xframe_options_exempt|\.set_expiry$", {}, "there is no page that may"),
    (
        r"\.(extra|raw)$|RawSQL$",
        {
            "cases/models/lists.py": "the newest of each team, which the ORM cannot say",
            "cases/models/openings.py": "who opened what is sealed now, which nobody may read: the database is asked",
            "access/grants.py": "who is kept out, which nobody may read: the database is asked",
        },
        "the ORM",
    ),
    (r"^(eval|exec|compile|__import__)$|pickle\.", {}, "nothing is run that came from outside"),
    (
        r"sinks\.(store|to_database|to_file)$|^(AccessEvent|SecurityEvent)$",
        STORES,
        "record_reading, or security.record",
    ),
    (r"(localtime|make_naive)$", {}, "access.clock.local_date, or the filter `day`"),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "allowed", "instead"),
    CALLED,
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_no_line_says(pattern, allowed, instead):
    found = offending(pattern)
    wrong = [line for module, lines in found.items() if module not in allowed for line in lines]
    assert not wrong, f"{wrong}: instead, {instead}; or say the reason in tests/house/test_sources.py"
    assert not set(allowed) - set(found), (
        f"no longer needed in tests/house/test_sources.py: {set(allowed) - set(found)}"
    )


def test_pages_find_what_they_show_by_what_the_person_may_see():
    """A row of a case is found through its case; a key alone finds what hangs under no case."""
    about_no_case = {
        "CouncilReading",
        "Staff",
        "DisposalBatch",
        "Certificate",
        "Hold",
        "Disclosure",
        "LargeProposal",
        "Extract",
        "SettingChange",
        "AccessReview",
    }
    wrong = []
    for module in MODULES:
        if "views" not in module.parts:
            continue
        for called, node in calls(module):
            if called.endswith(".objects.get"):
                wrong.append(f"{module}:{node.lineno}")
            if called == "get_object_or_404" and node.args:
                rows, by = ast.unparse(node.args[0]), {keyword.arg for keyword in node.keywords}
                bound = {"case", "author", "user"} & by or "visible_to" in rows or not rows[0].isupper()
                if not bound and rows.split(".")[0] not in about_no_case:
                    wrong.append(f"{module}:{node.lineno} {ast.unparse(node)}")
    assert not wrong, f"{wrong}: find it through the case (get_object_or_404(self.case.things, pk=…))"


@pytest.mark.slow
def test_a_stage_changes_only_where_the_move_was_asked_for():
    for module in MODULES:
        for function in ast.walk(tree(module)):
            if not isinstance(function, ast.FunctionDef):
                continue
            sets = [
                target.lineno
                for node in ast.walk(function)
                if isinstance(node, ast.Assign)
                for target in node.targets
                for part in ast.walk(target)
                if isinstance(part, ast.Attribute) and part.attr == "stage"
            ]
            asks = any(
                isinstance(node, ast.Call) and ast.unparse(node.func).endswith("check_move")
                for node in ast.walk(function)
            )
            assert not sets or asks, f"{module}:{sets}: call check_move before setting the stage"


def log_calls() -> Iterator[tuple[str, ast.Call]]:
    for module in MODULES:
        for called, node in calls(module):
            if re.fullmatch(r"logger\.(debug|info|warning|error|exception|critical|log)", called):
                yield f"{module}:{node.lineno}", node


@pytest.mark.slow
def test_every_log_line_is_an_event_and_keys():
    found = list(log_calls())
    assert found
    for place, node in found:
        event, *others = node.args
        assert isinstance(event, ast.Constant) and not others, (
            f"{place}: an event like “case.closed”, nothing formatted"
        )
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", event.value), f"{place}: an event like “case.closed”"
        for keyword in node.keywords:
            if keyword.arg == "extra":
                names = {ast.literal_eval(key) for key in keyword.value.keys}
                assert names <= set(KEYS), (
                    f"{place}: add {names - set(KEYS)} to KEYS in access/logs.py if it names nobody"
                )


def test_no_view_sets_what_only_an_operation_may():
    """Views write nothing: what changes a record stands in operations (`drafts` is a module of them)."""
    wrong = [
        f"{module}:{node.lineno} {called}"
        for module in MODULES
        if {"views", "forms"} & set(module.parts)
        for called, node in calls(module)
        if re.search(
            r"(?<!\bdrafts)\.(write|save|create|bulk_create|bulk_update|update_or_create|get_or_create)$", called
        )
    ]
    assert not wrong, f"{wrong}: that is an operation's work"


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_every_page_extends_the_base(template):
    """A page stands in the frame, with its skip link, navigation and language; a piece is included by another."""
    text = (ROOT / "templates" / template).read_text()
    parents = re.match(r'\s*(?:\{#.*?#\}\s*)?\{%\s*extends "([^"]+)"', text)
    if parents:
        assert (ROOT / "templates" / parents[1]).exists()
        return
    if str(template) in ("base.html", "errors/frame.html"):
        return
    users = [path for path in TEMPLATES if f'include "{template}"' in (ROOT / "templates" / path).read_text()]
    in_code = [module for module in MODULES if f'"{template}"' in (ROOT / module).read_text()]
    allauths = template.name == "password_reset_help_text.html"  # Django's name for a piece that allauth asks for
    assert users or in_code or allauths or template.parts[0] == "govuk", (
        f'templates/{template}: begin with {{% extends "base.html" %}}, or include it somewhere'
    )


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_no_template_trusts_what_people_typed(template):
    text = (ROOT / "templates" / template).read_text()
    if str(template) not in SAFE_TEMPLATES:
        assert not re.search(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq", text), template
    assert not re.search(r"<a[^>]+target=", text), f"{template}: a new window takes the way back"


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_no_address_or_title_in_a_template_carries_a_name(template):
    """Titles stand in the history of a browser, addresses in logs: references only."""
    text = (ROOT / "templates" / template).read_text()
    words = re.findall(r"\{% block title %\}(.*?)\{% endblock %\}", text, re.DOTALL)
    words += re.findall(r'href="([^"]*)"', text)
    assert not any(re.search(r"full_name|known_as|child|person|family|born|postcode|address", word) for word in words)
