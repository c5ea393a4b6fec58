"""Goal G1: no cell of a file that somebody takes away is a formula, whichever program opens it. Seen to fail with `harmless` looking at the first sign only."""

import csv
import io
import unicodedata

import pytest
from django.urls import reverse

from access.routes import ROUTES
from tests.factories import OrganisationFactory, installation, somebody
from tests.factories.sharing import DisclosureFactory
from tests.hostile.corpus import FORMULAS

pytestmark = pytest.mark.goal("G1")
SPLIT_AT = {
    "as written": ",",
    "where a comma is a decimal point": ";",
    "as a table of tabs": "\t",
    "all that are offered": ",;\t|",
}


def log_of_disclosures(text):
    """The texts of an entry that the database does not hold to the notice's own words: a partner's name, a reference."""
    partner = OrganisationFactory(kind="school_nursery")
    partner.name = text
    partner.write(by=installation(), because="a test")
    return DisclosureFactory(recipient=partner, case_reference=text[:12])


FILES = {"sharing:log_file": ("dpo", log_of_disclosures)}  # who takes it, and a row with that text in it
NO_SPREADSHEET = {
    "mfa_download_recovery_codes": "figures of the program's own making, a line each",
    "cases:document_file": "what somebody handed in, never a spreadsheet: tests/cases/test_hostile_uploads.py",
}


def test_every_file_is_asked_here():
    files = {name for name, route in ROUTES.items() if route.file or "file" in name or "download" in name}
    assert files == {*FILES, *NO_SPREADSHEET}, "say in FILES how a row with a formula comes into it"


def cells(text, signs):
    """The cells as a program makes them that splits at these signs, and only outside of quotes that begin a cell."""
    if len(signs) == 1:
        return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=signs) for cell in row]
    one = signs[0]
    return [cell for row in csv.reader(io.StringIO(_as_one(text, signs), newline=""), delimiter=one) for cell in row]


def _as_one(text, signs):
    """With all the signs outside quotes made into the first."""
    within, made = False, []
    for sign in text:
        within ^= sign == '"'
        made.append(signs[0] if sign in signs and not within else sign)
    return "".join(made)


def is_formula(cell):
    """By whatever program: blanks and what nobody sees are passed over, wide signs are taken for narrow ones."""
    plain = unicodedata.normalize("NFKC", cell).lstrip(' \t\r\n\0"\u00a0\ufeff\u200b')
    return plain[:1] in ("=", "+", "-", "@", "\u2212")


def test_payloads_are_formulas_before():
    """The reading above would notice them: of a file without apostrophes most would be run."""
    assert len(FORMULAS) >= 40
    made = io.StringIO(newline="")
    csv.writer(made).writerows([one] for one in FORMULAS)
    assert sum(is_formula(cell) for cell in cells(made.getvalue(), ",;\t|")) >= 40


@pytest.mark.slow
@pytest.mark.regression(5)
@pytest.mark.parametrize("name", FILES)
def test_no_cell_is_a_formula(name, db, signed_in):
    role, row_with = FILES[name]
    for text in FORMULAS:
        row_with(text)
    answer = signed_in(somebody(role)).get(reverse(name))
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    text = answer.content.decode()
    assert sum(len(row) for row in csv.reader(io.StringIO(text, newline=""))) > 16 * len(FORMULAS)
    for how, signs in SPLIT_AT.items():
        found = [cell for cell in cells(text, signs) if is_formula(cell)]
        assert not found, (how, found)


@pytest.mark.parametrize(
    "text", ["Sam", "O'Neil & Co.", "a = b", "St. John's - North", "", "12", "(none)", "é", "5 + 5"]
)
def test_what_is_no_formula_stays_as_it_is(text):
    from access.views.files import harmless

    assert harmless(text) == text
