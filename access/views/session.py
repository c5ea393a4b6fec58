"""Staying signed in by one press, where the page has warned that the session will end."""

from django.http import HttpRequest, HttpResponse
from django.views.generic import View


class Stay(View):
    """Somebody is still at work. That the request came is enough: it counts like any other page."""

    def post(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=204)
