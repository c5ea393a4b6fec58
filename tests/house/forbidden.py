"""Rules of our own about what no line of the program may say, as data: what each finds, what to do instead, and who may all the same.

Each has samples that it must find (`bad`) and lines like them that it must pass over (`good`): test_forbidden.py tries both, and then the
program itself. What is forbidden to be called by name alone stands in test_sources.py.
"""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

INPUT = re.compile(r"\brequest\b|\.(GET|POST|COOKIES|META|headers|body)\b|cleaned_data|\bself\.data\b")
SECRET = re.compile(r"(token|mac|signature|secret|digest_given|password)$")
QUERY = re.compile(
    r"\.(filter|exclude|get|create|update|annotate|aggregate|alias|values|values_list|get_or_create|update_or_create)$"
)
ORDER = re.compile(
    r"\.(order_by|distinct|only|defer|select_related|prefetch_related|values|values_list|earliest|latest|dates)$"
)
SENDS = re.compile(
    r"(^|\.)(urlopen|create_connection|HTTPS?Connection|SMTP(_SSL)?|check_output|check_call)$|^(requests|httpx)\.\w+$"
)
ACCOUNTS = "earlyhelp/database/"


@dataclass(frozen=True)
class Rule:
    """One thing that is not said. `where` holds it to some modules; `allowed` names modules that may, each with its reason."""

    finds: Callable[[ast.AST], bool]
    instead: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    where: str = ""
    allowed: Mapping[str, str] = field(default_factory=dict)


def call(pattern: str, when: Callable[[ast.Call], bool] = lambda node: True) -> Callable[[ast.AST], bool]:
    """A call of something with this name, of which `when` is true."""
    return lambda node: (
        isinstance(node, ast.Call) and re.search(pattern, ast.unparse(node.func)) is not None and when(node)
    )


def imported(pattern: str) -> Callable[[ast.AST], bool]:
    """The import of a module with this name."""

    def finds(node: ast.AST) -> bool:
        if isinstance(node, ast.ImportFrom):
            return any(re.search(pattern, f"{node.module}.{one.name}") for one in node.names)
        return isinstance(node, ast.Import) and any(re.search(pattern, f"{one.name}.") for one in node.names)

    return finds


def keyword(node: ast.Call, name: str) -> str | None:
    """What is given under a name, as it is written; None where nothing is."""
    return next((ast.unparse(one.value) for one in node.keywords if one.arg == name), None)


def put_together(node: ast.expr) -> bool:
    """Whether a text is made of parts that are no constants."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".format") and "SQL(" not in ast.unparse(node)


def starred_input(node: ast.Call) -> bool:
    return any(one.arg is None and INPUT.search(ast.unparse(one.value)) for one in node.keywords)


def from_input(node: ast.Call) -> bool:
    return any(INPUT.search(ast.unparse(one)) for one in [*node.args, *(one.value for one in node.keywords)])


def passes_over(node: ast.AST) -> bool:
    """Every error caught, and nothing done about it."""
    if not isinstance(node, ast.ExceptHandler):
        return False
    wide = node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")
    return wide and all(isinstance(line, ast.Pass | ast.Continue) for line in node.body)


def compared(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq)):
        return False
    sides = [node.left, *node.comparators]
    return any(
        SECRET.search(ast.unparse(one)) for one in sides if isinstance(one, ast.Name | ast.Attribute)
    ) and not any(isinstance(one, ast.Constant) for one in sides)


RULES: dict[str, Rule] = {
    "SQL put together from text": Rule(
        call(r"\.(execute|executemany|callproc|cursor\.copy)$", lambda node: bool(node.args) and put_together(node.args[0])),
        "parameters (%s), or psycopg.sql with identifiers",
        ('cursor.execute(f"SELECT {name}")', 'cursor.execute("SELECT " + name)', 'cursor.execute("SELECT %s" % name)',
         'cursor.execute("SELECT {}".format(name))'),
        ('cursor.execute("SELECT %s", [name])', "cursor.execute(STATEMENT, values)", 'a.execute(sql.SQL("{}").format(sql.Identifier(a)))'),
        allowed={
            "access/grants.py": "names of our own tables, from their models",
            "access/notice.py": "a constant beside the statement",
            **dict.fromkeys(
                [ACCOUNTS + one for one in ("history.py", "install.py", "ledger.py", "policies.py", "rights.py", "roles.py")],
                "installs tables, functions and policies: identifiers of our own, which no parameter can be",
            ),
            ACCOUNTS + "together.py": "statements that the ORM made, each with its parameters",
        },
    ),
    "a filter of whatever is asked": Rule(
        call(QUERY.pattern, starred_input),
        "name each column: somebody else's keyword reaches any table",
        ("Case.objects.filter(**request.GET.dict())", "rows.update(**form.cleaned_data)", "User.objects.create(**self.request.POST)"),
        ("rows.filter(stage=form.cleaned_data['stage'])", "rows.filter(**{column: value})"),
    ),
    "an order of whatever is asked": Rule(
        call(ORDER.pattern, from_input),
        "a table of the orders that there are, and its key",
        ('rows.order_by(request.GET["sort"])', 'rows.values(self.request.GET.get("column"))', 'rows.only(form.cleaned_data["column"])'),
        ('rows.order_by("-at")', "rows.order_by(*ORDERS[chosen])"),
    ),
    "many rows changed outside an operation": Rule(
        call(r"\.update$", lambda node: not node.args and bool(node.keywords)),
        "an operation's work; there the database notes each version with its actor and reason",
        ("Case.objects.filter(pk=1).update(stage='closed')", "rows.update(**now)"),
        ("seen.update(more)", "digest.update(b'')"),
        where=r"^(?!.*/operations/)",
        allowed={
            "access/jobs.py": "the timetable and what ran: no records",
            "access/outbox.py": "what was delivered, and how often it was tried: no records",
            "access/notice.py": "which notice is in force: load_policy is the operation",
            "retention/jobs.py": "the timetable: no record",
            "earlyhelp/celery.py": "settings of the broker",
        },
    ),
    "a row by its key alone, on a page": Rule(
        call(r"\.objects\.(get|filter|all)$", lambda node: {one.arg for one in node.keywords} == {"pk"} and not node.args),
        "find it through the case, or among what is visible to the person",
        ("Note.objects.get(pk=key)", "Case.objects.filter(pk=self.kwargs['case'])"),
        ("self.case.notes.get(pk=key)", "Case.objects.visible_to(user).get(pk=key)", "Draft.objects.filter(pk=key, author=user)"),
        where="/views/",
        allowed={"sharing/views/log.py": "whether a case is still there, which row security answers"},
    ),
    "guardian's own questions": Rule(
        call(r"(^|\.)(get_objects_for_(user|group)|get_(user|group|users|groups)_(obj_)?perms|get_users_with_perms|get_groups_with_perms|assign_perm|remove_perm|ObjectPermissionChecker)$"),
        "access.grants: guardian's defaults let superusers and model permissions through",
        ("get_objects_for_user(user, 'cases.view_case')", "guardian.shortcuts.assign_perm('x', user, case)"),
        ("rows_for(user, 'cases.view_case', rows)",),
    ),
    "a right asked past the rules": Rule(
        call(r"\.(has_perms?|has_module_perms|get_all_permissions|is_superuser)$"),
        "access.grants.require, which asks what shuts before it asks what opens",
        ("user.has_perm('cases.view_case', case)", "request.user.has_perms(['x'])"),
        ("require(by, 'cases.work_case', case)",),
    ),
    "waiting for somebody without an end": Rule(
        call(SENDS.pattern, lambda node: keyword(node, "timeout") is None),
        "timeout=: whoever hangs there hangs here",
        ("urlopen(address)", "requests.get(address)", "socket.create_connection(place)", "subprocess.check_output(['x'])"),
        ("urlopen(address, timeout=5)", "requests.get(address, timeout=(2, 5))"),
    ),
    "a database that is waited for without an end": Rule(
        call(r"^psycopg\.connect$", lambda node: "connect_timeout" not in ast.unparse(node)),
        "connect_timeout=",
        ("psycopg.connect(address)",),
        ("psycopg.connect(address, connect_timeout=5)",),
        allowed={"earlyhelp/database/roles.py": "somebody installs it and watches"},
    ),
    "a shell": Rule(
        lambda node: call(r"^os\.(system|popen|exec\w+|spawn\w+)$|commands\.")(node)
        or call(r"^subprocess\.|Popen$", lambda one: keyword(one, "shell") not in (None, "False"))(node),
        "a list of words, without a shell",
        ("os.system('ls')", "subprocess.run('ls', shell=True)", "Popen('ls', shell=True)"),
        ("subprocess.run(['ls'])",),
    ),
    "a digest that can be made to order": Rule(
        lambda node: call(r"^(hashlib\.)?(md5|sha1|new)$")(node) or imported(r"^hashlib\.(md5|sha1|new)$")(node),
        "hashlib.sha256, hmac",
        ("hashlib.md5(b'')", "hashlib.new('md5')", "from hashlib import sha1"),
        ("hashlib.sha256(b'')",),
    ),
    "chance that can be guessed": Rule(
        imported(r"^random\."),
        "secrets; what is drawn for samples the database draws",
        ("import random", "from random import choice"),
        ("import secrets", "from secrets import token_urlsafe"),
    ),
    "a secret compared sign by sign": Rule(
        compared,
        "hmac.compare_digest: how long it takes tells how much is right",
        ("given == self.token", "mac != theirs", "row.signature == made"),
        ("hmac.compare_digest(given, token)", "state == 'token'", "token == ''"),
    ),
    "sent on to wherever is asked": Rule(
        call(r"(HttpResponseRedirect|HttpResponsePermanentRedirect|(^|\.)redirect)$",
             lambda node: bool(re.search(r"\.(GET|POST|META|COOKIES)\b|\bheaders\b", ast.unparse(node.args[0]) if node.args else ""))),
        "an address of ours by reverse()",
        ("HttpResponseRedirect(request.GET['next'])", "redirect(request.META['HTTP_REFERER'])"),
        ("HttpResponseRedirect(reverse('desk:today'))", "HttpResponseRedirect(request.get_full_path())"),
    ),
    "a template from text": Rule(
        call(r"(^|\.)(Template|from_string|render_template_string)$"),
        "a file in templates/",
        ("Template(text).render()", "engines['django'].from_string(text)"),
        ("render(request, 'desk/today.html')",),
    ),
    "XML that is read": Rule(
        imported(r"^(xml|lxml|xmlrpc)\."),
        "nothing here reads XML; it can be made to open files and addresses",
        ("import xml.etree.ElementTree as ET", "from lxml import etree"),
        ("import json",),
        allowed={"cases/operations/contents_word.py": "expat, with no document type and so no entities: Word documents are looked through"},
    ),
    "values that come to life": Rule(
        lambda node: imported(r"^(pickle|marshal|shelve|dill|joblib|jsonpickle)\.")(node) or call(r"^yaml\.(load|unsafe_load|full_load)$")(node),
        "JSON",
        ("import pickle", "import marshal", "yaml.load(text)", "from shelve import open"),
        ("json.loads(text)", "yaml.safe_load(text)"),
    ),
    "a file for a spreadsheet": Rule(
        lambda node: imported(r"^(csv|openpyxl|xlsxwriter)\.")(node) or (isinstance(node, ast.Constant) and str(node.value).startswith("text/csv")),
        "csv_file in access/views/files.py: no cell of it is a formula",
        ("import csv", "HttpResponse(content_type='text/csv')", "from openpyxl import Workbook"),
        ("csv_file('list.csv', HEAD, lines)",),
        allowed={"access/views/files.py": "the one place"},
    ),
    "a cookie that others may read": Rule(
        call(r"\.set_cookie$", lambda node: not all(keyword(node, name) for name in ("secure", "httponly", "samesite"))),
        "secure=, httponly=True, samesite=",
        ("response.set_cookie('a', 'b')", "response.set_cookie('a', 'b', httponly=True)"),
        ("response.set_cookie('a', 'b', secure=True, httponly=True, samesite='Lax')",),
    ),
    "TLS that believes anybody": Rule(
        lambda node: (isinstance(node, ast.keyword) and node.arg in ("verify", "check_hostname") and ast.unparse(node.value) == "False")
        or (isinstance(node, ast.Attribute) and node.attr in ("CERT_NONE", "_create_unverified_context")),
        "the machine's own certificates",
        ("client.get(address, verify=False)", "ssl._create_unverified_context()", "context.verify_mode = ssl.CERT_NONE"),
        ("client.get(address)",),
    ),
    "every column of a table in a form": Rule(
        lambda node: (isinstance(node, ast.Assign) and ast.unparse(node) in ("fields = '__all__'", "exclude = []", "exclude = ()"))
        or imported(r"(^|\.)modelform_factory$|\.ModelForm$")(node) or (isinstance(node, ast.Attribute) and node.attr == "ModelForm"),
        "a form that asks what it asks: each field named, and an operation that takes them by name",
        ("class F(forms.ModelForm): pass", "fields = '__all__'", "from django.forms import modelform_factory"),
        ("class F(forms.Form): pass",),
    ),
    "a column that is named by whoever asks": Rule(
        call(r"^(setattr|getattr)$", lambda node: bool(INPUT.search(ast.unparse(node.args[1]))) and not isinstance(node.args[1], ast.Constant)),
        "name the column",
        ("setattr(row, request.POST['name'], 1)", "getattr(row, self.request.GET['name'])"),
        ("setattr(row, name, value)", "getattr(request, 'staff', None)", "getattr(request.user, 'pk', None)"),
    ),
    "an error that nobody hears of": Rule(
        passes_over,
        "catch what may happen there, or log it with an event",
        ("try:\n    a()\nexcept Exception:\n    pass", "try:\n    a()\nexcept:\n    pass"),
        ("try:\n    a()\nexcept KeyError:\n    pass", "try:\n    a()\nexcept Exception:\n    logger.exception('a.b')\n    raise"),
    ),
    "a page that asks for no sign-in": Rule(
        lambda node: (isinstance(node, ast.Name) and node.id == "login_not_required") or call(r"\.login_not_required$")(node),
        "a row of access/routes.py; only what comes before signing in is open",
        ("@login_not_required\ndef page(request): pass", "view = login_not_required(view)"),
        ("@method_decorator(login_required)\ndef page(request): pass",),
        allowed={
            "earlyhelp/urls.py": "signing in by passkey",
            "access/views/invitations.py": "whoever is invited has no account yet",
            "access/views/directory.py": "the council's own sign-in, before and after",
            "earlyhelp/desk/views.py": "help, the notice, accessibility, and whether the service lives",
        },
    ),
}  # fmt: skip
