"""Forms that save themselves while somebody types in them (static/early-help.js)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.generic import View

from access import clock
from access.operations.drafts import Sent
from access.records import as_key, uuid7
from cases.views.base import CaseOperationView
from earlyhelp.govuk.words import time_of_day

TYPING = "X-Typing"  # the header of what static/early-help.js sends while somebody types
# What a page says of itself: no answer.
CONTROLS = ("csrfmiddlewaretoken", "stamp", "window", "turn", "beside", "later")


class KeepsTyped(View):
    """A page whose form saves itself: what is sent while somebody types is answered by a word, and goes nowhere."""

    request: Any

    @property
    def typing(self) -> bool:
        """Whether it is sent by itself while somebody types."""
        return self.request.method == "POST" and TYPING in self.request.headers

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.typing:
            return self.keep_typed()
        return super().post(request, *args, **kwargs)  # type: ignore[misc]  # a mixin before a page

    def keep_typed(self) -> JsonResponse:
        """Keep what stands in the form now, and say when that was; or say why not."""
        raise NotImplementedError  # each page says how

    @property
    def sent(self) -> Sent:
        """What the page says of itself: which version it shows, in which window, by which of its sendings."""
        sent = self.request.POST
        return Sent(
            seen=_number(sent.get("stamp", "")),
            window=_key(sent.get("window", "")),
            turn=_number(sent.get("turn", "")),
            pressed=not (self.typing or "later" in sent),
            beside="beside" in sent and (self.typing or "later" in sent),
        )

    def own(self, stamp: int | str) -> dict[str, Any]:
        """What the page carries: the stamp of what it shows, its window's key, and how often it was sent."""
        return {"stamp": stamp, "window": self.sent.window or uuid7().hex, "turn": self.sent.turn}


class SavedWhileTyping(KeepsTyped, CaseOperationView):
    """On a case: what is sent while somebody types shows nothing of the case, so that it is no reading."""

    def shows(self) -> bool:
        return not self.typing


def kept_now(words: str = "Saved at {}", **told: str) -> JsonResponse:
    """The word that it is kept, and the time; `told` is what else the page has to know."""
    return JsonResponse({"said": words.format(time_of_day(clock.now())), **told})


def not_kept(why: str, status: int = 422) -> JsonResponse:
    """The word that it is not, and why."""
    return JsonResponse({"said": f"Not saved yet. {why}"}, status=status)


def kept_beside(stamp: int, button: str) -> JsonResponse:
    """The word that it is kept beside what another window has saved meanwhile."""
    said = f"This was changed in another window while you typed. Both versions are kept. Press “{button}” to see both."
    return JsonResponse({"said": said, "stamp": str(stamp)}, status=409)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0


def _key(typed: str) -> str:
    key = as_key(typed)
    return key.hex if key else ""
