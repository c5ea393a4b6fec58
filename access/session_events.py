"""When sessions begin, change their key and end: what Django's and allauth's own signals are the occasion of.

A new sign-in has a new key already (Django's); so has a step-up here. Whatever changes how somebody signs in, and signing out,
ends all their other sessions on the server.
"""

import time
from typing import Any

from allauth.account import signals as account
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from access import browsers
from access.known import known_as
from access.operations import letters, sessions
from access.records import uuid7
from access.sessions import BROWSER, HANDLE, OPENED, SEEN


@receiver(user_logged_in)
def begin(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """The twelve hours begin; the page of sessions has something to call this one by; a browser that is new is told of."""
    if not known_as(request, user.email):
        letters.ask("new_browser", user)
    request.signed_in_now = user.email  # access.known writes it into the browser's cookie
    session = request.session
    session[HANDLE] = str(uuid7())
    session[OPENED] = session[SEEN] = int(time.time())
    session[BROWSER] = browsers.family(request.headers.get("User-Agent", ""))


@receiver(account.authentication_step_completed)
def step_up(sender: Any, request: Any, reauthenticated: bool = False, **kwargs: Any) -> None:
    """A session that may do more has a new key: one that somebody read before is worth nothing."""
    if reauthenticated:
        request.session.cycle_key()


@receiver(user_logged_out)
def end_everywhere(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """Comes before Django flushes the session that signs out."""
    if user is not None:
        sessions.end_others(user, but=request.session.session_key, because="signed out")


@receiver(account.password_set)
@receiver(account.password_changed)
@receiver(account.password_reset)
def new_password(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """The browser counts as known from here on: whoever is kept out by a stranger's wrong passwords comes in by a new one."""
    request.signed_in_now = user.email
    sessions.end_others(user, but=request.session.session_key, because="new password")
    letters.ask("changed", user)


@receiver(post_save, sender=Authenticator)
def new_factor(sender: Any, instance: Authenticator, created: bool, **kwargs: Any) -> None:
    if created:
        _another_factor(instance)


@receiver(post_delete, sender=Authenticator)
def lost_factor(sender: Any, instance: Authenticator, **kwargs: Any) -> None:
    _another_factor(instance)


def _another_factor(factor: Authenticator) -> None:
    """The session of whoever changes their own goes on; without a request (a command, the demo) there is none to keep."""
    session = getattr(context.request, "session", None)
    sessions.end_others(factor.user, but=session.session_key if session else None, because="another second factor")
    if session:
        letters.ask("changed", factor.user)
