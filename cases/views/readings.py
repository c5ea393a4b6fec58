"""Who opened a case, in plain words: line by line for the Data Protection Officer, summed up for those who work with the family."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from access.classification import Personal
from access.labels import worded
from access.models import AccessEvent
from access.notice import policy
from cases.operations.asking import OF_PERSON
from cases.views.base import CaseView
from earlyhelp.policy.classes import CLASSES

PAGE = 50
WORDS = {
    "case_page": "Opened",
    "case_form": "Sent a form on",
    "page": "Asked for",
    "concern": "Opened",
    "flag": "Opened",
    "disclosure": "Opened",
    "export": "Took as a file",
    "download": "Took as a file",
    "list": "Saw in a list",
    "search": "Found by a search",
    "certificate": "Opened",
    "protected_print": "Made ready to print, protected whereabouts too",
}

# Pages whose names in addresses are not their names on screen.
PAGES = {
    "desk:today": "the Today page",
    "cases:case": "overview",
    "cases:readings": "who opened it",
    "cases:decide": "referral, for the {hub}",
    "cases:settle_match": "a possible match",
    "cases:pause": "pause the clock",
    "cases:resume": "let the clock run again",
    "cases:allocate": "allocation",
    "cases:allocate_many": "allocation of several",
    "cases:add_note": "a new note",
    "cases:note": "a note",
    "cases:correct_note": "correct a note",
    "cases:family_copy": "the plan, as the family’s copy",
    "cases:compare": "{assessment}: two versions side by side",
    "cases:move": "a new address",
    "cases:return_member": "somebody who came back",
    "cases:relate": "a new relationship",
    "cases:close": "close the case",
    "cases:quality_sample": "a sample for quality assurance, which names nobody",
    "cases:restriction": "who sees it",
    "cases:restrict": "restrict it",
    "cases:keep_restriction": "keep a restriction",
    "cases:lift_restriction": "lift a restriction",
    "cases:exclusions": "who is kept out",
    "cases:exclude": "keep somebody out",
    "cases:end_exclusion": "end an exclusion",
    "cases:declare": "say that one is tied to the family",
    "cases:ask": "ask to see it",
    "cases:break_glass": "break-glass",
    "cases:requests": "who asked to see it",
    "cases:answer_request": "answer a request",
    "cases:review_glass": "review of a break-glass",
    "cases:found": "find a family",
    "cases:search": "find a family",
    "cases:referral_match": "who else a referral may be about",
    "cases:my_referrals": "referrals",
    "cases:team": "the team’s cases",
    "cases:queue": "the {hub}’s queue",
    "cases:meeting": "referrals for the {hub_meeting}",
    "cases:seals": "seals that wait",
    "cases:decide_seal": "a seal that waits",
    "cases:glass_list": "openings by break-glass",
    "cases:left_note": "a note that was begun",
    "cases:referral_sent": "a referral that was sent",
    "cases:flags": "flags among the readings",
    "cases:review_flag": "a flag among the readings",
    "cases:access_log": "who opened what",
    "cases:staff_readings": "what somebody opened",
    "access:news_list": "news",
    "access:security_events": "security events",
    "sharing:case_disclosures": "sharing",
    "sharing:record": "record sharing",
    "sharing:check": "check before recording sharing",
    "sharing:disclosure": "an entry of the disclosures",
    "sharing:log": "disclosures",
    "sharing:log_file": "disclosures",
    "sharing:pictures": "disclosures in pictures",
    "retention:case_retention": "how long it is kept",
    "retention:batch": "a list for disposal",
}
REFUSALS = {  # why a page was refused, as access.middleware notes it
    "right": "they lack the right",
    "role": "it is not for their role",
    "not there or not theirs": "it is not there, or not theirs",
}


class CaseReadings(CaseView):
    """Every reading of this case, newest first, or who read it how often. This page is a reading too."""

    template_name = "cases/case/readings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.note_reading()  # so that it stands among the others
        events = AccessEvent.objects.filter(case_key=self.case.pk).order_by("-at", "-id")
        told = self.each(events) if self.across else {"people": self.people(events)}
        return super().get_context_data(**told, **kwargs)

    def each(self, events: Any) -> dict[str, Any]:
        """A page of them, line by line."""
        rows = list(self._after(events)[: PAGE + 1])
        return {
            "events": [in_words(event) for event in rows[:PAGE]],
            "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        }

    def _after(self, events: Any) -> Any:
        """What is older than the event that the address names; everything where it names none of this case."""
        try:
            last = events.filter(pk=UUID(self.request.GET.get("after", ""))).first()
        except ValueError:
            last = None
        return events.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.pk)) if last else events

    def people(self, events: Any) -> Any:
        """Who they are by, how often and when last."""
        counted = events.order_by().values("user_key", "user_name")
        return counted.annotate(times=Count("id"), last=Max("at")).order_by("-last")


OF_A_PERSON = {name: CLASSES[line.what].label for name, line in OF_PERSON.items() if isinstance(line, Personal)}


def in_words(event: AccessEvent) -> dict[str, Any]:
    """One reading: when, who, what was done to which page, which special kinds it showed, and the reason that was given."""
    page = worded(PAGES.get(event.route, "")) or event.route.partition(":")[2].replace("_", " ")
    special = OF_A_PERSON | {category.code: category.label for category in policy().categories}
    return {
        "at": event.at,
        "who": event.user_name or "somebody without an account",
        "what": f"{WORDS.get(event.kind, event.kind.replace('_', ' '))}: {page}",
        "refused": event.outcome != "shown",
        "special": list(dict.fromkeys(special[code] for code in event.fields if code in special)),
        "because": REFUSALS.get(event.because, event.because) if event.outcome != "shown" else event.because,
    }
