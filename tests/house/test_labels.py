"""What every council calls by a name of its own is written nowhere: pages, forms and messages take it from the policy."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from earlyhelp.policy.vocabulary import LABELS

ROOT = Path(__file__).parents[2]
# How each thing that has a label is usually called. `service` is the whole offer of early help, not one service of its catalogue.
SPELT = re.compile(
    r"\bhub\b|front door|\b(lead|key|allocated) (practitioner|worker|professional)|intervention worker"
    r"|\bassessments?\b|team around|\bprogramme\b|\bearly help\b",
    re.IGNORECASE,
)
NAMED = re.compile(r"\{\w+\}")
ATTRIBUTE = re.compile(r"\b(class|id|href|for|name|action|aria-(labelledby|describedby|controls))=\"[^\"]*\"")
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
LITERAL = re.compile(r'"([^"]*)"|\'([^\']*)\'')

PYTHON = ["access", "cases", "consent", "sharing", "retention", "earlyhelp/desk", "earlyhelp/govuk", "earlyhelp/policy"]
# Where such a word may stand, and why.
NOT_FOR_PEOPLE = {
    "cases/migrations": "as the models were on that day",
    "consent/migrations": "as the models were on that day",
    "retention/migrations": "as the models were on that day",
    "access/migrations": "as the models were on that day",
    "sharing/migrations": "as the models were on that day",
    "access/management": "for whoever runs the program",
    "cases/management": "for whoever runs the program",
    "access/classification.py": "codes of classes, for the developers",
    "retention/operations/disposal_table.py": "what happens to each table, for the developers and for the test that reads it",
    "access/readings.py": "codes of readings",
    "cases/models/__init__.py": "names of classes",
    "earlyhelp/policy/superseded.py": "names in notices, which the linter looks for",
    "earlyhelp/policy/doubts.py": "for whoever mends the notice",
    "earlyhelp/policy/checks.py": "for whoever writes the file",
    "earlyhelp/policy/schema.py": "for whoever writes the file",
    "earlyhelp/policy/facts.py": "sentences of retention_when, which knows a class of record and no council's words for it",
}
PROGRAM = {"templates/errors/frame.html"}  # the program's own name, where no policy can be asked
UNREAD = {
    "because",
    "help_text",
    "verbose_name",
    "verbose_name_plural",
}  # history's reasons, and a column's remark for developers


def words_of_template(text: str) -> Iterator[str]:
    """What a page says: its text, and the texts that it hands on to a component."""
    text = COMMENT.sub("", text)
    for tag in TAG.findall(text):
        yield from ("".join(found) for found in LITERAL.findall(tag) if _is_text("".join(found)))
    yield ATTRIBUTE.sub("", TAG.sub("", text))


def words_of_python(source: str) -> Iterator[str]:
    """Every text of a module that somebody may read: no docstring, no code, no reason of history, no statement of SQL."""
    tree = ast.parse(source)
    unread = {id(node.body[0].value) for node in ast.walk(tree) if _has_docstring(node)}  # type: ignore[attr-defined]  # what has a docstring has a body
    for node in ast.walk(tree):
        unread |= {id(one) for one in _types(node)}
        if isinstance(node, ast.Call):
            hidden = [one.value for one in node.keywords if one.arg in UNREAD and "forms" not in ast.unparse(node.func)]
            unread |= {id(part) for one in hidden for part in ast.walk(one)}
            if ast.unparse(node.func).endswith("Field") and "forms" not in ast.unparse(node.func):
                unread |= {id(one) for one in node.args[:1]}  # a column's name for developers
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unread | _sql(node):
            yield node.value


def _has_docstring(node: ast.AST) -> bool:
    body = getattr(node, "body", None)
    return (
        isinstance(body, list)
        and bool(body)
        and isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
    )


def _types(node: ast.AST) -> list[ast.AST]:
    """What it says of types: names of classes."""
    said = [getattr(node, "returns", None), getattr(node, "annotation", None)]
    return [part for one in said if one is not None for part in ast.walk(one)]


def _sql(node: ast.Constant) -> set[int]:
    """Itself, where it is a statement or no text at all."""
    value = str(node.value)
    return {id(node)} if not _is_text(value) or re.search(r"\b(SELECT|FROM|WHERE|INSERT)\b", value) else set()


def _is_text(value: str) -> bool:
    """A sentence or a name for people, and not a code, a path or an address."""
    return " " in value.strip() or value[:1].isupper()


def spelt_out(words: Iterator[str]) -> list[str]:
    return [found.group() for text in words for found in [SPELT.search(NAMED.sub("", text))] if found]


def test_no_page_spells_out_what_the_council_calls_by_its_own_name():
    faults = {
        str(path.relative_to(ROOT)): found
        for path in sorted((ROOT / "templates").rglob("*.*"))
        if str(path.relative_to(ROOT)) not in PROGRAM and (found := spelt_out(words_of_template(path.read_text())))
    }
    assert not faults, f"say {{{{ called.… }}}} or “{{…}}”|worded there (access/labels.py): {faults}"


@pytest.mark.slow
def test_no_form_message_or_error_spells_it_out_either():
    faults = {}
    for folder in PYTHON:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            named = any(name.startswith(one) for one in NOT_FOR_PEOPLE)
            if not named and (found := spelt_out(words_of_python(path.read_text()))):
                faults[name] = found
    assert not faults, f"say called(“…{{hub}}…”) or worded(…) there (access/labels.py): {faults}"


def test_every_label_is_named_somewhere():
    """A label that no text names is a label that a council sets for nothing."""
    texts = [path.read_text() for path in (ROOT / "templates").rglob("*.*")]
    texts += [path.read_text() for folder in PYTHON for path in (ROOT / folder).rglob("*.py")]
    everything = "\n".join(texts).lower()
    unused = {code for code in LABELS if not re.search(rf"called\.(an_)?{code}\b|\{{(an_)?{code}\}}", everything)}
    assert not unused, f"nothing says {sorted(unused)}"


@pytest.mark.parametrize(
    "page",
    [
        "<p>Ask the hub.</p>",
        '{% govuk "button" text="Start the assessment" %}',
        '<td data-label="Lead practitioner"></td>',
        '{% include "x.html" with caption="Families on the programme" %}',
    ],
)
def test_a_page_that_spells_one_out_is_found(page: str):
    assert spelt_out(words_of_template(page))


@pytest.mark.parametrize(
    "page",
    ["<p>Ask the {{ called.hub }}.</p>", '{% url "cases:assessment" 1 %}', '<p id="assessment">{# the hub #}</p>'],
)
def test_a_page_that_takes_it_from_the_policy_is_not(page: str):
    assert not spelt_out(words_of_template(page))


@pytest.mark.parametrize(
    "module", ['X = Refused("Ring the hub.")', 'class F:\n    a = forms.CharField(label="Assessment")']
)
def test_a_module_that_spells_one_out_is_found(module: str):
    assert spelt_out(words_of_python(module))


@pytest.mark.parametrize(
    "module",
    [
        '"""The hub."""',
        'x = called("Ring the {hub}.")',
        'save(because="the hub asks")',
        'A = "hub"',
        'def f(a: "X[Hub]") -> "X[Hub]": ...',
    ],
)
def test_a_module_that_does_not_is_not(module: str):
    assert not spelt_out(words_of_python(module))
