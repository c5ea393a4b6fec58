"""Pages on which something is decided once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase


class OnceDecided:
    """Before a View: whoever comes again, or sends it again, is told so and brought back to the list."""

    decided_already = "It is recorded already"

    def is_decided(self) -> bool:
        """Whether what the address names was decided, by anybody."""
        raise NotImplementedError  # each page says

    def get_cancel_url(self) -> str:
        """The list."""
        raise NotImplementedError  # each page says which

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_decided():
            messages.info(request, self.decided_already)
            return HttpResponseRedirect(self.get_cancel_url())
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a mixin before a View
