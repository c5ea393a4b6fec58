"""Who fills which place on a lower page. A new filling is added here, so that somebody decides it."""

from access import slots

FILLED = {
    "on_paper": ["earlyhelp"],
    "banner_lines": ["consent", "retention"],
    "case_tabs": ["consent", "sharing", "retention"],
    "referral_questions": ["consent"],
    "explicit_consent": ["consent"],
    "closing_preview": ["retention"],
    "family_told": ["consent"],
    "social_care_told": ["sharing"],
    "sees_case": ["cases"],
    "activity": ["consent", "consent", "sharing"],
    "days_worked": ["consent", "sharing"],
    "due_work": ["cases", "consent", "sharing"],
    "shortcuts": ["cases"],
    "found_links": ["sharing"],
    "setting_effects": ["cases", "retention"],
    "today_jobs": ["access", "cases", "consent", "sharing", "sharing", "retention", "earlyhelp"],
    "evidence": ["access", "cases", "cases", *["consent"] * 2, *["sharing"] * 4, "retention"],
}


def app_of(filling) -> str:
    filling = filling[1] if isinstance(filling, tuple) else filling
    return (getattr(filling, "__module__", None) or type(filling).__module__).split(".")[0]


def test_every_slot_is_filled_by_whom_this_list_says():
    assert {slot.name: [app_of(filling) for filling in slot.fillings] for slot in slots.ALL_SLOTS} == FILLED


def test_filling_twice_fills_once():
    slot = slots.Slot("a test")
    filling = slot.fill(print)
    slot.fill(filling)
    assert slot.fillings == [print]
