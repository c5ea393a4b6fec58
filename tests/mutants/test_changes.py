"""The driver of `make mutants`: what it changes, by which name, which tests it asks, and what it makes of the answers."""

import gc
import textwrap
import types

import pytest

from mutants import code, sql
from mutants.changes import Mutant, numbered, shortened
from mutants.explained import PAGE, explained
from mutants.groups import GROUPS
from mutants.verdict import Verdict

# Python ---------------------------------------------------------------------------------------------------------------

SOURCE = '''
import functools

def twice(function):
    @functools.wraps(function)
    def called(*args):
        return function(*args) + function(*args)
    return called

@twice
def may(age, name="x"):
    """Whether somebody may."""
    note(age)
    if not age >= 18:
        raise ValueError(f"Nobody of {age}.")
    return 1
'''
NOT_ASKED = 'if not age >= 18: raise ValueError(f"Nob… → if False: raise ValueError(f"Nob…'


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A module of one function, with a decorator as every operation has."""
    path = tmp_path / "door.py"
    path.write_text(SOURCE)
    monkeypatch.setattr(code, "ROOT", tmp_path)
    made = types.ModuleType("door")
    made.note = lambda age: made.noted.append(age)
    made.noted = []
    exec(compile(SOURCE, str(path), "exec"), made.__dict__)
    code.functions_there.cache_clear()
    yield made
    code.functions_there.cache_clear()


def said():
    return {one.said: one for one in code.mutants_of("door") if one.place == "door.may"}


def test_each_check_is_taken_out_once_in_decorated_functions_too(module):
    assert set(said()) == {
        "note(age) → pass",
        NOT_ASKED,
        "not age >= 18 → age >= 18",
        ">= 18 → > 18",
        "18 → 19",
        "1 → 2",
    }


def test_a_change_reaches_the_function_that_was_imported_before(module):
    may = module.may
    with pytest.raises(ValueError, match="Nobody of 3"):
        may(3)
    said()[NOT_ASKED].swap()
    assert may(3) == 2
    said()["note(age) → pass"].swap()
    module.noted.clear()
    may(20)
    assert not module.noted


def test_what_is_nowhere_to_be_changed_is_said(module):
    change = said()["1 → 2"]
    module.__dict__.clear()
    gc.collect()
    with pytest.raises(LookupError, match="may of .*door.py is nowhere"):
        change.swap()


def test_a_name_stays_while_the_changed_words_stay_whatever_else_changes(module, tmp_path):
    before = {one.name for one in said().values()}
    (tmp_path / "door.py").write_text(SOURCE.replace("import functools", "import functools\n\nOTHER = 3\n"))
    assert {one.name for one in said().values()} == before


def test_the_same_words_twice_in_one_place_have_two_names():
    one = Mutant("place", "a → b")
    assert len({each.name for each in numbered([one, one, one])}) == 3


def test_what_is_shown_is_what_changed():
    assert (
        shortened("a long line that begins alike, x == 1", "a long line that begins alike, x != 1", 5)
        == "…e, x == 1 → …e, x != 1"
    )


# SQL ------------------------------------------------------------------------------------------------------------------


def without(text):
    return [" ".join(changed.split()) for changed, _ in sql.without_each(textwrap.dedent(text))]


def test_each_condition_of_a_statement_is_taken_out():
    assert without("SELECT 1 FROM a WHERE a.x = 1 AND (a.y IS NULL OR a.z > 2) ORDER BY a.x") == [
        "SELECT 1 FROM a WHERE true AND (a.y IS NULL OR a.z > 2) ORDER BY a.x",
        "SELECT 1 FROM a WHERE a.x = 1 AND true ORDER BY a.x",
        "SELECT 1 FROM a WHERE a.x = 1 AND (false OR a.z > 2) ORDER BY a.x",
        "SELECT 1 FROM a WHERE a.x = 1 AND (a.y IS NULL OR false) ORDER BY a.x",
    ]


def test_a_comma_in_brackets_ends_no_condition():
    """Seen to fail: half of an array was left behind, which no database takes."""
    assert without("SELECT 1 FROM a WHERE a.x && ARRAY['one', 'two']::text[] AND a.y") == [
        "SELECT 1 FROM a WHERE true AND a.y",
        "SELECT 1 FROM a WHERE a.x && ARRAY['one', 'two']::text[] AND true",
    ]


def test_what_is_guarded_is_never_done():
    assert without("IF NOT may() THEN RAISE x; END IF;") == ["IF false THEN RAISE x; END IF;"]
    assert without("IF a() OR b() THEN RETURN; END IF;")[0] == "IF false THEN RETURN; END IF;"


def test_by_what_tables_are_joined_stays_and_what_else_a_join_asks_goes():
    assert without("SELECT 1 FROM a JOIN b ON b.a_id = a.id AND b.until IS NULL") == [
        "SELECT 1 FROM a JOIN b ON b.a_id = a.id AND true"
    ]


def test_a_case_is_no_condition_and_what_it_asks_is_one():
    assert without("SELECT 1 WHERE a AND CASE WHEN b THEN c ELSE d END") == [
        "SELECT 1 WHERE true AND CASE WHEN b THEN c ELSE d END",
        "SELECT 1 WHERE a AND CASE WHEN false THEN c ELSE d END",
    ]


def test_words_of_sql_inside_texts_comments_and_longer_words_are_none():
    text = "SELECT 'x AND y', z IS DISTINCT FROM w FROM a -- where AND or\n WHERE a.x BETWEEN 1 AND 2 AND a.z IS DISTINCT FROM 3"
    assert [taken for _, taken in sql.without_each(text)] == [
        "a.x BETWEEN 1 AND 2 → true",
        "a.z IS DISTINCT FROM 3 → true",
    ]


def test_a_function_is_changed_in_its_body_alone():
    statement = "CREATE OR REPLACE FUNCTION public.f(a int) RETURNS int LANGUAGE sql AS $$ SELECT 1 WHERE a = 1 $$;"
    assert sql.functions_of(f"-- a comment\n{statement}\n") == {"f": statement}
    (changed,) = [changed for changed, _ in sql.bodies_without_each(statement)]
    assert changed == statement.replace("a = 1", "true")


# what is said of it -----------------------------------------------------------------------------------------------------


def verdict(noticed, survived):
    made = Verdict("core")
    for i in range(noticed):
        made.add("access.grants.may", f"n{i}", "x", noticed=True)
    for i in range(survived):
        made.add("access.grants.may", f"s{i}", "y", noticed=False)
    return made


def test_nine_of_ten_and_each_of_the_others_explained():
    assert verdict(9, 1).holds({"s0": "because"})
    assert not verdict(9, 1).holds({})
    assert not verdict(89, 11).holds({f"s{i}": "because" for i in range(11)})
    assert not verdict(0, 0).holds({})


def test_the_last_line_says_what_was_found():
    assert verdict(19, 1).last({}) == (
        "core: 19 of 20 changes were noticed, 95.0 % (at least 90%); 1 were not, 1 of them without an explanation in docs/mutants.md"
    )


def test_the_page_explains_by_name_and_nothing_twice():
    row = "| `access.grants.may:12ab34` | x → y | Nobody can tell. |\n"
    assert explained(row) == {"access.grants.may:12ab34": "Nobody can tell."}
    with pytest.raises(ValueError, match="twice"):
        explained(row + row)


def test_every_explanation_is_of_a_change_that_there_is():
    """A name goes with the words that it changes: take the row out, or explain the new change."""
    from mutants.making import mutants_of

    names = {one.name for group in GROUPS.values() for part in group.values() for one in mutants_of(part)}
    assert not explained(PAGE.read_text()).keys() - names


def test_the_tests_that_guard_a_part_are_there():
    named = {
        test.partition("::")[0]
        for group in GROUPS.values()
        for part in group.values()
        for test in (*part.own, *part.tests)
    }
    assert not [name for name in named if not (code.ROOT / name).exists()]
