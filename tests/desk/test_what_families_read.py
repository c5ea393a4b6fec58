"""What a family reads on /privacy/, council by council: what its notice says, with what the council has said since; nothing else.

Each was seen to fail once, as it says.
"""

from html import unescape
from re import sub

import pytest
from django.urls import reverse

from access import clock
from earlyhelp.desk.families import notice_for_families
from earlyhelp.policy import load
from earlyhelp.policy.classes import CLASSES
from earlyhelp.policy.covering import asked_of
from earlyhelp.policy.years import said
from tests.factories import council_says
from tests.factories.settings import set_

AFC = "achieving-for-children-early-help-hub"
CAM = "cambridgeshire-early-help"
DUR = "durham-early-help"
RCC = "redcar-cleveland-children-and-families"
RCE = "redcar-cleveland-early-help"
COUNCILS = (AFC, CAM, DUR, RCC, RCE)
NOTHING_DESTROYED = "nothing is destroyed"
NOT_SAID = "the council has not said yet"
DURHAM = load(DUR)


@pytest.fixture
def page_of(db, client, settings):
    """The words of the page under a council's notice, as they stand one after the other."""

    def read(name):
        settings.COUNCIL = name
        page = unescape(client.get(reverse("desk:privacy")).content.decode())
        return " ".join(sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]).split())

    return read


def set_today():
    return f"(set by the council on {said(clock.today())})"


def row(name, section, first):
    """The cells of one row of a section's table."""
    tables = {one.code: one.table for one in notice_for_families(load(name)) if one.table}
    return next(cells for cells in tables[section].rows if cells[0].startswith(first))


def test_families_are_told_of_no_answer_that_changes_nothing(page_of):
    """A file goes as one, whatever is answered; an answer that counts is told. Seen to fail with `stepped_up_file` among SETTLED."""
    council_says("stepped_up_file", "per_child")
    council_says("leap_birthday", "28_february")
    page = page_of(DUR)
    assert "On 28 February" in page and DURHAM.reading("leap_birthday").question in page
    assert DURHAM.reading("stepped_up_file").question not in page
    assert "longest part, and families are told of no other date" in DURHAM.reading("stepped_up_file").because


# --- what the council has said since ---------------------------------------------------------------------------------------


def test_cambridgeshire_names_its_officer_and_the_second_council_once_it_has_said_who(page_of):
    """Seen to fail with the answers left out of the view."""
    before = page_of(CAM)
    assert f"Data Protection Officer the notice does not say, and {NOT_SAID}" in before
    assert "Another council, which the notice does not name and the council has not named yet," in before
    council_says("dpo_contact", "dpo@cambridgeshire.example")
    council_says("second_controller", "Fenborough Council")
    after = page_of(CAM)
    assert f"Data Protection Officer dpo@cambridgeshire.example {set_today()}" in after
    assert (
        f"Fenborough Council answers for your information together with the others named here {set_today()}." in after
    )
    assert "Another council" not in after and NOT_SAID not in after


def test_cambridgeshire_shows_a_period_that_it_has_set_and_which_records_have_none_yet(page_of):
    """Seen to fail with the rows taken from the notice's own rules."""
    assert "a family’s record" in page_of(CAM).partition("Until the council has set one")[0]
    council_says("period_case", "7")
    after = page_of(CAM)
    assert "A family’s record 7 years from the day on which the case was closed" in after
    assert f"whether it has to be kept longer {set_today()}" in after
    assert "a family’s record" not in after and "a contact that went no further" in after


@pytest.mark.parametrize("name", [RCE, RCC])
def test_redcar_says_that_nothing_is_destroyed_only_while_it_is_true(name, page_of):
    """Seen to fail with the sentence for every notice that states no period."""
    assert NOTHING_DESTROYED in page_of(name)
    council_says("period_contact", "2")
    after = page_of(name)
    assert NOTHING_DESTROYED not in after
    assert "2 years from the day on which the contact was closed; then somebody looks" in after and set_today() in after
    assert "they are not destroyed" in after, "the other kinds of record have no period still"


def test_a_period_that_the_council_lengthened_says_since_when(db, page_of):
    """Seen to fail without the setting in whose()."""
    set_("retention_years", "contact", "9")
    assert f"9 years from the day on which the contact was closed {set_today()}" in page_of(DUR)


def test_durham_says_which_year_is_meant_once_the_council_has(page_of):
    """Seen to fail with the words of the file's own `then`."""
    before = page_of(DUR)
    assert "the rest of the year then running" in before
    assert "Until it has, this is not destroyed: a family’s record." in before
    council_says("current_year", "calendar")
    after = page_of(DUR)
    assert "and on to the next 31 December (which year: set by the council on" in after
    assert "this is not destroyed" not in after


def test_durham_says_which_inquiries_there_are(page_of):
    """Seen to fail with the sentence before there is any."""
    assert "The council has not said yet when one of them ended." in page_of(DUR)
    council_says("inquiry_ended", "2022-10-20", "First inquiry")
    assert f"First inquiry ended on 20 October 2022 {set_today()}." in page_of(DUR)
    council_says("inquiry_ended", "running", "Second inquiry")
    after = page_of(DUR)
    assert "Second inquiry still goes on" in after and "While one goes on, nothing of this is destroyed." in after


@pytest.mark.parametrize(
    ("name", "key", "value", "words"),
    [
        (AFC, "special_category_condition", "health_or_social_care", "9(2)(h), health or social care"),
        (RCE, "special_category_condition", "health_or_social_care", "9(2)(h), health or social care"),
        (DUR, "criminal_offence_condition", "part_2_paragraph_6", "Part 2, paragraph 6: statutory purposes"),
        (RCC, "criminal_offence_condition", "part_1_paragraph_2", "Part 1, paragraph 2: health or social care"),
    ],
)
def test_the_condition_that_a_council_has_chosen_stands_beside_its_bases(name, key, value, words, page_of):
    """Seen to fail without on_topic()."""
    before = page_of(name)
    assert (
        "What in the law covers information" in before or "What else in the law covers" in before
    ) and NOT_SAID in before
    council_says(key, value)
    assert f"{words} {set_today()}." in page_of(name)


def test_what_is_asked_besides_stands_with_its_kind(page_of):
    """Seen to fail without _opened()."""
    assert "National Insurance number (only of members of Stronger Families)" in page_of(DUR)
    council_says("asks_ni_number", "asked")
    assert f"National Insurance number (asked of every family: {set_today()[1:-1]})" in page_of(DUR)
    council_says("asks_religion", "asked")
    assert f"religion or belief: {set_today()[1:-1]}" in page_of(CAM)


def test_an_agreement_about_research_is_named_and_an_answer_that_no_longer_fits_is_not(page_of):
    """Seen to fail with NOTHING_LISTED for every study without columns; and with a page that breaks."""
    assert "so nothing is sent until it does" in page_of(RCE)
    council_says("research_columns", "Data agreement of May 2026")
    council_says("period_case", "many")
    council_says("of another notice", "yes")
    after = page_of(RCE)
    assert f"Data agreement of May 2026 {set_today()}." in after and "so nothing is sent" not in after
    assert NOTHING_DESTROYED in after


# --- what each notice says, and no more ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COUNCILS)
def test_only_redcar_promises_a_copy_free_and_within_a_month(name, page_of):
    """What the law gives everybody stands apart from it. Seen to fail with a sentence for all of them."""
    notice, _, law = page_of(name).partition("What the law gives everybody, whatever a notice says")
    assert ("Free of charge." in notice) == ("Within one month." in notice) == (name == RCE)
    assert "Asking costs nothing" not in notice and "you hear within a month" not in notice
    assert "within one month" in law and "two months more" in law and "plainly unfounded or excessive" in law


@pytest.mark.parametrize(
    ("name", "right", "condition"),
    [
        (AFC, "Putting mistakes right", "In certain circumstances."),
        (AFC, "Having your information erased", "In certain circumstances."),
        (RCC, "Having your information erased", "Where we have no legitimate use for it any more"),
        (RCC, "Objecting to what we do", "Unless there is a compelling reason to go on."),
        (RCE, "Seeing your records", "Something may be held back, such as what is about somebody else."),
        (RCE, "Saying no to a use", "For any reason."),
        (DUR, "Having your information erased", "Subject to some exceptions that the law makes."),
        (DUR, "A copy of your information", "Subject to some exceptions that the law makes."),
        (DUR, "Staying out of the national research", "The notice names none."),
    ],
)
def test_a_right_stands_with_the_condition_that_the_notice_puts_on_it(name, right, condition):
    """Seen to fail without the condition in _extent()."""
    assert condition in row(name, "rights", right)[1]


def test_a_right_that_one_of_two_notices_gives_without_a_condition_has_none():
    """Seen to fail with the first notice's condition, or else the other's."""
    assert row(f"{RCE},{RCC}", "rights", "Putting mistakes right")[1] == "The notice names none."


def test_whom_a_complaint_goes_to_is_what_the_notice_says():
    """Seen to fail with “and then” for all of them."""
    assert (
        "you need not, and may go to the Information Commissioner's Office at once"
        in row(AFC, "rights", "A complaint")[2]
    )
    assert (
        row(DUR, "rights", "A complaint")[2]
        == "Data Protection Officer, and then the Information Commissioner's Office"
    )
    assert row(RCC, "rights", "A complaint")[2] == (
        "Information Commissioner's Office. More about it: Corporate Privacy Notice"
    )


def test_cambridgeshires_rights_stand_in_its_main_notice(page_of):
    """Seen to fail without _elsewhere()."""
    told = page_of(CAM)
    assert "Your rights stand in another notice: Cambridgeshire County Council's main privacy notice." in told
    assert "You find it here: Cambridgeshire County Council's website: privacy notices." in told


def test_achieving_for_children_uses_information_for_more_than_its_notice_names_a_basis_for():
    """Seen to fail with “we do not do it”."""
    for purpose in ("Explaining decisions", "Teaching and supporting", "Making sure that we understand", "Statistical"):
        assert row(AFC, "purposes", purpose)[2] == "The notice says that we do this, and names no legal basis for it"
    assert row(AFC, "purposes", "Discussing a new referral")[2] == "Your consent; Your explicit consent"


def test_durham_says_for_whom_the_online_form_and_two_numbers_are(page_of):
    """Seen to fail with the labels alone."""
    told = page_of(DUR)
    assert "online referral form (for professionals only)" in told and "telephone (for" not in told
    for number in ("National Insurance number", "Unique pupil number"):
        assert f"{number} (only of members of Stronger Families)" in told


def test_redcars_wider_notice_names_its_organisations(page_of):
    """Seen to fail without the names."""
    told = page_of(RCC)
    assert "Government organisations (such as Ofsted and CQC)" in told
    assert "(South Tees Safeguarding Children Partnership)" in told


@pytest.mark.parametrize("name", [*COUNCILS, f"{RCE},{RCC}"])
def test_what_is_asked_though_the_notice_does_not_list_it_stands_there_with_its_reason(name):
    """Seen to fail without _besides(), and with the categories of the two notices joined."""
    policy = load(name)
    told = next(one for one in notice_for_families(policy) if one.code == "what")
    reasons = [one for each in policy.notices for kind in each.categories for one in kind.covered_by_reason]
    asked = {(CLASSES[one.what].label, one.because) for one in reasons if asked_of(policy, one.what)}
    assert asked and set(told.table.rows) == asked


@pytest.mark.parametrize("name", COUNCILS)
def test_a_kind_that_is_given_by_examples_says_that_there_is_more(name):
    """Seen to fail with the labels alone."""
    policy = load(name)
    told = next(one.items for one in notice_for_families(policy) if one.code == "what")
    for kind, words in zip(policy.categories, told, strict=True):
        assert words.startswith(kind.label) and (", and more of this kind" in words) == kind.open_items


def test_redcar_says_when_it_asks_others_than_the_person(page_of):
    """Seen to fail with one sentence of all fourteen."""
    told = page_of(RCC)
    first, _, others = told.partition("It also comes from these, and only as far as is said:")
    assert "It comes from" in first and "a court" not in first.partition("It comes from")[2]
    assert "Police: where you cannot tell us yourself" in others
    assert "A court: where you cannot tell us yourself; once a family is being helped" in others
    assert "A member of the public: when somebody first gets in touch" in others


def test_only_cambridgeshires_informants_are_some_among_others(page_of):
    """Seen to fail without the sentence, and with it for every notice."""
    sentence = "The notice gives these as those who are among them."
    where = {
        name: page_of(name).partition("Where it comes from")[2].rpartition("What we use it for")[0] for name in COUNCILS
    }
    assert [name for name, words in where.items() if sentence in words] == [CAM]


def test_explicit_consent_is_not_said_to_be_missing_where_it_is_a_basis(page_of):
    """Achieving for Children's page named Article 9(2)(a) and said below that the notice says nothing. Seen to fail so."""
    assert "kept with special care, where you have not consented: the notice does not say" in page_of(AFC)
    assert "where you have not consented" not in page_of(RCE)


def test_a_page_that_promises_nothing_else_says_what_it_is_about(page_of):
    """Seen to fail with one heading for all: Cambridgeshire's promised nothing."""
    assert "About this page" in page_of(CAM) and "What else we promise" not in page_of(CAM)
    assert "What else we promise" in page_of(DUR)


@pytest.mark.parametrize("name", COUNCILS)
def test_an_open_list_of_recipients_promises_nothing_that_the_program_does_not_do(name, page_of):
    """Seen to fail with the sentence that others are added with a reason."""
    told = page_of(name)
    assert "Others may be added" not in told
    assert ("We share with nobody else as a matter of course" in told) == (name in (AFC, RCE))


def test_a_ground_that_the_law_adds_is_not_put_in_the_notices_mouth(page_of):
    """Seen to fail with the label alone."""
    assert "(the law asks it of us; the notice does not name it)" in page_of(AFC)
    assert "the notice does not name it)" not in page_of(DUR)


@pytest.mark.parametrize(
    ("name", "words", "never"),
    [
        (RCC, "Children and Families Act 2014, Children and Social Work Act 2017", "children and Families Act"),
        (RCE, "that whoever receives it has a genuine need for it", "that: "),
        (RCE, "carries out “National Impact Study”. It asks", "for Ministry"),
        (DUR, "to the 25th birthday, for some young people with a disability", "for some with a disability"),
        (f"{RCE},{RCC}", "version 1 of “Early Help” and version 1 of “Children and Families Services”", "1 and 1"),
        (f"{RCE},{RCC}", "Nothing that we do rests on it", "Taking a consent back"),
    ],
)
def test_the_sentences_are_english(name, words, never, page_of):
    """Each was wrong once."""
    told = page_of(name)
    assert words in told and never not in told
