"""Goal H1: no line of the program says what the rules forbid, and each rule finds what it is there for."""

import ast
import re

import pytest

from tests.house.forbidden import RULES
from tests.house.test_sources import CALLED, MODULES, tree

pytestmark = pytest.mark.goal("H1")
SAMPLES = {  # of what test_sources.py forbids by name: a line that each pattern finds
    r"\.delete$": "row.delete()",
    r"\._raw_delete$": "rows._raw_delete(using)",
    r"^print$|^pprint": "print(name)",
    r"(datetime|timezone)\.(now|utcnow)$|date\.today$|^time\.time(_ns)?$": "timezone.now()",
    r"mark_safe$|SafeString$": "mark_safe(text)",
    r"csrf_exempt|xframe_options_exempt|\.set_expiry$": "csrf_exempt(view)",
    r"\.(extra|raw)$|RawSQL$": "Case.objects.raw(text)",
    r"^(eval|exec|compile|__import__)$|pickle\.": "eval(text)",
    r"sinks\.(store|to_database|to_file)$|^(AccessEvent|SecurityEvent)$": "sinks.store(event)",
    r"(localtime|make_naive)$": "localtime(moment)",
}


def lines_of(rule, parsed):
    return sorted({node.lineno for node in ast.walk(parsed) if hasattr(node, "lineno") and rule.finds(node)})


def test_there_are_as_many_rules_as_was_promised():
    assert len(RULES) + len(CALLED) >= 15 and len(RULES) >= 20


@pytest.mark.parametrize("name", RULES)
def test_a_rule_finds_what_it_is_there_for_and_nothing_else(name):
    rule = RULES[name]
    assert rule.bad and rule.good
    assert not [line for line in rule.bad if not lines_of(rule, ast.parse(line))], "passed over"
    assert not [line for line in rule.good if lines_of(rule, ast.parse(line))], "found, and harmless"


@pytest.mark.parametrize("pattern", [pattern for pattern, _allowed, _instead in CALLED])
def test_so_does_each_that_forbids_a_name(pattern):
    assert pattern in SAMPLES, "add a line that it must find to SAMPLES"
    called = [ast.unparse(one.func) for one in ast.walk(ast.parse(SAMPLES[pattern])) if isinstance(one, ast.Call)]
    assert any(re.search(pattern, one) for one in called)


@pytest.mark.slow
@pytest.mark.parametrize("name", RULES)
def test_no_line_of_the_program_says_it(name):
    rule = RULES[name]
    found = {
        str(module): lines
        for module in MODULES
        if re.search(rule.where, str(module)) and (lines := lines_of(rule, tree(module)))
    }
    wrong = {module: lines for module, lines in found.items() if module not in rule.allowed}
    assert not wrong, f"{wrong}: instead, {rule.instead}; or say the reason in tests/house/forbidden.py"
    assert not set(rule.allowed) - set(found), f"no longer needed: {set(rule.allowed) - set(found)}"
