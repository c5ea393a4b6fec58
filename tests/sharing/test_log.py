"""The log as a file and in pictures: the filters hold there too, nobody is named, nothing runs in a spreadsheet."""

import csv
import io
import re
from html import unescape

import pytest
from django.urls import reverse

from access import clock
from access.models import AccessEvent
from access.records import acting
from access.views.files import harmless
from sharing.models import Disclosure, MonthlyCount
from sharing.operations import pictures
from tests.conftest import as_
from tests.factories import CaseFactory, installation, somebody
from tests.factories.retention import disclosure_of
from tests.factories.sharing import DisclosureFactory

COLOURS = re.compile(r"\.eh-picture__(\d) ?\{ ?fill: ?(#[0-9a-f]{6})")


def entry_of_a_case():
    return disclosure_of(CaseFactory(stage="closed", closed_on=clock.today(), outcome="needs_met"))


@pytest.fixture
def dpo(db):
    return somebody("dpo")


@pytest.fixture
def entries(db):
    return [entry_of_a_case() for _ in range(3)]


def lines(client, asked=""):
    answer = client.get(reverse("sharing:log_file") + asked)
    assert answer["Content-Disposition"] == 'attachment; filename="disclosures.csv"'
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_the_file_has_every_entry_and_nobodys_name(dpo, entries, signed_in):
    found = lines(signed_in(dpo))
    assert {row["Case"] for row in found} == {entry.case_reference for entry in entries}
    whole = "".join("".join(row.values()) for row in found)
    assert installation().name not in whole


@pytest.mark.regression(5)
def test_the_file_keeps_to_the_filters(dpo, entries, signed_in):
    partner = entries[0].recipient_id
    assert [row["Case"] for row in lines(signed_in(dpo), f"?partner={partner}")] == [entries[0].case_reference]
    assert lines(signed_in(dpo), "?partner=nobody") == []


@pytest.mark.parametrize(("start", "kept"), [("=", "'="), ("+", "'+"), ("-", "'-"), ("@", "'@"), ("\t=", "\t'=")])
def test_no_cell_is_run_by_a_spreadsheet(start, kept, dpo, signed_in):
    entry = entry_of_a_case()
    entry.recipient.name = f"{start}HYPERLINK(1)"
    entry.recipient.write(by=installation(), because="a test")
    (row,) = lines(signed_in(dpo))
    assert row["Recipient"] == f"{kept}HYPERLINK(1)" == harmless(entry.recipient.name)


def test_taking_the_file_is_noted(dpo, entries, signed_in):
    signed_in(dpo).get(reverse("sharing:log_file"))
    assert AccessEvent.objects.filter(kind="export", user_key=dpo.pk).exists()


@pytest.mark.parametrize("role", ["practitioner", "hub", "referrer", "records_manager"])
def test_nobody_but_the_dpo_takes_it(role, entries, signed_in):
    for name in ("log_file", "pictures"):
        assert signed_in(somebody(role)).get(reverse(f"sharing:{name}")).status_code == 403


def test_an_older_page_goes_on_after_the_last_row(dpo, signed_in, monkeypatch):
    monkeypatch.setattr("sharing.views.log.PAGE", 2)
    made = {entry_of_a_case().case_reference for _ in range(5)}
    client, asked, found = signed_in(dpo), "", []
    for _ in range(3):
        page = client.get(reverse("sharing:log") + asked)
        found += [stated["row"].case_reference for stated in page.context["rows"]]
        asked = page.context["older"]
    assert len(found) == 5 and set(found) == made and asked == ""


@pytest.mark.slow
def test_the_sums_say_what_the_entries_say(entries):
    def numbers(rows):
        return pictures.by_month(rows, clock.today()), pictures.by_partner(rows)

    assert numbers(MonthlyCount.objects.all()) == numbers(Disclosure.objects.standing())
    corrected = DisclosureFactory(case=CaseFactory())
    DisclosureFactory(case=CaseFactory(), corrects=corrected)
    mistaken = DisclosureFactory(case=CaseFactory())
    mistake = DisclosureFactory(case=CaseFactory(), corrects=mistaken, decision="mistake", content=False)
    assert numbers(MonthlyCount.objects.all()) == numbers(Disclosure.objects.standing())
    assert sum(MonthlyCount.objects.values_list("number", flat=True)) == len(entries) + 1
    with acting(installation(), "a test"):
        Disclosure.objects.filter(pk=mistake.pk)._raw_delete("default")
    assert numbers(MonthlyCount.objects.all()) == numbers(Disclosure.objects.standing())
    with acting(installation(), "a test"):
        Disclosure.objects.filter(pk=entries[0].pk)._raw_delete("default")
    assert numbers(MonthlyCount.objects.all()) == numbers(Disclosure.objects.standing())
    with acting(installation(), "a test"):
        Disclosure.objects.filter(pk=entries[1].pk).update(lawful_basis="another")
    assert numbers(MonthlyCount.objects.all()) == numbers(Disclosure.objects.standing())


def test_only_the_dpo_sees_the_sums(dpo, entries):
    with as_(dpo):
        assert MonthlyCount.objects.count() == len(entries)
    with as_(somebody("practitioner")):
        assert not MonthlyCount.objects.exists()


def test_the_picture_says_what_the_table_says(dpo, entries, signed_in):
    page = signed_in(dpo).get(reverse("sharing:pictures")).content.decode()
    assert "3 entries in all" in page and "The same as a table" in page
    drawn = re.findall(r'<svg class="eh-picture".*?</svg>', page, re.DOTALL)
    assert len(drawn) == 2  # months, and partners
    for picture in drawn:
        assert "<a " not in picture and "<title" in picture and "<desc" in picture
    for entry in entries:
        assert str(entry.recipient) in unescape(drawn[1])
    assert page.count('id="pattern-1"') == 1


def test_months_without_an_entry_stand_there_too_and_sums_agree(dpo, entries):
    counted = pictures.by_month(Disclosure.objects.all(), clock.today())
    assert len(counted.rows) == 12 and sum(counted.totals) == 3
    assert sum(pictures.by_partner(Disclosure.objects.all()).totals) == 3
    for bar in pictures.bars(counted):
        assert bar.end <= pictures.RIGHT and all(piece.x >= pictures.LEFT for piece in bar.pieces)


def test_a_picture_has_no_more_kinds_than_can_be_told_apart_and_loses_nothing():
    """A notice with nine bases drew the sixth and all after it in one black."""
    counted = pictures.Counted(("May", "June"), tuple("abcdefgh"), ((9, 1, 8, 1, 7, 6, 0, 2), (0, 1, 0, 0, 0, 0, 3, 0)))
    drawn = pictures.drawn(counted)
    assert drawn.columns == ("a", "c", "e", "f", pictures.THE_REST)
    assert drawn.numbers == ((9, 8, 7, 6, 4), (0, 0, 0, 0, 4)) and drawn.totals == counted.totals
    assert {piece.pattern for bar in pictures.bars(drawn) for piece in bar.pieces} == set(range(pictures.MOST_BASES))
    few = pictures.Counted(("May",), ("a", "b"), ((1, 2),))
    assert pictures.drawn(few) is few


def test_of_many_partners_the_rest_stand_in_one_row_and_none_is_lost():
    counted = pictures.Counted(
        tuple(f"Partner {n}" for n in range(30)), ("a", "b"), tuple((30 - n, 1) for n in range(30))
    )
    shown = pictures.fewer_rows(counted)
    assert len(shown.rows) == pictures.MOST_ROWS and shown.rows[-1] == pictures.OTHERS
    assert sum(shown.totals) == sum(counted.totals)
    for bar in pictures.picture(counted, above=True).bars:
        assert bar.end <= pictures.RIGHT and all(piece.x >= 0 for piece in bar.pieces)


def test_a_filter_that_is_none_shows_nothing_and_says_so(dpo, entries, signed_in):
    # seen to fail without LogFilter.clean: every entry was shown
    page = signed_in(dpo).get(reverse("sharing:log") + "?parnter=1")
    assert not page.context["rows"] and "a filter that this page does not know" in page.content.decode()
    assert (
        signed_in(dpo).get(reverse("sharing:log") + "?told=yes&from_day=1&from_month=1&from_year=2020").context["rows"]
    )


def test_the_file_says_where_it_ends(dpo, entries, signed_in, monkeypatch):
    from sharing.views import log

    monkeypatch.setattr(log, "MOST", 2)
    lines = signed_in(dpo).get(reverse("sharing:log_file")).content.decode().splitlines()
    assert len(lines) == 4 and "More entries fit than the 2 newest" in lines[-1]
    monkeypatch.setattr(log, "MOST", 3)
    assert "More entries" not in signed_in(dpo).get(reverse("sharing:log_file")).content.decode()


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_of_the_picture_stands_out_from_its_ground():
    from pathlib import Path

    colours = dict(COLOURS.findall(Path("static/early-help.scss").read_text()))
    assert len(colours) == pictures.MOST_BASES
    for number, colour in colours.items():
        assert 1.05 / (luminance(colour) + 0.05) >= 3, number


def test_the_log_of_one_person_is_reached_from_the_search_and_names_nobody(dpo, entries, signed_in):
    entry = DisclosureFactory()
    child = entry.people.get().person
    client = signed_in(dpo)
    found = client.post(reverse("cases:search"), {"q": child.full_name})
    page = client.get(found.url).content.decode()
    address = f"{reverse('sharing:log')}?person={child.pk}"
    assert address in page
    log = client.get(address)
    assert [stated["row"] for stated in log.context["rows"]] == [entry]
    assert child.full_name not in log.content.decode()
    assert [row["Case"] for row in lines(client, f"?person={child.pk}")] == [entry.case_reference]


def test_nobody_else_is_offered_the_log_beside_somebody_found(db, signed_in):
    child = DisclosureFactory().people.get().person
    client = signed_in(somebody("practitioner"))
    page = client.get(client.post(reverse("cases:search"), {"q": child.full_name}).url).content.decode()
    assert child.full_name in page and "shared about them" not in page
