"""Forms of a case that save themselves while somebody types in them (static/early-help.js)."""

from typing import Any

from django.http import HttpResponse, JsonResponse

from access import clock
from cases.views.base import CaseOperationView
from earlyhelp.govuk.words import time_of_day

TYPING = "X-Typing"  # the header of what static/early-help.js sends while somebody types


class SavedWhileTyping(CaseOperationView):
    """What is sent while somebody types is answered by a word and shows nothing of the case, so that it is no reading."""

    @property
    def typing(self) -> bool:
        """Whether the page saves by itself while somebody types: it is answered by a word, and goes nowhere."""
        return self.request.method == "POST" and TYPING in self.request.headers

    def shows(self) -> bool:
        return not self.typing

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.keep_typed() if self.typing else super().post(request, *args, **kwargs)

    def keep_typed(self) -> JsonResponse:
        """Keep what stands in the form now, and say when that was; or say why not."""
        raise NotImplementedError  # each page says how


def kept_now(words: str = "Saved at {}", **told: str) -> JsonResponse:
    """The word that it is kept, and the time; `told` is what else the page has to know."""
    return JsonResponse({"said": words.format(time_of_day(clock.now())), **told})


def not_kept(why: str, status: int = 422) -> JsonResponse:
    """The word that it is not, and why."""
    return JsonResponse({"said": f"Not saved yet. {why}"}, status=status)
