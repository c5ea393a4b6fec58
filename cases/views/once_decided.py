"""Pages on which something is decided once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


class OnceDecided:
    """Before a View: whoever comes to it again is told so and brought back to the list. What is sent again is the operation's to answer:
    the same is done already, and other words are kept beside what stands.
    """

    request: HttpRequest
    decided_already = "It is recorded already"

    def is_decided(self) -> bool:
        """Whether what the address names was decided, by anybody."""
        raise NotImplementedError  # each page says

    def get_cancel_url(self) -> str:
        """The list."""
        raise NotImplementedError  # each page says which

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_decided():
            messages.info(request, self.decided_already)
            return HttpResponseRedirect(self.get_cancel_url())
        return super().get(request, *args, **kwargs)  # type: ignore[misc]  # a mixin before a View
