"""Security events: who signed in or could not, whose rights changed, what settings, what was taken away.

They go into the same two sinks as readings, and like a reading they come first: what cannot be noted does not happen. Never a
password, a code or a typed address: somebody who fails to sign in is named only where the account is known.
"""

from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from access.audit import sinks
from access.models import User


def record(kind: str, *, by: Any, about: Any = None, because: str = "", outcome: str = "done") -> None:
    """Store one event. `about`: the account it is about, where that is another than `by`. Raises NotAudited."""
    sinks.store(
        "security",
        {
            "kind": kind,
            "outcome": outcome,
            "user_key": getattr(by, "pk", None),
            "user_name": getattr(by, "name", "") or "",
            "about_key": getattr(about, "pk", None),
            "about_name": getattr(about, "name", "") or "",
            "address": _address(),
            "because": because[:200],
        },
    )


def _address() -> str:
    """Where the browser is, by the rules that limits on sign-in go by; empty in a job."""
    request = context.request
    return str(get_adapter(request).get_client_ip(request)) if request is not None else ""


@receiver(account.user_logged_in)
def signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    record("sign_in", by=user)


@receiver(account.user_logged_out)
def signed_out(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        record("sign_out", by=user)


def failed(email: str, because: str) -> None:
    """Somebody did not get in. What was typed stands nowhere: people type passwords into the wrong box."""
    record("sign_in", by=User.objects.filter(email=email.lower()).first(), outcome="failed", because=because)


@receiver(mfa.authentication_failed)
def wrong_code(sender: Any, user: Any, **kwargs: Any) -> None:
    record("sign_in", by=user, outcome="failed", because="code")


@receiver(post_save, sender=Authenticator)
def factor_added(sender: Any, instance: Authenticator, created: bool, **kwargs: Any) -> None:
    """By the row, and so inside the transaction: allauth's own signal comes after the commit, too late to undo anything."""
    if created:
        record("factor_added", by=_whoever_asks(), about=instance.user, because=instance.type)


@receiver(post_delete, sender=Authenticator)
def factor_removed(sender: Any, instance: Authenticator, **kwargs: Any) -> None:
    record("factor_removed", by=_whoever_asks(), about=instance.user, because=instance.type)


def _whoever_asks() -> Any:
    user = getattr(context.request, "user", None)
    return user if user is not None and user.is_authenticated else None


@receiver(account.password_set)
@receiver(account.password_changed)
def password_changed(sender: Any, user: Any, **kwargs: Any) -> None:
    record("password_changed", by=user)


@receiver(account.password_reset)
def password_reset(sender: Any, user: Any, **kwargs: Any) -> None:
    record("password_reset", by=user)
