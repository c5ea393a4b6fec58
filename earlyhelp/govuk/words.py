"""How pages write dates, times, ages and blanks."""

from datetime import date, datetime, time
from typing import Any

from earlyhelp.govuk.components import register

NOT_RECORDED = "not recorded"


@register.filter
def not_recorded(value: Any) -> Any:
    """A blank in words: `{{ person.known_as|not_recorded }}`."""
    return NOT_RECORDED if value is None or value == "" else value


@register.filter
def age(years: int | None) -> str:
    """`12` as “12 years”; what is not known in words."""
    if years is None:
        return "age not known"
    if years < 1:
        return "under 1 year"
    return f"{years} year{'' if years == 1 else 's'}"


@register.filter
def age_of(one: Any) -> str:
    """The age of somebody who was found; of a child to come when it is expected, of somebody dead since when."""
    if one.died_on:
        return f"died {day(one.died_on)}"
    return f"expected {day(one.expected)}" if one.expected else age(one.age)


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """A date as “22 November 2026”."""
    return f"{value.day} {value:%B %Y}" if value else NOT_RECORDED


@register.filter(expects_localtime=True)
def time_of_day(value: datetime | time | None) -> str:
    """A moment's time as “2:30pm”."""
    return f"{value.hour % 12 or 12}:{value:%M}{'am' if value.hour < 12 else 'pm'}" if value else NOT_RECORDED


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    """A moment as “22 November 2026 at 2:30pm”."""
    return f"{day(value)} at {time_of_day(value)}" if value else NOT_RECORDED


@register.filter
def in_a_sentence(words: str | list[str]) -> str:
    """A label as it stands within a sentence, several with commas: “name and date of birth, NHS number”."""
    labels = [words] if isinstance(words, str) else words
    return ", ".join(text if text[1:2].isupper() else text[:1].lower() + text[1:] for text in labels)
