"""Which test holds which check of a page, on which pages, in which states: a check without one fails here, and so does one that is gone.

`everywhere`: on every page of the address list (tests/pages/visits.py), as it mostly is in `make test`, and empty, long, refused and
with less to see in `make pages-full`. `asked`: on the pages that its test names, because it is about those.
"""

import ast
from dataclasses import dataclass
from functools import cache

import pytest

from tests.browser import ROOT

EVERY = "pages/test_every_page.py::test_the_page_is_well_made_for_everybody"
PLAIN = "pages/test_every_page.py::test_the_page_is_as_good_where_no_script_arrives"
STEPS = "pages/test_on_the_way.py::test_a_first_day"
REFUSED = "pages/test_every_page.py::test_a_refused_form_says_what_is_wrong_where_it_is_wrong"
REFUSED_PLAIN = "states/test_every_state.py::test_a_refused_form_where_no_script_arrives"
LISTED = "pages/test_every_page.py::test_every_route_is_visited_or_says_why_not"
SHOWN = "pages/test_checks.py::test_each_of_them_finds_its_faults"
ASKED = "pages/test_checks.py::test_opening_a_page_asks_all_of_it"
STATES = (
    "states/test_every_state.py::test_a_page_of_a_case_with_nothing_in_it_yet",
    "states/test_every_state.py::test_a_page_on_the_first_day",
    "states/test_every_state.py::test_a_list_of_somebody_who_has_nothing",
    "states/test_a_year_of_work.py::test_a_long_list_is_as_well_made_as_a_short_one",
    "states/test_every_state.py::test_a_page_of_a_case_with_very_much_in_it",
    "states/test_every_state.py::test_a_page_for_a_role_that_sees_across_cases_or_nothing_of_them",
)
JOURNEYS = (
    "journeys/test_log_a_referral.py::test_it_takes_eight_pages_and_at_most_twelve_presses",
    "journeys/test_decide_and_note.py::test_the_hub_decides_on_three_pages_with_six_presses",
    "journeys/test_record_sharing.py::test_what_was_shared_is_recorded_on_two_pages_with_most_answers_there",
    "journeys/test_record_sharing.py::test_the_data_protection_officer_is_at_an_entry_in_two_presses_and_back_with_the_filter",
    "journeys/test_find_a_family.py::test_one_box_finds_the_family_in_two_pages_and_two_presses",
    "journeys/test_decide_and_note.py::test_a_visit_note_is_three_taps_away_light_and_saved_once",
)


@dataclass(frozen=True)
class Held:
    """What a check says, in a few words, and the tests that hold it."""

    says: str
    tests: tuple[str, ...]


def everywhere(says: str, *more: str) -> Held:
    """On every page in every state."""
    return Held(says, (EVERY, STEPS, LISTED, SHOWN, ASKED, *STATES, *more))


def asked(says: str, *tests: str) -> Held:
    """Of the pages that the tests name."""
    return Held(says, tests)


CHECKS = {
    "A1": everywhere("axe finds nothing", REFUSED),
    "A2": asked("nor where no script arrives, on every page", PLAIN, STEPS, *STATES, REFUSED_PLAIN),
    "A3": everywhere("320 px, spaced text, 200 %: nothing too wide, nothing cut off", PLAIN, REFUSED),
    "A4": everywhere(
        "by Tab in reading order, seen, not covered, not held",
        REFUSED,
        *JOURNEYS,
        "pages/test_checks.py::test_a_page_that_holds_the_focus_is_found",
    ),
    "A5": everywhere("targets of 24 px or spaced at both widths, buttons of 44 px on a telephone"),
    "A6": everywhere(
        "nothing dragged, hovered or behind a single key",
        "pages/test_other_ways_to_look.py::test_nothing_needs_hovering",
    ),
    "A7": everywhere(
        "one h1, a title of its own, headings in order, landmarks",
        REFUSED,
        "pages/test_on_the_way.py::test_no_two_pages_have_one_title",
    ),
    "A8": asked(
        "a refused form: focus, same words, what was typed",
        REFUSED,
        REFUSED_PLAIN,
        "house/test_every_form.py::test_sent_twice_it_makes_what_it_makes_once",
    ),
    "A9": asked(
        "twelve pages as they are read aloud",
        "pages/test_as_read_aloud.py::test_the_page_is_read_aloud_as_it_was_reviewed",
    ),
    "A10": asked(
        "forced colours, dark, less motion; in grey every status is named",
        "pages/test_other_ways_to_look.py::test_a_key_page_in_forced_colours_in_the_dark_and_without_motion",
        "pages/test_without_colour.py::test_every_status_is_named_in_grey",
        "pages/test_without_colour.py::test_the_parts_of_a_picture_are_told_apart_in_grey",
    ),
    "A11": everywhere(
        "help in its place; sign-in, codes and new passwords take a paste",
        "pages/test_other_ways_to_look.py::test_signing_in_takes_what_is_pasted_and_what_a_password_manager_fills_in",
    ),
    "A12": everywhere(
        "pictures: title, words, table, no link, nothing through a text, text of 4.5:1",
        "sharing/test_log.py::test_every_colour_of_the_picture_stands_out_from_its_ground",
    ),
    "B1": asked("the journeys without scripts", *JOURNEYS),
    "B2": asked(
        "the session ends while somebody types: the words come back",
        "house/test_every_form.py::test_what_was_typed_is_there_again_after_signing_in",
        "house/test_every_form.py::test_every_form_is_asked_here_or_says_where",
        "journeys/test_log_a_referral.py::test_a_lost_session_loses_no_word",
    ),
    "B3": asked(
        "two minutes' warning, said once, one key goes on",
        "pages/test_working_safely.py::test_before_a_session_ends_the_page_says_so_once_and_one_key_goes_on",
    ),
    "B4": asked(
        "sent twice, made once",
        "house/test_every_form.py::test_sent_twice_it_makes_what_it_makes_once",
        "house/test_once.py::test_a_page_that_makes_something_carries_a_key_or_does_it_once_by_itself",
        "pages/test_working_safely.py::test_a_form_sent_twice_makes_one_record",
    ),
    "B5": asked(
        "the second of two editors sees both versions",
        "pages/test_working_safely.py::test_the_second_of_two_who_change_a_person_sees_both_versions",
        "pages/test_working_safely.py::test_the_second_of_two_who_write_a_section_sees_both_versions",
        "pages/test_working_safely.py::test_the_second_of_two_who_end_an_outcome_reads_how_the_first_did",
        "journeys/test_log_a_referral.py::test_a_draft_survives_a_closed_browser_back_and_a_second_tab",
    ),
    "B6": asked(
        "Back brings what was typed, and no case after signing out",
        "pages/test_working_safely.py::test_back_restores_what_was_typed",
        "pages/test_working_safely.py::test_after_signing_out_back_shows_no_case",
    ),
    "B7": asked(
        "a draft loses no field",
        "cases/test_referral_drafts.py::test_left_at_any_page_a_draft_loses_no_answer",
        "journeys/test_decide_and_note.py::test_a_note_that_is_half_typed_is_finished_from_today",
        "journeys/test_log_a_referral.py::test_a_draft_survives_a_closed_browser_back_and_a_second_tab",
    ),
    "C1": everywhere(
        "nobody named in addresses, titles, redirects, letters, logs, file names",
        REFUSED,
        "pages/test_every_page.py::test_neither_logs_nor_letters_nor_files_name_the_families",
        "access/test_news.py::test_the_mail_holds_a_link_and_nothing_of_the_case",
        "sharing/test_log.py::test_the_file_has_every_entry_and_nobodys_name",
    ),
    "C2": everywhere(
        "nothing asked of another host",
        "pages/test_checks.py::test_what_is_stored_too_heavy_or_asked_elsewhere_is_found",
    ),
    "C3": everywhere("a strict policy, and nothing in the console", REFUSED),
    "C4": everywhere(
        "nothing stored by the browser",
        REFUSED,
        "pages/test_checks.py::test_what_is_stored_too_heavy_or_asked_elsewhere_is_found",
    ),
    "C6": asked(
        "a partner sees the same bytes whoever is known",
        "cases/test_referral_match.py::test_a_partner_sees_the_same_bytes_whatever_is_found",
    ),
    "C7": asked(
        "each role gets what its row says",
        "house/test_routes.py::test_every_role_gets_exactly_what_its_row_says_of_plain_pages",
        "access/test_every_refusal.py::test_a_page_is_forbidden_to_exactly_the_roles_that_its_row_leaves_out",
        "house/test_routes.py::test_a_stranger_finds_nothing_at_any_page_of_a_case",
        "states/test_every_state.py::test_a_case_of_others_looks_like_one_that_is_not_there",
    ),
    "C9": asked(
        "each view, search and file is noted once",
        "access/test_every_reading.py::test_opening_it_is_noted_once",
        "access/test_every_reading.py::test_so_it_is_for_whoever_sees_across_cases",
        "access/test_every_reading.py::test_looking_for_somebody_and_taking_a_file_are_noted",
    ),
    "D1": everywhere(
        "weights of pages, sheets, scripts and first views",
        "pages/test_every_page.py::test_the_frame_is_light",
        "cases/test_chronology.py::test_two_hundred_events_weigh_no_more_than_a_chronology_may",
        "journeys/test_log_a_referral.py::test_the_first_view_is_light_and_later_ones_are_lighter",
    ),
    "D2": asked(
        "50 kB a second, 400 ms away: 4 s at first, 2 s later, every page",
        "pages/test_slow_line.py::test_every_page_is_there_in_seconds_on_a_weak_signal",
    ),
    "D3": asked(
        "the server's time, fifteen questions, no growth with rows",
        "pages/test_lists.py::test_the_server_has_made_ninety_five_pages_of_a_hundred_in_time",
        "pages/test_lists.py::test_no_page_asks_more_than_fifteen_questions",
        "states/test_a_year_of_work.py::test_a_list_of_a_year_asks_no_more_than_one_of_five_families",
    ),
    "D4": everywhere(
        "nothing moves, no script task over 50 ms",
        "pages/test_checks.py::test_what_moves_while_it_loads_is_found",
        "pages/test_checks.py::test_a_script_that_keeps_the_browser_busy_is_found",
    ),
    "E1": everywhere(
        "on paper: no controls, heads repeated, nothing cut, links to other sites said, each sheet says whose",
        "pages/test_on_paper.py::test_each_sheet_names_the_case_the_children_who_printed_it_and_when",
    ),
    "E3": asked(
        "protected whereabouts only after one more step, and on no other page of the case",
        "pages/test_on_paper.py::test_protected_whereabouts_are_not_printed_without_one_more_step",
        "pages/test_on_paper.py::test_no_other_page_of_a_case_prints_protected_whereabouts",
        "pages/test_on_paper.py::test_nor_does_the_hub_before_it_decides",
    ),
    "F1": asked("pages, presses and weights of the journeys", *JOURNEYS),
    "F2": asked(
        "what a journey fills in",
        *JOURNEYS,
        "cases/test_notes.py::test_a_visit_proposes_who_lives_there_and_what_it_was_planned_for",
    ),
    "F3": asked(
        "an address of a list shows another the same",
        "pages/test_lists.py::test_every_address_of_a_list_shows_the_same_to_another_of_the_same_role",
        "pages/test_lists.py::test_a_filter_filters",
        "pages/test_lists.py::test_a_filter_chosen_on_the_page_stands_in_its_address",
    ),
    "F4": asked(
        "counts on Today are the rows behind them",
        "regressions/test_counts.py::test_every_count_of_today_is_the_number_of_rows_behind_its_link",
        "regressions/test_counts.py::test_everything_that_puts_a_count_on_today_has_one_here",
    ),
    "F6": everywhere("dates, times and ages in the agreed words"),
    "F7": asked(
        "an empty list says why, and what next",
        "house/test_empty.py::test_every_list_is_asked_or_is_never_empty",
        "house/test_empty.py::test_an_empty_list_says_why_and_what_next",
        "house/test_empty.py::test_a_case_with_nothing_in_it_yet_says_why_and_what_next",
        "house/test_empty.py::test_a_notice_that_nobody_doubts_says_so_and_what_next",
        "house/test_empty.py::test_a_study_for_which_nothing_may_leave_says_who_can_specify_it",
    ),
}
DELIVERED = {
    *(f"A{number}" for number in range(1, 13)),
    *(f"B{number}" for number in range(1, 8)),
    *("C1", "C2", "C3", "C4", "C6", "C7", "C9"),
    *("D1", "D2", "D3", "D4", "E1", "E3"),
    *("F1", "F2", "F3", "F4", "F6", "F7"),
}


@cache
def functions_of(path: str) -> set[str]:
    """The tests of a file."""
    file = ROOT / "tests" / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.Module([], [])
    return {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}


def test_every_check_of_what_is_delivered_has_its_line():
    assert set(CHECKS) == DELIVERED


@pytest.mark.parametrize("check", CHECKS)
def test_the_tests_that_hold_it_are_there(check):
    held = CHECKS[check]
    assert held.says and held.tests
    missing = [one for one in held.tests if one.partition("::")[2] not in functions_of(one.partition("::")[0])]
    assert not missing, f"{check}, {held.says}: its test is gone or has another name"
