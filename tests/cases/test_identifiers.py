"""Numbers of other services: what passes, and the reason where one does not."""

import pytest
from django.core.exceptions import ValidationError

from cases import identifiers
from cases.forms.referral_people import number_of


@pytest.mark.parametrize("typed", ["943 476 5919", "9434765870", "401-023-2137"])
def test_an_nhs_number_is_kept_without_its_spaces(typed):
    assert identifiers.nhs_number(typed) == typed.replace(" ", "").replace("-", "")


@pytest.mark.parametrize("typed", ["9434765918", "4000000080", "4000000088", "943476591", "٩٤٣٤٧٦٥٩١٩"])
def test_an_nhs_number_with_a_wrong_digit_is_refused(typed):
    with pytest.raises(identifiers.Wrong, match="NHS number"):
        identifiers.nhs_number(typed)


@pytest.mark.parametrize("typed", ["0000000000", "999 999 9999"])
def test_one_digit_ten_times_is_nobodys_nhs_number_though_the_sum_is_right(typed):
    with pytest.raises(identifiers.Wrong, match="given to nobody"):
        identifiers.nhs_number(typed)
    with pytest.raises(ValidationError, match="given to nobody"):
        number_of(typed)


@pytest.mark.parametrize("typed", ["B801200005001", "b801 2000 05001", "P207000016049"])
def test_a_pupil_number_is_known_by_its_first_letter(typed):
    assert identifiers.upn(typed) == typed.replace(" ", "").upper()


@pytest.mark.parametrize("typed", ["Q207000016049", "B801200005002", "B80120000500", "I801200005001", "B80120000500S"])
def test_a_pupil_number_whose_first_letter_does_not_fit_is_refused(typed):
    with pytest.raises(identifiers.Wrong, match="pupil number"):
        identifiers.upn(typed)


@pytest.mark.parametrize("typed", ["AB 12 34 56 C", "jg103759a"])
def test_a_national_insurance_number_is_kept_in_capitals(typed):
    assert identifiers.ni_number(typed) == typed.replace(" ", "").upper()


@pytest.mark.parametrize(
    "typed", ["QQ123456A", "BG123456A", "AO123456A", "DA123456A", "AB123456E", "AB123456", "11A11111"]
)
def test_what_is_no_national_insurance_number_is_refused(typed):
    with pytest.raises(identifiers.Wrong, match="National Insurance"):
        identifiers.ni_number(typed)


@pytest.mark.parametrize("number", [identifiers.nhs_number, identifiers.upn, identifiers.ni_number])
def test_nothing_typed_is_no_number_and_no_mistake(number):
    assert number(" ") == ""
