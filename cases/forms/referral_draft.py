"""A referral that is not sent yet: what was typed on each page, read back through the page's own form."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.utils.datastructures import MultiValueDict

from access import clock
from access.models import User
from access.operations import drafts
from cases.forms.referral_people import PeopleForm, PersonForm
from cases.forms.referrals import HelpForm, OriginForm, StoryForm, ToldForm
from cases.models.families import Part
from cases.operations.referrals import MatchAnswer, Origin, ReferralAnswers, SomeoneNamed, someones, takes_down
from cases.operations.services import ages_of

KIND = "referral"
LAST_TIME = "referral_last_time"  # the school of the last referral, for the next one
PERSON = "person-"
CHILDREN = (Part.CHILD, Part.UNBORN)
FORMS: dict[str, type[forms.Form]] = {
    "origin": OriginForm,
    "people": PeopleForm,
    "told": ToldForm,
    "story": StoryForm,
    "help": HelpForm,
}
HEADINGS = {
    "origin": "How it came",
    "people": "Who the referral is about",
    "match": "Check for a match",
    "told": "Telling the family",
    "story": "What is happening",
    "help": "What would help, and who is involved",
}
COMPLETED, INCOMPLETE, CANNOT_START, TWO_VERSIONS = "Completed", "Incomplete", "Cannot start yet", "Two versions"
NOT_SAID = "?"  # what a page is about while it is typed on: it is complete when somebody says so by its button


@dataclass
class ReferralDraft:
    """The content of a draft and whose it is. It asks the forms; it saves nothing."""

    content: dict[str, Any]
    author: User
    _read: dict[str, Any] = field(default_factory=dict, repr=False)

    # --- what was typed -------------------------------------------------------------------------------------------------

    def typed(self, page: str) -> MultiValueDict | None:
        """What was typed on a page, as its form reads it; None before its first time."""
        kept = self.content.get(page, {}).get("typed")
        return MultiValueDict(kept) if kept is not None else None

    def asides(self, page: str) -> list[MultiValueDict]:
        """What else was typed on a page, in other tabs, and did not fit: the last at the end."""
        return [MultiValueDict(one["typed"]) for one in self.content.get(page, {}).get("asides", [])]

    def stamp(self, page: str) -> int:
        """How often the page was saved."""
        return int(self.content.get(page, {}).get("stamp", 0))

    @property
    def further(self) -> list[str]:
        """The pages of the people after the first two, in the order in which they were added."""
        return sorted(page for page in self.content if page.startswith(PERSON))  # their keys are ordered by time

    def form(self, page: str, data: Any = None, **kwargs: Any) -> forms.Form:
        """The form of a page; empty, or with `data`."""
        kind = PersonForm if page.startswith(PERSON) else FORMS[page]
        return kind(data, **self._asked(page, data), **kwargs)

    def _asked(self, page: str, data: Any) -> dict[str, Any]:
        """What a page's form has to know of the other pages."""
        if page == "told":
            return {"people": someones(self.people)}
        if page == "help":
            return {
                "ages": self.ages,
                "places": _places(data or self.typed("help")),
                "little": self.little,
            }
        if page == "people" or page.startswith(PERSON):
            return {"little": self.little}
        return {}

    @cached_property
    def taken_down(self) -> bool:
        """Whether the author takes it down for somebody else: then it is asked how it came."""
        return takes_down(self.author)

    @cached_property
    def little(self) -> bool:
        """Whether it is taken down from somebody who gave no name: then it may be little that is known."""
        origin = self.answered("origin") if self.taken_down else None
        return origin is not None and origin.cleaned_data["gave_no_name"]

    def answered(self, page: str) -> Any:
        """The form of a page with what was typed, if it is right; otherwise None. Each page is read once."""
        if page not in self._read:
            data = self.typed(page)
            form = self.form(page, data) if data is not None else None
            self._read[page] = form if form is not None and form.is_valid() else None
        return self._read[page]

    # --- what it says ---------------------------------------------------------------------------------------------------

    @cached_property
    def people(self) -> tuple[SomeoneNamed, ...]:
        """Everybody named on pages that are right, the child first, then the carer."""
        first: PeopleForm | None = self.answered("people")
        others = [form.someone(page[len(PERSON) :]) for page in self.further if (form := self.answered(page))]
        return (first.people() if first else ()) + tuple(others)

    @property
    def children(self) -> list[SomeoneNamed]:
        return [named for named in self.people if named.is_child]

    @property
    def children_typed(self) -> list[str]:
        """The children whom the author has named or described so far, as they typed it, whether the pages are right or not."""
        pages: list[Any] = [
            self.typed("people") or {},
            *(typed for page in self.further if (typed := self.typed(page))),
        ]
        first, *others = pages
        named = [first.get("child_name") or first.get("child_described")]
        named += [one.get("full_name") or one.get("described") for one in others if one.get("part") in CHILDREN]
        return [name.strip() for name in named if name and name.strip()]

    @property
    def ages(self) -> list[range]:
        """The ages that the children may have today."""
        today = clock.today()
        return [ages_of(one.born, one.expected, one.born_precision, today) for one in self.children]

    @property
    def household(self) -> dict[str, str]:
        """The address of the first page, for everybody who is added later."""
        form = self.answered("people")
        return {name: form.cleaned_data[name] for name in ("address", "postcode")} if form else {}

    @property
    def digest(self) -> str:
        """Of everything typed: what is sent is what was read on the check page."""
        typed = {page: kept.get("typed") for page, kept in self.content.items()}
        return drafts.digest_of(typed)

    def about(self, page: str) -> str:
        """What a page is asked about: the match with who they are, the telling with everybody who is named now."""
        if page == "told":
            return ",".join(named.key for named in self.people)
        return self._asked_about if page == "match" else ""

    @property
    def _asked_about(self) -> str:
        """What the match was asked with, as a digest: when somebody changes, it is asked anew."""
        told = [
            [
                named.key,
                named.full_name,
                str(named.born or named.expected),
                named.nhs_number,
                named.postcode,
                self.household.get("postcode", ""),
            ]
            for named in self.people
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    @property
    def matches(self) -> tuple[MatchAnswer, ...]:
        """What was said about the possible matches."""
        rows = self.content.get("match", {}).get("decided", [])
        return tuple(MatchAnswer(about, UUID(key), decision, tuple(why)) for about, key, decision, why in rows)

    # --- how far it is --------------------------------------------------------------------------------------------------

    @cached_property
    def tasks(self) -> dict[str, str]:
        """Every page in order, and how far it is."""
        pages = [*(["origin"] if self.taken_down else []), "people", *self.further, *list(HEADINGS)[2:]]
        return {page: self._state(page) for page in pages}

    def _state(self, page: str) -> str:
        if page in ("match", "told") and not self.answered("people"):
            return CANNOT_START
        if self.asides(page):
            return TWO_VERSIONS
        done = page == "match" or self.answered(page) is not None
        return COMPLETED if done and self.content.get(page, {}).get("about", "") == self.about(page) else INCOMPLETE

    @property
    def left(self) -> list[str]:
        """The pages that are not complete."""
        return [page for page, state in self.tasks.items() if state != COMPLETED]

    @property
    def in_two(self) -> list[str]:
        """The pages of which another version is kept: nobody has decided between the two."""
        return [page for page, state in self.tasks.items() if state == TWO_VERSIONS]

    def heading(self, page: str) -> str:
        """The words for a page: for a person's, their name or which one it is."""
        if not page.startswith(PERSON):
            return HEADINGS[page]
        if page not in self.further:
            return "Another person"
        typed = self.typed(page)
        return (typed.get("full_name") if typed else "") or f"Person {self.further.index(page) + 3}"

    def after(self, page: str) -> str:
        """The page that comes next; the check at the end."""
        pages = list(self.tasks)
        place = pages.index(page) + 1 if page in pages else pages.index("match")
        return pages[place] if place < len(pages) else "check"

    def answers(self) -> ReferralAnswers:
        """Everything, for sending. Only where nothing is left."""
        people, told, story, helped = (self.answered(page) for page in ("people", "told", "story", "help"))
        origin = self.answered("origin") if "origin" in self.tasks else None
        return ReferralAnswers(
            people=self.people,
            address=people.cleaned_data["address"],
            postcode=people.cleaned_data["postcode"],
            help_wanted=helped.cleaned_data["help_wanted"],
            services=tuple(helped.cleaned_data.get("services", ())),
            outside_because=helped.cleaned_data.get("outside_because", ""),
            involved=helped.involved(),
            matches=self.matches,
            origin=origin.origin() if origin else Origin(),
            told=told.cleaned_data,
            **story.cleaned_data,
        )


def _places(typed: MultiValueDict | None) -> int:
    """How many professionals the page asks about: one more than the last who was named."""
    if typed is None:
        return 2
    named = [int(name[3:].split("_")[0]) for name, value in typed.items() if _is_place(name) and value]
    return min(max([1, *named]) + 1, 20)


def _is_place(name: str) -> bool:
    return re.fullmatch(r"pro[0-9]{1,2}_name", name) is not None
