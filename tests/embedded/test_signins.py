import base64

import pytest

from earlyhelp.embedded import signins
from earlyhelp.embedded.trouble import Trouble

# The test vectors of RFC 6238, appendix B, for SHA-1; the last six of their eight digits.
SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]


@pytest.mark.parametrize(("at", "code"), VECTORS)
def test_a_code_is_the_one_that_the_standard_names(at, code):
    assert signins.totp(SECRET, at) == code


def test_a_secret_may_be_typed_in_groups_and_without_padding():
    assert signins.totp(" ".join([SECRET[:4], SECRET[4:].lower()]).rstrip("="), 59) == "287082"


@pytest.fixture
def people(tmp_path):
    lines = f"hub\thub@demo.example\tsome words\t{SECRET}\nsign-in\treferrer\tr@demo.example\tother words\t-\n"
    (tmp_path / signins.FILE).write_text(lines)
    return tmp_path


def test_sign_ins_are_printed_with_tabs(people):
    lines = [person.line() for person in signins.read(people)]
    assert lines == [
        f"sign-in\thub\thub@demo.example\tsome words\t{SECRET}",
        "sign-in\treferrer\tr@demo.example\tother words\t-",
    ]


def test_the_code_of_a_role_is_its_persons(people):
    assert signins.code_of(people, "hub", at=59) == "287082"


@pytest.mark.parametrize(("role", "words"), [("referrer", "without a second factor"), ("king", "hub, referrer")])
def test_without_a_code_a_sentence_says_why(people, role, words):
    with pytest.raises(Trouble, match=words):
        signins.code_of(people, role)


def test_before_the_first_demo_there_is_nobody(tmp_path):
    with pytest.raises(Trouble, match="make demo"):
        signins.code_of(tmp_path, "hub")
