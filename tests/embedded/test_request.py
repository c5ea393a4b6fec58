from datetime import date

import pytest

from earlyhelp.embedded.request import check_council, from_environment
from earlyhelp.embedded.trouble import Trouble


def test_an_empty_value_is_one_not_given(tmp_path):
    empty = dict.fromkeys(("COUNCIL", "PORT", "DATA", "NOW", "SCALE"), "")
    request = from_environment(empty, tmp_path)
    assert request == from_environment({}, tmp_path)
    assert (request.port, request.scale, request.now) == (8000, "1", None)
    assert request.wanted == tmp_path / "var" / "durham-early-help"


def test_what_was_asked_for_is_taken(tmp_path):
    values = {"COUNCIL": "one,two", "PORT": "8001", "DATA": str(tmp_path / "a b"), "NOW": "2027-04-01", "SCALE": "20"}
    request = from_environment(values, tmp_path)
    assert (request.council, request.port, request.scale) == ("one,two", 8001, "20")
    assert (request.wanted, request.now) == (tmp_path / "a b", date(2027, 4, 1))


@pytest.mark.parametrize(
    "values",
    [{"PORT": "http"}, {"PORT": "0"}, {"PORT": "70000"}, {"SCALE": "-1"}, {"NOW": "tomorrow"}, {"COUNCIL": "../etc"}],
)
def test_an_odd_value_is_refused_by_its_name(values, tmp_path):
    with pytest.raises(Trouble, match=next(iter(values))):
        from_environment(values, tmp_path)


def test_a_notice_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    check_council(from_environment({"COUNCIL": "durham-early-help"}, tmp_path))
    with pytest.raises(Trouble, match="no policy called “two”. There are: .*durham-early-help"):
        check_council(from_environment({"COUNCIL": "durham-early-help,two"}, tmp_path))


def test_two_notices_are_one_councils(tmp_path):
    redcar = "redcar-cleveland-early-help,redcar-cleveland-children-and-families"
    check_council(from_environment({"COUNCIL": redcar}, tmp_path))
    with pytest.raises(Trouble, match="two councils"):
        check_council(from_environment({"COUNCIL": "redcar-cleveland-early-help,durham-early-help"}, tmp_path))
