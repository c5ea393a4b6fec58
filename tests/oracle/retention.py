"""How long the five notices say that a record is kept, found by walking from day to day.

Sources are named as in the founding papers: D1 to D3 are the domain's paragraphs on retention; the rest is a notice's own words. States and their
order are the contract's: open, held, needs_person, no_rule, dated.
"""

from .almanac import DAY_OF_YEAR, day, ends_its_month, local_day, written

DURHAM, CAMBRIDGESHIRE = "durham-early-help", "cambridgeshire-early-help"
LEAP_DAY, NEW_YEARS_EVE = (2, 29), (12, 31)
END_OF_YEAR = {"financial": (3, 31), "calendar": NEW_YEARS_EVE}  # D2: the two readings of 'plus current year'


# --- walks -----------------------------------------------------------------------------------------------------------


def walk_to(start: int, day_of_year: tuple[int, int]) -> int:
    """The first day from `start` on, itself included, that has this place in the year."""
    place = start
    while DAY_OF_YEAR[place] != day_of_year:
        place += 1
    return place


def years_after(event: int, years: int) -> int:
    """D2: kept through that many anniversaries of an event; where there is no 29 February, the month's last day is its anniversary."""
    wanted, place = DAY_OF_YEAR[event], event
    while years:
        place += 1
        same_day = DAY_OF_YEAR[place] == wanted
        stand_in = wanted == LEAP_DAY and DAY_OF_YEAR[place] == (2, 28) and ends_its_month(place)
        years -= same_day or stand_in
    return place


def birthdays_after(born: int, years: int, leap_birthday: str | None) -> int:
    """D2: an age is reached on the birthday, which for one born on 29 February is 1 March in other years (unless a council reads 28 February)."""
    wanted, place = DAY_OF_YEAR[born], born
    early = leap_birthday == "28_february"
    while years:
        place += 1
        today = DAY_OF_YEAR[place]
        stand_in = wanted == LEAP_DAY and (
            (today == (2, 28) and ends_its_month(place))
            if early
            else (today == (3, 1) and DAY_OF_YEAR[place - 1] != LEAP_DAY)
        )
        years -= today == wanted or stand_in
    return place


# --- what has happened -----------------------------------------------------------------------------------------------


def case_ended(facts: dict) -> int | None:
    """D2: one record however often it is opened again; it runs from the last closing, on the day that it was in the UK."""
    if facts.get("reopened") and not facts.get("closed_again"):
        return None
    closings = [facts.get(name) for name in ("closed", "closed_at", "closed_again")]
    return max((local_day(text) for text in closings if text), default=None)


def programme_ended(facts: dict) -> int | None:
    """Durham, table, last row: while the case is current and on the programme; both have to be over, so the later of the two."""
    ends = [facts.get("case_closed"), facts.get("programme_ended")]
    return max(day(text) for text in ends) if all(ends) else None


def trigger(record: str, facts: dict) -> int | None:
    """The day that the notice counts from (for a child, that of the step-up, without which there is no such record)."""
    if record == "case":
        return case_ended(facts)
    if record == "programme":
        return programme_ended(facts)
    name = {"contact": "closed", "assessment": "matter_closed", "children_in_need": "stepped_up"}[record]
    return day(facts[name]) if facts.get(name) else None


# --- what holds ------------------------------------------------------------------------------------------------------


def held_by_inquiry(council: str, inquiries: list | None) -> bool:
    """Durham, paragraph on inquiries, and D3: without an end every children's record stays; Durham's own hold has none until one is entered."""
    if inquiries is None:
        return DURHAM in council.split(",")
    return any(inquiry["ended"] is None for inquiry in inquiries)


def held_by_request(requests: list, as_of: str | None) -> bool:
    """A4: what somebody has asked for may not be destroyed while the request is open; seen from `as_of`, where that is given."""
    return any(one["closed"] is None or (as_of is not None and as_of < one["closed"]) for one in requests)


def floor(council: str, inquiries: list | None) -> int:
    """Durham: six years after the last inquiry ended. The other notices add no years; there the inquiry's own duration counts (D3)."""
    years = 6 if DURHAM in council.split(",") else 0
    return max((years_after(day(one["ended"]), years) for one in inquiries or []), default=0)


# --- how long --------------------------------------------------------------------------------------------------------


def needs_person(record: str, facts: dict) -> bool:
    """D2 and examples: no date of birth, or none yet, is for a person to settle; so is a contact of which nobody says how it ended."""
    if record == "children_in_need":
        return not facts.get("born")
    return record == "contact" and facts.get("progressed_to_referral") is None


def stated(council: str, record: str, start: int, facts: dict, settings: dict) -> int | None:
    """The last day that this one notice itself names, if it names any."""
    if council == DURHAM and record == "contact":
        return years_after(start, 2)  # table, row 1
    if council == DURHAM and record == "case" and settings.get("current_year"):
        return years_after(walk_to(start, END_OF_YEAR[settings["current_year"]]), 6)  # row 2
    if council == DURHAM and record == "children_in_need":
        return age_reached(facts["born"], 25, settings)  # row 2, second sentence: each child's own birth
    if council == DURHAM and record == "programme":
        return years_after(start, 6)  # row 3
    if council == CAMBRIDGESHIRE and record == "assessment":
        return years_after(start, 6)  # 'How long do we keep it for?', the forms
    return None


def grown_up(record: str, facts: dict) -> bool:
    """D2: who stepped up at 18 or later, or who may have (a year alone), has an early help case whose period may be the longer one.

    A step-up ends that case; where it is said how the case ended, the program's own question is about that.
    """
    if record != "children_in_need" or not facts.get("born"):
        return False
    earliest = facts["born"] if "-" in facts["born"] else f"{facts['born']}-01-01"
    return birthdays_after(day(earliest), 18, None) <= day(facts["stepped_up"])


def later_of_both(line: dict, by_birth: int | None, start: int) -> int | None:
    """D2: the later of the two. Which year is the current one has to be known, unless the birthday, or an inquiry, comes after either."""
    case = line | {"record": "case"}
    closing = last_day(case, start)
    if closing is None and not (line.get("settings") or {}).get("current_year"):
        either = [
            last_day(case | {"settings": (line.get("settings") or {}) | {"current_year": one}}, start)
            for one in END_OF_YEAR
        ]
        certain = max(by_birth or 0, floor(line["council"], line.get("inquiries")))
        closing = by_birth if all(one and one <= certain for one in either) else None
    return max(by_birth, closing) if by_birth and closing else None


def age_reached(born: str, years: int, settings: dict) -> int:
    """A year alone is read as its last day: the cautious end (contract: an imprecise fact)."""
    birth = day(born) if "-" in born else day(f"{born}-12-31")
    return birthdays_after(birth, years, settings.get("leap_birthday"))


def entered(record: str, start: int, facts: dict, settings: dict) -> int | None:
    """The last day by the council's schedule, where its notice leaves the period to one and the council has entered it."""
    if f"period_{record}" not in settings:
        return None
    years = int(settings[f"period_{record}"])
    return age_reached(facts["born"], years, settings) if record == "children_in_need" else years_after(start, years)


def last_day(line: dict, start: int) -> int | None:
    """The longest of what is stated and entered. A contact that went on to a referral is part of its case: no rule of its own."""
    record, facts, settings = line["record"], line["facts"], line.get("settings") or {}
    if record == "contact" and facts["progressed_to_referral"]:
        return None
    found = [stated(council, record, start, facts, settings) for council in line["council"].split(",")]
    found.append(entered(record, start, facts, settings))
    longest = max((place for place in found if place is not None), default=None)
    return later_of_both(line, longest, start) if grown_up(record, facts) else longest


def state_before_rules(line: dict, start: int | None) -> str | None:
    inquiries, requests = line.get("inquiries"), line.get("open_requests") or []
    if start is None:
        return "open"
    if held_by_inquiry(line["council"], inquiries) or held_by_request(requests, line.get("as_of")):
        return "held"
    return "needs_person" if needs_person(line["record"], line["facts"]) else None


def answer(line: dict) -> dict:
    """What `retention_when` should say: the state and, where there is one, the last day kept, the first day after it and whether that has come."""
    start = trigger(line["record"], line["facts"])
    state = state_before_rules(line, start)
    keep = None if state else last_day(line, start)
    said = {"state": state or ("no_rule" if keep is None else "dated")}
    if keep is not None:
        keep = max(keep, floor(line["council"], line.get("inquiries")))
        said |= {"keep_until": written(keep), "dispose_from": written(keep + 1)}
    if line.get("as_of"):
        said["due"] = keep is not None and day(line["as_of"]) >= keep + 1
    return said
